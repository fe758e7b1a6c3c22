/** Which chains a command is about: those that were named, or what to say about a name that is none. */
import { closest } from '../closest.ts'

/** The sentence for a name that no chain has; undefined where one has it. */
export function noSuchChain(name: string, names: readonly string[]): string | undefined {
  if (names.includes(name)) return undefined
  const meant = closest(name, names)
  const there = names.length === 0 ? 'There is none below chains/.' : `There are ${names.join(', ')}.`
  return `There is no chain "${name}". ${meant === undefined ? there : `Did you mean ${meant}?`}`
}
