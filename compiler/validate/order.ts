/** Sorts problems as their places follow each other in the definition; what has no place comes last. */
import { at, isFields, type Fields } from './machine.ts'

interface Placed {
  readonly location: string
}

export function inReadingOrder<P extends Placed>(problems: readonly P[], definition: Fields): readonly P[] {
  if (problems.length < 2) return problems
  const place = new Map<string, number>()
  const visit = (value: unknown, location: string): void => {
    place.set(location, place.size)
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, at(location, index))
    else if (isFields(value)) for (const [key, item] of Object.entries(value)) visit(item, at(location, key))
  }
  visit(definition, '/')
  const placeOf = ({ location }: Placed): number => place.get(location) ?? Number.POSITIVE_INFINITY
  // Two at no known place are equal, not the NaN that their difference would be.
  return problems.toSorted((a, b) => (placeOf(a) === placeOf(b) ? 0 : placeOf(a) - placeOf(b)))
}
