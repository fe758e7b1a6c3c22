/** What data does in JSONata states. */
import { describe, expect, it } from 'vitest'
import { at, failed, failing, jsonata, outcomeOf, output, succeeded, START } from './run.ts'

const END = { End: true }

describe('a template', () => {
  it.each([
    ['an expression alone', '{% 1 + 1 %}', 2],
    ['expressions at any depth', { a: ['{% "x" %}', { b: '{% $states.input.n %}' }] }, { a: ['x', { b: 7 }] }],
    ['any JSON as it is', [null, 0, false, '', {}, []], [null, 0, false, '', {}, []]],
    ['text that only begins as an expression', '{% 1 + 1 %} ', '{% 1 + 1 %} '],
    ['text that only ends as one', ' {% 1 %}', ' {% 1 %}'],
    ['keys as they are', { '{% 1 %}': 1, 'a.$': '$.b' }, { '{% 1 %}': 1, 'a.$': '$.b' }],
    ['null as a value', { a: '{% null %}' }, { a: null }],
    ['a member called __proto__', JSON.parse('{"__proto__":"{% 1 %}"}'), JSON.parse('{"__proto__":1}')],
    ['numbers that JSON has not as text', ['{% 1/0 %}', '{% -1/0 %}', '{% [1/0] %}'], ['Infinity', '-Infinity', ['Infinity']]],
    ['an object without its undefined members', '{% {"a": 1, "b": $nothing} %}', { a: 1 }],
    ['a list without its undefined items', '{% [1, $nothing, 2] %}', [1, 2]],
    ['a list of one as its item, as JSONata has it', '{% $states.input.list[$ > 2] %}', 3],
    ['a list of one in brackets as a list', '{% [$states.input.list[$ > 2]] %}', [3]],
  ])('gives %s', async (_what, template, value) => {
    expect(await outcomeOf(output(template), { input: { n: 7, list: [1, 2, 3] } })).toEqual(succeeded(value))
  })

  it.each([
    ['nothing', '{% $states.input.nope %}', 'Output', 'returned nothing (undefined).'],
    ['a function', '{% $sum %}', 'Output', 'returned an unsupported result type.'],
    ['a function inside', '{% {"f": $sum} %}', 'Output', 'returned an unsupported result type.'],
    [
      'a type error',
      '{% "a" + 1 %}',
      'Output',
      'threw an error during evaluation. T2001: The left side of the "+" operator must evaluate to a number',
    ],
    [
      'an unknown function',
      '{% $nope() %}',
      'Output',
      'threw an error during evaluation. T1006: Attempted to invoke a non-function',
    ],
  ])('fails the state where an expression gives %s', async (_what, template, field, why) => {
    const cause = at('Only', 2, `The JSONata expression '${template.slice(3, -3)}' specified for the field '${field}' ${why}`)
    expect(await outcomeOf(output(template))).toEqual(failed('States.QueryEvaluationError', cause))
  })

  it.each([
    [{ a: { b: '{% $x %}' } }, 'Output/a/b'],
    [['{% 1 %}', '{% $x %}'], 'Output[1]'],
    [{ a: [[1, '{% $x %}']] }, 'Output/a[0][1]'],
  ])('names the field of %j', async (template, field) => {
    const cause = at('Only', 2, `The JSONata expression '$x' specified for the field '${field}' returned nothing (undefined).`)
    expect(await outcomeOf(output(template))).toEqual(failed('States.QueryEvaluationError', cause))
  })
})

