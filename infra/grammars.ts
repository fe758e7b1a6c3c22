/** The grammars that chains make Bedrock compile, as their generated definitions have them. */
import type { GeneratedChain } from './generated.ts'

export interface Grammar {
  readonly resource: string
  readonly model: unknown
  /** The part of the task's arguments that holds the grammar. */
  readonly arguments: Readonly<Record<string, unknown>>
  /** The chains that use it. */
  readonly chains: readonly string[]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every object in `value`, itself included, outer ones first. */
function objects(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(objects)
  return isObject(value) ? [value, ...Object.values(value).flatMap(objects)] : []
}

/** A grammar that depends on the input cannot be known before. */
const isConstant = (value: unknown) => !JSON.stringify(value).includes('"{%')

/** The part of a Converse call that a grammar is made of: an output format, or tools that are strict. */
function converseGrammar({ OutputConfig, ToolConfig }: Readonly<Record<string, unknown>>) {
  const isStrict = isObject(ToolConfig) && objects(ToolConfig).some(({ Strict }) => Strict === true)
  const part = {
    ...(isObject(OutputConfig) && isObject(OutputConfig['TextFormat']) ? { OutputConfig } : {}),
    ...(isStrict ? { ToolConfig } : {}),
  }
  return Object.keys(part).length > 0 && isConstant(part) ? part : undefined
}

/** All grammars of `chains`, each once, in reading order. */
export function grammars(chains: readonly GeneratedChain[]): readonly Grammar[] {
  const found = new Map<string, Grammar>()
  for (const { manifest, definition } of chains)
    for (const { Resource: resource, Arguments: given } of objects(definition['States'])) {
      if (typeof resource !== 'string' || !resource.endsWith(':bedrockruntime:converse') || !isObject(given)) continue
      const part = converseGrammar(given)
      if (part === undefined || !isConstant(given['ModelId'])) continue
      const key = JSON.stringify([resource, given['ModelId'], part])
      const users = [...new Set([...(found.get(key)?.chains ?? []), manifest.name])]
      found.set(key, { resource, model: given['ModelId'], arguments: part, chains: users })
    }
  return [...found.values()]
}

/** A machine that asks for each grammar in a branch of its own, with as little answer as there can be. */
export function warmUpDefinition(all: readonly Grammar[]): Readonly<Record<string, unknown>> {
  const branches = all.map(({ resource, model, arguments: part }, index) => ({
    StartAt: `grammar ${index + 1}`,
    States: {
      [`grammar ${index + 1}`]: {
        Type: 'Task',
        Resource: resource,
        Arguments: {
          ModelId: model,
          Messages: [{ Role: 'user', Content: [{ Text: 'Answer with anything.' }] }],
          InferenceConfig: { MaxTokens: 1 },
          ...part,
        },
        TimeoutSeconds: 240,
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 2, BackoffRate: 2, JitterStrategy: 'FULL' }],
        // One that fails leaves the others to be warmed.
        Catch: [{ ErrorEquals: ['States.ALL'], Next: `grammar ${index + 1} failed` }],
        Output: {},
        End: true,
      },
      [`grammar ${index + 1} failed`]: { Type: 'Pass', Output: {}, End: true },
    },
  }))
  return {
    Comment: 'Asks every model once for every grammar',
    QueryLanguage: 'JSONata',
    StartAt: 'warm',
    States: { warm: { Type: 'Parallel', Branches: branches, Output: {}, End: true } },
  }
}
