/** What data does in JSONPath states. */
import { describe, expect, it } from 'vitest'
import { at, failed, failing, jsonata, jsonPath, outcomeOf, succeeded, START } from './run.ts'

const END = { End: true }
const pass = (fields: object): object => jsonPath({ Only: { Type: 'Pass', ...fields, ...END } })

const INPUT = {
  n: 5,
  text: 'hi',
  nothing: null,
  'dashed-name': { x: 1 },
  list: [
    { id: 1, tags: ['a', 'b'], 'on-sale': true },
    { id: 2, tags: ['c'] },
    { id: 3, tags: [] },
  ],
  deep: { er: { est: 'end' } },
}

describe('a path', () => {
  const path = (text: string): object => pass({ Parameters: { 'v.$': text } })

  it.each([
    ['$', INPUT],
    ['$.n', 5],
    ["$['text']", 'hi'],
    ['$["text"]', 'hi'],
    ['$.nothing', null],
    ['$.dashed-name.x', 1],
    ["$['dashed-name']['x']", 1],
    ['$.deep.er.est', 'end'],
    ["$.deep.['er']", { est: 'end' }],
    ['$.list[1].id', 2],
    ['$.list.[1].id', 2],
    ['$.list[-1].id', 3],
    ['$.list[ 0 ].id', 1],
    ['$.list[0, 1].id', [1, 2]],
    ['$.list[0,2].tags[*]', ['a', 'b']],
    ['$.list[*].id', [1, 2, 3]],
    ['$.list[:2].id', [1, 2]],
    ['$.list[1:].id', [2, 3]],
    ['$.list[-1:].id', [3]],
    ['$.list[5:].id', []],
    ['$..id', [1, 2, 3]],
    ["$..['est']", ['end']],
    ['$.deep.*', [{ est: 'end' }]],
    ['$.list[?(@.id == 2)].tags', [['c']]],
    ['$.list[?(@.id >= 2 && @.id < 3)].id', [2]],
    ["$.list[?(@.tags[0] == 'a')].id", [1]],
    ['$.list[?(@.on-sale)].id', [1]],
    ['$.list[?(@.on-sale == true)].id', [1]],
    ["$['n','text']", { n: 5, text: 'hi' }],
    ["$['n', 'nope']", { n: 5 }],
    ['$.nope[*].id', []],
    ['$.nope.more[1:2]', []],
    ['$.list[9]', null],
    ['$$.Execution.Input.n', 5],
    ['$$.State.Name', 'Only'],
  ])('%s', async (text, value) => {
    expect(await outcomeOf(path(text), { input: INPUT })).toEqual(succeeded({ v: value }))
  })

  it.each(['$.nope', '$.deep.nope.est', '$.n.x', '$.text[0]', '$nope'])('%s is not there', async (text) => {
    const input = { n: 5, text: 'hi', deep: {} }
    const cause = at(
      'Only',
      2,
      `The JSONPath '${text}' specified for the field 'v.$' could not be found in the input '{"n":5,"text":"hi","deep":{}}'`,
    )
    expect(await outcomeOf(path(text), { input })).toEqual(failed('States.Runtime', cause))
  })
})

describe('a payload template', () => {
  it.each([
    ['computes at any depth', { a: { 'b.$': '$.n' }, c: [{ 'd.$': '$.text' }] }, { a: { b: 5 }, c: [{ d: 'hi' }] }],
    [
      'leaves other members alone',
      { a: '$.n', b: 'States.UUID()', Comment: 'c' },
      { a: '$.n', b: 'States.UUID()', Comment: 'c' },
    ],
    ['computes a member called __proto__', JSON.parse('{"__proto__":{"v.$":"$.n"}}'), JSON.parse('{"__proto__":{"v":5}}')],
    ['calls intrinsic functions', { 'v.$': "States.Format('{} and {}', $.n, $.text)" }, { v: '5 and hi' }],
  ])('%s', async (_what, Parameters, value) => {
    expect(await outcomeOf(pass({ Parameters }), { input: INPUT })).toEqual(succeeded(value))
  })
})

