/** The AI SDK's UI message stream, which `useChat` reads. */
import type { StopReason } from '../model.ts'
import type { StreamFormat } from './format.ts'
import { EVENT_STREAM_HEADERS } from './server-sent-events.ts'

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`
const DONE = 'data: [DONE]\n\n'

export function uiStream(messageId: string): StreamFormat {
  /** What is being written: a text, a reasoning, a tool call; each is begun and ended. */
  let open:
    | { readonly type: 'text' | 'reasoning' | 'tool'; readonly id: string; readonly name: string; input: string }
    | undefined
  let count = 0
  const close = () => {
    if (open === undefined) return ''
    const { type, id, name, input } = open
    open = undefined
    return type === 'tool'
      ? data({ type: 'tool-input-available', toolCallId: id, toolName: name, input: parsed(input) })
      : data({ type: `${type}-end`, id })
  }
  const piece = (type: 'text' | 'reasoning', delta: string) => {
    let begun = ''
    if (open?.type !== type) {
      begun = close()
      open = { type, id: String(count++), name: '', input: '' }
      begun += data({ type: `${type}-start`, id: open.id })
    }
    return begun + data({ type: `${type}-delta`, id: open.id, delta })
  }
  return {
    headers: { ...EVENT_STREAM_HEADERS, 'x-vercel-ai-ui-message-stream': 'v1' },
    heartbeat: ': still here\n\n',
    begin: ({ execution, chain, version, experiments, tokens }) =>
      data({ type: 'start', messageId }) +
      data({ type: 'start-step' }) +
      data({ type: 'data-workflow', data: { execution, chain, version, experiments, tokens }, transient: true }),
    event: (event) => {
      switch (event.type) {
        case 'text':
        case 'reasoning':
          return piece(event.type, event.text)
        case 'tool': {
          const closed = close()
          open = { type: 'tool', id: event.id, name: event.name, input: '' }
          return closed + data({ type: 'tool-input-start', toolCallId: event.id, toolName: event.name })
        }
        case 'tool-input':
          if (open === undefined) return ''
          open.input += event.text
          return data({ type: 'tool-input-delta', toolCallId: open.id, inputTextDelta: event.text })
        case 'usage':
        case 'stop':
          return ''
        default:
          return event satisfies never
      }
    },
    end: ({ stopReason, usage, usd }) =>
      close() +
      data({ type: 'finish-step' }) +
      data({
        type: 'finish',
        finishReason: finishReason(stopReason),
        messageMetadata: {
          stopReason,
          usage: { inputTokens: usage?.inputTokens ?? 0, outputTokens: usage?.outputTokens ?? 0, usd },
        },
      }) +
      DONE,
    fail: ({ message }) => data({ type: 'error', errorText: message }) + DONE,
  }
}

function finishReason(reason: StopReason): string {
  switch (reason) {
    case 'end_turn':
    case 'stop_sequence':
      return 'stop'
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length'
    case 'tool_use':
      return 'tool-calls'
    case 'refusal':
    case 'guardrail_intervened':
    case 'content_filtered':
      return 'content-filter'
    default:
      return 'other'
  }
}

function parsed(input: string): unknown {
  try {
    return JSON.parse(input)
  } catch {
    return input
  }
}
