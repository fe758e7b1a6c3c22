/** What to say to whoever named something that there is not: the closest name that there is, or all of them. */
import { closest } from '../closest.ts'

/** The sentences for a name that is none of `names`; undefined where it is one. `what`: chain, command, template. */
export function unknownName(what: string, name: string, names: readonly string[]): string | undefined {
  if (names.includes(name)) return undefined
  const meant = closest(name, names)
  return `There is no ${what} "${name}". ${meant === undefined ? `There are ${names.join(', ')}.` : `Did you mean ${meant}?`}`
}

/** The same for chains, of which there may be none at all. */
export const noSuchChain = (name: string, names: readonly string[]): string | undefined =>
  names.length === 0 ? `There is no chain "${name}": there is none below chains/.` : unknownName('chain', name, names)