describe('variables', () => {
  it('are read as they were when the state was entered, and set together', async () => {
    const machine = jsonata({
      Start: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'Swap' },
      Swap: { Type: 'Pass', Assign: { a: '{% $b %}', b: '{% $a %}' }, Output: '{% [$a, $b] %}', Next: 'Tell' },
      Tell: { Type: 'Pass', Output: { before: '{% $states.input %}', after: '{% [$a, $b] %}' }, ...END },
    })
    expect(await outcomeOf(machine)).toEqual(succeeded({ before: [1, 2], after: [2, 1] }))
  })

  it('of an inner scope vanish, those around it are read', async () => {
    const inner = {
      StartAt: 'In',
      States: {
        In: { Type: 'Pass', Assign: { own: 1 }, Next: 'Out' },
        Out: { Type: 'Pass', Output: '{% $own + $outer %}', ...END },
      },
    }
    const machine = jsonata({
      Start: { Type: 'Pass', Assign: { outer: 10 }, Next: 'Both' },
      Both: { Type: 'Parallel', Branches: [inner, inner], Output: '{% $states.result %}', Next: 'Tell' },
      Tell: { Type: 'Pass', Output: { result: '{% $states.input %}', own: '{% $exists($own) %}' }, ...END },
    })
    expect(await outcomeOf(machine)).toEqual(succeeded({ result: [11, 11], own: false }))
  })

  it('are kept apart between the iterations of a Map', async () => {
    const machine = jsonata({
      Each: {
        Type: 'Map',
        Items: [1, 2, 3],
        ItemProcessor: {
          StartAt: 'Keep',
          States: {
            Keep: { Type: 'Pass', Assign: { mine: '{% $states.input %}' }, Next: 'Wait' },
            Wait: { Type: 'Wait', Seconds: '{% 4 - $mine %}', Next: 'Tell' },
            Tell: { Type: 'Pass', Output: '{% $mine * 10 %}', ...END },
          },
        },
        ...END,
      },
    })
    expect(await outcomeOf(machine)).toEqual(succeeded([10, 20, 30]))
  })

  it('can hold a list that an expression groups without being changed by it', async () => {
    const machine = jsonata({
      Start: { Type: 'Pass', Assign: { none: [] }, Next: 'Group' },
      Group: { Type: 'Pass', Output: '{% $none{"k": 1} %}', Next: 'Tell' },
      Tell: { Type: 'Pass', Output: '{% $none %}', ...END },
    })
    expect(await outcomeOf(machine)).toEqual(succeeded([]))
  })

  it('survive a result that looked like a sequence', async () => {
    const machine = jsonata({
      Start: { Type: 'Pass', Assign: { list: '{% [$map([1], function($x) {$x})] %}' }, Next: 'Tell' },
      Tell: { Type: 'Pass', Output: '{% $list %}', ...END },
    })
    expect(await outcomeOf(machine)).toEqual(succeeded([1]))
  })
})

describe('a Choice', () => {
  const machine = (more: object = {}): object =>
    jsonata({
      Which: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.n = 1 %}', Assign: { by: 'first' }, Output: 'one', Next: 'Tell' },
          { Condition: '{% $states.input.n = 2 %}', Next: 'Tell' },
          { Condition: '{% $states.input.n = 3 %}', Output: { n: '{% $states.input.nope %}' }, Next: 'Tell' },
        ],
        Assign: { by: 'default' },
        Output: 'other',
        Default: 'Tell',
        ...more,
      },
      Tell: { Type: 'Pass', Output: { by: '{% $exists($by) ? $by : "nobody" %}', got: '{% $states.input %}' }, ...END },
    })

  it.each([
    [1, { by: 'first', got: 'one' }],
    [2, { by: 'nobody', got: { n: 2 } }],
    [9, { by: 'default', got: 'other' }],
  ])('of %d takes the fields of what it chose', async (n, value) => {
    expect(await outcomeOf(machine(), { input: { n } })).toEqual(succeeded(value))
  })

  it('names the rule that fails', async () => {
    const cause = at(
      'Which',
      2,
      "The JSONata expression '$states.input.nope' specified for the field 'Choices[2]/Output/n' returned nothing (undefined).",
    )
    expect(await outcomeOf(machine(), { input: { n: 3 } })).toEqual(failed('States.QueryEvaluationError', cause))
  })

  it('wants booleans', async () => {
    const bad = jsonata({ Which: { Type: 'Choice', Choices: [{ Condition: '{% "yes" %}', Next: 'Which' }], Default: 'Which' } })
    const cause = at(
      'Which',
      2,
      `The JSONata expression '"yes"' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'string' for value: "yes"`,
    )
    expect(await outcomeOf(bad)).toEqual(failed('States.QueryEvaluationError', cause))
  })

  it('fails where nothing matches and there is no default', async () => {
    const outcome = await outcomeOf(machine({ Default: undefined }), { input: { n: 9 } })
    expect(outcome).toEqual(
      failed(
        'States.NoChoiceMatched',
        at('Which', 2, 'Failed to transition out of the state. The state does not point to a next state.'),
      ),
    )
  })
})

