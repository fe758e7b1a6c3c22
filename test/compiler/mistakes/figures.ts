/** Mistakes in what has to be known before anything can be reckoned with a chain: its numbers and its models. */
import {
  bedrockTask,
  chain,
  claude,
  customModel,
  dynamodb,
  equals,
  llama,
  loop,
  map,
  retrieve,
  systemChain,
  tool,
  toolLoop,
  Type,
  value,
  wait,
} from '../../../compiler/index.ts'
import type { Ref, Step } from '../../../compiler/index.ts'
import { CATALOGUE } from '../../../compiler/models/catalogue.ts'
import { answer, TEXT, untyped } from '../mistake.ts'
import type { Mistake } from '../mistake.ts'

const model = claude.haiku45
const prompt = 'Hello'
const carry = { carry: TEXT, start: { text: '' }, until: ({ text }: { readonly text: Ref<string> }) => equals(text, 'good') }
const again = () => bedrockTask({ model, prompt, attempts: 1, timeout: 5 })
const nothing = tool({ description: 'Does nothing.', input: Type.Object({}), block: () => value(TEXT, { text: '' }) })

const asking = (builder: () => Step<unknown>) =>
  chain('c', { answer }, (step) => {
    step('task', builder())
    return systemChain.keep()
  })

const number = (name: string, is: string, range: string, path = ['c', 'task']) => ({
  code: 'SC026',
  path,
  what: `${name} is ${is}.`,
  remedy: `Give a ${range}.`,
})

const ATTEMPTS = 'whole number from 1 to 100'
const SECONDS = 'whole number from 1 to 300'
const TURNS = 'whole number from 1 to 1000'

const NUMBERS: readonly Mistake[] = (
  [
    [() => bedrockTask({ model, prompt, attempts: 0 }), 'attempts', '0', ATTEMPTS],
    [() => bedrockTask({ model, prompt, attempts: Infinity }), 'attempts', 'Infinity', ATTEMPTS],
    [() => bedrockTask({ model, prompt, attempts: 1.5 }), 'attempts', '1.5', ATTEMPTS],
    [() => bedrockTask({ model, prompt, attempts: untyped('3') }), 'attempts', '"3"', ATTEMPTS],
    [() => bedrockTask({ model, prompt, timeout: 0 }), 'timeout', '0', SECONDS],
    [() => bedrockTask({ model, prompt, timeout: 301, attempts: 1 }), 'timeout', '301', SECONDS],
    [() => bedrockTask({ model, prompt, maxTokens: 0 }), 'maxTokens', '0', 'whole number from 1 to 1000000'],
    [() => bedrockTask({ model, prompt, temperature: 2 }), 'temperature', '2', 'number from 0 to 1'],
    [() => bedrockTask({ model, prompt, topP: -0.1 }), 'topP', '-0.1', 'number from 0 to 1'],
    [() => bedrockTask({ model, prompt, output: TEXT, repair: -1 }), 'repair', '-1', 'whole number from 0 to 10'],
    [() => retrieve({ knowledgeBase: 'Base', query: 'a', number: 101 }), 'number', '101', 'whole number from 1 to 100'],
    [
      () => retrieve({ knowledgeBase: 'Base', query: 'a', rerank: { model: 'amazon', number: 0 } }),
      'rerank.number',
      '0',
      'whole number from 1 to 100',
    ],
    [
      () => dynamodb.query({ table: 'Orders', key: { id: 'a' }, item: TEXT, limit: 0 }),
      'limit',
      '0',
      'whole number from 1 to 1000000',
    ],
    [() => loop({ ...carry, max: 0 }, again), 'max', '0', TURNS],
    [() => loop({ ...carry, max: Infinity }, again), 'max', 'Infinity', TURNS],
    [() => loop(untyped({ ...carry }), again), 'max', 'missing', TURNS],
    [() => toolLoop({ model, prompt, tools: { nothing }, maxTurns: 0 }), 'maxTurns', '0', TURNS],
    [() => wait(0.5), 'wait', '0.5', 'whole number from 0 to 300'],
  ] as readonly (readonly [() => Step<unknown>, string, string, string])[]
).map(([builder, name, is, range]) => ({ name: `${name} that is ${is}`, chain: asking(builder), told: number(name, is, range) }))

const CODES = CATALOGUE.map(({ code }) => code).join(', ')
const HAS = `The catalogue has ${CODES}; customModel(…) describes another.`

