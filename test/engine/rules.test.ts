/** Every comparison of a Choice in JSONPath. */
import { describe, expect, it } from 'vitest'
import { at, failed, jsonPath, outcomeOf, succeeded } from './run.ts'

const choice = (rule: object): object =>
  jsonPath({
    Which: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
    Yes: { Type: 'Pass', Result: true, End: true },
    No: { Type: 'Pass', Result: false, End: true },
  })
const holds = async (rule: object, input: unknown): Promise<unknown> => outcomeOf(choice(rule), { input })

/** operator, value of $.v, what it is compared with, whether it holds. */
const COMPARED: readonly (readonly [string, unknown, unknown, boolean])[] = [
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', 1, '1', false],
  ['StringLessThan', 'a', 'b', true],
  ['StringLessThan', 'b', 'b', false],
  ['StringLessThan', 'A', 'a', true],
  ['StringLessThanEquals', 'b', 'b', true],
  ['StringGreaterThan', 'b', 'a', true],
  ['StringGreaterThan', 'a', 'a ', false],
  ['StringGreaterThanEquals', 'b', 'b', true],
  ['NumericEquals', 1, 1, true],
  ['NumericEquals', 1.5, 1, false],
  ['NumericEquals', '1', 1, false],
  ['NumericEquals', null, 0, false],
  ['NumericEquals', [1], 1, false],
  ['NumericLessThan', 1, 2, true],
  ['NumericLessThan', 2, 2, false],
  ['NumericLessThanEquals', 2, 2, true],
  ['NumericGreaterThan', 3, 2, true],
  ['NumericGreaterThan', '3', 2, false],
  ['NumericGreaterThanEquals', 2, 2, true],
  ['BooleanEquals', true, true, true],
  ['BooleanEquals', false, false, true],
  ['BooleanEquals', 'true', true, false],
  ['BooleanEquals', 0, false, false],
  ['TimestampEquals', '2030-01-01T00:00:00Z', '2030-01-01T01:00:00+01:00', true],
  ['TimestampEquals', '2030-01-01', '2030-01-01T00:00:00Z', false],
  ['TimestampLessThan', '2030-01-01T00:00:00Z', '2030-01-01T00:00:00.001Z', true],
  ['TimestampLessThanEquals', '2030-01-01T00:00:00Z', '2030-01-01T00:00:00Z', true],
  ['TimestampGreaterThan', '2030-01-02T00:00:00Z', '2030-01-01T00:00:00Z', true],
  ['TimestampGreaterThanEquals', '2030-01-01T00:00:00Z', '2030-01-02T00:00:00Z', false],
]

describe('a comparison', () => {
  it.each(COMPARED)('%s of %j with %j: %j', async (operator, v, other, expected) => {
    expect([
      await holds({ Variable: '$.v', [operator]: other }, { v }),
      await holds({ Variable: '$.v', [`${operator}Path`]: '$.other' }, { v, other }),
    ]).toEqual([succeeded(expected), succeeded(expected)])
  })
})

describe('StringMatches', () => {
  it.each([
    ['log-*.txt', 'log-1.txt', true],
    ['log-*.txt', 'log-.txt', true],
    ['log-*.txt', 'log-1.txt.gz', false],
    ['*', '', true],
    ['*a*b*', 'xaxbx', true],
    ['*a*b*', 'xbxax', false],
    ['ab*ba', 'aba', false],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['a\\\\*', 'a\\b', true],
    ['a.c', 'abc', false],
    ['plain', 'plain', true],
  ])('%s of %j: %j', async (pattern, v, expected) => {
    expect(await holds({ Variable: '$.v', StringMatches: pattern }, { v })).toEqual(succeeded(expected))
  })
  it('of a number', async () => {
    expect(await holds({ Variable: '$.v', StringMatches: '*' }, { v: 1 })).toEqual(succeeded(false))
  })
})

describe('a test', () => {
  const VALUES = { null: null, string: 'x', time: '2030-01-01T00:00:00Z', number: 1, boolean: true, list: [1], object: {} }
  it.each([
    ['IsNull', ['null']],
    ['IsString', ['string', 'time']],
    ['IsNumeric', ['number']],
    ['IsBoolean', ['boolean']],
    ['IsTimestamp', ['time']],
    ['IsPresent', Object.keys(VALUES)],
  ])('%s holds for %j alone', async (operator, names) => {
    const found: string[] = []
    for (const [name, v] of Object.entries(VALUES)) {
      const [yes, no] = [
        await holds({ Variable: '$.v', [operator]: true }, { v }),
        await holds({ Variable: '$.v', [operator]: false }, { v }),
      ]
      expect([yes, no]).toEqual([succeeded(names.includes(name)), succeeded(!names.includes(name))])
      if (names.includes(name)) found.push(name)
    }
    expect(found).toEqual(names)
  })
  it('IsPresent looks for what is not there', async () => {
    expect([
      await holds({ Variable: '$.a.b', IsPresent: false }, {}),
      await holds({ Variable: '$.a.b', IsPresent: true }, {}),
    ]).toEqual([succeeded(true), succeeded(false)])
  })
})

describe('rules', () => {
  const one = { Variable: '$.n', NumericGreaterThan: 0 }
  const two = { Variable: '$.n', NumericLessThan: 10 }
  it.each([
    [{ And: [one, two] }, 5, true],
    [{ And: [one, two] }, 50, false],
    [{ Or: [one, two] }, 50, true],
    [{ Or: [{ Not: one }, { Not: two }] }, 5, false],
    [{ Not: { And: [one, two] } }, 50, true],
    [
      {
        And: [
          { Variable: '$.nope', IsPresent: true },
          { Variable: '$.nope', NumericEquals: 1 },
        ],
      },
      5,
      false,
    ],
    [{ Variable: '$$.Execution.Input.n', NumericEquals: 5 }, 5, true],
  ])('%j of %d: %j', async (rule, n, expected) => {
    expect(await holds(rule, { n })).toEqual(succeeded(expected))
  })
})

it.each([
  [{ Variable: '$.nope', NumericEquals: 1 }, '$.nope'],
  [{ Variable: '$.nope', IsNull: true }, '$.nope'],
  [{ Variable: '$.v', NumericEqualsPath: '$.nope' }, '$.nope'],
])('%j of what is not there fails', async (rule, path) => {
  expect(await holds(rule, { v: 1 })).toEqual(
    failed(
      'States.Runtime',
      at('Which', 2, `Invalid path '${path}': The choice state's condition path references an invalid value.`),
    ),
  )
})
