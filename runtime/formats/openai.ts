/** OpenAI's chat completion, streamed in chunks or whole. */
import type { StopReason, Usage } from '../model.ts'
import type { Collected } from './collected-reply.ts'
import type { StreamFormat } from './format.ts'
import type { FailureForm } from './reply.ts'
import { EVENT_STREAM_HEADERS } from './server-sent-events.ts'

export interface Completion {
  readonly id: string
  /** Seconds since 1970. */
  readonly created: number
  readonly model: string
}

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`

export function openAiStream(completion: Completion, includeUsage: boolean, failureForm: FailureForm): StreamFormat {
  const { id, created, model } = completion
  const usageMember = includeUsage ? { usage: null } : {}
  const chunk = (delta: unknown, finish: string | null = null) =>
    data({
      id,
      object: 'chat.completion.chunk',
      created,
      model,
      choices: [{ index: 0, delta, finish_reason: finish }],
      ...usageMember,
    })
  let tool = -1
  return {
    headers: EVENT_STREAM_HEADERS,
    heartbeat: ': still here\n\n',
    begin: () => chunk({ role: 'assistant', content: '' }),
    event: (event) => {
      switch (event.type) {
        case 'text':
          return chunk({ content: event.text })
        case 'reasoning':
          return chunk({ reasoning_content: event.text })
        case 'tool':
          tool++
          return chunk({
            tool_calls: [{ index: tool, id: event.id, type: 'function', function: { name: event.name, arguments: '' } }],
          })
        case 'tool-input':
          return chunk({ tool_calls: [{ index: tool, function: { arguments: event.text } }] })
        case 'usage':
        case 'stop':
          return ''
        default:
          return event satisfies never
      }
    },
    end: ({ stopReason, usage }) => {
      const last = includeUsage
        ? data({ id, object: 'chat.completion.chunk', created, model, choices: [], usage: usageOf(usage) })
        : ''
      return `${chunk({}, finishReason(stopReason))}${last}data: [DONE]\n\n`
    },
    fail: (failure, requestId) => data(failureForm.body(failure, requestId)),
  }
}

export const openAiCompletion =
  ({ id, created, model }: Completion) =>
  ({ text, reasoning, tools, ending }: Collected) => ({
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text,
          refusal: null,
          ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
          ...(tools.length === 0
            ? {}
            : {
                tool_calls: tools.map((tool) => ({
                  id: tool.id,
                  type: 'function',
                  function: { name: tool.name, arguments: tool.input },
                })),
              }),
        },
        logprobs: null,
        finish_reason: finishReason(ending.stopReason),
      },
    ],
    usage: usageOf(ending.usage),
  })

const usageOf = (usage: Usage | null) => {
  const { inputTokens = 0, outputTokens = 0 } = usage ?? {}
  return { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens }
}

function finishReason(reason: StopReason): string {
  switch (reason) {
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length'
    case 'tool_use':
      return 'tool_calls'
    case 'refusal':
    case 'guardrail_intervened':
    case 'content_filtered':
      return 'content_filter'
    default:
      return 'stop'
  }
}
