/** One run of a compiled chain that uses as much as it can: long answers that come late, failures, wrong answers; and what it used. */
import { TaskFailure, execute, load, virtualClock } from '../../runtime/engine/index.ts'
import type { EngineEvent, Outcome } from '../../runtime/engine/index.ts'
import { wrapText } from '../../runtime/local/tasks/bedrock.ts'
import { integrationOf } from '../../runtime/local/tasks/error-names.ts'
import { ASSUMED } from '../../compiler/bounds/index.ts'
import type { Bounds } from '../../compiler/bounds/index.ts'
import { amazonNova, claude, llama, mistral } from '../../compiler/index.ts'
import type { Compiled } from '../../compiler/compile.ts'
import type { Placed, Schema } from '../../compiler/tree.ts'

/** 0 ≤ n < 1. */
export type Random = () => number

/** Numbers that look random, the same for the same seed. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A character of two bytes, as many as asked for, with a line break now and then, which has two as JSON. */
const long = (characters: number) => 'é'.repeat(characters).replaceAll(/(é{39})é/g, '$1\n')

/** A value of the schema, as large as is reckoned with; texts without a length have `free` characters. */
export function largest(schema: Schema, free: number, random: Random): unknown {
  const { type, maxLength, maxItems, minimum, maximum, items, properties, anyOf } = schema as {
    readonly type?: string
    readonly maxLength?: number
    readonly maxItems?: number
    readonly minimum?: number
    readonly maximum?: number
    readonly items?: Schema
    readonly properties?: { readonly [name: string]: Schema }
    readonly anyOf?: readonly Schema[]
  }
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][Math.floor(random() * schema['enum'].length)]
  if (anyOf) return largest(anyOf[Math.floor(random() * anyOf.length)] as Schema, free, random)
  switch (type) {
    case 'string':
      return long(Math.min(maxLength ?? free, free === Infinity ? ASSUMED.textCharacters : free))
    case 'integer':
    case 'number':
      return maximum ?? minimum ?? 1_000_000_000
    case 'boolean':
      return random() < 0.5
    case 'array': {
      const count = Math.min(maxItems ?? ASSUMED.items, ASSUMED.items)
      return Array.from({ length: count }, () => largest(items ?? {}, Math.floor(free / count), random))
    }
    case 'object': {
      const fields = Object.entries(properties ?? {})
      return Object.fromEntries(fields.map(([name, one]) => [name, largest(one, Math.floor(free / fields.length), random)]))
    }
    default:
      return long(Math.min(free, ASSUMED.textCharacters))
  }
}

export interface Used {
  readonly outcome: Outcome
  readonly seconds: number
  readonly states: number
  readonly modelCalls: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** The largest of each state, in bytes. */
  readonly payloads: ReadonlyMap<string, number>
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? '')

/** Characters of all texts that a model reads of a request. */
function charactersIn(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce((sum: number, [name, one]) => sum + (UNREAD.has(name) ? 0 : charactersIn(one)), 0)
}
const UNREAD = new Set(['ModelId', 'Role'])

const WINDOWS: ReadonlyMap<string, number> = new Map(
  [claude, llama, amazonNova, mistral].flatMap((family) =>
    Object.values(family).map((model) => [model.id, model.contextWindow] as const),
  ),
)
const windowOf = (given: unknown) => WINDOWS.get((given as { readonly ModelId: string }).ModelId) ?? Infinity

/** As long a conversation as is reckoned with; it begins and ends with the user. */
const MESSAGES = Array.from({ length: ASSUMED.messages }, (_, index) => ({
  role: index % 2 === 0 || index === ASSUMED.messages - 1 ? 'user' : 'assistant',
  content: long(ASSUMED.messageCharacters),
}))

interface TaskState {
  readonly Type: string
  readonly TimeoutSeconds?: number
}
function statesIn(definition: unknown): ReadonlyMap<string, TaskState> {
  const found = new Map<string, TaskState>()
  const visit = (scope: { readonly States?: Record<string, TaskState> }) => {
    for (const [name, state] of Object.entries(scope.States ?? {})) {
      found.set(name, state)
      const { Branches, ItemProcessor } = state as { readonly Branches?: readonly object[]; readonly ItemProcessor?: object }
      for (const inner of [...(Branches ?? []), ...(ItemProcessor ? [ItemProcessor] : [])]) visit(inner)
    }
  }
  visit(definition as object)
  return found
}

