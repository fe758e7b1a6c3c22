/** Retries, catchers, time limits, and what a machine tells while it runs. */
import { describe, expect, it } from 'vitest'
import { execute, load } from '../../runtime/engine/index.ts'
import { at, failed, failing, jsonata, jsonPath, outcomeOf, succeeded, told, START } from './run.ts'

const END = { End: true }
const call = (fields: object): object => jsonata({ Call: { Type: 'Task', Resource: 'r', ...fields, ...END } })

/** The seconds at which the task was called. */
async function calls(retriers: readonly object[], failures: readonly unknown[], random = () => 0.5): Promise<readonly number[]> {
  const { events } = await told(call({ Retry: retriers }), { answers: { Call: [...failures, 'done'] }, random })
  return events.flatMap((event) => (event.type === 'TaskScheduled' ? [(event.at - START) / 1000] : []))
}
const times = (count: number, error = 'Mine'): readonly unknown[] => Array.from({ length: count }, () => failing(error))

describe('a retrier', () => {
  it.each([
    ['waits 1, 2 and 4 seconds, then gives up', [{ ErrorEquals: ['Mine'] }], times(9), [0, 1, 3, 7]],
    ['stops when it works', [{ ErrorEquals: ['Mine'] }], times(2), [0, 1, 3]],
    ['of no attempts does nothing', [{ ErrorEquals: ['Mine'], MaxAttempts: 0 }], times(9), [0]],
    [
      'waits as its interval and rate say',
      [{ ErrorEquals: ['Mine'], IntervalSeconds: 3, BackoffRate: 1.5 }],
      times(9),
      [0, 3, 7.5, 14.25],
    ],
    [
      'waits no longer than its longest',
      [{ ErrorEquals: ['Mine'], IntervalSeconds: 3, MaxDelaySeconds: 5, MaxAttempts: 4 }],
      times(9),
      [0, 3, 8, 13, 18],
    ],
    ['of another error does nothing', [{ ErrorEquals: ['Other'] }], times(9), [0]],
    [
      'with full jitter waits a part of that',
      [{ ErrorEquals: ['Mine'], IntervalSeconds: 4, JitterStrategy: 'FULL' }],
      times(9),
      [0, 2, 6, 14],
    ],
  ])('%s', async (_what, retriers, failures, expected) => {
    expect(await calls(retriers, failures)).toEqual(expected)
  })
  it('counts its own attempts: another error starts at its own first', async () => {
    const retriers = [
      { ErrorEquals: ['A'], IntervalSeconds: 10, MaxAttempts: 2 },
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2 },
    ]
    expect(await calls(retriers, [failing('A'), failing('B'), failing('A'), failing('B'), failing('B')])).toEqual([
      0, 10, 11, 31, 33,
    ])
  })
  it('counts into the context object', async () => {
    const seen: unknown[] = []
    const answer = ({ attempt, context }: { attempt: number; context: unknown }): never => {
      seen.push([attempt, (context as { State: { RetryCount: number } }).State.RetryCount])
      throw failing('Mine') as Error
    }
    await outcomeOf(call({ Retry: [{ ErrorEquals: ['Mine'], MaxAttempts: 2 }] }), { answers: { Call: [answer] } })
    expect(seen).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ])
  })
  it('runs a whole Parallel again', async () => {
    const machine = jsonata({
      Both: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'Call', States: { Call: { Type: 'Task', Resource: 'r', ...END } } }],
        Retry: [{ ErrorEquals: ['States.TaskFailed'] }],
        ...END,
      },
    })
    expect(await outcomeOf(machine, { answers: { Call: [failing('Mine'), 'done'] } })).toEqual(succeeded(['done']))
  })
})