describe('a Fail', () => {
  it.each([
    [{}, failed()],
    [{ Error: 'Mine' }, failed('Mine')],
    [{ Error: '{% "E" & $states.input.n %}', Cause: '{% "because " & $states.input.n %}' }, failed('E4', 'because 4')],
    [
      { Cause: '{% 1 %}' },
      failed(
        'States.QueryEvaluationError',
        at(
          'No',
          2,
          "The JSONata expression '1' specified for the field 'Cause' returned an unexpected result type. Expected 'string', but was 'number' for value: 1",
        ),
      ),
    ],
  ])('with %j', async (fields, outcome) => {
    expect(await outcomeOf(jsonata({ No: { Type: 'Fail', ...fields } }), { input: { n: 4 } })).toEqual(outcome)
  })
})

describe('a Wait', () => {
  const told = (fields: object): object =>
    jsonata({ Rest: { Type: 'Wait', ...fields, Next: 'Tell' }, Tell: { Type: 'Pass', Output: '{% $millis() %}', ...END } })

  it.each([
    [{ Seconds: 90 }, START + 90_000],
    [{ Seconds: '{% 60 * 60 %}' }, START + 3_600_000],
    [{ Seconds: 0 }, START],
    [{ Timestamp: '2030-01-01T00:01:00Z' }, START + 60_000],
    [{ Timestamp: '{% "2030-01-01T01:01:00.5+01:00" %}' }, START + 60_500],
    [{ Timestamp: '2001-01-01T00:00:00Z' }, START],
  ])('%j passes that time', async (fields, now) => {
    expect(await outcomeOf(told(fields))).toEqual(succeeded(now))
  })

  it.each(['2030-13-01T00:00:00Z', '2030-01-01 00:00:00Z', '2030-01-01T00:00:00', '2030-02-30T00:00:00Z', 'soon'])(
    'until %j is no time',
    async (Timestamp) => {
      const cause = at(
        'Rest',
        2,
        `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${Timestamp}`,
      )
      expect(await outcomeOf(told({ Timestamp: `{% "${Timestamp}" %}` }))).toEqual(failed('States.QueryEvaluationError', cause))
    },
  )
})

