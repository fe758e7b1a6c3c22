/** What a model is given and what it answers, the same for every API that reaches one. */

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'document'; readonly name: string; readonly text: string }
  | { readonly kind: 'tool-call'; readonly id: string; readonly name: string; readonly input: unknown }
  | { readonly kind: 'tool-result'; readonly id: string; readonly text: string }

export interface Turn {
  readonly role: 'user' | 'assistant'
  readonly blocks: readonly Block[]
}

export interface Tool {
  readonly name: string
  readonly description: string
  /** JSON Schema of the tool's input. */
  readonly schema: unknown
}

export interface ModelRequest {
  readonly modelId: string
  readonly system: string
  readonly turns: readonly Turn[]
  readonly maxTokens?: number
  readonly stopSequences: readonly string[]
  readonly temperature?: number
  readonly topP?: number
  readonly tools: readonly Tool[]
  /** `any`: some tool must be called; a name: that one. */
  readonly toolChoice: 'none' | 'auto' | 'any' | { readonly name: string }
  /** JSON Schema that the answer's text has to fit. */
  readonly schema?: unknown
}

export type StopReason = 'end_turn' | 'max_tokens' | 'stop_sequence' | 'tool_use'

export interface Usage {
  readonly inputTokens: number
  readonly outputTokens: number
}

/** An answer in pieces: text, then calls of tools (each opened by `tool-call`, its input following as JSON text), then the end. */
export type ModelEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tool-call'; readonly id: string; readonly name: string }
  | { readonly kind: 'tool-input'; readonly json: string }
  | { readonly kind: 'end'; readonly stopReason: StopReason; readonly stopSequence?: string; readonly usage: Usage }

export type Model = (request: ModelRequest, signal: AbortSignal) => AsyncIterable<ModelEvent>

export interface ToolCall {
  readonly id: string
  readonly name: string
  readonly input: unknown
}

export interface WholeAnswer {
  readonly text: string
  readonly toolCalls: readonly ToolCall[]
  readonly stopReason: StopReason
  readonly stopSequence: string | undefined
  readonly usage: Usage
}

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json === '' ? '{}' : json) as unknown
  } catch {
    return json
  }
}

/** The pieces put together. */
export async function wholeAnswer(events: AsyncIterable<ModelEvent>): Promise<WholeAnswer> {
  let text = ''
  const calls: { id: string; name: string; json: string }[] = []
  for await (const event of events) {
    switch (event.kind) {
      case 'text':
        text += event.text
        break
      case 'tool-call':
        calls.push({ id: event.id, name: event.name, json: '' })
        break
      case 'tool-input':
        ;(calls.at(-1) as { json: string }).json += event.json
        break
      case 'end':
        return {
          text,
          toolCalls: calls.map(({ id, name, json }) => ({ id, name, input: parsed(json) })),
          stopReason: event.stopReason,
          stopSequence: event.stopSequence,
          usage: event.usage,
        }
      default:
        event satisfies never
    }
  }
  throw new Error('the model stopped without an end')
}

export const textOf = (turn: Turn): string =>
  turn.blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : [])).join('\n')

/** The one estimate of tokens: four characters each. */
export const tokensOf = (text: string): number => Math.ceil(text.length / 4)
export const CHARACTERS_PER_TOKEN = 4

export const inputTokensOf = (request: ModelRequest): number =>
  tokensOf(
    [
      request.system,
      ...request.turns.flatMap((turn) =>
        turn.blocks.map((block) => (block.kind === 'tool-call' ? JSON.stringify(block.input) : block.text)),
      ),
      ...request.tools.map((tool) => tool.name + tool.description + JSON.stringify(tool.schema)),
      request.schema === undefined ? '' : JSON.stringify(request.schema),
    ]
      .filter((text) => text !== '')
      .join('\n'),
  )