describe('the names that catch', () => {
  const caught = async (name: string, error: string): Promise<string> => {
    const machine = jsonata({
      Call: { Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: [name], Next: 'Caught' }], ...END },
      Caught: { Type: 'Pass', ...END },
    })
    return (await outcomeOf(machine, { answers: { Call: [failing(error)] } })).status
  }
  it.each([
    ['States.ALL', 'Mine', 'SUCCEEDED'],
    ['States.ALL', 'States.Timeout', 'SUCCEEDED'],
    ['States.ALL', 'States.Runtime', 'FAILED'],
    ['States.Runtime', 'States.Runtime', 'FAILED'],
    ['States.TaskFailed', 'Mine', 'SUCCEEDED'],
    ['States.TaskFailed', 'States.Permissions', 'SUCCEEDED'],
    ['States.TaskFailed', 'States.Timeout', 'FAILED'],
    ['States.TaskFailed', 'States.Runtime', 'FAILED'],
    ['States.Timeout', 'States.Timeout', 'SUCCEEDED'],
    ['States.Timeout', 'States.HeartbeatTimeout', 'SUCCEEDED'],
    ['Mine', 'Mine', 'SUCCEEDED'],
    ['Mine', 'Mine.Too', 'FAILED'],
  ])('%s and %s: %s', async (name, error, status) => {
    expect(await caught(name, error)).toBe(status)
  })
  it('do not catch the limit on what a state hands on, but the one on what a task answers', async () => {
    const big = 'x'.repeat(300_000)
    const machine = (fields: object): object =>
      jsonata({
        Call: {
          Type: 'Task',
          Resource: 'arn:aws:states:::bedrock:invokeModel',
          ...fields,
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
          ...END,
        },
        Caught: { Type: 'Pass', ...END },
      })
    const cause = (name: string): string =>
      `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`
    expect([
      await outcomeOf(machine({}), { answers: { Call: [big] } }),
      await outcomeOf(machine({ Output: '{% $pad("", 300000, "x") %}' }), { answers: { Call: ['small'] } }),
    ]).toEqual([
      succeeded({ Error: 'States.DataLimitExceeded', Cause: cause('bedrock') }),
      failed('States.DataLimitExceeded', cause('Call')),
    ])
  })
})

describe('a time limit', () => {
  const never = (): Promise<never> => new Promise(() => {})
  it('of a task fails it', async () => {
    expect(await outcomeOf(call({ TimeoutSeconds: 30 }), { answers: { Call: [never] } })).toEqual(failed('States.Timeout'))
  })
  it('of a task may be an expression', async () => {
    const { outcome, events } = await told(call({ TimeoutSeconds: '{% $states.input.limit %}' }), {
      input: { limit: 7 },
      answers: { Call: [never] },
    })
    expect([outcome, (events.at(-1)?.at ?? 0) - START]).toEqual([failed('States.Timeout'), 7000])
  })
  it('of a task can be caught, its cause is empty', async () => {
    const machine = jsonata({
      Call: {
        Type: 'Task',
        Resource: 'r',
        TimeoutSeconds: 3,
        Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Caught' }],
        ...END,
      },
      Caught: { Type: 'Pass', ...END },
    })
    expect(await outcomeOf(machine, { answers: { Call: [never] } })).toEqual(succeeded({ Error: 'States.Timeout', Cause: '' }))
  })
  it('aborts the task', async () => {
    let aborted = false
    const answer = ({ signal }: { signal: AbortSignal }): Promise<never> => {
      signal.addEventListener('abort', () => (aborted = true))
      return never()
    }
    await outcomeOf(call({ TimeoutSeconds: 3 }), { answers: { Call: [answer] } })
    expect(aborted).toBe(true)
  })
  it('of the machine ends it, with no error', async () => {
    const machine = jsonata({ Rest: { Type: 'Wait', Seconds: 60, ...END } }, { TimeoutSeconds: 10 })
    const { outcome, events } = await told(machine)
    expect([outcome, events.at(-1)]).toEqual([{ status: 'TIMED_OUT' }, { type: 'ExecutionTimedOut', at: START + 10_000 }])
  })
  it('of the machine cannot be caught', async () => {
    const machine = jsonata(
      { Call: { Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Call' }], ...END } },
      { TimeoutSeconds: 10 },
    )
    expect(await outcomeOf(machine, { answers: { Call: [never] } })).toEqual({ status: 'TIMED_OUT' })
  })
  it('is not run into by a loop that takes no time', async () => {
    const machine = jsonata(
      {
        Start: { Type: 'Pass', Assign: { n: 0 }, Next: 'Which' },
        Which: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $n < 1000 %}', Assign: { n: '{% $n + 1 %}' }, Next: 'Which' }],
          Default: 'End',
        },
        End: { Type: 'Succeed', Output: '{% $n %}' },
      },
      { TimeoutSeconds: 1 },
    )
    expect(await outcomeOf(machine)).toEqual(succeeded(1000))
  })
})

