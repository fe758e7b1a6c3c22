/** What a graph says of conditions, models and errors. */
import { describe, expect, test } from 'vitest'
import {
  Type,
  and,
  atLeast,
  bedrockTask,
  chain,
  claude,
  contains,
  differs,
  equals,
  exists,
  lessThan,
  llama,
  loop,
  mistral,
  not,
  numbers,
  or,
  prompt,
  say,
  systemChain,
  texts,
  value,
  when,
} from '../../compiler/index.ts'
import type { Ref } from '../../compiler/index.ts'
import { compileChain } from '../../compiler/compile.ts'
import { statesIn } from '../../compiler/emit/graph/graph.ts'
import { graphOf } from '../../compiler/emit/graph/of-machine.ts'
import { errorsInShort, modelInShort } from '../../compiler/emit/graph/words.ts'

const Params = Type.Object({
  total: Type.Number(),
  paid: Type.Boolean(),
  status: Type.String(),
  tone: Type.Optional(Type.String()),
})
const answer = { model: claude.haiku45, system: 'You answer.', maxTokens: 100 }

interface Given {
  readonly question: Ref<string>
  readonly params: Ref<{ total: number; paid: boolean; status: string; tone?: string }> & {
    readonly total: Ref<number>
    readonly paid: Ref<boolean>
    readonly status: Ref<string>
    readonly tone: Ref<string | undefined>
  }
}

/** The words on the edge that is taken when the condition holds. */
function edgeOf(condition: (given: Given) => Ref<boolean>): string {
  const asked = chain('asked', { params: Params, answer }, (_, given) =>
    when(condition(given as unknown as Given), say('Yes.')).otherwise(say('No.')),
  )
  const { output } = compileChain(asked, { file: 'chains/asked.ts', readPrompt: () => undefined })
  return output ? (graphOf({ name: 'asked', ...output }).edges[0]?.label ?? '') : 'not compiled'
}

describe('a condition is written', () => {
  test.each<[string, (given: Given) => Ref<boolean>]>([
    ['params.status is "paid"', ({ params }) => equals(params.status, 'paid')],
    ['params.status is not "paid"', ({ params }) => differs(params.status, 'paid')],
    ['params.paid is true', ({ params }) => params.paid],
    ['params.paid is false', ({ params }) => equals(params.paid, false)],
    ['not params.paid', ({ params }) => not(params.paid)],
    ['exists(params.tone)', ({ params }) => exists(params.tone)],
    ['contains(texts.lower(question), "refund")', ({ question }) => contains(texts.lower(question), 'refund')],
    ['params.total ≥ 100 and params.paid', ({ params }) => and(atLeast(params.total, 100), params.paid)],
    [
      'params.paid and (params.total < 5 or params.total ≥ 100)',
      ({ params }) => and(params.paid, or(lessThan(params.total, 5), atLeast(params.total, 100))),
    ],
    [
      'not (params.paid and params.total < 5) or params.paid',
      ({ params }) => or(not(and(params.paid, lessThan(params.total, 5))), params.paid),
    ],
    [
      'params.total × (params.total + 1) − 2 < 100',
      ({ params: { total } }) => lessThan(numbers.minus(numbers.times(total, numbers.plus(total, 1)), 2), 100),
    ],
  ])('%s', (words, condition) => {
    expect(edgeOf(condition)).toBe(words)
  })

  test('of a loop by what it carries', () => {
    const Count = Type.Object({ count: Type.Integer() })
    const counting = chain('counting', { answer }, (step, { question }) => {
      step('text', bedrockTask({ model: llama.instruct8b, prompt: prompt('{{question}}')({ question }) }))
      step(
        'counted',
        loop({ carry: Count, start: { count: 0 }, max: 3, until: ({ count }) => atLeast(count, 3) }, (step, { count }) => {
          step('said', bedrockTask({ model: mistral.small, prompt: prompt('{{count}}')({ count }), attempts: 1, timeout: 2 }))
          return value(Count, { count: numbers.plus(count, 1) })
        }),
      )
      return systemChain.keep()
    })
    const { output } = compileChain(counting, { file: 'chains/counting.ts', readPrompt: () => undefined })
    if (!output) throw new Error('not compiled')
    const { members, edges } = graphOf({ name: 'counting', ...output })
    expect({
      members: members.map(({ kind, name, detail }) => `${kind} ${name}: ${detail}`),
      inside: statesIn(members.filter(({ kind }) => kind === 'loop')).map(
        ({ kind, name, detail }) => `${kind} ${name}: ${detail}`,
      ),
      ways: edges.filter(({ from }) => from === 'counted').map(({ to, label, about }) => ({ to, label, about })),
    }).toEqual({
      members: ['task text: llama3-8b-instruct', 'loop counted: at most 3 turns', 'end counting: keep'],
      inside: ['task counted.said: mistral-small-2402', 'choice counted: until count ≥ 3'],
      ways: [
        { to: 'counting', label: 'done', about: 'count ≥ 3, or 3 turns are over' },
        { to: 'counted.said', label: 'again', about: '' },
      ],
    })
  })
})

test.each([
  ['anthropic.claude-haiku-4-5-20251001-v1:0', 'claude-haiku-4-5'],
  ['amazon.nova-lite-v1:0', 'nova-lite'],
  ['meta.llama3-8b-instruct-v1:0', 'llama3-8b-instruct'],
  ['mistral.mistral-small-2402-v1:0', 'mistral-small-2402'],
  ['our-own-model', 'our-own-model'],
])('the model %s is %s', (foundation, short) => {
  expect(modelInShort(foundation)).toBe(short)
})

test.each([
  [['States.ALL'], 'on failure'],
  [['States.Timeout', 'ValidationException', 'Bedrock.ValidationException'], 'Timeout, Validation'],
  [['DynamoDB.ConditionalCheckFailedException'], 'ConditionalCheckFailed'],
  [['States.Http.StatusCode.404', 'States.Http.StatusCode.410'], 'HTTP 404, HTTP 410'],
  [['Exception', 'Own.Mistake'], 'Exception, Mistake'],
])('the errors %j are told as %s', (errors, short) => {
  expect(errorsInShort(errors)).toBe(short)
})
