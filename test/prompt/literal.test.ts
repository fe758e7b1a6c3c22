import { test, expect } from 'vitest'
import * as fc from 'fast-check'
import { evaluate } from '../../compiler/jsonata/index.ts'
import { fieldAccess, jsonLiteral, textLiteral } from '../../compiler/prompt/index.ts'

/** What comes out, without the marks JSONata leaves on lists. */
const plain = async (code: string, bindings = {}): Promise<unknown> => {
  const value = await evaluate(code, bindings)
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('$', '{', '}', '%', '"', "'", '\\', '`', 'u', '0', '\n', '\u2028', '\ud800', '\udc00', 'N'),
  }),
)

test('a text comes out as it went in, whatever it holds', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      expect(await evaluate(textLiteral(text), {})).toBe(text)
    }),
    { numRuns: 500, seed: 1 },
  )
})

test('a literal holds nothing that is substituted at deploy time or looks like the end of an expression', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(textLiteral(text)).not.toMatch(/\$\{|\{%|%\}/)
    }),
    { numRuns: 500, seed: 2 },
  )
  expect(textLiteral('Dear ${Name}, {% x %} $5 100%')).toBe('"Dear \\u0024{Name}, {\\u0025 x \\u0025} $5 100%"')
  expect(textLiteral('{%}')).toBe('"{\\u0025}"')
})

test('a JSON value comes out as it went in', async () => {
  const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes('__proto__'))
  await fc.assert(
    fc.asyncProperty(json, async (value) => {
      expect(await plain(jsonLiteral(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: 300, seed: 3 },
  )
})

test('a JSON value reads as JSON', () => {
  expect(jsonLiteral({ a: [1, -2.5, 1e21, null, true, []], 'b c': {} })).toBe(
    '{"a": [1, (-2.5), 1e+21, null, true, []], "b c": {}}',
  )
})

test('what is not JSON is refused', () => {
  const refusals = [undefined, Number.NaN, new Date(0), { a: [undefined] }, JSON.parse('{"__proto__": 1}')].map((value) => {
    try {
      return jsonLiteral(value)
    } catch (error) {
      return (error as Error).message
    }
  })
  expect(refusals).toEqual([
    'undefined is not JSON, so it cannot be written into an expression.',
    'NaN is not JSON, so it cannot be written into an expression.',
    '1970-01-01T00:00:00.000Z is not JSON, so it cannot be written into an expression.',
    'undefined is not JSON, so it cannot be written into an expression.',
    'A member named __proto__ cannot be written into an expression. Rename it.',
  ])
})

test('a field is read whatever it is called', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyText.filter((name) => name !== '__proto__'),
      async (name) => {
        expect(await plain(fieldAccess('$v', name), { v: { [name]: [7] } })).toEqual([7])
        expect(fieldAccess('$v', name)).not.toMatch(/\$\{|\{%|%\}/)
      },
    ),
    { numRuns: 500, seed: 4 },
  )
  const words = ['true', 'false', 'null', 'and', 'or', 'in', 'function', '2nd', 'zwölf', 'a b', 'it’s', "it's", 'a`b', '${x}', '']
  expect(words.map((name) => fieldAccess('$v', name))).toEqual([
    '$v.`true`',
    '$v.`false`',
    '$v.`null`',
    '$v.and',
    '$v.or',
    '$v.in',
    '$v.function',
    '$v.`2nd`',
    '$v.`zwölf`',
    '$v.`a b`',
    '$v.`it’s`',
    "$v.`it's`",
    '$lookup($v, "a`b")',
    '$lookup($v, "\\u0024{x}")',
    '$lookup($v, "")',
  ])
  for (const name of words) expect(await evaluate(fieldAccess('$v', name), { v: { [name]: 'found' } })).toBe('found')
})