it('a caller who gives up ends the execution and aborts its tasks', async () => {
  const caller = new AbortController()
  const answer = ({ signal }: { signal: AbortSignal }): Promise<never> =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error))
      caller.abort()
    })
  expect(await outcomeOf(call({}), { signal: caller.signal, answers: { Call: [answer] } })).toEqual(
    failed(undefined, 'The execution was aborted.'),
  )
})

it('a task that breaks otherwise than by a failure has failed', async () => {
  const broken = (): never => {
    throw new Error('no such thing')
  }
  expect(await outcomeOf(call({}), { answers: { Call: [broken] } })).toEqual(failed('States.TaskFailed', 'no such thing'))
})

it('a task that throws at once has failed, too', async () => {
  const runTask = (): never => {
    throw failing('Mine')
  }
  expect(await execute(load(call({})), { input: {}, runTask })).toEqual(failed('Mine'))
})

it('what a task does with its arguments stays its own', async () => {
  const machine = jsonata({
    First: { Type: 'Task', Resource: 'r', Arguments: { list: [1] }, Next: 'Second' },
    Second: { Type: 'Task', Resource: 'r', Arguments: { list: [1] }, ...END },
  })
  const push = ({ arguments: sent }: { arguments: { list: number[] } }): number => sent.list.push(2)
  const twice = [
    await outcomeOf(machine, { answers: { First: [push], Second: [push] } }),
    await outcomeOf(machine, { answers: { First: [push], Second: [push] } }),
  ]
  expect(twice).toEqual([succeeded(2), succeeded(2)])
})

it('what names a role has to be there', async () => {
  const Credentials = { RoleArn: '{% $states.input.role %}' }
  const cause = at(
    'Call',
    2,
    "The JSONata expression '$states.input.role' specified for the field 'Credentials/RoleArn' returned nothing (undefined).",
  )
  expect([
    await outcomeOf(call({ Credentials })),
    await outcomeOf(call({ Credentials }), { input: { role: 'arn:role' }, answers: { Call: [1] } }),
  ]).toEqual([failed('States.QueryEvaluationError', cause), succeeded(1)])
})

it('the first failure of a Map stops the other iterations', async () => {
  const started: unknown[] = []
  const machine = jsonata({
    Each: {
      Type: 'Map',
      Items: [1, 2, 3, 4],
      MaxConcurrency: 2,
      ItemProcessor: {
        StartAt: 'Call',
        States: {
          Call: { Type: 'Task', Resource: 'r', Next: 'Rest' },
          Rest: { Type: 'Wait', Seconds: 60, Next: 'Late' },
          Late: { Type: 'Task', Resource: 'r', ...END },
        },
      },
      ...END,
    },
  })
  const { outcome, events } = await told(machine, {
    answers: {
      Call: [
        ({ arguments: item }: { arguments: unknown }) => {
          started.push(item)
          return item === 2 ? Promise.reject(failing('Mine')) : item
        },
      ],
      Late: [() => started.push('late')],
    },
  })
  expect([outcome, started, events.at(-1)?.at]).toEqual([failed('Mine'), [1, 2], START])
})

