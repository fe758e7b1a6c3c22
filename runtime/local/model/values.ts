/** Values out of the user's own words. */
import { holds, isStopWord, stemsOf } from './words.ts'

/** "One" is left out: it is seldom a number. */
const NUMBERS = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
const NUMBER = new RegExp(`(?<![\\p{L}\\p{N}.])(?:-?\\d+(?:\\.\\d+)?|${NUMBERS.join('|')})(?![\\p{L}\\p{N}])`, 'giu')
const valueOf = (said: string): number => {
  const at = NUMBERS.indexOf(said.toLowerCase())
  return at < 0 ? Number(said) : at + 2
}

/** Numbers that a text says, in digits or words. */
export const numbersIn = (text: string): readonly number[] => (text.match(NUMBER) ?? []).map(valueOf)

/** How many of something a text asks for: "5 characters", or "five short poems" for `poems`. */
export function countOf(name: string, text: string): number | undefined {
  const wanted = stemsOf(name)
  for (const { 0: said, index } of text.matchAll(NUMBER)) {
    const after = text.slice(index + said.length, index + said.length + 100).split(/[^\p{L}\p{N}\s]/u)[0] ?? ''
    const things = stemsOf(after.trim().split(/\s+/).slice(0, 3).join(' '))
    if ([...things].some((thing) => holds(wanted, thing))) return valueOf(said)
  }
  return undefined
}

/** A word of the question that stands beside one of the property's own words: "order 4711" for `order`. */
export function valueBeside(name: string, question: string): string | undefined {
  const wanted = stemsOf(name)
  const words = question.match(/[\p{L}\p{N}][\p{L}\p{N}._@-]*/gu) ?? []
  for (const [index, word] of words.entries()) {
    const next = words[index + 1]
    if (
      next !== undefined &&
      (/\d/.test(next) || /^\p{Lu}/u.test(next)) &&
      [...stemsOf(word)].some((said) => holds(wanted, said))
    )
      return next
  }
  return undefined
}

/** Proper nouns, quoted texts and codes of the question, which a value may be. */
export function namesIn(question: string): readonly string[] {
  const quoted = [...question.matchAll(/["“]([^"”]+)["”]/g)].map((match) => match[1] as string)
  const named = [
    ...question.matchAll(/(?<=[^.!?\s]\s+)\p{Lu}[\p{L}\p{N}-]*(?:\s+\p{Lu}[\p{L}\p{N}-]*)*|\b[\p{L}-]*\d[\p{L}\d-]*\b/gu),
  ].map((match) => match[0])
  return [...quoted, ...named.filter((name) => name.length > 1 && !isStopWord(name.toLowerCase()))]
}
