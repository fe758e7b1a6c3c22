/** Reads a prompt that was written with a Llama model's own marks back into what was meant: system, messages, the answer's beginning. */
import { literalText, valueOf } from './symbol.ts'
import type { Value } from './symbol.ts'

export interface Conversation {
  readonly system: Value | undefined
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: Value }[]
  readonly prefill: Value | undefined
}

/** A value's place in a text: characters that no prompt has. */
const PLACE = /\uE000(\d+)\uE000/
/** Marks are often mistyped; what is between two of them is meant all the same. */
const HEADER = /<\|?start_header_id\|?\)?\|?>\s*(system|user|assistant)\s*<\|?end_header_id\|?\)?\|?>\s*/
const OTHER = /<\|?(?:begin_of_text|eot_id|end_of_text)\|?\)?\|?>/g

const textOf = (parts: readonly Value[]): string =>
  parts.map((part, index) => literalText(part) ?? `\uE000${index}\uE000`).join('')

/** A text with its values in their places again; white space at its ends belongs to the marks. */
function valueIn(text: string, parts: readonly Value[]): Value | undefined {
  const pieces = text.replaceAll(OTHER, '').trim().split(PLACE)
  const found = pieces.flatMap((piece, index): readonly Value[] => {
    if (index % 2 === 1) return [parts[Number(piece)] as Value]
    return piece === '' ? [] : [valueOf(piece)]
  })
  if (found.every((part) => literalText(part) === '')) return undefined
  return found.length === 1 ? found[0] : { kind: 'text', parts: found }
}

/** Undefined where the prompt has no marks. */
export function conversationIn(prompt: Value): Conversation | undefined {
  const parts = (prompt.kind === 'text' ? prompt.parts : [prompt]).flatMap((part) => (part.kind === 'text' ? part.parts : [part]))
  const [, ...pieces] = textOf(parts).split(HEADER)
  if (pieces.length === 0) return undefined
  const turns = pieces.flatMap((role, index) =>
    index % 2 === 0 ? [{ role: role as 'system' | 'user' | 'assistant', content: valueIn(pieces[index + 1] ?? '', parts) }] : [],
  )
  const last = turns.at(-1)
  const isBegun = last?.role === 'assistant'
  return {
    system: turns.find(({ role }) => role === 'system')?.content,
    messages: (isBegun ? turns.slice(0, -1) : turns).flatMap(({ role, content }) =>
      role !== 'system' && content ? [{ role, content }] : [],
    ),
    prefill: isBegun ? last.content : undefined,
  }
}