describe('the fields of a state', () => {
  it.each([
    ['InputPath takes a part', { InputPath: '$.deep' }, { er: { est: 'end' } }],
    ['InputPath null takes nothing', { InputPath: null }, {}],
    ['OutputPath gives a part', { OutputPath: '$.deep.er' }, { est: 'end' }],
    ['OutputPath null gives nothing', { OutputPath: null }, {}],
    ['OutputPath reads the context', { OutputPath: '$$.Execution.Input.n' }, 5],
    ['Result is given as it is', { Result: { 'a.$': '$.n' } }, { 'a.$': '$.n' }],
    ['Result wins over Parameters', { Parameters: { a: 1 }, Result: { b: 2 } }, { b: 2 }],
    ['ResultPath null keeps the input', { Result: 1, ResultPath: null }, INPUT],
    ['ResultPath puts the result into the input', { Result: 1, ResultPath: '$.n' }, { ...INPUT, n: 1 }],
    ['ResultPath makes what is not there', { Result: 1, ResultPath: '$.a.b', OutputPath: '$.a' }, { b: 1 }],
    [
      'ResultPath goes into lists',
      { Result: 'x', ResultPath: '$.list[1].id', OutputPath: '$.list[1]' },
      { id: 'x', tags: ['c'] },
    ],
    [
      'ResultPath means the whole input, whatever InputPath took',
      { InputPath: '$.deep', ResultPath: '$.copy', OutputPath: '$.copy' },
      INPUT.deep,
    ],
  ])('%s', async (_what, fields, value) => {
    expect(await outcomeOf(pass(fields), { input: INPUT })).toEqual(succeeded(value))
  })

  it.each([
    [{ InputPath: '$.nope' }, "Invalid path '$.nope' : No results for path: $['nope']"],
    [{ InputPath: '$.nope.more' }, "Invalid path '$.nope.more' : Missing property in path $['nope']"],
    [
      { OutputPath: '$.n.x' },
      "Invalid path '$.n.x' : Expected to find an object with property ['x'] in path $['n'] but found 'number'.",
    ],
    [{ OutputPath: '$.n[0]' }, "Invalid path '$.n[0]' : Filter: [0] can only be applied to arrays. Current context is: 5"],
  ])('%j is not there', async (fields, why) => {
    expect(await outcomeOf(pass(fields), { input: INPUT })).toEqual(failed('States.Runtime', at('Only', 2, why)))
  })

  it('ResultPath that cannot be', async () => {
    expect(await outcomeOf(pass({ Result: 1, ResultPath: '$.n.x' }), { input: { n: 5 } })).toEqual(
      failed('States.ResultPathMatchFailure', at('Only', 2, 'Unable to apply ReferencePath $.n.x to input {"n":5}')),
    )
  })

  it('ResultSelector, Assign, ResultPath and OutputPath each see what came before them', async () => {
    const machine = jsonPath({
      Call: {
        Type: 'Task',
        Resource: 'r',
        InputPath: '$.in',
        Parameters: { 'q.$': '$.q' },
        ResultSelector: { 'kept.$': '$.answer', 'from.$': '$$.Execution.Input.in.q' },
        Assign: { 'mine.$': '$.kept' },
        ResultPath: '$.out',
        OutputPath: '$.out',
        Next: 'Tell',
      },
      Tell: { Type: 'Pass', Parameters: { 'mine.$': '$mine', 'got.$': '$' }, ...END },
    })
    const answer = ({ arguments: sent }: { arguments: { q: number } }): object => ({ answer: sent.q + 1, more: 0 })
    expect(await outcomeOf(machine, { input: { in: { q: 1 } }, answers: { Call: [answer] } })).toEqual(
      succeeded({ mine: 2, got: { kept: 2, from: 1 } }),
    )
  })

  it('a catcher puts the error where its ResultPath says', async () => {
    const machine = jsonPath({
      Call: {
        Type: 'Task',
        Resource: 'r',
        OutputPath: '$.never',
        Catch: [{ ErrorEquals: ['Mine'], ResultPath: '$.failure', Assign: { 'why.$': '$.Cause' }, Next: 'Tell' }],
        ...END,
      },
      Tell: { Type: 'Pass', Parameters: { 'got.$': '$', 'why.$': '$why' }, ...END },
    })
    expect(await outcomeOf(machine, { input: { a: 1 }, answers: { Call: [failing('Mine', 'because')] } })).toEqual(
      succeeded({ got: { a: 1, failure: { Error: 'Mine', Cause: 'because' } }, why: 'because' }),
    )
  })
})

