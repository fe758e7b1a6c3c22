/** The plain value of an expression, or the code and message of its failure. */
import { asJsonataError, evaluate, NotJson, plain } from '../../compiler/jsonata/index.ts'
import type { Services } from '../../compiler/jsonata/index.ts'

const SERVICES: Services = { now: () => Date.UTC(2030, 0, 2, 3, 4, 5, 678), random: () => 0.25, uuid: () => 'a-new-id' }

export const INPUT = {
  n: 5,
  name: 'Ada',
  none: [],
  list: [3, 1, 2],
  mixed: [1, 'a', true, null],
  people: [
    { name: 'Ada', age: 36, tags: ['x', 'y'] },
    { name: 'Bob', age: 20, tags: ['y'] },
    { name: 'Cyd', age: 36, tags: [] },
  ],
  object: { a: 1, b: { c: 2 } },
  'odd name': 1,
}

export async function value(text: string): Promise<unknown> {
  try {
    return plain(await evaluate(text, { in: INPUT, states: { input: INPUT } }, SERVICES))
  } catch (thrown) {
    if (thrown instanceof NotJson) return { notJson: thrown.message }
    const { code, message } = asJsonataError(thrown)
    return { code, message }
  }
}
