import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { ASL_SCHEMA } from '../../compiler/validate/schema/schema.ts'

test('the schema of ASL is a JSON Schema of draft 2020-12, and plain JSON', () => {
  const ajv = new Ajv2020()
  expect([ajv.validateSchema(ASL_SCHEMA), ajv.errors ?? []]).toEqual([true, []])
  expect(JSON.parse(JSON.stringify(ASL_SCHEMA))).toEqual(ASL_SCHEMA)
})