/** What a service answers that gives `value`. */
function rawResult(resource: string, value: unknown): unknown {
  if (resource.endsWith(':retrieve')) {
    const { passages } = value as { readonly passages: readonly { readonly text: string; readonly source?: string }[] }
    return {
      RetrievalResults: passages.map(({ text, source }) => ({
        // longer than what is kept
        Content: { Text: `${text}${text.slice(0, 50)}`, Type: 'TEXT' },
        Location: { Type: 'S3', S3Location: { Uri: source } },
        Score: 0.123456789,
      })),
    }
  }
  return resource.endsWith(':lambda:invoke') ? { ExecutedVersion: '$LATEST', Payload: value, StatusCode: 200 } : value
}

const maxTokensOf = (placed: Placed | undefined) => (placed?.builder.kind === 'bedrockTask' ? placed.builder.maxTokens : 0)

/** Types of states whose output is their own. */
const GIVING = new Set(['Task', 'Parallel', 'Map', 'Succeed'])
const MODEL = /:converse$|:invokeModel$/

export type Output = NonNullable<Compiled['output']>

/** @param patience how probable it is that a call is answered well at once, 0 to 1 */
export async function runAtWorst({ definition, origins }: Output, random: Random, patience: number): Promise<Used> {
  const states = statesIn(definition)
  const clock = virtualClock(0)
  const payloads = new Map<string, number>()
  const note = (state: string, bytes: number) => payloads.set(state, Math.max(bytes, payloads.get(state) ?? 0))
  let [entered, modelCalls, inputTokens, outputTokens] = [0, 0, 0, 0]

  const answer = (state: string, resource: string, given: unknown): unknown => {
    const { builder } = origins.get(state) as Placed
    if (builder.kind === 'bedrockTask') {
      const free = builder.maxTokens * 3
      const right = builder.output ? JSON.stringify(largest(builder.output, Math.floor(free * 0.7), random)) : long(free)
      const text = builder.output && random() > patience ? '{"wrong": 1}' : right
      const { service, action } = integrationOf(resource)
      return wrapText(`${service}:${action}`, text, given, () => '00000000-0000-4000-8000-000000000000')
    }
    const schema = ('settled' in builder && builder.settled ? valueIn(builder.schema) : builder.schema) ?? {}
    return rawResult(resource, largest(schema, Infinity, random))
  }

  const outcome = await execute(load(definition), {
    input: { PromptInput: MESSAGES, state_machine_custom_params: { session: 's'.repeat(256) } },
    clock,
    random: () => 0.999999,
    onEvent: (event: EngineEvent) => {
      if (event.type === 'StateEntered') entered++
      if (event.type === 'TaskScheduled') note(event.state, bytesOf(event.arguments))
      if (event.type === 'StateExited') {
        note(event.state, bytesOf(event.assigned ?? {}))
        // the others hand on what they were given
        if (GIVING.has(states.get(event.state)?.Type ?? '')) note(event.state, bytesOf(event.output))
      }
    },
    runTask: async ({ state, resource, arguments: given, signal }) => {
      if (MODEL.test(resource)) {
        modelCalls++
        // a model refuses what is above its window
        inputTokens += Math.min(Math.ceil(charactersIn(given) / ASSUMED.charactersPerToken), windowOf(given))
        outputTokens += maxTokensOf(origins.get(state))
      }
      const seconds = states.get(state)?.TimeoutSeconds ?? 60
      const late = random() < 0.8
      if (random() > patience) {
        if (random() < 0.5) return clock.sleep(seconds * 2000, signal)
        if (late) await clock.sleep(seconds * 1000 - 1, signal)
        const error = random() < 0.5 ? 'ThrottlingException' : 'BedrockRuntime.ModelNotReadyException'
        throw new TaskFailure(random() < 0.2 ? 'Unheard' : error, long(ASSUMED.causeCharacters))
      }
      if (late) await clock.sleep(seconds * 1000 - 1, signal)
      return answer(state, resource, given)
    },
  })
  return {
    outcome,
    seconds: clock.now() / 1000,
    states: entered,
    modelCalls,
    inputTokens,
    outputTokens,
    payloads,
  }
}

const valueIn = (schema: Schema | null) => (schema?.['properties'] as { readonly value?: Schema } | undefined)?.value

/** The bound of a state's payloads: those of its step, whose states share it. */
export function payloadBounds({ origins }: Output, bounds: Bounds): ReadonlyMap<string, number> {
  const ofStep = new Map<number, number>()
  for (const { state, bytes } of bounds.payloads) {
    const placed = state === null ? undefined : origins.get(state)
    if (placed) ofStep.set(placed.id, Math.max(bytes, ofStep.get(placed.id) ?? 0))
  }
  return new Map([...origins].map(([state, { id }]) => [state, ofStep.get(id) ?? Infinity]))
}
