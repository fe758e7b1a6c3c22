/** What is wrong with where text comes from, and where it gets to. */
import { warning } from '../problems.ts'
import type { Place, Problem } from '../problems.ts'

const OTHERWISE = "give it a schema without free text, look it up in a list of your own, or say trust(value, 'why')."

/** Where text of others is found, what is wrong with that, and what to do: by what it gets into. */
const FOREIGN = {
  instructions: ['SC040', 'is in a system prompt, which a model obeys', 'Give it as context, or as {{xml …}} alone in a tag'],
  query: ['SC041', 'is in a query, which is run', 'Write the query yourself, with a case for each that there is'],
  address: ['SC042', 'decides which address is called', 'Write the URL yourself, and give it in `path`, `query` or `body`'],
  path: [
    'SC042',
    'decides what is called below the address',
    'Put the verified `caller` into the path, give it in `query` or `body`',
  ],
  item: ['SC043', 'decides which item of a table is meant', 'Put the verified `caller` into the key, or into `onlyIf`'],
  documents: ['SC044', 'decides which documents are searched', 'Add a condition on the verified `caller` that must hold as well'],
  callee: ['SC045', 'decides what is called', 'Write what there is to call as cases of a choice(…)'],
} as const

const WHOSE: readonly (readonly [from: string, whose: string])[] = [
  ['caller', 'a caller'],
  ['model', 'a model'],
  ['retrieved', 'what was retrieved'],
]

/** `from`: whose text it is. */
export const foreignText = (
  place: Place,
  into: keyof typeof FOREIGN,
  from: ReadonlySet<string>,
  ways: NonNullable<Problem['ways']>,
): Problem => {
  const [code, what, remedy] = FOREIGN[into]
  const whose = WHOSE.flatMap(([one, name]) => (from.has(one) ? [name] : []))
  return { ...warning(code, place, `Text of ${whose.join(' and of ')} ${what}.`, `${remedy}; or ${OTHERWISE}`), ways }
}

export const needlessTrust = (place: Place): Problem =>
  warning('SC046', place, 'This trust(…) is not needed: no text that others wrote goes where it must not.', 'Take it away.')
