/** ConverseStream: one API for every model. */
import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type { ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime'
import type { Emit, ModelCall } from '../model.ts'
import { converseMessages } from '../messages.ts'
import type { OpenStream } from './bedrock.ts'
import { jsonIn, openStream } from './event-stream.ts'

export const converseStream: OpenStream = async (client, call, signal) => {
  const { stream } = await client.send(new ConverseStreamCommand(converseInput(call)), { abortSignal: signal })
  const opened = await openStream(stream)
  return async (emit) => {
    let complete = false
    await opened.read((type, payload) => {
      if (type === 'messageStop') complete = true
      return tell({ [type]: jsonIn(payload) }, emit)
    })
    return { complete }
  }
}

function converseInput({ model, system, messages, settings, guardrail, requestId }: ModelCall) {
  const { maxTokens, temperature, topP, topK, stopSequences } = settings
  return {
    modelId: model,
    messages: converseMessages(messages, 'messages'),
    // An empty text block is refused, and an empty prompt says nothing.
    ...(system === '' ? {} : { system: [{ text: system }] }),
    inferenceConfig: {
      maxTokens,
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { topP }),
      ...(stopSequences === undefined || stopSequences.length === 0 ? {} : { stopSequences: [...stopSequences] }),
    },
    ...(topK === undefined ? {} : { additionalModelRequestFields: { top_k: topK } }),
    ...(guardrail === undefined
      ? {}
      : { guardrailConfig: { guardrailIdentifier: guardrail.id, guardrailVersion: guardrail.version } }),
    requestMetadata: { request_id: requestId },
  }
}

/** As much of Converse's events as is read; one of a type that is not known here is skipped. */
type ConverseEvent = Partial<Pick<ConverseStreamOutput, 'contentBlockStart' | 'contentBlockDelta' | 'messageStop' | 'metadata'>>

function tell(event: ConverseEvent, emit: Emit): void | Promise<void> {
  const delta = event.contentBlockDelta?.delta
  if (delta !== undefined) {
    if (delta.text !== undefined) return delta.text === '' ? undefined : emit({ type: 'text', text: delta.text })
    if (delta.reasoningContent?.text !== undefined) return emit({ type: 'reasoning', text: delta.reasoningContent.text })
    if (delta.toolUse?.input !== undefined) return emit({ type: 'tool-input', text: delta.toolUse.input })
    return undefined
  }
  const tool = event.contentBlockStart?.start?.toolUse
  if (tool !== undefined) return emit({ type: 'tool', id: tool.toolUseId ?? '', name: tool.name ?? '' })
  if (event.messageStop !== undefined) return emit({ type: 'stop', reason: event.messageStop.stopReason ?? 'end_turn' })
  const usage = event.metadata?.usage
  if (usage !== undefined)
    return emit({
      type: 'usage',
      usage: {
        inputTokens: usage.inputTokens ?? 0,
        outputTokens: usage.outputTokens ?? 0,
        ...(usage.cacheReadInputTokens === undefined ? {} : { cacheReadTokens: usage.cacheReadInputTokens }),
        ...(usage.cacheWriteInputTokens === undefined ? {} : { cacheWriteTokens: usage.cacheWriteInputTokens }),
      },
    })
  return undefined
}
