/** Which states a chain needs: one where something runs or a way is taken, none for what makes or moves values. */
import { expect, it } from 'vitest'
import {
  Type,
  allSettled,
  bedrockTask,
  chain,
  choice,
  claude,
  equals,
  jsonata,
  llama,
  loop,
  map,
  parallel,
  prompt,
  result,
  retrieve,
  texts,
  value,
  wait,
} from '../../compiler/index.ts'
import type { ChainInput, Infer, PlaceStep } from '../../compiler/index.ts'
import { compileChain } from '../../compiler/compile.ts'

const Text = Type.Object({ text: Type.String() })
const Words = Type.Object({ words: Type.Array(Type.String(), { maxItems: 3 }), isLong: Type.Boolean() })
const ask = (more: object = {}) => bedrockTask({ model: claude.haiku45, prompt: 'x', attempts: 1, timeout: 1, ...more })
const search = retrieve({ knowledgeBase: 'KB', query: 'x', attempts: 1, timeout: 1 })

/** The states of what stands before a chain's end, in reading order: `name Type`; those inside of one in parentheses. */
function statesOf(body: (step: PlaceStep, given: ChainInput<Infer<typeof Words>>) => unknown): string {
  const built = chain('all', { params: Words }, (step, given) => {
    body(step, given)
    return result({})
  })
  const { output, problems } = compileChain(built, { file: 'chains/all.ts', readPrompt: () => undefined })
  if (!output) throw new Error(JSON.stringify(problems[0]))
  return told(output.definition.States).replace(/(?:, )?all Succeed/, '')
}
interface Drawn {
  readonly Type: string
  readonly Branches?: readonly { readonly States: object }[]
  readonly ItemProcessor?: { readonly States: object }
}
const told = (states: object): string =>
  Object.entries(states as Readonly<Record<string, Drawn>>)
    .map(([name, { Type: type, Branches = [], ItemProcessor }]) => {
      const inner = [...Branches, ...(ItemProcessor ? [ItemProcessor] : [])].map(({ States }) => told(States))
      return `${name} ${type}${inner.length > 0 ? ` (${inner.join('; ')})` : ''}`
    })
    .join(', ')

const rows: readonly (readonly [string, Parameters<typeof statesOf>[0], string])[] = [
  ['a model', (step) => step('a', ask()), 'a Task'],
  ['other models', (step) => step('a', ask({ fallback: [llama.instruct8b] })), 'a Task, a.fallback Task'],
  [
    'structured output',
    (step) => step('a', ask({ output: Text, structured: 'tool', repair: 1 })),
    'a Task, a.check Choice, a.repair Task, a.failed Fail',
  ],
  ['a service', (step) => step('a', search), 'a Task'],
  ['branches', (step) => step('a', parallel({ one: search, two: value(Text, { text: 'x' }) })), 'a Parallel (a.one Task)'],
  ['branches in which nothing runs', (step) => step('a', parallel({ two: value(Text, { text: 'x' }) })), ''],
  ['branches that may fail', (step) => step('a', allSettled({ one: search })), 'a Parallel (a.one Task, a.one.end Succeed)'],
  [
    'items',
    (step, { params }) =>
      step(
        'a',
        map(params.words, () => search),
      ),
    'a Map (a.item Task)',
  ],
  [
    'items for which nothing runs',
    (step, { params }) =>
      step(
        'a',
        map(params.words, (_, word) => value(Text, { text: word })),
      ),
    '',
  ],
  [
    'a choice',
    (step, { params }) => step('a', choice(params.isLong, { true: value(Text, { text: 'x' }), false: ask() })),
    'a Choice, a.false Task',
  ],
  [
    'turns',
    (step) =>
      step(
        'a',
        loop({ carry: Text, start: { text: 'x' }, max: 9, until: ({ text }) => equals(text, '') }, () => ask()),
      ),
    'a.start Pass, a.turn Task, a Choice',
  ],
  ['a pause', (step) => step('a', wait(1)), 'a Wait'],
  [
    'values',
    (step, { question }) => {
      const one = step('a', value(Text, { text: texts.upper(question) }))
      const two = step('b', value(Type.String(), prompt('{{text}}!')({ text: one.text })))
      step('c', value(Type.Number(), jsonata(Type.Number(), '$length($two)', { two })))
    },
    '',
  ],
  ['a catch', (step) => step('a', ask({ catch: value(Text, { text: '' }) })), 'a Task'],
]
it.each(rows)('%s', (_, body, states) => {
  expect(statesOf(body)).toBe(states)
})
