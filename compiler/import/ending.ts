/** The end of a machine as the end of a chain: an output in the contract's shape is what the final model is told, any other is data. */
import type { Source } from './source.ts'
import { NotImported, literalText } from './symbol.ts'
import type { Value } from './symbol.ts'

const CONTRACT = new Set([
  'bedrock_details',
  'context_data',
  'system_chain_data',
  'additional_messages',
  'answer_text',
  'experiments',
  'chain',
])

/** Whether an output is one that the runtime continues with. */
export const isAnswer = (output: Value): boolean =>
  output.kind === 'object' &&
  Object.keys(output.fields).some(
    (name) => name === 'context_data' || name === 'system_chain_data' || name === 'bedrock_details',
  ) &&
  Object.keys(output.fields).every((name) => CONTRACT.has(name))

export interface Ending {
  readonly code: string
  readonly notes: readonly string[]
}

const member = (value: Value | undefined, name: string): Value | undefined =>
  value?.kind === 'object' ? value.fields[name] : undefined

function contextOption(context: Value | undefined, source: Source): string {
  if (!context || (context.kind === 'list' && context.items.length === 0)) return ''
  return `{ context: ${source.value(context)} }`
}

/** Throws `NotImported` where the output holds what a chain cannot say. */
export function endingOf(output: Value, source: Source, name: string): Ending {
  if (output.kind === 'unknown') throw new NotImported(output.why)
  if (!isAnswer(output)) return { code: `result(${source.value(output)})`, notes: [] }
  const notes = member(output, 'additional_messages')
    ? ['additional_messages: a chain adds no messages to the conversation; say it in the system prompt']
    : []
  const said = member(output, 'answer_text')
  if (said) return { code: `say(${source.text(said, name)})`, notes }
  const context = contextOption(member(output, 'context_data'), source)
  const data = member(output, 'system_chain_data')
  if (!data) return { code: `systemChain.keep(${context})`, notes }
  const operation = literalText(member(data, 'operation'))
  const prompt = member(data, 'system_chain_prompt')
  if (!prompt || operation === undefined)
    throw new NotImported('system_chain_data has no operation or prompt that is known before it runs')
  const text = source.text(prompt, name)
  const rest = context === '' ? '' : `, ${context}`
  switch (operation) {
    case 'APPEND':
      return { code: `systemChain.append(${text}${rest})`, notes }
    case 'REPLACE_ALL':
      return { code: `systemChain.replaceAll(${text}${rest})`, notes }
    case 'REPLACE_TAG': {
      const tag = literalText(member(member(data, 'configuration'), 'replace_tag'))
      if (tag === undefined) throw new NotImported('replace_tag is not known before it runs')
      return { code: `systemChain.replaceTag('${tag}', ${text}${rest})`, notes }
    }
    default:
      throw new NotImported(`${operation} is no operation of a system prompt`)
  }
}
