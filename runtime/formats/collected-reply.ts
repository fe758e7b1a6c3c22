/** Collects an answer and sends it whole, as JSON. */
import type { ServerResponse } from 'node:http'
import type { ModelEvent } from '../model.ts'
import type { Ending, Run } from './format.ts'
import type { FailureForm, Reply } from './reply.ts'
import { sendFailure, sendJson } from './send.ts'

/** A whole answer. */
export interface Collected {
  readonly run: Run
  readonly text: string
  readonly reasoning: string
  readonly tools: readonly ToolCall[]
  readonly ending: Ending
}
export interface ToolCall {
  readonly id: string
  readonly name: string
  readonly input: string
}

export interface CollectedReplyOptions {
  readonly response: ServerResponse
  readonly requestId: string
  readonly body: (answer: Collected) => unknown
  readonly failureForm: FailureForm
}

export function collectedReply({ response, requestId, body, failureForm }: CollectedReplyOptions): Reply {
  let run: Run | undefined
  let text = ''
  let reasoning = ''
  const tools: { id: string; name: string; input: string }[] = []
  return {
    begin: (begun) => {
      run = begun
    },
    emit: (event: ModelEvent) => {
      if (event.type === 'text') text += event.text
      else if (event.type === 'reasoning') reasoning += event.text
      else if (event.type === 'tool') tools.push({ id: event.id, name: event.name, input: '' })
      else if (event.type === 'tool-input') {
        const tool = tools.at(-1)
        if (tool !== undefined) tool.input += event.text
      }
    },
    end: (ending) => sendJson(response, 200, body({ run: run as Run, text, reasoning, tools, ending })),
    fail: (failure) => sendFailure(response, failure, requestId, failureForm),
  }
}