describe('variables', () => {
  it('are read everywhere, as they were when the state was entered', async () => {
    const machine = jsonPath({
      Start: { Type: 'Pass', Assign: { v: { list: [1, 2] }, 'n.$': '$.n' }, Next: 'Use' },
      Use: {
        Type: 'Pass',
        InputPath: '$v.list',
        Parameters: { 'first.$': '$[0]', 'n.$': "States.Format('{}', $n)", plain: '$n' },
        Assign: { n: 9 },
        ResultPath: '$.used',
        Next: 'Tell',
      },
      Tell: { Type: 'Pass', Parameters: { 'got.$': '$.used', 'n.$': '$n' }, ...END },
    })
    expect(await outcomeOf(machine, { input: { n: 5 } })).toEqual(succeeded({ got: { first: 1, n: '5', plain: '$n' }, n: 9 }))
  })
  it('are shared between both query languages', async () => {
    const machine = jsonPath({
      Start: { Type: 'Pass', Assign: { 'n.$': '$.n' }, Next: 'Add' },
      Add: {
        Type: 'Pass',
        QueryLanguage: 'JSONata',
        Assign: { n: '{% $n + 1 %}' },
        Output: { sum: '{% $n + 1 %}' },
        Next: 'Tell',
      },
      Tell: { Type: 'Pass', OutputPath: '$n', ...END },
    })
    expect(await outcomeOf(machine, { input: { n: 5 } })).toEqual(succeeded(6))
  })
  it('of a Choice are those of the rule, or of the state where none matches', async () => {
    const machine = jsonPath({
      Which: {
        Type: 'Choice',
        Choices: [{ Variable: '$.n', NumericEquals: 1, Assign: { 'by.$': '$.n' }, Next: 'Tell' }],
        Assign: { by: 'default' },
        Default: 'Tell',
      },
      Tell: { Type: 'Pass', OutputPath: '$by', ...END },
    })
    expect([await outcomeOf(machine, { input: { n: 1 } }), await outcomeOf(machine, { input: { n: 2 } })]).toEqual([
      succeeded(1),
      succeeded('default'),
    ])
  })
})

describe('a Map', () => {
  const each = (fields: object, state: object = { Type: 'Pass', ...END }): object =>
    jsonPath({ Each: { Type: 'Map', ItemProcessor: { StartAt: 'One', States: { One: state } }, ...fields, ...END } })

  it.each([
    ['its input', {}, [1, 2], [1, 2]],
    ['ItemsPath', { ItemsPath: '$.list' }, { list: ['a'] }, ['a']],
    ['InputPath and ItemsPath', { InputPath: '$.in', ItemsPath: '$.list' }, { in: { list: ['a'] } }, ['a']],
    ['several', { ItemsPath: '$.list[*].id' }, INPUT, [1, 2, 3]],
    [
      'what ItemSelector makes of each',
      { ItemsPath: '$.list', ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'n.$': '$.n' } },
      { list: ['a', 'b'], n: 1 },
      [
        { i: 0, v: 'a', n: 1 },
        { i: 1, v: 'b', n: 1 },
      ],
    ],
    ['what Parameters make of each, as it was once written', { Parameters: { 'v.$': '$$.Map.Item.Value' } }, ['a'], [{ v: 'a' }]],
    ['what is left with ResultPath', { ItemsPath: '$.list', ResultPath: '$.out' }, { list: [1] }, { list: [1], out: [1] }],
    ['what ResultSelector takes', { ResultSelector: { 'first.$': '$[0]' } }, [7, 8], { first: 7 }],
  ])('gives %s', async (_what, fields, input, value) => {
    expect(await outcomeOf(each(fields), { input })).toEqual(succeeded(value))
  })
  it('can be written with Iterator', async () => {
    const machine = jsonPath({
      Each: { Type: 'Map', Iterator: { StartAt: 'One', States: { One: { Type: 'Pass', ...END } } }, ...END },
    })
    expect(await outcomeOf(machine, { input: [1] })).toEqual(succeeded([1]))
  })
  it.each([
    [{ ItemsPath: '$.n' }, { n: 5 }, 'States.Runtime', 'Reference path "$.n" must point to array.'],
    [{ ItemsPath: '$.a.nope' }, { a: {} }, 'States.ReferencePathConflict', 'Unable to apply step "nope" to input {"a":{}}'],
    [
      { MaxConcurrencyPath: '$.m', ItemsPath: '$.l' },
      { m: 'x', l: [] },
      'States.Runtime',
      'The MaxConcurrencyPath field refers to value "x" which is not a valid integer: $.m',
    ],
    [
      { MaxConcurrencyPath: '$.m', ItemsPath: '$.l' },
      { m: -1, l: [] },
      'States.Runtime',
      "Expected non-negative integer for MaxConcurrency, got '-1' instead.",
    ],
    [
      { ToleratedFailurePercentagePath: '$.p', ItemsPath: '$.l' },
      { p: 101, l: [] },
      'States.Runtime',
      'ToleratedFailurePercentage must be between 0 and 100.',
    ],
  ])('with %j of %j fails', async (fields, input, error, why) => {
    expect(await outcomeOf(each(fields), { input })).toEqual(failed(error, at('Each', 2, why)))
  })
})