describe('a Task', () => {
  const call = (fields: object = {}): object =>
    jsonata({
      Call: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:any:thing', ...fields, Next: 'End' },
      End: { Type: 'Succeed' },
    })

  it('is sent its arguments, and hands on what it answers', async () => {
    const machine = call({ Arguments: { q: '{% $states.input.q %}' } })
    expect(
      await outcomeOf(machine, {
        input: { q: 'why' },
        answers: { Call: [({ arguments: sent }: { arguments: unknown }) => ({ sent })] },
      }),
    ).toEqual(succeeded({ sent: { q: 'why' } }))
  })
  it('without arguments is sent its input', async () => {
    expect(await outcomeOf(call(), { input: { q: 1 } })).toEqual(succeeded({ q: 1 }))
  })
  it('makes its output and variables of the result', async () => {
    const machine = jsonata({
      Call: {
        Type: 'Task',
        Resource: 'r',
        Output: { got: '{% $states.result.v %}', from: '{% $states.input %}' },
        Assign: { kept: '{% $states.result.v %}' },
        Next: 'Tell',
      },
      Tell: { Type: 'Pass', Output: { in: '{% $states.input %}', kept: '{% $kept %}' }, ...END },
    })
    expect(await outcomeOf(machine, { input: 'x', answers: { Call: [{ v: 5 }] } })).toEqual(
      succeeded({ in: { got: 5, from: 'x' }, kept: 5 }),
    )
  })
  it('caught hands on the error, by the fields of the catcher alone', async () => {
    const machine = jsonata({
      Call: {
        Type: 'Task',
        Resource: 'r',
        Output: 'never',
        Assign: { never: 1 },
        Catch: [
          { ErrorEquals: ['Other'], Next: 'Tell' },
          {
            ErrorEquals: ['Mine'],
            Assign: { why: '{% $states.errorOutput.Cause %}' },
            Output: { error: '{% $states.errorOutput.Error %}', input: '{% $states.input %}' },
            Next: 'Tell',
          },
        ],
        Next: 'Tell',
      },
      Tell: { Type: 'Pass', Output: { got: '{% $states.input %}', why: '{% $why %}', never: '{% $exists($never) %}' }, ...END },
    })
    expect(await outcomeOf(machine, { input: 'x', answers: { Call: [failing('Mine', 'because')] } })).toEqual(
      succeeded({ got: { error: 'Mine', input: 'x' }, why: 'because', never: false }),
    )
  })
  it('can catch its own failing expression', async () => {
    const machine = jsonata({
      Call: {
        Type: 'Task',
        Resource: 'r',
        Arguments: '{% $nope %}',
        Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'End' }],
        Next: 'End',
      },
      End: { Type: 'Succeed' },
    })
    expect(await outcomeOf(machine)).toEqual(
      succeeded({
        Error: 'States.QueryEvaluationError',
        Cause: at('Call', 2, "The JSONata expression '$nope' specified for the field 'Arguments' returned nothing (undefined)."),
      }),
    )
  })
  it('answers nothing as null', async () => {
    expect(await outcomeOf(call(), { answers: { Call: [() => undefined] } })).toEqual(succeeded(null))
  })
})

describe('a Map', () => {
  const each = (fields: object, state: object = { Type: 'Pass', ...END }): object =>
    jsonata({ Each: { Type: 'Map', ItemProcessor: { StartAt: 'One', States: { One: state } }, ...fields, ...END } })

  it('gives results in the order of its items, whoever is first', async () => {
    const machine = each(
      { Items: [3, 1, 2] },
      { Type: 'Wait', Seconds: '{% $states.input %}', Output: '{% $states.input * 10 %}', ...END },
    )
    expect(await outcomeOf(machine)).toEqual(succeeded([30, 10, 20]))
  })
  it('takes its input where Items is not said', async () => {
    expect(await outcomeOf(each({}), { input: ['a', 'b'] })).toEqual(succeeded(['a', 'b']))
  })
  it('selects what an iteration is given', async () => {
    const machine = each({
      Items: '{% $states.input.list %}',
      ItemSelector: {
        at: '{% $states.context.Map.Item.Index %}',
        value: '{% $states.context.Map.Item.Value %}',
        all: '{% $states.input.all %}',
      },
    })
    expect(await outcomeOf(machine, { input: { list: ['a', 'b'], all: 9 } })).toEqual(
      succeeded([
        { at: 0, value: 'a', all: 9 },
        { at: 1, value: 'b', all: 9 },
      ]),
    )
  })
  it('goes over the members of an object', async () => {
    const machine = each(
      { Items: { x: 1, y: 2 } },
      { Type: 'Pass', Output: '{% $states.context.Map.Item.Key & $states.input %}', ...END },
    )
    expect(await outcomeOf(machine)).toEqual(succeeded(['x1', 'y2']))
  })
  it('of nothing is nothing', async () => {
    expect(await outcomeOf(each({ Items: [] }))).toEqual(succeeded([]))
  })
  it.each([
    [
      '{% 5 %}',
      "The JSONata expression '5' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 5",
    ],
    [
      '{% null %}',
      "The JSONata expression 'null' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'null' for value: null",
    ],
  ])('over %s fails', async (Items, why) => {
    expect(await outcomeOf(each({ Items }))).toEqual(failed('States.QueryEvaluationError', at('Each', 2, why)))
  })
  it('over an input that is no list fails', async () => {
    expect(await outcomeOf(each({}), { input: 5 })).toEqual(
      failed('States.QueryEvaluationError', at('Each', 2, 'Map state input must be an array but was: 5')),
    )
  })
  it('runs as many at a time as it says', async () => {
    let [running, most] = [0, 0]
    const busy = async (): Promise<void> => {
      running += 1
      most = Math.max(most, running)
      await Promise.resolve()
      running -= 1
    }
    const machine = each(
      { Items: '{% [1..20] %}', MaxConcurrency: '{% 3 %}', Output: '{% $count($states.result) %}' },
      { Type: 'Task', Resource: 'r', ...END },
    )
    expect([await outcomeOf(machine, { answers: { One: [busy] } }), most]).toEqual([succeeded(20), 3])
  })
  it('and runs forty at most', async () => {
    let [running, most] = [0, 0]
    const busy = async (): Promise<void> => {
      running += 1
      most = Math.max(most, running)
      await Promise.resolve()
      running -= 1
    }
    const machine = each(
      { Items: '{% [1..100] %}', Output: '{% $count($states.result) %}' },
      { Type: 'Task', Resource: 'r', ...END },
    )
    expect([await outcomeOf(machine, { answers: { One: [busy] } }), most]).toEqual([succeeded(100), 40])
  })
})

