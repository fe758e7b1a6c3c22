/** What is said of a chain that can use too much: for each code the whole problem, and where it is said once. */
import { describe, expect, test } from 'vitest'
import {
  Type,
  bedrockTask,
  chain,
  choice,
  claude,
  cond,
  exists,
  lists,
  loop,
  map,
  numbers,
  parallel,
  prompt,
  result,
  retrieve,
  split,
  systemChain,
  texts,
  wait,
  withDefault,
} from '../../compiler/index.ts'
import type { Chain, Ref } from '../../compiler/index.ts'
import type { TSchema } from '../../compiler/language/schema.ts'
import { compiled, saidOf } from './support.ts'

const model = claude.haiku45
const answer = { model, system: 'You answer.', maxTokens: 100 }
const ask = (content: string, more: object = {}) => bedrockTask({ model, prompt: content, ...more })

const SHORTER =
  'Give slow steps a shorter timeout or fewer attempts, put steps that do not need each other in a parallel, or raise the budget.'
const CHEAPER =
  'Lower maxTokens or attempts there, let it read less (texts.take, lists.takeLast), ask a cheaper model, or raise the budget.'
const DECLARE =
  'Say in its schema how many items it may have (maxItems) and how long their texts are (maxLength), or give on only what is needed of it (lists.take, lists.map).'

describe('a budget', () => {
  test('of seconds names the slowest path, and the step in it that takes most', () => {
    const slow = chain('slow', { answer, budget: { seconds: 30 } }, (step, { session }) =>
      choice(split('half', session, { a: 1, b: 1 }), {
        a: systemChain.keep(),
        b: (step) => {
          step('both', parallel({ x: ask('x', { timeout: 20, attempts: 2 }), y: ask('y', { timeout: 5, attempts: 1 }) }))
          return systemChain.keep()
        },
      }),
    )
    expect(saidOf(slow)).toEqual([
      {
        code: 'SC031',
        severity: 'error',
        path: ['slow', 'budget'],
        what: 'In the worst case, with every retry, this takes 41 s on the path "b", all of it for "both.x"; its budget is 30 s.',
        remedy: SHORTER,
      },
    ])
  })

  test('of dollars names the dearest path, which may be dear for its answer', () => {
    const dear = (maxTokens: number) =>
      chain('dear', { answer: { ...answer, model: claude.opus55, maxTokens }, budget: { usd: 0.1 } }, (step) => {
        const { text } = step('idea', ask('An idea?', { maxTokens: 2000, attempts: 3 }))
        return systemChain.append(text)
      })
    expect([dear(300), dear(2000)].map(saidOf)).toEqual([
      [
        {
          code: 'SC032',
          severity: 'error',
          path: ['dear', 'budget'],
          what: 'In the worst case, with every retry, this costs $0.116, $0.0861 of it for the final answer; its budget is $0.1.',
          remedy: CHEAPER,
        },
      ],
      [
        {
          code: 'SC032',
          severity: 'error',
          path: ['dear', 'budget'],
          what: 'In the worst case, with every retry, this costs $0.159, $0.129 of it for the final answer; its budget is $0.1.',
          remedy: CHEAPER,
        },
      ],
    ])
  })

  test('of seconds makes the compiler try less where the chain leaves that to it', () => {
    const secondsOf = (seconds?: number) =>
      compiled(
        chain('lenient', { answer, ...(seconds === undefined ? {} : { budget: { seconds } }) }, (step) => {
          step('one', ask('One?'))
          step('two', ask('Two?'))
          return systemChain.keep()
        }),
      ).output?.manifest.worstCase.seconds
    expect([undefined, 150, 60, 20].map(secondsOf)).toEqual([186, 126, 50, 16])
  })

  test.each([{ seconds: 0 }, { usd: -1 }, { usd: Number.NaN }])('is made of numbers above 0: %j', (budget) => {
    const [problem] = saidOf(chain('odd', { answer, budget }, () => systemChain.keep()))
    expect(problem?.what).toMatch(/budget\.(seconds|usd) is a number above 0, not/)
  })

  test('that is kept is not spoken of', () => {
    expect(saidOf(chain('modest', { answer, budget: { seconds: 100, usd: 1 } }, () => systemChain.keep()))).toEqual([])
  })
})

test('a slow workflow before a long answer is warned of', () => {
  const long = (maxTokens: number) =>
    chain('long', { answer: { ...answer, model: claude.sonnet45, maxTokens } }, (step) => {
      step('plot', ask('A plot?'))
      return systemChain.keep()
    })
  expect([16_000, 15_000].map((maxTokens) => saidOf(long(maxTokens)))).toEqual([
    [
      {
        code: 'SC030',
        severity: 'warning',
        path: ['long'],
        what: 'In the worst case the workflow takes 93 s and a slow model 800 s for an answer of 16000 tokens, 923 s with a cold start; the server gives the whole 900 s.',
        remedy:
          'Lower maxTokens of the answer, give slow steps a shorter timeout, or set REQUEST_TIMEOUT_SECONDS of the server higher; a Lambda function runs 900 s at most.',
      },
    ],
    [],
  ])
})

