/** The last model call of an answer as the runtime sends it: made by the runtime's own rules, out of what the workflow gave. */
import type { WorkflowOutput } from '../../../compiler/contract.ts'
import { chosenCall } from '../../final-call.ts'
import { textOf, withContext } from '../../messages.ts'
import { askedOf } from '../../routes/asked.ts'
import { contextOf, mergeSystemPrompt } from '../../system-prompt.ts'
import type { PlaygroundChain } from '../chain.ts'
import type { ModelCall } from './model-call.ts'
import type { Turn } from './turn.ts'

/** Undefined where there is none: the chain returns data, the workflow had the text itself, or refused what was chosen. */
export function finalCallOf({ answer }: PlaygroundChain, turn: Turn, output: WorkflowOutput): ModelCall | undefined {
  if (answer === null || (output.answer_text ?? null) !== null) return undefined
  try {
    const final = chosenCall(answer, askedOf(turn.request).chosen)
    const all = [...turn.request.messages, ...(output.additional_messages ?? [])]
    const messages = final.contextPlacement === 'messages' ? withContext(all, contextOf(final, output)) : all
    const { guardrail, settings, model, inputTokens } = final
    return {
      model,
      prompt: [
        { role: 'system', text: mergeSystemPrompt(final, output) },
        ...messages.map((message) => ({ role: message.role, text: textOf(message) })),
      ],
      settings: { ...settings, guardrail, history: inputTokens && `cut to about ${inputTokens} tokens` },
      tokens: turn.usage,
    }
  } catch {
    return undefined
  }
}
