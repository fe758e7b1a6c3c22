/** What the final model is told: the system prompt, the workflow's instructions and, in a tag, the context it found. */
import type { WorkflowOutput } from '../compiler/contract.ts'
import { brokenContract } from './failure.ts'

export interface PromptParts {
  readonly system: string
  readonly contentTag: string
  /** True: a tag to replace that the prompt does not have is a failure; else the text is appended. */
  readonly requireTag?: boolean | undefined
  /** `messages`: the context is told there, and not here. */
  readonly contextPlacement?: 'system' | 'messages' | undefined
}

/** What the workflow found, as the model is shown it. */
export const contextOf = ({ contentTag }: Pick<PromptParts, 'contentTag'>, output: WorkflowOutput): string =>
  `<${contentTag}>${contextJson(output.context_data ?? [])}</${contentTag}>`

export function mergeSystemPrompt(parts: PromptParts, output: WorkflowOutput): string {
  const { system, requireTag } = parts
  const context = parts.contextPlacement === 'messages' ? [] : [contextOf(parts, output)]
  const lines = (...texts: readonly string[]) => texts.join('\n\n')
  const chain = output.system_chain_data ?? undefined
  if (chain === undefined) return lines(system, ...context)
  const appended = () => lines(system, ...context, chain.system_chain_prompt)
  switch (chain.operation) {
    case 'APPEND':
      return appended()
    case 'REPLACE_ALL':
      return lines(chain.system_chain_prompt, ...context)
    case 'REPLACE_TAG': {
      const replaced = replaceFirstPair(system, chain.configuration.replace_tag, chain.system_chain_prompt)
      if (replaced !== undefined) return lines(replaced, ...context)
      if (requireTag === true)
        throw brokenContract(new Error(`the system prompt has no <${chain.configuration.replace_tag}> to replace`))
      return appended()
    }
    default:
      return chain satisfies never
  }
}

/** JSON in which no text can open or close a tag. */
const contextJson = (context: readonly unknown[]) =>
  JSON.stringify(context)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('>', String.raw`\u003e`)

/** By position, not by a pattern: neither the tag nor the text has characters with a meaning of their own. */
function replaceFirstPair(text: string, tag: string, content: string): string | undefined {
  const [open, close] = [`<${tag}>`, `</${tag}>`]
  const from = text.indexOf(open)
  if (from < 0) return undefined
  const to = text.indexOf(close, from + open.length)
  if (to < 0) return undefined
  return text.slice(0, from + open.length) + content + text.slice(to)
}