describe('256 KiB', () => {
  const Found = Type.Object({ notes: Type.Array(Type.Object({ text: Type.String({ maxLength: 9000 }) }), { maxItems: 20 }) })
  const cases: readonly (readonly [string, Chain, object])[] = [
    [
      'of passages',
      chain('passages', { answer }, (step, { question }) => {
        const docs = step('docs', retrieve({ knowledgeBase: 'KB', query: question, number: 20, maxLength: 20_000 }))
        const best = step('best', ask('', { prompt: prompt('Which is best? {{json docs}}')({ docs: docs.passages }) }))
        return systemChain.append(best.text, { context: docs.passages })
      }),
      {
        severity: 'warning',
        path: ['passages', 'docs'],
        what: 'What it gives can have 803 KiB; Step Functions takes 256 KiB.',
        remedy: 'Ask for fewer passages (number) or shorter ones (maxLength).',
      },
    ],
    [
      'of what a caller sends',
      chain('params', { answer, params: Found }, (_, { params }) =>
        systemChain.append(
          texts.join(
            lists.map(params.notes, ({ text }) => text),
            '\n',
          ),
        ),
      ),
      {
        severity: 'warning',
        path: ['params'],
        what: 'What the workflow is given can have 353 KiB; Step Functions takes 256 KiB. Most of it, 352 KiB, is "params.notes".',
        remedy: DECLARE,
      },
    ],
    [
      'of something small that is there often',
      chain('often', { answer, params: Type.Object({ name: Type.String() }) }, (_, { params }) =>
        systemChain.append(prompt(`Dear {{name}}! ${'{{name}}, '.repeat(500)}`)({ name: params.name }), {
          context: Array.from({ length: 10 }, () => params.name),
        }),
      ),
      {
        severity: 'warning',
        path: ['often'],
        what: 'The answer can have 305 KiB; Step Functions takes 256 KiB. Most of it, 511 times 604 bytes, is "params.name".',
        remedy: 'Say in its schema how long it may be (maxLength), or cut it (texts.take).',
      },
    ],
    [
      'of what many items give',
      chain('items', {}, (step, { question }) => {
        const plan = step('plan', bedrockTask({ model, prompt: question, output: Found }))
        const told = step(
          'told',
          map(plan.notes, (_, { text }) => bedrockTask({ model, prompt: text, maxTokens: 4000 })),
        )
        return result({ told })
      }),
      {
        severity: 'warning',
        path: ['items', 'told'],
        what: 'What it gives can have 489 KiB; Step Functions takes 256 KiB. Most of it, 20 times 24 KiB, is "told.item.text".',
        remedy: 'Lower its maxTokens, or say in its schema how long texts and lists may be (maxLength, maxItems).',
      },
    ],
  ]
  test.each(cases)('%s: the culprit is told once, at its place', (_, of, told) => {
    expect(saidOf(of)).toEqual([{ code: 'SC033', ...told }])
  })

  test('of words alone is an error', () => {
    expect(saidOf(chain('words', { answer }, () => systemChain.append('word '.repeat(60_000))))).toEqual([
      {
        code: 'SC034',
        severity: 'error',
        path: ['words'],
        what: 'The answer has at least 293 KiB; Step Functions takes 256 KiB. Most of it, 293 KiB, is its own words.',
        remedy: 'Shorten it.',
      },
    ])
  })

  test('is held where the chain takes only what it needs', () => {
    const thrifty = chain('thrifty', { answer }, (step, { question, messages }) => {
      const docs = step('docs', retrieve({ knowledgeBase: 'KB', query: question, number: 100 }))
      const last = lists.takeLast(messages, 4)
      const draft = step(
        'draft',
        loop(
          { carry: Type.Object({ text: Type.String() }), start: { text: '' }, max: 50, until: ({ text }) => exists(text) },
          (_, { text }) => bedrockTask({ model, messages: last, prompt: texts.take(text, 2000), attempts: 1, timeout: 5 }),
        ),
      )
      return systemChain.append(draft.text, { context: lists.take(docs.passages, 10) })
    })
    expect(saidOf(thrifty)).toEqual([])
  })
})

describe('a wait', () => {
  const pausing = (delay: TSchema, waits: (delay: Ref<number>) => readonly (number | Ref<number>)[]) =>
    chain('pausing', { answer, params: Type.Object({ delay }) }, (step, { params }) => {
      const { delay } = params as unknown as { readonly delay: Ref<number> }
      for (const [index, seconds] of waits(delay).entries()) step(`pause${index}`, wait(seconds))
      return systemChain.keep()
    })
  const secondsOf = (of: Chain) => compiled(of).output?.manifest.worstCase.seconds

  test('that nothing bounds is warned of, and reckoned with a minute', () => {
    const free = pausing(Type.Integer(), (delay) => [delay])
    expect(saidOf(free)).toEqual([
      {
        code: 'SC035',
        severity: 'warning',
        path: ['pausing', 'pause0'],
        what: 'Nothing says how long this waits at most; it is reckoned with 60 s.',
        remedy: 'Give the number a maximum in its schema, or bound it here: wait(numbers.min([seconds, 30])).',
      },
    ])
    expect(secondsOf(free)).toBe(60)
  })

  test.each([
    ['a number', pausing(Type.Integer(), () => [4]), 4],
    ['its schema', pausing(Type.Integer({ maximum: 9 }), (delay) => [delay]), 9],
    ['a function', pausing(Type.Integer(), (delay) => [numbers.min([delay, 7]), numbers.max([2, 3])]), 10],
    ['a condition', pausing(Type.Integer({ maximum: 5 }), (delay) => [cond(exists(delay), delay, 8), withDefault(delay, 2)]), 13],
  ] as const)('is bounded by %s', (_, of, seconds) => {
    expect([saidOf(of), secondsOf(of)]).toEqual([[], seconds])
  })
})
