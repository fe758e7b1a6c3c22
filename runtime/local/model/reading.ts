/**
 * How the stand-in reads what it was given: what it shall do (the instruction), what the user said last (the question), what was said
 * before, and what it may quote (passages). It goes by form alone: tags, JSON, lines such as `user: …`, paragraphs, colons.
 */
import { isObject, textOfContent } from '../json.ts'
import { textOf } from './model.ts'
import type { ModelRequest } from './model.ts'

export interface Passage {
  readonly text: string
  /** Where the text comes from, when a URI lies next to it. */
  readonly source?: string
}

/** An error told in the context, under the names Step Functions gives it. */
export interface ToldError {
  readonly error: string
  readonly cause: string
}

export interface Reading {
  readonly instruction: string
  readonly question: string
  /** What the assistant has said so far. */
  readonly answers: readonly string[]
  /** Everything said before the question. */
  readonly earlier: readonly string[]
  /** To quote from: data given as JSON, documents and results of tools. */
  readonly passages: readonly Passage[]
  /** Other text of the system prompt: quoted only when nothing else fits. */
  readonly asides: readonly Passage[]
  readonly errors: readonly ToldError[]
  /** What the assistant's answer already begins with. */
  readonly prefill: string
}

/** Places looked at for JSON or tags: beyond, a text is nobody's prompt and not worth the time. */
const MOST_TRIES = 300

