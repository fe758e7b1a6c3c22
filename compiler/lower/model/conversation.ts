/**
 * Conversations that are known when the chain runs, as Bedrock takes them: the user speaks first, the roles alternate, every message
 * has something in it, and no text is blank.
 */
import { textLiteral } from '../../prompt/index.ts'
import { using } from '../functions/lower.ts'
import { code } from '../shape.ts'
import type { Shape } from '../shape.ts'

/** What stands where somebody has said nothing: models refuse a blank text. */
const NOTHING_SAID = textLiteral('(no text)')

/** A text of a message or a system prompt, which may turn out to be blank. */
export function spoken(text: Shape): Shape {
  if (text.kind !== 'code' || text.isFilled) return text
  return using([text], ['text'], (one) => `$trim(${one}) = "" ? ${NOTHING_SAID} : ${one}`, code)
}

/**
 * The blocks of `$message.content`, a text or a list of blocks.
 * @param text what the member with a block's text is called
 * @param part code of a block, of a part of the content in `$part`; nothing where the model does not read it
 */
export const spokenBlocks = (text: string, part: string): string =>
  `($said := [$map([$message.content], function($part) { ${part} })[$not($exists(${text})) or $trim(${text}) != ""]]; ` +
  `$count($said) > 0 ? $said : [{"${text}": ${NOTHING_SAID}}])`

/** Lists of messages one after the other. */
export const appended = (lists: readonly string[]) => lists.reduce((sum, list) => `$append(${sum}, ${list})`)

/** What the members of messages are called. */
interface Members {
  readonly role: string
  readonly content: string
  readonly text: string
}

/** Lists of messages as one conversation, in which those of one role in a row are one message. */
export function conversation(lists: readonly string[], { role, content, text }: Members): string {
  const opening = `{"${role}": "user", "${content}": [{"${text}": ${NOTHING_SAID}}]}`
  const together = `{"${role}": $one.${role}, "${content}": $append($all[-1].${content}, $one.${content})}`
  return (
    `($each := ${appended(lists)}; [$reduce($each, function($all, $one) { $all[-1].${role} = $one.${role} ` +
    `? $append($all[[0..$count($all) - 2]], ${together}) : $append($all, $one) }, ` +
    `$each[0].${role} = "assistant" ? [${opening}] : [])])`
  )
}
