/** Every schema the runtime checks values against: its own, and those of the chains it serves. */
import { Message } from '../../compiler/contract.ts'
import type { Manifest } from '../../compiler/contract.ts'
import { checked } from '../schemas.ts'

export function allSchemas(manifests: readonly Manifest[]) {
  const data = manifests.filter(({ kind, result }) => kind === 'result' && isObject(result))
  return {
    shared: { message: Message },
    fixed: Object.fromEntries(Object.entries(checked).map(([name, schema]) => [name, sharing(schema)])) as typeof checked,
    params: Object.fromEntries(manifests.map(({ name, input }) => [name, closed(input)])),
    results: Object.fromEntries(data.map(({ name, result }) => [name, result])),
  }
}

/** Messages are in most of them: their code is there once. */
const sharing = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema, (_, value: unknown) => (value === Message ? { $ref: 'message' } : value)))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A misspelt parameter is an error, unless the chain says that it takes others. */
const closed = (input: unknown): unknown => ({ type: 'object', additionalProperties: false, ...(isObject(input) ? input : {}) })