it('events tell what happened, where, and when', async () => {
  const machine = jsonata({
    Call: {
      Type: 'Task',
      Resource: 'r',
      Arguments: { q: 1 },
      Retry: [{ ErrorEquals: ['Busy'] }],
      Assign: { kept: '{% $states.result %}' },
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      Items: ['a'],
      ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', ...END } } },
      Next: 'Bad',
    },
    Bad: {
      Type: 'Task',
      Resource: 'r',
      Arguments: '{% $nope %}',
      Catch: [{ ErrorEquals: ['States.ALL'], Output: 'caught', Next: 'End' }],
      ...END,
    },
    End: { Type: 'Succeed' },
  })
  const { events } = await told(machine, { input: 'in', answers: { Call: [failing('Busy', 'later'), 'answer'] } })
  const cause = at('Bad', 18, "The JSONata expression '$nope' specified for the field 'Arguments' returned nothing (undefined).")
  const error = 'States.QueryEvaluationError'
  const [first, then] = [START, START + 1000]
  expect(events).toEqual([
    { type: 'ExecutionStarted', input: 'in', at: first },
    { type: 'StateEntered', state: 'Call', input: 'in', at: first },
    { type: 'TaskScheduled', state: 'Call', resource: 'r', arguments: { q: 1 }, attempt: 0, at: first },
    { type: 'TaskFailed', state: 'Call', error: 'Busy', cause: 'later', at: first },
    { type: 'TaskRetried', state: 'Call', delayMs: 1000, attempt: 1, at: first },
    { type: 'TaskScheduled', state: 'Call', resource: 'r', arguments: { q: 1 }, attempt: 1, at: then },
    { type: 'TaskSucceeded', state: 'Call', result: 'answer', at: then },
    { type: 'StateExited', state: 'Call', output: 'answer', assigned: { kept: 'answer' }, next: 'Each', at: then },
    { type: 'StateEntered', state: 'Each', input: 'answer', at: then },
    { type: 'StateEntered', state: 'One', input: 'a', within: [{ state: 'Each', item: 0 }], at: then },
    { type: 'StateExited', state: 'One', output: 'a', within: [{ state: 'Each', item: 0 }], at: then },
    { type: 'StateExited', state: 'Each', output: ['a'], next: 'Bad', at: then },
    { type: 'StateEntered', state: 'Bad', input: ['a'], at: then },
    { type: 'EvaluationFailed', state: 'Bad', error, cause, location: 'Arguments', at: then },
    { type: 'StateCaught', state: 'Bad', error, cause, next: 'End', at: then },
    { type: 'StateExited', state: 'Bad', output: 'caught', next: 'End', at: then },
    { type: 'StateEntered', state: 'End', input: 'caught', at: then },
    { type: 'StateExited', state: 'End', output: 'caught', at: then },
    { type: 'ExecutionSucceeded', output: 'caught', at: then },
  ])
})

it('tells every state that fails, from the inside out, and none that is caught', async () => {
  const fails = { Type: 'Task', Resource: 'r', ...END }
  const machine = jsonata({
    Tried: { ...fails, End: undefined, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Both' }], Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [{ StartAt: 'Inner', States: { Inner: { ...fails, Assign: { x: '{% $nope %}' } } } }],
      ...END,
    },
  })
  const { events } = await told(machine, { answers: { Tried: [failing('Busy')], Inner: ['answer'] } })
  const cause = at('Inner', 9, "The JSONata expression '$nope' specified for the field 'Assign/x' returned nothing (undefined).")
  const failure = { error: 'States.QueryEvaluationError', cause, location: 'Assign/x', at: START }
  expect(events.filter(({ type }) => type === 'StateFailed')).toEqual([
    { type: 'StateFailed', state: 'Inner', ...failure, within: [{ state: 'Both', branch: 0 }] },
    { type: 'StateFailed', state: 'Both', ...failure },
  ])
})

it('causes count the events of a history as AWS writes it', async () => {
  const machine = jsonPath({
    Start: { Type: 'Pass', Next: 'Both' },
    Both: { Type: 'Parallel', Branches: [{ StartAt: 'In', States: { In: { Type: 'Pass', ...END } } }], Next: 'Call' },
    Call: { Type: 'Task', Resource: 'r', ResultPath: null, Next: 'Bad' },
    Bad: { Type: 'Pass', Parameters: { 'v.$': '$.nope' }, ...END },
  })
  // 2-3 Start, 4-5 Both entered and started, 6-7 In, 8-9 Both succeeded and left, 10-14 Call, 15 Bad.
  expect(await outcomeOf(machine, { input: { a: 1 } })).toEqual(
    failed(
      'States.Runtime',
      at('Bad', 15, `The JSONPath '$.nope' specified for the field 'v.$' could not be found in the input '[{"a":1}]'`),
    ),
  )
})
