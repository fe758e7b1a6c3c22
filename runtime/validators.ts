/**
 * The validators of everything that comes in. Run from source, ajv compiles them when the runtime starts; the bundle
 * has the code that the same ajv with the same options wrote at build time (`bundle/`), which swaps this one module.
 * So there is one set of schemas and one way to check, and no compiler of schemas at run time.
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Manifest, WorkflowOutput, WorkflowResult } from '../compiler/contract.ts'
import { allSchemas } from './bundle/all-schemas.ts'
import type { ChainRequest, OpenAiRequest, SeedRequest, UiRequest } from './schemas.ts'

/** One thing that a value does wrong; ajv's own shape, as much as is used of it. */
export interface SchemaError {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
}

/** True for a value of the form; else false, and `errors` says why until the next call. */
export interface Validator<T> {
  (value: unknown): value is T
  errors?: readonly SchemaError[] | null
}

export interface Validators {
  readonly seedRequest: Validator<SeedRequest>
  readonly chainRequest: Validator<ChainRequest>
  readonly openAiRequest: Validator<OpenAiRequest>
  readonly uiRequest: Validator<UiRequest>
  readonly workflowOutput: Validator<WorkflowOutput>
  readonly workflowResult: Validator<WorkflowResult>
  /** By name of the chain: its params, and the data it returns. */
  readonly params: ReadonlyMap<string, Validator<unknown>>
  readonly results: ReadonlyMap<string, Validator<unknown>>
}

/** The options that both ways of compiling share. Chains write their own schemas, so unknown words in them are no error. */
export const AJV_OPTIONS = {
  strict: false,
  validateFormats: false,
  allErrors: false,
  messages: false,
  inlineRefs: false,
} as const

export function validatorsFor(manifests: readonly Manifest[]): Validators {
  const ajv = new Ajv2020(AJV_OPTIONS)
  const { shared, fixed, params, results } = allSchemas(manifests)
  for (const [id, schema] of Object.entries(shared)) ajv.addSchema(schema, id)
  // that it tells a `T` is for the schema to say
  const compile = <T>(schema: unknown) => ajv.compile(schema as object) as unknown as Validator<T>
  const byChain = (schemas: Readonly<Record<string, unknown>>) =>
    new Map(Object.entries(schemas).map(([name, schema]) => [name, compile<unknown>(schema)]))
  return {
    seedRequest: compile(fixed.seedRequest),
    chainRequest: compile(fixed.chainRequest),
    openAiRequest: compile(fixed.openAiRequest),
    uiRequest: compile(fixed.uiRequest),
    workflowOutput: compile(fixed.workflowOutput),
    workflowResult: compile(fixed.workflowResult),
    params: byChain(params),
    results: byChain(results),
  }
}
