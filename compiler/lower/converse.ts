/** A model call as a Task: Bedrock's Converse through Step Functions' SDK integration, whose members are PascalCase. */
import type { Json, TaskState } from '../asl.ts'
import type { BedrockTask } from '../tree.ts'
import { modelRetry } from './retry.ts'
import { atom, code, fields, literal, toCode, toJson } from './shape.ts'
import type { Shape } from './shape.ts'
import { checked, toldSchema } from './structured.ts'

const RESULT = '$states.result'
const BLOCKS = `${RESULT}.Output.Message.Content`
/** All text blocks: reasoning may come before them. */
const TEXT = `$join(${BLOCKS}.Text)`
/** The name Bedrock and forced tools know a schema by. */
const SCHEMA_NAME = 'answer'

/** The JSON in a text: a model that was only asked for it may wrap it in words or a fence. */
const PARSED = `$parse($match(${TEXT}, /\\{[\\s\\S]*\\}|\\[[\\s\\S]*\\]/)[0].match)`

/** The prompt with the instruction to answer by a schema, for models that have no better way. */
function asked(prompt: Shape, schema: Json): Shape {
  const instruction = `\n\nAnswer with JSON only, by this JSON Schema, without a code fence:\n${JSON.stringify(schema)}`
  if (prompt.kind === 'literal') return literal(`${prompt.value as string}${instruction}`)
  return code(`$join([${toCode(prompt)}, ${toCode(literal(instruction))}])`)
}

/** What the request says about the schema, and how the value is read from the result. */
function structured(
  task: BedrockTask,
  prompt: Shape,
): { readonly prompt: Shape; readonly request: { readonly [key: string]: Json }; readonly value: Shape } {
  if (!task.output) return { prompt, request: {}, value: fields({ text: atom(TEXT) }) }
  const schema = toldSchema(task.output)
  switch (task.model.structured) {
    case 'json_schema': {
      // That Step Functions' SDK takes OutputConfig is not confirmed by AWS's documentation as of 2026-11.
      const textFormat = { Type: 'json_schema', Structure: { JsonSchema: { Name: SCHEMA_NAME, Schema: JSON.stringify(schema) } } }
      return { prompt, request: { OutputConfig: { TextFormat: textFormat } }, value: code(checked(task.output, PARSED)) }
    }
    case 'tool': {
      const tool = { ToolSpec: { Name: SCHEMA_NAME, Description: 'Give the answer.', InputSchema: { Json: schema } } }
      const request = { ToolConfig: { Tools: [tool], ToolChoice: { Tool: { Name: SCHEMA_NAME } } } }
      const used = `${BLOCKS}.ToolUse.Input`
      return { prompt, request, value: code(checked(task.output, `$exists(${used}) ? ${used} : ${PARSED}`)) }
    }
    case 'prompt':
      return { prompt: asked(prompt, schema), request: {}, value: code(checked(task.output, PARSED)) }
    default:
      return task.model.structured satisfies never
  }
}

function inferenceConfig({ maxTokens, temperature, topP, stopSequences }: BedrockTask): Json {
  return {
    MaxTokens: maxTokens,
    ...(temperature === undefined ? {} : { Temperature: temperature }),
    ...(topP === undefined ? {} : { TopP: topP }),
    ...(stopSequences === undefined ? {} : { StopSequences: stopSequences }),
  }
}

export interface LoweredTask {
  readonly state: Pick<TaskState, 'Type' | 'Resource' | 'Arguments' | 'TimeoutSeconds' | 'Retry'>
  /** The step's output, read from the state's result. */
  readonly value: Shape
}

export function converse(
  task: BedrockTask,
  { prompt, system }: { readonly prompt: Shape; readonly system: Shape | null },
  { attempts, timeout }: { readonly attempts: number; readonly timeout: number },
): LoweredTask {
  const { prompt: told, request, value } = structured(task, prompt)
  return {
    state: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:bedrockruntime:converse',
      Arguments: {
        ModelId: task.model.id,
        ...(system ? { System: [{ Text: toJson(system) }] } : {}),
        Messages: [{ Role: 'user', Content: [{ Text: toJson(told) }] }],
        InferenceConfig: inferenceConfig(task),
        ...request,
      },
      TimeoutSeconds: timeout,
      ...modelRetry(attempts, task.output !== undefined),
    },
    value,
  }
}

/** The entry of a call in the answer's token details, on the edge out of its state. */
export const tokenDetails = (task: BedrockTask, name: string): Shape =>
  fields({
    task_name: literal(name),
    task_model_id: literal(task.model.id),
    input_token: atom(`${RESULT}.Usage.InputTokens`),
    output_token: atom(`${RESULT}.Usage.OutputTokens`),
  })
