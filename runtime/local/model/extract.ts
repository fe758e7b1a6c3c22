/** Answers a question in the words of what was given: the sentences that share most with it. */
import type { Passage } from './reading.ts'
import { askedStems, holds, paragraphsOf, sentencesOf, stemsOf, wordsOf } from './words.ts'

export interface Extract {
  readonly sentences: readonly string[]
  readonly sources: readonly string[]
}

interface Candidate {
  readonly text: string
  readonly stems: ReadonlySet<string>
  /** Stems of the headings above it. */
  readonly above: ReadonlySet<string>
  readonly source: string | undefined
  readonly order: number
  /** Sentences of one paragraph share it. */
  readonly paragraph: string
}

const isHeading = (line: string) => /^#{1,6}\s/.test(line)
/** A question answers nothing, and a template's placeholder is no text. */
const quotable = (sentence: string) => !sentence.endsWith('?') && !/\{\{|\$\{/.test(sentence) && wordsOf(sentence).length >= 3

function candidatesOf(passages: readonly Passage[]): readonly Candidate[] {
  const found: Candidate[] = []
  for (const [at, passage] of passages.entries()) {
    let above = ''
    for (const [line, paragraph] of paragraphsOf(passage.text).entries()) {
      if (isHeading(paragraph)) {
        above = paragraph
        continue
      }
      for (const text of sentencesOf(paragraph)) {
        if (!quotable(text)) continue
        const { source } = passage
        found.push({ text, stems: stemsOf(text), above: stemsOf(above), source, order: found.length, paragraph: `${at}/${line}` })
      }
    }
  }
  return found
}

/** How well a sentence says what its subject is: "AWS is …" answers "what is AWS?" better than "Local AWS is …" does. */
function defines(sentence: string, asked: ReadonlySet<string>): number {
  const opening = /^(.{1,60}?)\s(?:is|are|means|stands for)\s/i.exec(sentence)
  if (opening === null) return 0
  const subject = [...stemsOf((opening[1] as string).replaceAll(/\([^)]*\)/g, ' '))]
  const named = subject.filter((word) => holds(asked, word)).length
  return named === 0 ? 0 : named === subject.length ? 0.6 : 0.05
}

/** How much of the question's weight a sentence must carry to be quoted. */
const LEAST = 0.4
const MOST_SENTENCES = 3

export function extract(question: string, passages: readonly Passage[]): Extract | undefined {
  const asked = askedStems(question)
  if (asked.size === 0) return undefined
  const candidates = candidatesOf(passages)
  const weights = new Map<string, number>()
  for (const word of asked) {
    const having = candidates.filter((candidate) => holds(candidate.stems, word) || holds(candidate.above, word)).length
    weights.set(word, Math.log(1 + (candidates.length + 1) / (having + 0.5)))
  }
  let total = 0
  for (const weight of weights.values()) total += weight
  const definition = /^\W*(?:what|who)(?:\s+(?:is|are)|['’]s)\b/i.test(question)
  const scored = candidates
    .map((candidate) => {
      let own = 0
      let above = 0
      for (const [word, weight] of weights) {
        if (holds(candidate.stems, word)) own += weight
        else if (holds(candidate.above, word)) above += weight
      }
      const share = (own + 0.6 * above) / total
      return { candidate, share, score: share + (definition && own > 0 ? defines(candidate.text, asked) : 0) }
    })
    .filter(({ share }) => share >= LEAST)
    .sort((a, b) => b.score - a.score || a.candidate.order - b.candidate.order)
  const best = scored[0]
  if (best === undefined) return undefined
  const ordered: Candidate[] = []
  const take = (candidate: Candidate | undefined) => {
    if (candidate && ordered.length < MOST_SENTENCES && !ordered.some(({ text }) => text === candidate.text))
      ordered.push(candidate)
  }
  take(best.candidate)
  // What stands beside the best sentence mostly is about the same thing.
  const [previous, next] = [-1, 1].map((step) => candidates[best.candidate.order + step])
  const beside = [next, previous].find((candidate) => candidate?.paragraph === best.candidate.paragraph)
  if (beside === previous) ordered.unshift(...(previous ? [previous] : []))
  else take(beside)
  for (const { candidate, score } of scored) if (score >= best.score * 0.7) take(candidate)
  return {
    sentences: ordered.map((candidate) => candidate.text),
    sources: [...new Set(ordered.flatMap(({ source }) => (source === undefined ? [] : [source])))],
  }
}
