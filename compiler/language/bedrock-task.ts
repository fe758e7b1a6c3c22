/** A call of a model, inside the workflow. */
import { Type } from 'typebox'
import type { TObject, TString } from 'typebox'
import type { Model, Schema } from '../tree.ts'
import { describeStep } from './step.ts'
import type { Step } from './step.ts'
import { catchesOf, effortOf } from './task.ts'
import type { TaskOptions } from './task.ts'
import { toExpression } from './value.ts'
import type { Text } from './value.ts'
import type { Infer, TSchema } from './schema.ts'

type TextOutput = TObject<{ text: TString }>
const TEXT_OUTPUT: TextOutput = Type.Object({ text: Type.String() })
/** Tokens a task may answer with when nothing is said: a task of a chain answers briefly. */
const MAX_TOKENS = 500

export interface BedrockTaskOptions<Out> extends TaskOptions<Out> {
  readonly model: Model
  readonly prompt: Text
  readonly system?: Text
  /** Tokens; 500 when absent. */
  readonly maxTokens?: number
  readonly temperature?: number
  readonly topP?: number
  readonly stopSequences?: readonly string[]
}

/**
 * Asks a model. Without `output` it gives `{ text }`; with a schema it gives a value of that type, checked in the workflow.
 * @example
 * const { text } = step('summary', bedrockTask({ model: claude.haiku45, prompt: summarise({ question }), maxTokens: 200 }))
 */
export function bedrockTask<S extends TSchema = TextOutput>(
  task: BedrockTaskOptions<Infer<S>> & { readonly output?: S },
): Step<Infer<S>> {
  const { model, maxTokens = MAX_TOKENS, temperature, topP, stopSequences, system, output } = task
  return describeStep('bedrockTask', task, (building, at) => ({
    kind: 'bedrockTask',
    at,
    schema: (output ?? TEXT_OUTPUT) as unknown as Schema,
    model,
    prompt: toExpression(task.prompt),
    maxTokens,
    ...(system === undefined ? {} : { system: toExpression(system) }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(stopSequences === undefined ? {} : { stopSequences }),
    ...(output === undefined ? {} : { output: output as unknown as Schema }),
    ...effortOf(task),
    catches: catchesOf(task.catch, building),
  }))
}
