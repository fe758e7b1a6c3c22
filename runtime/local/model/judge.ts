/**
 * Yes or no, by evidence: what a proposition asks about ("is it answered already?", "is it only a greeting?", "is it about refunds?")
 * is told by classes of ordinary English words, never by the words of some chain.
 */
import type { Reading } from './reading.ts'
import { askedStems, holds, isStopWord, stem, stemsOf, wordsOf } from './words.ts'

const stems = (words: string) => new Set(words.split(/\s+/).map(stem))

const GREETINGS = stems(
  'hello hi hey greetings good morning afternoon evening day night bye goodbye thanks thank cheers welcome howdy hola there',
)
const SPEAKS_OF_GREETING = stems('greeting greet hello hi thanks chitchat smalltalk pleasantry farewell')
const SPEAKS_OF_ANSWERED = stems(
  'answered answer known covered addressed resolved replied contained repeated redundant duplicate settled explained discussed mentioned satisfied bypass skip cached reply sufficient',
)
const SPEAKS_OF_LACK = stems(
  'unanswered missing lacking needed need required requires necessary retrieve retrieval search lookup fetch fresh unknown open unresolved',
)
/** Words about the conversation itself: no topic. */
const ABOUT_THE_TALK = stems(
  `question query user assistant message messages conversation history text request input output value result boolean true false flag yes last latest
  current customer human person context document documents information data given provided json object field decide determine check whether rule rules
  interaction clear clearly detailed detail read return generator schema format topic subject concern intent ask asks asked asking say says only line`,
)

const intersects = (text: ReadonlySet<string>, words: ReadonlySet<string>): boolean => {
  for (const word of text) if (words.has(word)) return true
  return false
}

export const isGreeting = (text: string): boolean => {
  const words = wordsOf(text)
  return (
    words.length > 0 &&
    words.length <= 8 &&
    words.some((word) => GREETINGS.has(stem(word))) &&
    words.every((word) => GREETINGS.has(stem(word)) || isStopWord(word))
  )
}

/** How much of the question's meaning occurs in `texts`: 0 to 1. */
export function coverage(question: string, texts: readonly string[]): number {
  const asked = askedStems(question)
  if (asked.size === 0) return 0
  const said = stemsOf(texts.join('\n'))
  let found = 0
  for (const word of asked) if (holds(said, word)) found++
  return found / asked.size
}

const COVERED = 0.6

/** Whether `proposition` holds of what was read. */
export function holdsOf(proposition: string, reading: Reading): boolean {
  const about = new Set(wordsOf(proposition).map(stem))
  if (intersects(about, SPEAKS_OF_GREETING) && isGreeting(reading.question))
    return !/\b(?:not|isn't|no)\b[^.?!]{0,20}\bgreet/i.test(proposition)
  const answered = intersects(about, SPEAKS_OF_ANSWERED)
  const lack = intersects(about, SPEAKS_OF_LACK)
  const said = [...reading.answers, ...reading.passages.map(({ text }) => text)]
  const covered = coverage(reading.question, said) >= COVERED
  const denied =
    /\b(?:not|isn't|wasn't|never|un|no)\s+(?:yet\s+|been\s+|already\s+)*(?:answered|known|covered|addressed|resolved|contained)/i.test(
      proposition,
    )
  if (answered && !denied) return covered
  if (denied || lack) return !covered && !isGreeting(reading.question)
  const topics = [...stemsOf(proposition)].filter((word) => !ABOUT_THE_TALK.has(word))
  const asked = askedStems(reading.question)
  return topics.some((topic) => holds(asked, topic)) || (topics.length === 0 && covered)
}
