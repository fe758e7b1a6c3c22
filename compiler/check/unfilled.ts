/** `${Name}` in a text: it comes out as it is written, which is seldom what its author wants. */
import { unfilledSubstitution } from '../problems/never.ts'
import type { Problem } from '../problems.ts'
import type { Json } from '../asl.ts'
import type { ChainTree, Expression } from '../tree.ts'
import { allValues, placedBuilders } from '../walk.ts'
import type { ValueVisit } from '../walk.ts'
import { ofBuilder, ofEnd } from './place.ts'
import type { Place } from './place.ts'

const WRITTEN = /\$\{([A-Za-z][A-Za-z0-9]*)\}/g

/** Names that stand in a text as `${Name}`. */
const namesIn = (text: string): readonly string[] =>
  text.includes('${') ? [...text.matchAll(WRITTEN)].map(([, name]) => name as string) : []

function* textsOf(value: Json): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* textsOf(inner)
}

/** What a chain is given, and its steps: nothing else is meant by a name in a prompt, which may well be about `${…}`. */
const inScope = (tree: ChainTree): ReadonlySet<string> =>
  new Set(['question', 'messages', 'session', 'caller', ...placedBuilders(tree).flatMap(({ placed }) => placed.name ?? [])])

const placeOf = ({ visit }: ValueVisit): Place => ('placed' in visit ? ofBuilder(visit) : ofEnd(visit))

export function unfilled(tree: ChainTree): Problem[] {
  const found = new Map<string, Problem>()
  let known: ReadonlySet<string> | undefined
  const tell = (name: string, place: Place) => {
    const key = `${place.path.join('.')} ${name}`
    if (!found.has(key)) found.set(key, unfilledSubstitution(place, name))
  }
  const look = (one: ValueVisit, value: Expression) => {
    if (value.kind === 'literal') {
      for (const text of textsOf(value.value)) for (const name of namesIn(text)) tell(name, placeOf(one))
    } else if (value.kind === 'prompt') {
      const { text = '', at } = value.template
      for (const name of namesIn(text))
        if ((known ??= inScope(tree)).has(name) || name in value.values) tell(name, { at, path: one.visit.path })
    }
  }
  for (const one of allValues(tree)) look(one, one.value)
  return [...found.values()]
}
