/** Every schema the runtime checks values against: its own, and those of the chains it serves. */
import type { Manifest } from '../../compiler/contract.ts'
import { checked } from '../schemas.ts'

export function allSchemas(manifests: readonly Manifest[]) {
  const by = (of: (manifest: Manifest) => unknown) =>
    Object.fromEntries(manifests.map((manifest) => [manifest.name, of(manifest)]))
  return {
    fixed: checked,
    params: by(({ input }) => closed(input)),
    openParams: by(({ input }) => open(input)),
    results: by(({ kind, result }) => (kind === 'result' && isObject(result) ? result : {})),
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A misspelt parameter is an error, unless the chain says that it takes others. */
const closed = (input: unknown): unknown =>
  isObject(input) ? { additionalProperties: false, ...input } : { type: 'object', additionalProperties: false }

/** On the route that callers of the sample use, members that the chain does not declare are let through. */
function open(input: unknown): unknown {
  if (!isObject(input)) return { type: 'object' }
  const { additionalProperties, ...rest } = input
  return additionalProperties === false ? rest : input
}