const wrongModel = (what: string, remedy: string, path = ['c', 'task']) => ({ code: 'SC050', path, what, remedy })
const calling = (given: unknown) => asking(() => bedrockTask({ model: untyped(given), prompt }))

export const FIGURES: readonly Mistake[] = [
  ...NUMBERS,
  {
    name: 'turns that are known only when the chain runs',
    chain: chain('c', { answer, params: Type.Object({ turns: Type.Integer() }) }, (step, { params }) => {
      step('task', loop({ ...carry, max: untyped(params.turns) }, again))
      return systemChain.keep()
    }),
    told: number('max', 'known only when the chain runs', TURNS),
  },
  {
    name: 'items at the same time that are fewer than one',
    chain: chain('c', { answer }, (step, { messages }) => {
      step(
        'task',
        map(messages, { concurrency: 0 }, () => again()),
      )
      return systemChain.keep()
    }),
    told: number('concurrency', '0', 'whole number from 1 to 1000'),
  },
  {
    name: 'an answer of no tokens',
    chain: chain('c', { answer: { ...answer, maxTokens: 0 } }, () => systemChain.keep()),
    told: number('maxTokens', '0', 'whole number from 1 to 1000000', ['c', 'answer']),
  },
  {
    name: 'a model that the catalogue does not have',
    chain: calling(undefined),
    told: wrongModel('The model is undefined: the catalogue has none of that name.', HAS),
  },
  {
    name: "an answer's model that the catalogue does not have",
    chain: chain('c', { answer: { ...answer, model: untyped(undefined) } }, () => systemChain.keep()),
    told: wrongModel('The model is undefined: the catalogue has none of that name.', HAS, ['c', 'answer']),
  },
  {
    name: 'something else than a model',
    chain: calling({ id: 'a' }),
    told: wrongModel('The model given is none.', HAS),
  },
  {
    name: "a model's id, of a profile",
    chain: calling('eu.amazon.nova-lite-v1:0'),
    told: wrongModel(
      'A model is one of the catalogue, not the text "eu.amazon.nova-lite-v1:0".',
      "Write amazonNova.lite.in('eu').",
    ),
  },
  {
    name: "a model's id, almost",
    chain: calling('amazon.nova-lit-v1:0'),
    told: wrongModel(
      'A model is one of the catalogue, not the text "amazon.nova-lit-v1:0".',
      `Did you mean amazonNova.lite? ${HAS}`,
    ),
  },
  {
    name: 'a model that nobody knows',
    chain: calling('example.of-something-else'),
    told: wrongModel('A model is one of the catalogue, not the text "example.of-something-else".', HAS),
  },
  {
    name: "a profile's id as a model",
    chain: calling(customModel({ ...llama.maverick, foundation: 'us.meta.llama4-scout-17b-instruct-v1:0' })),
    told: wrongModel(
      '"us.meta.llama4-scout-17b-instruct-v1:0" is an inference profile, not a model: permissions for it would be wrong.',
      "Give foundation: 'meta.llama4-scout-17b-instruct-v1:0' and profile: 'us'.",
    ),
  },
  {
    name: 'a model without the profile that it needs',
    chain: calling({ ...claude.haiku45, id: claude.haiku45.foundation, profile: undefined }),
    told: wrongModel(
      'anthropic.claude-haiku-4-5-20251001-v1:0 is only reached through an inference profile.',
      'Write claude.haiku45, or give a profile.',
    ),
  },
  {
    name: 'a geography that there is not',
    chain: calling(claude.haiku45.in(untyped('apec'))),
    told: wrongModel(
      'There are no inference profiles for "apec".',
      "Did you mean 'apac'? There are some for us, eu, apac, jp, au, ca, us-gov, global.",
    ),
  },
  {
    name: 'a geography without a profile of the model',
    chain: calling(claude.haiku3.in(untyped('jp'))),
    told: wrongModel(
      'anthropic.claude-3-haiku-20240307-v1:0 has no inference profile for "jp".',
      'It has some for us, eu, apac.',
    ),
  },
  {
    name: 'a geography for a model without profiles',
    chain: calling(llama.instruct8b.in(untyped('us'))),
    told: wrongModel(
      'meta.llama3-8b-instruct-v1:0 has no inference profile for "us".',
      'It is called without one: leave .in(…) out.',
    ),
  },
]
