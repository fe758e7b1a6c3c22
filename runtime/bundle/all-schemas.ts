/** Every schema the runtime checks values against: its own, and those of the chains it serves. */
import { Message, WorkflowOutput } from '../../compiler/contract.ts'
import type { Manifest } from '../../compiler/contract.ts'
import { checked } from '../schemas.ts'

export function allSchemas(manifests: readonly Manifest[]) {
  const data = manifests.filter(({ kind, result }) => kind === 'result' && isObject(result))
  return {
    shared: SHARED,
    fixed: Object.fromEntries(Object.entries(checked).map(([name, schema]) => [name, sharing(schema)])) as typeof checked,
    params: Object.fromEntries(manifests.map(({ name, input }) => [name, closed(input)])),
    results: Object.fromEntries(data.map(({ name, result }) => [name, result])),
  }
}

/** What is in several of them: its code is there once. */
const SHARED = { message: Message, tokens: WorkflowOutput.properties.bedrock_details }
const names = new Map<unknown, string>(Object.entries(SHARED).map(([name, schema]) => [schema, name]))

const sharing = (schema: unknown): unknown =>
  JSON.parse(
    JSON.stringify(schema, (_, value: unknown) => {
      const name = names.get(value)
      return name === undefined ? value : { $ref: name }
    }),
  )

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A misspelt parameter is an error, unless the chain says that it takes others. */
const closed = (input: unknown): unknown => ({ type: 'object', additionalProperties: false, ...(isObject(input) ? input : {}) })