describe('a Parallel', () => {
  const branch = (state: object): object => ({ StartAt: 'B', States: { B: state } })
  it('gives its branches its arguments, and their results in their order', async () => {
    const machine = jsonata({
      Both: {
        Type: 'Parallel',
        Arguments: { n: '{% $states.input.n + 1 %}' },
        Branches: [
          branch({ Type: 'Wait', Seconds: 5, Output: '{% $states.input.n * 10 %}', ...END }),
          branch({ Type: 'Pass', Output: '{% $states.input.n * 100 %}', ...END }),
        ],
        Output: { sum: '{% $sum($states.result) %}', was: '{% $states.input.n %}' },
        ...END,
      },
    })
    expect(await outcomeOf(machine, { input: { n: 1 } })).toEqual(succeeded({ sum: 220, was: 1 }))
  })
  it('fails with the branch that fails first', async () => {
    const machine = jsonata({
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Late', States: { Late: { Type: 'Wait', Seconds: 9, Next: 'No' }, No: { Type: 'Fail', Error: 'Late' } } },
          {
            StartAt: 'Soon',
            States: { Soon: { Type: 'Wait', Seconds: 1, Next: 'No2' }, No2: { Type: 'Fail', Error: 'Soon', Cause: 'first' } },
          },
        ],
        Catch: [{ ErrorEquals: ['Soon'], Output: '{% $states.errorOutput %}', Next: 'Tell' }],
        ...END,
      },
      Tell: { Type: 'Pass', Output: { got: '{% $states.input %}', after: `{% ($millis() - ${START}) / 1000 %}` }, ...END },
    })
    expect(await outcomeOf(machine)).toEqual(succeeded({ got: { Error: 'Soon', Cause: 'first' }, after: 1 }))
  })
})

it('the context object tells where the machine is', async () => {
  const machine = jsonata({ Where: { Type: 'Task', Resource: 'r', Arguments: '{% $states.context %}', ...END } })
  expect(
    await outcomeOf(machine, {
      input: { a: 1 },
      stateMachine: { id: 'arn:machine', name: 'rag' },
      execution: { id: 'arn:execution', name: 'run-1', roleArn: 'arn:role' },
    }),
  ).toEqual(
    succeeded({
      Execution: {
        Id: 'arn:execution',
        Input: { a: 1 },
        Name: 'run-1',
        RoleArn: 'arn:role',
        StartTime: '2030-01-01T00:00:00.000Z',
        RedriveCount: 0,
      },
      StateMachine: { Id: 'arn:machine', Name: 'rag' },
      State: { EnteredTime: '2030-01-01T00:00:00.000Z', Name: 'Where', RetryCount: 0 },
    }),
  )
})
