/** What our functions become in JSONata: a table from a function's name to its code, a file for each family. */
import type { Expression } from '../../tree.ts'
import type { Shape } from '../shape.ts'
import { CONDITIONS } from './conditions.ts'
import { DATES } from './dates.ts'
import { LISTS } from './lists.ts'
import type { Call, Functions } from './lower.ts'
import { NUMBERS } from './numbers.ts'
import { OBJECTS } from './objects.ts'
import { TASKS } from './tasks.ts'
import { TEXTS } from './texts.ts'

export const FUNCTIONS: Functions = {
  ...CONDITIONS,
  ...TEXTS,
  ...NUMBERS,
  ...DATES,
  ...LISTS,
  ...OBJECTS,
  ...TASKS,
  /** A deploy-time value: its text is `${name}`, which deployment puts a text in place of. */
  substitution: (_, { of: [name] }) => ({
    kind: 'substitution',
    name: name?.kind === 'literal' ? (name.value as string) : '',
  }),
}

/** What a call gives; `inside` lowers its arguments. */
export function callShape(call: Call, inside: (value: Expression) => Shape): Shape {
  const lower = FUNCTIONS[call.name]
  if (!lower) throw new TypeError(`There is no function "${call.name}".`)
  const shape = lower(call.of.map(inside), call, inside)
  return call.optional && shape.kind === 'code' ? { ...shape, optional: true } : shape
}
