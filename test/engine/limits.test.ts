/** What a machine cannot do: grow without end, run without end, or mix with another. */
import { describe, expect, it } from 'vitest'
import { execute, load, virtualClock } from '../../runtime/engine/index.ts'
import { at, failed, jsonata, jsonPath, outcomeOf, output, succeeded } from './run.ts'

const END = { End: true }
const LIMIT = 262_144

describe('size', () => {
  const tooBig = (name: string): string =>
    `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`
  /** JSON text of so many bytes. */
  const text = (bytes: number): string => 'x'.repeat(bytes - 2)

  it.each([
    ['fits', text(LIMIT), 'SUCCEEDED'],
    ['is a byte too long', text(LIMIT + 1), 'FAILED'],
    ['is too long in UTF-8', 'ü'.repeat(LIMIT / 2), 'FAILED'],
    ['is too long once escaped', '"'.repeat(LIMIT / 2), 'FAILED'],
    ['is far from the limit, though it might be escaped', '"'.repeat(LIMIT / 6), 'SUCCEEDED'],
  ])('of a result that %s', async (_what, value, status) => {
    expect((await outcomeOf(jsonPath({ Only: { Type: 'Pass', Result: value, ...END } }))).status).toBe(status)
  })
  it('of an output', async () => {
    expect(await outcomeOf(jsonPath({ Only: { Type: 'Pass', Result: [text(LIMIT)], ...END } }))).toEqual(
      failed('States.DataLimitExceeded', tooBig('Only')),
    )
  })
  it('of all results of a Map together', async () => {
    const machine = jsonata({
      Each: {
        Type: 'Map',
        Items: '{% [1..3] %}',
        ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', Output: '{% $pad("", 100000, "x") %}', ...END } } },
        ...END,
      },
    })
    expect(await outcomeOf(machine)).toEqual(failed('States.DataLimitExceeded', tooBig('Each')))
  })
  it('of what a task is sent', async () => {
    const machine = jsonata({ Call: { Type: 'Task', Resource: 'r', Arguments: { q: '{% $pad("", 300000, "x") %}' }, ...END } })
    expect(await outcomeOf(machine)).toEqual(
      failed(
        'States.DataLimitExceeded',
        "The input of the state/task 'Call' has a size exceeding the maximum number of bytes service limit.",
      ),
    )
  })
  it('of what one state assigns', async () => {
    const machine = jsonata({ Keep: { Type: 'Pass', Assign: { v: `{% $pad("", ${LIMIT}, "x") %}` }, ...END } })
    expect(await outcomeOf(machine)).toEqual(
      failed('States.DataLimitExceeded', 'The Assign field exceeds the maximum variable assignment size by 8 bytes.'),
    )
  })
  it('of all variables together, and inner ones count while they live', async () => {
    const keep = (name: string, next: object): object => ({
      Type: 'Pass',
      Assign: { [name]: '{% $pad("", 200000, "x") %}' },
      ...next,
    })
    const many = (count: number): object => ({
      StartAt: 'V0',
      States: Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `V${index}`,
          keep(`v${index}`, index === count - 1 ? END : { Next: `V${index + 1}` }),
        ]),
      ),
    })
    const branch = { Type: 'Parallel', Branches: [many(40)] }
    const machine = jsonata({ First: { ...branch, Next: 'Again' }, Again: { ...branch, Output: 'done', ...END } })
    const [apart, together] = [await outcomeOf(machine), await outcomeOf({ QueryLanguage: 'JSONata', ...many(60) })]
    expect([apart, together]).toEqual([
      succeeded('done'),
      failed(
        'States.DataLimitExceeded',
        expect.stringMatching(
          /^The variables of the execution exceed their maximum total size by \d+ bytes\.$/,
        ) as unknown as string,
      ),
    ])
  })
  it('data nested without measure fails the execution, not the process', async () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown
    expect(await outcomeOf(jsonPath({ Only: { Type: 'Pass', Parameters: { 'v.$': '$' }, ...END } }), { input: deep })).toEqual(
      failed('States.Runtime', 'The data is nested too deep.'),
    )
  })
})

