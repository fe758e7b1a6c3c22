/** A call of a model, inside the workflow. */
import { Type } from 'typebox'
import type { TObject, TString } from 'typebox'
import type { BedrockTask, Model, Permission, StructuredWay } from '../tree.ts'
import { permissionsOfParts, turnsOf } from './message.ts'
import type { MessagesOption } from './message.ts'
import { Misuse } from './misuse.ts'
import { ownArn } from './service-task.ts'
import { describeStep } from './step.ts'
import type { Step } from './step.ts'
import { catchesOf, effortOf } from './task.ts'
import type { TaskOptions } from './task.ts'
import { substitution, toExpression } from './value.ts'
import type { Text } from './value.ts'
import type { Infer, TSchema } from './schema.ts'
import { asSchema } from './schema.ts'

type TextOutput = TObject<{ text: TString }>
const TEXT_OUTPUT: TextOutput = Type.Object({ text: Type.String() })
/** Tokens a task may answer with when nothing is said: a task of a chain answers briefly. */
const MAX_TOKENS = 500

/** What every call of a model takes. */
export interface ModelCallOptions {
  /** What the user says: the last message, after those of `messages`. */
  readonly prompt?: Text
  /** The conversation: the chain's `messages`, or a list of messages and of references to lists of them. */
  readonly messages?: MessagesOption
  readonly system?: Text
  /** True: Bedrock keeps the request's start up to the end of the system prompt for five minutes; only a long one is worth it. */
  readonly cache?: boolean
  /** Tokens; 500 when absent. */
  readonly maxTokens?: number
  readonly temperature?: number
  readonly topP?: number
  readonly stopSequences?: readonly string[]
  /** Fields of the model's own that Converse does not have; any part may be a reference. */
  readonly additional?: { readonly [field: string]: unknown }
  /** A Bedrock guardrail: the name of the substitution that holds its id, and its version, `DRAFT` when absent. */
  readonly guardrail?: { readonly id: string; readonly version?: Text }
}

export interface BedrockTaskOptions<Out> extends TaskOptions<Out>, ModelCallOptions {
  readonly model: Model
  /** Models that are asked in turn when every try of the one before has failed. */
  readonly fallback?: readonly Model[]
  /** `invoke`: the model's own body through InvokeModel, for what Converse does not have; `converse` when absent. */
  readonly api?: 'converse' | 'invoke'
  /** What the answer begins with; it is not part of `text`. */
  readonly prefill?: Text
  /** How the model is made to answer by `output`; its best way when absent. */
  readonly structured?: StructuredWay
  /** How often an answer without the schema is sent back with what is wrong with it; then it fails as `InvalidAnswer`. */
  readonly repair?: number
}

const optional = <K extends string, V>(key: K, value: V | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V }

/** The parts of the tree that all calls of a model have. */
export function modelCallOf(call: ModelCallOptions) {
  const { system, maxTokens = MAX_TOKENS, guardrail, additional } = call
  const turns = turnsOf(call)
  if (call.cache && system === undefined)
    throw new Misuse('cache keeps the system prompt, and there is none.', 'Give a system prompt, or leave cache out.')
  const guarded: Permission[] = guardrail
    ? [{ actions: ['bedrock:ApplyGuardrail'], resources: [ownArn('bedrock', `guardrail/\${${guardrail.id}}`)] }]
    : []
  return {
    turns,
    maxTokens,
    ...optional('system', system === undefined ? undefined : toExpression(system)),
    ...optional('temperature', call.temperature),
    ...optional('topP', call.topP),
    ...optional('stopSequences', call.stopSequences),
    ...(call.cache ? { cache: true as const } : {}),
    ...optional('additional', additional === undefined ? undefined : toExpression(additional)),
    ...(guardrail
      ? { guardrail: { id: toExpression(substitution(guardrail.id)), version: toExpression(guardrail.version ?? 'DRAFT') } }
      : {}),
    permissions: [...guarded, ...permissionsOfParts(call.messages)],
  }
}

/**
 * Asks a model. Without `output` it gives `{ text }`; with a schema it gives a value of that type, checked in the workflow.
 *
 * A structured answer is one state where the model has no grammar of Bedrock's own. Where it has one, a second state asks in the
 * next best way if the grammar is not ready in half the time a try may take, or is refused; `structured: 'tool'` or `'prompt'` goes
 * that way at once. `repair` adds three states, and each model of `fallback` one.
 * @example
 * const { text } = step('summary', bedrockTask({ model: claude.haiku45, prompt: summarise({ question }), maxTokens: 200 }))
 */
export function bedrockTask<S extends TSchema = TextOutput>(
  task: BedrockTaskOptions<Infer<S>> & { readonly output?: S },
): Step<Infer<S>> {
  const { model, output, fallback = [], api = 'converse', prefill, structured, repair } = task
  if (!output && (repair ?? structured) !== undefined)
    throw new Misuse('repair and structured are about an output, and there is none.', 'Give an output, or leave them out.')
  return describeStep('bedrockTask', task, (building, at): BedrockTask => ({
    kind: 'bedrockTask',
    at,
    schema: asSchema(output ?? TEXT_OUTPUT),
    model,
    fallback,
    api,
    ...modelCallOf(task),
    ...optional('prefill', prefill === undefined ? undefined : toExpression(prefill)),
    ...optional('output', output === undefined ? undefined : asSchema(output)),
    ...optional('structured', structured),
    ...(repair ? { repair } : {}),
    ...effortOf(task),
    catches: catchesOf(task.catch, building),
  }))
}