describe('a Wait', () => {
  const told = (fields: object): object =>
    jsonPath({
      Rest: { Type: 'Wait', ...fields, Next: 'Tell' },
      Tell: { Type: 'Pass', OutputPath: '$$.State.EnteredTime', ...END },
    })
  const later = (seconds: number): string => new Date(START + seconds * 1000).toISOString()

  it.each([
    [{ Seconds: 60 }, {}, later(60)],
    [{ SecondsPath: '$.s' }, { s: 60 }, later(60)],
    [{ Timestamp: '2030-01-01T00:01:00Z' }, {}, later(60)],
    [{ TimestampPath: '$.t' }, { t: '2030-01-01T02:01:00+02:00' }, later(60)],
  ])('%j of %j', async (fields, input, value) => {
    expect(await outcomeOf(told(fields), { input })).toEqual(succeeded(value))
  })
  it.each([
    [{ SecondsPath: '$.s' }, { s: 1.5 }, 'The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5'],
    [{ SecondsPath: '$.s' }, { s: 'x' }, 'The SecondsPath parameter cannot be parsed as a long value: $.s == x'],
    [{ SecondsPath: '$.s' }, { s: -2 }, 'The SecondsPath parameter references a negative value: $.s == -2'],
    [
      { TimestampPath: '$.t' },
      { t: 'soon' },
      'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.t == soon',
    ],
    [
      { SecondsPath: '$.nope' },
      {},
      "The JSONPath '$.nope' specified for the field 'SecondsPath' could not be found in the input '{}'",
    ],
  ])('%j of %j fails', async (fields, input, why) => {
    expect(await outcomeOf(told(fields), { input })).toEqual(failed('States.Runtime', at('Rest', 2, why)))
  })
})

describe('a Fail', () => {
  it.each([
    [{ Error: 'E', Cause: 'C' }, failed('E', 'C')],
    [{ ErrorPath: '$.e', CausePath: '$.c' }, failed('mine', 'because')],
    [{ ErrorPath: "States.Format('E{}', $.n)", CausePath: 'States.JsonToString($.list)' }, failed('E5', '[1]')],
    [
      { CausePath: '$.nope' },
      failed(
        'States.Runtime',
        at(
          'No',
          2,
          `The JSONPath '$.nope' specified for the field 'CausePath' could not be found in the input '{"e":"mine","c":"because","n":5,"list":[1]}'`,
        ),
      ),
    ],
  ])('%j', async (fields, outcome) => {
    expect(
      await outcomeOf(jsonPath({ No: { Type: 'Fail', ...fields } }), { input: { e: 'mine', c: 'because', n: 5, list: [1] } }),
    ).toEqual(outcome)
  })
})

it('TimeoutSecondsPath limits a task', async () => {
  const machine = jsonPath({ Call: { Type: 'Task', Resource: 'r', TimeoutSecondsPath: '$.limit', ...END } })
  expect(await outcomeOf(machine, { input: { limit: 3 }, answers: { Call: [() => new Promise(() => {})] } })).toEqual(
    failed('States.Timeout'),
  )
})

it('a state of JSONata machines may say its language again', async () => {
  expect(await outcomeOf(jsonata({ Only: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% 1 %}', ...END } }))).toEqual(
    succeeded(1),
  )
})
