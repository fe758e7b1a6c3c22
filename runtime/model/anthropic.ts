/** InvokeModelWithResponseStream with the native body of Claude models, its members in the order this API always had. */
import { InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { anthropicMessages } from '../messages.ts'
import type { Emit, ModelCall } from '../model.ts'
import type { OpenStream } from './bedrock.ts'
import { jsonIn, openStream, textIn } from './event-stream.ts'

export const anthropicStream: OpenStream = async (client, call, signal) => {
  const { body } = await client.send(
    new InvokeModelWithResponseStreamCommand({
      modelId: call.model,
      contentType: 'application/json',
      accept: 'application/json',
      body: JSON.stringify(anthropicBody(call)),
      ...(call.guardrail === undefined
        ? {}
        : { guardrailIdentifier: call.guardrail.id, guardrailVersion: call.guardrail.version }),
    }),
    { abortSignal: signal },
  )
  const opened = await openStream(body)
  return async (emit) => {
    const usage = { inputTokens: 0, outputTokens: 0 }
    let complete = false
    let intervened = false
    await opened.read((type, payload) => {
      if (type !== 'chunk') return undefined
      const event = eventIn(payload)
      if (event?.type === 'message_stop') complete = true
      // Bedrock marks an event with it; Claude's own reason to stop knows of no guardrail.
      if (event?.['amazon-bedrock-guardrailAction'] === 'INTERVENED') intervened = true
      return tell(event, usage, emit)
    })
    if (intervened) await emit({ type: 'stop', reason: 'guardrail_intervened' })
    return { complete }
  }
}

/** Claude's own event is base64 in Bedrock's. */
const eventIn = (payload: Buffer) =>
  JSON.parse(textIn(Buffer.from(String(jsonIn(payload).bytes), 'base64'))) as AnthropicEvent | null

function anthropicBody({ messages, system, settings }: ModelCall) {
  return {
    anthropic_version: settings.anthropicVersion ?? 'bedrock-2023-05-31',
    messages: anthropicMessages(messages),
    ...(settings.temperature === undefined ? {} : { temperature: settings.temperature }),
    ...(settings.topP === undefined ? {} : { top_p: settings.topP }),
    ...(settings.topK === undefined ? {} : { top_k: settings.topK }),
    max_tokens: settings.maxTokens,
    ...(settings.stopSequences === undefined ? {} : { stop_sequences: settings.stopSequences }),
    system,
  }
}

/** As much of Claude's stream as is read; an event of a type that is not known here is skipped. */
interface AnthropicEvent {
  readonly type?: string
  readonly delta?: {
    readonly type?: string
    readonly text?: string
    readonly thinking?: string
    readonly partial_json?: string
    readonly stop_reason?: string | null
  }
  readonly content_block?: { readonly type?: string; readonly id?: string; readonly name?: string; readonly text?: string }
  readonly message?: { readonly usage?: AnthropicUsage }
  readonly usage?: AnthropicUsage
  readonly 'amazon-bedrock-guardrailAction'?: string
}
interface AnthropicUsage {
  readonly input_tokens?: number
  readonly output_tokens?: number
}

function tell(
  event: AnthropicEvent | null,
  usage: { inputTokens: number; outputTokens: number },
  emit: Emit,
): void | Promise<void> {
  switch (event?.type) {
    case 'content_block_delta': {
      const { text, thinking, partial_json: input } = event.delta ?? {}
      if (typeof text === 'string') return text === '' ? undefined : emit({ type: 'text', text })
      if (typeof thinking === 'string') return emit({ type: 'reasoning', text: thinking })
      if (typeof input === 'string') return emit({ type: 'tool-input', text: input })
      return undefined
    }
    case 'content_block_start':
      return event.content_block?.type === 'tool_use'
        ? emit({ type: 'tool', id: event.content_block.id ?? '', name: event.content_block.name ?? '' })
        : undefined
    case 'message_start':
      usage.inputTokens = event.message?.usage?.input_tokens ?? 0
      return undefined
    case 'message_delta':
      usage.outputTokens = event.usage?.output_tokens ?? usage.outputTokens
      return typeof event.delta?.stop_reason === 'string' ? emit({ type: 'stop', reason: event.delta.stop_reason }) : undefined
    case 'message_stop':
      return emit({ type: 'usage', usage: { ...usage } })
    default:
      return undefined
  }
}
