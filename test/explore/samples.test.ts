/** Values that are made of schemas: they are what they are said to be. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { samplesOf } from '../../compiler/explore/samples.ts'
import { wrongValues } from '../../compiler/explore/wrong.ts'
import { Type } from '../../compiler/index.ts'
import type { Schema } from '../../compiler/tree.ts'

const ajv = new Ajv2020({ strict: false, validateFormats: false })

const anySchema: fc.Arbitrary<Schema> = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom<Schema>(
      { type: 'string' },
      { type: 'string', minLength: 3, maxLength: 9 },
      { type: 'integer', minimum: 1, maximum: 10 },
      { type: 'number', exclusiveMinimum: 0 },
      { type: 'boolean' },
      { type: 'null' },
      { const: 'only' },
      { enum: ['a', 'b', 3] },
      {},
    ),
    fc.record({
      type: fc.constant('array'),
      items: tie('schema'),
      minItems: fc.nat(2),
      maxItems: fc.integer({ min: 2, max: 40 }),
    }),
    fc.dictionary(fc.constantFrom('name', 'a b', 'true', 'list'), tie('schema'), { maxKeys: 4 }).chain((properties) =>
      fc.record({
        type: fc.constant('object'),
        properties: fc.constant(properties),
        required: fc.subarray(Object.keys(properties)),
      }),
    ),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
  ),
})).schema

describe('the values of a schema', () => {
  it('are all of it, each once, the plainest without a word', () => {
    fc.assert(
      fc.property(anySchema, (schema) => {
        const validate = ajv.compile(schema)
        const samples = samplesOf(schema, { texts: ['word'], numbers: [5] })
        expect(samples.filter(({ value }) => !validate(value))).toEqual([])
        expect(new Set(samples.map(({ value }) => JSON.stringify(value))).size).toBe(samples.length)
        expect(samples.map(({ what }) => what === '')).toEqual(samples.map((_, index) => index === 0))
      }),
      { numRuns: 200 },
    )
  })

  it('differ from the plainest in one place', () => {
    const Order = Type.Object({
      id: Type.String({ maxLength: 4 }),
      lines: Type.Array(Type.Integer()),
      note: Type.Optional(Type.Null()),
    })
    const told = samplesOf(JSON.parse(JSON.stringify(Order)) as Schema, { texts: ['A1'], numbers: [7] })
    expect(told.slice(0, 5)).toEqual([
      { value: { id: 'text', lines: [1] }, what: '' },
      { value: { id: 'text', lines: [1], note: null }, what: 'has all fields' },
      { value: { id: 'A1', lines: [1] }, what: 'has "id" that is "A1"' },
      { value: { id: '', lines: [1] }, what: 'has "id" that is ""' },
      { value: { id: ' ', lines: [1] }, what: 'has "id" that is " "' },
    ])
    expect(told).toContainEqual({ value: { id: 'text', lines: [] }, what: 'has "lines" that is []' })
    expect(told).toContainEqual({ value: { id: 'text', lines: [6] }, what: 'has "lines" that has an item that is 6' })
  })

  it('have others near them that are not of it', () => {
    const Order = { type: 'object', properties: { id: { type: 'string' }, count: { type: 'integer' } }, required: ['id'] }
    const validate = ajv.compile(Order)
    const wrong = wrongValues(Order)
    expect(wrong.map(({ value }) => [value, validate(value)])).toEqual(wrong.map(({ value }) => [value, false]))
    expect(wrong.map(({ what }) => what)).toEqual([
      'is "an object"',
      'is null',
      'is in a list',
      'lacks "id"',
      'has "id" that is 7',
      'has "id" that is null',
      'has "count" that is "7"',
      'has "count" that is null',
    ])
  })
})
