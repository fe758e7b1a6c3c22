/** The Bedrock integrations of Step Functions, over the same model and knowledge base that the wire reaches. */
import { fromConverse, toConverse } from '../bedrock/converse.ts'
import { familyOf, parseNative } from '../bedrock/native.ts'
import type { NativeBody } from '../bedrock/family.ts'
import { isObject, stringAt } from '../json.ts'
import type { Folder } from '../knowledge/folder.ts'
import { retrieve } from '../knowledge/retrieve.ts'
import { inputTokensOf, tokensOf, wholeAnswer } from '../model/model.ts'
import type { Model, ModelRequest, WholeAnswer } from '../model/model.ts'
import { validationException } from '../wire/aws-error.ts'
import { fromPascal, toPascal } from './case.ts'

/** How an integration asks the model, and what it makes of the answer. */
interface ModelCall {
  readonly request: ModelRequest
  readonly result: (answer: WholeAnswer) => unknown
}

export interface Serving {
  readonly model: Model
  readonly folder: Folder
  readonly uuid: () => string
  readonly signal: AbortSignal
}

const modelIdOf = (given: unknown): string => {
  const modelId = stringAt(given, 'ModelId')
  if (modelId === '')
    throw validationException(
      "1 validation error detected: Value at 'modelId' failed to satisfy constraint: Member must not be null",
    )
  return modelId
}

function nativeBody(given: unknown): NativeBody {
  const body = isObject(given) ? given['Body'] : undefined
  if (isObject(given) && ('Input' in given || 'Output' in given)) {
    throw validationException(
      'Local AWS has no S3: pass Body in place of Input, leave out Output, or script the answer of this state.',
    )
  }
  if (isObject(body)) return body
  if (typeof body === 'string') return parseNative(Buffer.from(body))
  throw validationException('Malformed input request: Body is missing. Please reformat your input and try again.')
}

function invokeModel(given: unknown, uuid: () => string): ModelCall {
  const modelId = modelIdOf(given)
  const body = nativeBody(given)
  const family = familyOf(modelId, body)
  const request = family.request(modelId, body)
  const context = { id: uuid().replaceAll('-', '').slice(0, 24), modelId, inputTokens: inputTokensOf(request), elapsed: () => 0 }
  return { request, result: (answer) => ({ Body: family.response(answer, context), ContentType: 'application/json' }) }
}

function converse(given: unknown): ModelCall {
  const { modelId, ...body } = fromPascal(given) as Record<string, unknown>
  return { request: fromConverse(modelIdOf({ ModelId: modelId }), body), result: (answer) => toPascal(toConverse(answer, 1)) }
}

/** The calls of a model, by service and action. */
export function modelCall(name: string, given: unknown, uuid: () => string): ModelCall | undefined {
  switch (name) {
    case 'bedrock:invokeModel':
      return invokeModel(given, uuid)
    case 'bedrockruntime:converse':
      return converse(given)
    default:
      return undefined
  }
}

/** The result of a Bedrock integration; undefined where there is no stand-in for it. */
export async function serveBedrock(name: string, given: unknown, serving: Serving): Promise<unknown> {
  const call = modelCall(name, given, serving.uuid)
  if (call) return call.result(await wholeAnswer(serving.model(call.request, serving.signal)))
  if (name === 'bedrockagentruntime:retrieve') {
    const { knowledgeBaseId, ...body } = fromPascal(given) as Record<string, unknown>
    return toPascal(await retrieve(typeof knowledgeBaseId === 'string' ? knowledgeBaseId : '', body, serving.folder))
  }
  return undefined
}

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** The answer of a model that said `text`; where a tool must be called, JSON is its input. */
function saying(text: string, request: ModelRequest): WholeAnswer {
  const usage = { inputTokens: inputTokensOf(request), outputTokens: tokensOf(text) }
  const tool = typeof request.toolChoice === 'object' ? request.toolChoice.name : undefined
  const input = tool === undefined ? undefined : parsedJson(text)
  return tool === undefined || !isObject(input)
    ? { text, toolCalls: [], stopReason: 'end_turn', stopSequence: undefined, usage }
    : {
        text: '',
        toolCalls: [{ id: 'tooluse_scripted', name: tool, input }],
        stopReason: 'tool_use',
        stopSequence: undefined,
        usage,
      }
}

/** Why the model would not take this request; undefined where it would, or where it is none. */
export function refusalOf(name: string, given: unknown): string | undefined {
  try {
    modelCall(name, given, () => '')
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** A scripted text, wrapped as the integration that was called would. */
export function wrapText(name: string, text: string, given: unknown, uuid: () => string): unknown {
  const call = modelCall(name, given, uuid)
  if (call) return call.result(saying(text, call.request))
  switch (name) {
    case 'bedrockagentruntime:retrieve':
      return {
        RetrievalResults: [
          {
            Content: { Text: text, Type: 'TEXT' },
            Location: { Type: 'S3', S3Location: { Uri: 's3://local/scripted' } },
            Score: 1,
          },
        ],
      }
    case 'lambda:invoke':
      return { ExecutedVersion: '$LATEST', Payload: text, StatusCode: 200 }
    case 'http:invoke':
      return { ResponseBody: text, StatusCode: 200, StatusText: 'OK', Headers: {} }
    default:
      return text
  }
}
