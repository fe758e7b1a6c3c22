/** Bedrock Runtime and Agent Runtime over the wire: the paths of their REST protocols, whole answers and streams. */
import type { Clock } from '../../engine/index.ts'
import type { Fault, Faults } from '../control/faults.ts'
import type { Folder } from '../knowledge/folder.ts'
import { retrieve } from '../knowledge/retrieve.ts'
import { inputTokensOf, wholeAnswer } from '../model/model.ts'
import type { Model, ModelEvent } from '../model/model.ts'
import { validationException } from '../wire/aws-error.ts'
import type { AwsError } from '../wire/aws-error.ts'
import { send } from '../wire/body.ts'
import { parseJson } from '../wire/check.ts'
import { chunkFrame, eventFrame } from '../wire/frames.ts'
import type { Request, Response } from '../wire/port.ts'
import { fromConverse, toConverse, toConverseStream } from './converse.ts'
import { familyOf, parseNative } from './native.ts'
import { beforeAnswer, sendStream } from './stream.ts'
import type { Frame, Sending } from './stream.ts'

export interface BedrockServices {
  readonly model: Model
  readonly folder: Folder
  readonly faults: Faults
  readonly clock: Clock
  readonly uuid: () => string
}

export interface WireCall {
  readonly request: Request
  readonly response: Response
  readonly body: Buffer
  /** Aborted when the client has gone, or the server closes. */
  readonly signal: AbortSignal
  readonly requestId: string
}

type ModelOperation = 'Converse' | 'ConverseStream' | 'InvokeModel' | 'InvokeModelWithResponseStream'

const MODEL_PATHS: Readonly<Record<string, ModelOperation>> = {
  converse: 'Converse',
  'converse-stream': 'ConverseStream',
  invoke: 'InvokeModel',
  'invoke-with-response-stream': 'InvokeModelWithResponseStream',
}

export type BedrockRoute =
  | { readonly operation: ModelOperation; readonly modelId: string }
  | { readonly operation: 'Retrieve'; readonly knowledgeBaseId: string }

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    throw validationException(`"${part}" is not a well-formed part of a path.`)
  }
}

/** Which operation a path is for; undefined where it is none of Bedrock's. */
export function bedrockRoute(method: string, path: string): BedrockRoute | undefined {
  if (method !== 'POST') return undefined
  const model = /^\/model\/(.+)\/([a-z-]+)$/.exec(path)
  const operation = model ? MODEL_PATHS[model[2] as string] : undefined
  if (model && operation) return { operation, modelId: decoded(model[1] as string) }
  const base = /^\/knowledgebases\/([^/]+)\/retrieve\/?$/.exec(path)
  return base ? { operation: 'Retrieve', knowledgeBaseId: decoded(base[1] as string) } : undefined
}

/** Ids Bedrock would look up; a substitution nobody has filled in passes. */
const MODEL_ID = /^[A-Za-z0-9_.:/${}-]{1,2048}$/

const checkModelId = (modelId: string) => {
  if (!MODEL_ID.test(modelId)) throw validationException('The provided model identifier is invalid.')
}

/** Takes the first event before anything is sent, so that a call that fails at once is answered with a status of its own. */
async function* begun(events: AsyncIterable<ModelEvent>): AsyncGenerator<ModelEvent> {
  yield* events
}
async function started(events: AsyncIterable<ModelEvent>): Promise<AsyncIterable<ModelEvent>> {
  const iterator = begun(events)
  const first = await iterator.next()
  return (async function* rest() {
    if (!first.done) yield first.value
    yield* iterator
  })()
}

async function* converseFrames(events: AsyncIterable<ModelEvent>, elapsed: () => number): AsyncGenerator<Frame> {
  for await (const { type, payload, delta } of toConverseStream(events, elapsed))
    yield { bytes: eventFrame(type, payload), ...(delta ? { delta } : {}) }
}

export async function serveBedrockWire(route: BedrockRoute, call: WireCall, services: BedrockServices): Promise<void> {
  const { clock, faults, folder, model, uuid } = services
  const { request, response, body, signal } = call
  const from = clock.now()
  const elapsed = () => Math.round(clock.now() - from)
  const sleep = (ms: number, until: AbortSignal) => clock.sleep(ms, until).catch(() => undefined)
  const met: readonly Fault[] = faults.meeting(route.operation === 'Retrieve' ? 'knowledge' : 'model', {
    operation: route.operation,
  })
  const sending: Sending = { request, response, faults: met, signal, sleep, garbage: Buffer.alloc(0) }
  if (!(await beforeAnswer(met, sending))) return
  const headers = { 'x-amzn-requestid': call.requestId }
  const streamHeaders = { ...headers, 'content-type': 'application/vnd.amazon.eventstream' }

  switch (route.operation) {
    case 'Retrieve':
      return send(response, { headers, body: await retrieve(route.knowledgeBaseId, parseJson(body), folder) })
    case 'Converse': {
      checkModelId(route.modelId)
      const answer = await wholeAnswer(model(fromConverse(route.modelId, parseJson(body)), signal))
      return send(response, { headers, body: toConverse(answer, elapsed()) })
    }
    case 'ConverseStream': {
      checkModelId(route.modelId)
      const events = await started(model(fromConverse(route.modelId, parseJson(body)), signal))
      response.writeHead(200, streamHeaders)
      return sendStream(converseFrames(events, elapsed), {
        ...sending,
        garbage: eventFrame('contentBlockDelta', 'this is not JSON'),
      })
    }
    case 'InvokeModel':
    case 'InvokeModelWithResponseStream': {
      checkModelId(route.modelId)
      const native = parseNative(body)
      const family = familyOf(route.modelId, native)
      const asked = family.request(route.modelId, native)
      const events = model(asked, signal)
      const context = {
        id: uuid().replaceAll('-', '').slice(0, 24),
        modelId: route.modelId,
        inputTokens: inputTokensOf(asked),
        elapsed,
      }
      if (route.operation === 'InvokeModel') {
        const answer = await wholeAnswer(events)
        const counts = {
          'x-amzn-bedrock-input-token-count': String(answer.usage.inputTokens),
          'x-amzn-bedrock-output-token-count': String(answer.usage.outputTokens),
          'x-amzn-bedrock-invocation-latency': String(elapsed()),
        }
        return send(response, { headers: { ...headers, ...counts }, body: family.response(answer, context) })
      }
      const parts = family.stream(await started(events), context)
      response.writeHead(200, { ...streamHeaders, 'x-amzn-bedrock-content-type': 'application/json' })
      const frames = async function* frames(): AsyncGenerator<Frame> {
        for await (const { part, delta } of parts) yield { bytes: chunkFrame(part), ...(delta ? { delta } : {}) }
      }
      return sendStream(frames(), { ...sending, garbage: chunkFrame('this is not JSON') })
    }
    default:
      return route satisfies never
  }
}

/** An error in the REST protocol's shape. */
export function sendRestError(response: Response, error: AwsError, requestId: string): void {
  send(response, {
    status: error.status,
    headers: { 'x-amzn-errortype': error.error, 'x-amzn-requestid': requestId },
    body: { message: error.message, ...error.members },
  })
}