interface Said {
  readonly role: 'user' | 'assistant'
  readonly text: string
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const URI = /^[a-z][a-z0-9+.-]*:\/\/\S+$/

/** The texts in a JSON value, each with the first URI of the object it is in. */
function passagesOfJson(value: unknown): readonly Passage[] {
  if (Array.isArray(value)) return value.flatMap(passagesOfJson)
  if (typeof value === 'string') return URI.test(value) ? [] : [{ text: value }]
  if (!isObject(value)) return []
  const leaves: string[] = []
  const collect = (part: unknown): void => {
    if (typeof part === 'string') leaves.push(part)
    else if (typeof part === 'object' && part !== null) for (const member of Object.values(part)) collect(member)
  }
  collect(value)
  const source = leaves.find((leaf) => URI.test(leaf))
  // A text is what has more than one word; the rest are names, types and identifiers.
  const texts = leaves.filter((leaf) => !URI.test(leaf) && /\s/.test(leaf.trim()))
  if (texts.length === 0) return []
  const text = texts.join('\n')
  return [source === undefined ? { text } : { text, source }]
}

function errorsOfJson(value: unknown): readonly ToldError[] {
  if (Array.isArray(value)) return value.flatMap(errorsOfJson)
  if (!isObject(value)) return []
  const error = value['Error'] ?? value['error']
  const cause = value['Cause'] ?? value['cause']
  if (typeof error === 'string') return [{ error, cause: typeof cause === 'string' ? cause : '' }]
  return Object.values(value).flatMap(errorsOfJson)
}

/** The end of the JSON value that starts at `from`; undefined where none does. */
export function endOfJson(text: string, from: number): number | undefined {
  let depth = 0
  let quoted = false
  for (let at = from; at < text.length; at++) {
    const character = text[at]
    if (quoted) {
      if (character === '\\') at++
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') {
      depth--
      if (depth === 0) return at + 1
    }
  }
  return undefined
}

const saidOfJson = (value: unknown): readonly Said[] | undefined =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((item) => isObject(item) && (item['role'] === 'user' || item['role'] === 'assistant'))
    ? (value as { role: Said['role']; content: unknown }[]).map(({ role, content }) => ({ role, text: textOfContent(content) }))
    : undefined

/** A conversation written into a text: as a JSON list of messages, or as lines that start with who speaks. */
function conversationIn(text: string): { readonly said: readonly Said[]; readonly around: string } | undefined {
  let tries = 0
  for (let at = text.indexOf('['); at >= 0 && tries < MOST_TRIES; at = text.indexOf('[', at + 1)) {
    if (!/^\[\s*\{/.test(text.slice(at, at + 20))) continue
    tries++
    const end = endOfJson(text, at)
    const said = end === undefined ? undefined : saidOfJson(parseJson(text.slice(at, end)))
    if (said) return { said, around: `${text.slice(0, at)}\n\n${text.slice(end)}` }
  }
  const SPEAKER = /^\s*(?:[-*]\s*)?(user|human|customer|assistant|ai|bot)\s*:\s?(.*)$/i
  const said: { role: Said['role']; text: string }[] = []
  const around: string[] = []
  /** An empty line, or the end of a tag, ends what was said last. */
  let blank = false
  for (const line of text.split('\n')) {
    const speaks = SPEAKER.exec(line)
    if (speaks) {
      said.push({ role: /assistant|ai|bot/i.test(speaks[1] as string) ? 'assistant' : 'user', text: speaks[2] as string })
      blank = false
    } else if (said.length === 0 || blank) around.push(line)
    else if (/^\s*(?:<\/[\w-]+>)?\s*$/.test(line)) blank = true
    else (said.at(-1) as { text: string }).text += `\n${line}`
  }
  if (said.length === 0) return undefined
  return { said, around: around.join('\n') }
}

interface Tagged {
  readonly tags: readonly { readonly name: string; readonly text: string }[]
  readonly before: string
  readonly after: string
}

/** The outermost `<tag>…</tag>` pairs of a text, and what stands around them. */
function taggedIn(text: string): Tagged {
  const tags: { name: string; text: string }[] = []
  let before = ''
  let at = 0
  let tries = 0
  for (const open of text.matchAll(/<([A-Za-z][\w-]*)>/g)) {
    if (open.index < at) continue
    if (tries++ === MOST_TRIES) break
    const start = open.index + open[0].length
    const end = text.indexOf(`</${open[1]}>`, start)
    if (end < 0) continue
    before += text.slice(at, open.index)
    tags.push({ name: open[1] as string, text: text.slice(start, end).trim() })
    at = end + open[1]!.length + 3
  }
  return tags.length === 0 ? { tags, before: text, after: '' } : { tags, before, after: text.slice(at).trim() }
}

/** Drops a label such as `Question:` at the start of a short line. */
const withoutLabel = (text: string): string => text.replace(/^\s*[\p{Lu}][\p{L}]*(?:\s[\p{L}]+){0,2}:\s+/u, '').trim()

/** The instruction and what it is about, where a text has both: by paragraphs, then by its last colon. */
function parted(text: string): { readonly instruction: string; readonly material: string } {
  const paragraphs = text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
  if (paragraphs.length > 1) {
    return { instruction: paragraphs.slice(0, -1).join('\n\n'), material: withoutLabel(paragraphs.at(-1) as string) }
  }
  const only = paragraphs[0] ?? ''
  const colon = /^([\s\S]*\p{L}\)?):\s+([\s\S]*\S)$/u.exec(only)
  return colon ? { instruction: colon[1] as string, material: colon[2] as string } : { instruction: '', material: only }
}

export function read(request: ModelRequest): Reading {
  const last = request.turns.at(-1)
  const prefill = last?.role === 'assistant' ? textOf(last) : ''
  const turns = prefill === '' ? request.turns : request.turns.slice(0, -1)
  const asked = turns.findLastIndex(
    (turn) => turn.role === 'user' && turn.blocks.some((block) => block.kind === 'text' && block.text.trim() !== ''),
  )
  const text = asked < 0 ? '' : textOf(turns[asked]!)

  const passages: Passage[] = []
  const errors: ToldError[] = []
  const take = (content: string, plain: Passage[]) => {
    const value = /^[[{]/.test(content) ? parseJson(content) : undefined
    if (value === undefined) {
      if (content !== '') plain.push({ text: content })
    } else {
      const told = errorsOfJson(value)
      errors.push(...told)
      if (told.length === 0) passages.push(...passagesOfJson(value))
    }
  }

  const asides: Passage[] = []
  const system = taggedIn(request.system)
  for (const tag of system.tags) take(tag.text, asides)
  const systemText = `${system.before}\n${system.after}`.trim()
  if (systemText !== '') asides.push({ text: systemText })
  for (const turn of turns) {
    for (const block of turn.blocks)
      if (block.kind === 'document' || block.kind === 'tool-result') take(block.text.trim(), passages)
  }

  let answers = turns.slice(0, Math.max(asked, 0)).flatMap((turn) => (turn.role === 'assistant' ? [textOf(turn)] : []))
  let earlier = turns.slice(0, Math.max(asked, 0)).map(textOf)
  let instruction: string
  let question: string
  const tagged = taggedIn(text)
  const conversation = conversationIn(text)
  if (conversation) {
    const asking = conversation.said.findLastIndex(({ role }) => role === 'user')
    const before = conversation.said.slice(0, Math.max(asking, 0))
    instruction = conversation.around
    question = asking < 0 ? '' : (conversation.said[asking] as Said).text
    answers = [...answers, ...before.flatMap((said) => (said.role === 'assistant' ? [said.text] : []))]
    earlier = [...earlier, ...before.map((said) => said.text)]
  } else if (tagged.tags.length > 0) {
    instruction = tagged.before.trim()
    const rest = tagged.after === '' ? tagged.tags.slice(0, -1) : tagged.tags
    question = tagged.after === '' ? (tagged.tags.at(-1) as { text: string }).text : withoutLabel(tagged.after)
    for (const tag of rest) take(tag.text, passages)
  } else {
    const parts = parted(text)
    instruction = parts.instruction
    question = parts.material
  }
  return {
    instruction: instruction.trim(),
    question: question.trim(),
    answers: answers.filter((answer) => answer.trim() !== ''),
    earlier,
    passages,
    asides,
    errors,
    prefill,
  }
}