describe('an expression', () => {
  const why = (text: string, what: string): string =>
    at('Only', 2, `The JSONata expression '${text}' specified for the field 'Output' threw an error during evaluation: ${what}`)
  it.each([
    [
      'that is too deep',
      Array.from({ length: 150 }, () => '1').join('+'),
      'Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive. Depth=101 max=100',
    ],
    [
      'that calls itself for ever',
      '($f := function($n) { 1 + $f($n) }; $f(1))',
      'Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive. Depth=101 max=100',
    ],
    ['that makes too much', '[1..2000000]', 'Expression evaluation memory limit exceeded: Check for excessive memory usage'],
    [
      'that backtracks for ever',
      `$contains("${'a'.repeat(50)}b", /(a+)+$/)`,
      'Expression evaluation timeout: Check for infinite loop',
    ],
  ])('%s is stopped', async (_what, text, what) => {
    expect(await outcomeOf(output(`{% ${text} %}`))).toEqual(failed('States.QueryEvaluationError', why(text, what)))
  })
  it('that never ends is stopped, and lets others run meanwhile', async () => {
    const endless = outcomeOf(output('{% ($f := function($n) { $f($n + 1) }; $f(1)) %}'))
    const others = await Promise.all(
      Array.from({ length: 20 }, (_, n) => outcomeOf(output('{% $states.input * 2 %}'), { input: n })),
    )
    const first = await Promise.race([endless.then(() => 'endless'), Promise.resolve('others')])
    expect([others.length, first, await endless]).toEqual([
      20,
      'others',
      failed(
        'States.QueryEvaluationError',
        why('($f := function($n) { $f($n + 1) }; $f(1))', 'Expression evaluation timeout: Check for infinite loop'),
      ),
    ])
  })
})

it('a machine that loops for ever is given up', async () => {
  const machine = jsonPath({ Again: { Type: 'Pass', Next: 'Again' } })
  expect(await outcomeOf(machine, { maxStates: 1000, onEvent: () => {} })).toEqual({
    status: 'TIMED_OUT',
    error: 'States.Timeout',
    cause: 'The execution entered too many states and was stopped as endless.',
  })
})

it('5,000 turns of a loop and 10,000 items of a Map take no more memory than a few', { timeout: 30_000 }, async () => {
  const loop = jsonata({
    Start: { Type: 'Pass', Assign: { n: 0 }, Next: 'Which' },
    Which: { Type: 'Choice', Choices: [{ Condition: '{% $n < 5000 %}', Next: 'Turn' }], Default: 'End' },
    Turn: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Next: 'Which' },
    End: { Type: 'Succeed', Output: '{% $n %}' },
  })
  const map = jsonata({
    Each: {
      Type: 'Map',
      Items: '{% [1..10000] %}',
      ItemProcessor: {
        StartAt: 'Call',
        States: {
          Call: { Type: 'Task', Resource: 'r', Next: 'Two' },
          Two: { Type: 'Pass', Output: '{% $states.input * 2 %}', ...END },
        },
      },
      Output: '{% $sum($states.result) %}',
      ...END,
    },
  })
  const quiet = { onEvent: () => {} }
  const before = process.memoryUsage().rss
  const outcomes = [await outcomeOf(loop, quiet), await outcomeOf(map, quiet)]
  const grown = (process.memoryUsage().rss - before) / 2 ** 20
  expect([outcomes, grown < 150 ? 'bounded' : `grew by ${grown} MB`]).toEqual([
    [succeeded(5000), succeeded(100_010_000)],
    'bounded',
  ])
})

it('1,000 executions at a time do not mix', { timeout: 30_000 }, async () => {
  const machine = load(
    jsonata({
      Keep: { Type: 'Pass', Assign: { mine: '{% $states.input.n %}' }, Next: 'Call' },
      Call: { Type: 'Task', Resource: 'r', Arguments: '{% {"q": $mine} %}', Next: 'Rest' },
      Rest: { Type: 'Wait', Seconds: '{% $mine % 7 %}', Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'In', States: { In: { Type: 'Pass', Output: '{% $mine + $states.input.q %}', ...END } } }],
        Output: { n: '{% $mine %}', sum: '{% $states.result[0] %}', name: '{% $states.context.Execution.Name %}' },
        ...END,
      },
    }),
  )
  const clock = virtualClock()
  const outcomes = await Promise.all(
    Array.from({ length: 1000 }, (_, n) =>
      execute(machine, {
        input: { n },
        clock,
        runTask: async ({ arguments: sent }) => {
          await clock.sleep(n % 13)
          return sent
        },
        execution: { id: `arn:${n}`, name: `run-${n}`, roleArn: 'arn:role' },
      }),
    ),
  )
  expect(outcomes).toEqual(Array.from({ length: 1000 }, (_, n) => succeeded({ n, sum: 2 * n, name: `run-${n}` })))
})

it('a definition of 1 MB loads and runs', async () => {
  const states = Object.fromEntries(
    Array.from({ length: 2000 }, (_, n) => [
      `S${n}`,
      {
        Type: 'Pass',
        Comment: 'x'.repeat(400),
        Assign: { n: `{% $states.input.n + ${n} %}` },
        ...(n === 1999 ? { Output: '{% $n %}', ...END } : { Next: `S${n + 1}` }),
      },
    ]),
  )
  const machine = jsonata(states)
  expect([JSON.stringify(machine).length > 900_000, await outcomeOf(machine, { input: { n: 1 }, onEvent: () => {} })]).toEqual([
    true,
    succeeded(1999),
  ])
})
