/** Passes a call on to any server that speaks OpenAI's chat completions: Ollama, llama.cpp, vLLM … */
import { isObject, stringAt } from '../json.ts'
import { AwsError } from '../wire/aws-error.ts'
import { inputTokensOf, tokensOf } from './model.ts'
import type { Block, Model, ModelEvent, ModelRequest, StopReason, Turn } from './model.ts'

export interface OpenAiOptions {
  /** `http://localhost:11434`, with or without `/v1`. */
  readonly url: string
  /** Which of that server's models; the first it lists unless said. */
  readonly model?: string
  readonly key?: string
}

const plain = (block: Block): string =>
  block.kind === 'text' ? block.text : block.kind === 'document' ? `${block.name}\n${block.text}` : ''

function messagesOf({ role, blocks }: Turn): readonly unknown[] {
  const text = blocks
    .map(plain)
    .filter((one) => one !== '')
    .join('\n')
  const results = blocks.flatMap((block) =>
    block.kind === 'tool-result' ? [{ role: 'tool', tool_call_id: block.id, content: block.text }] : [],
  )
  const calls = blocks.flatMap((block) =>
    block.kind === 'tool-call'
      ? [{ id: block.id, type: 'function', function: { name: block.name, arguments: JSON.stringify(block.input) } }]
      : [],
  )
  const said =
    text === '' && calls.length === 0 ? [] : [{ role, content: text, ...(calls.length === 0 ? {} : { tool_calls: calls }) }]
  return [...results, ...said]
}

function chatRequest(request: ModelRequest, model: string): Readonly<Record<string, unknown>> {
  const { toolChoice } = request
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: [
      ...(request.system === '' ? [] : [{ role: 'system', content: request.system }]),
      ...request.turns.flatMap(messagesOf),
    ],
    ...(request.maxTokens === undefined ? {} : { max_tokens: request.maxTokens }),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.topP === undefined ? {} : { top_p: request.topP }),
    ...(request.stopSequences.length === 0 ? {} : { stop: request.stopSequences }),
    ...(request.schema === undefined
      ? {}
      : { response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: request.schema } } }),
    ...(request.tools.length === 0 || toolChoice === 'none'
      ? {}
      : {
          tools: request.tools.map(({ name, description, schema }) => ({
            type: 'function',
            function: { name, description, parameters: schema },
          })),
          tool_choice:
            typeof toolChoice === 'object'
              ? { type: 'function', function: { name: toolChoice.name } }
              : toolChoice === 'any'
                ? 'required'
                : 'auto',
        }),
  }
}

const STOP: Readonly<Record<string, StopReason>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  function_call: 'tool_use',
}

/** `data:` lines of server-sent events, parsed. */
async function* dataOf(body: AsyncIterable<Uint8Array>): AsyncGenerator {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/)
    rest = lines.pop() as string
    for (const line of lines) {
      const data = /^data:\s*(.*)$/.exec(line)?.[1]
      if (data === undefined || data === '') continue
      if (data === '[DONE]') return
      yield JSON.parse(data) as unknown
    }
  }
}

interface Piece {
  readonly choices?: readonly {
    readonly delta?: {
      readonly content?: string | null
      readonly tool_calls?: readonly {
        readonly id?: string
        readonly function?: { readonly name?: string; readonly arguments?: string }
      }[]
    }
    readonly finish_reason?: string | null
  }[]
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null
  readonly error?: unknown
}

const trouble = (url: string, what: string, cause?: unknown) =>
  new AwsError('ServiceUnavailableException', `The server of LOCAL_MODEL_URL (${url}) ${what}`, { cause })

export function openAiModel({ url, model, key }: OpenAiOptions): Model {
  const trimmed = url.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')
  const base = /\/v\d+$/.test(trimmed) ? trimmed : `${trimmed}/v1`
  const headers = { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) }

  const firstModel = async (signal: AbortSignal): Promise<string> => {
    const response = await fetch(`${base}/models`, { headers, signal })
    const list: unknown = response.ok ? await response.json() : undefined
    const first: unknown = isObject(list) && Array.isArray(list['data']) ? list['data'][0] : undefined
    return stringAt(first, 'id') || 'default'
  }
  let chosen: Promise<string> | undefined

  const open = async (request: ModelRequest, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> => {
    let response: Response
    try {
      chosen ??= model === undefined ? firstModel(signal) : Promise.resolve(model)
      response = await fetch(`${base}/chat/completions`, {
        method: 'POST',
        headers,
        signal,
        body: JSON.stringify(chatRequest(request, await chosen)),
      })
    } catch (error) {
      chosen = undefined
      if (signal.aborted) throw error
      throw trouble(base, 'cannot be reached. Is it running?', error)
    }
    if (response.status === 429)
      throw new AwsError('ThrottlingException', `The server of LOCAL_MODEL_URL (${base}) says that there are too many requests.`)
    if (!response.ok) {
      const text = (await response.text()).slice(0, 500)
      throw response.status < 500
        ? new AwsError('ValidationException', `The server of LOCAL_MODEL_URL (${base}) answered ${response.status}: ${text}`)
        : trouble(base, `answered ${response.status}: ${text}`)
    }
    if (!response.body) throw trouble(base, 'answered without a body.')
    return response.body
  }

  return async function* answer(request, signal): AsyncGenerator<ModelEvent> {
    const body = await open(request, signal)
    let finish: string | undefined
    let usage: Piece['usage']
    let said = ''
    let called = false
    for await (const data of dataOf(body)) {
      const piece = data as Piece
      if (piece.error !== undefined)
        throw new AwsError(
          'ModelStreamErrorException',
          `The server of LOCAL_MODEL_URL failed: ${JSON.stringify(piece.error).slice(0, 500)}`,
        )
      usage = piece.usage ?? usage
      const choice = piece.choices?.[0]
      finish = choice?.finish_reason ?? finish
      if (choice?.delta?.content) {
        said += choice.delta.content
        yield { kind: 'text', text: choice.delta.content }
      }
      for (const call of choice?.delta?.tool_calls ?? []) {
        called ||= call.function?.name !== undefined
        if (call.function?.name) yield { kind: 'tool-call', id: call.id ?? 'tooluse_1', name: call.function.name }
        if (call.function?.arguments) {
          said += call.function.arguments
          yield { kind: 'tool-input', json: call.function.arguments }
        }
      }
    }
    if (finish === undefined)
      throw new AwsError('ModelStreamErrorException', `The server of LOCAL_MODEL_URL (${base}) ended its answer early.`)
    yield {
      kind: 'end',
      stopReason: called ? 'tool_use' : (STOP[finish] ?? 'end_turn'),
      usage: {
        inputTokens: usage?.prompt_tokens ?? inputTokensOf(request),
        outputTokens: usage?.completion_tokens ?? tokensOf(said),
      },
    }
  }
}
