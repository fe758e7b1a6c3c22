/** Our own events over `text/event-stream`: workflow, delta, reasoning, tool, tool_input, usage, done, error. */
import type { StreamFormat } from './format.ts'

export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  // Asks nginx not to collect the answer before it passes it on.
  'x-accel-buffering': 'no',
} as const

const event = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

export const serverSentEvents: StreamFormat = {
  headers: EVENT_STREAM_HEADERS,
  heartbeat: ': still here\n\n',
  begin: ({ execution, chain, version, experiments, tokens }) =>
    event('workflow', { execution, chain, version, experiments, tokens }),
  event: (told) => {
    switch (told.type) {
      case 'text':
        return event('delta', { text: told.text })
      case 'reasoning':
        return event('reasoning', { text: told.text })
      case 'tool':
        return event('tool', { id: told.id, name: told.name })
      case 'tool-input':
        return event('tool_input', { text: told.text })
      case 'usage':
      case 'stop':
        return ''
      default:
        return told satisfies never
    }
  },
  end: ({ stopReason, usage, usd }) =>
    event('usage', { inputTokens: usage?.inputTokens ?? 0, outputTokens: usage?.outputTokens ?? 0, usd }) +
    event('done', { stopReason }),
  fail: ({ code, message }, requestId) => event('error', { code, message, request_id: requestId }),
}
