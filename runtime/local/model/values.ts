/** Values out of the user's own words. */
import { holds, isStopWord, stemsOf } from './words.ts'

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
