/** What a chain may be given, the plainest first: questions, conversations and parameters as the runtime lets them through. */
import { createHash } from 'node:crypto'
import type { Message } from '../contract.ts'
import type { RunInput } from '../testing/play.ts'
import type { ChainTree, Expression } from '../tree.ts'
import { allValues } from '../walk.ts'
import { samplesOf, shown } from './samples.ts'
import type { Words } from './samples.ts'
import { LONG_TEXT, STRANGE_TEXTS } from './texts.ts'

export interface Input {
  /** For a reader: `the question is empty`; empty for the plainest. */
  readonly what: string
  readonly input: RunInput
}

const user = (content: Message['content']): Message => ({ role: 'user', content })
const assistant = (content: Message['content']): Message => ({ role: 'assistant', content })
const PICTURE = { image: { format: 'png', source: { bytes: 'iVBORw0KGgo=' } } }

/** A long conversation, far from the 256 KiB that a workflow may be given. */
const LONG_CONVERSATION = Array.from({ length: 20 }, (_, turn) => [user(`${turn} ${'x'.repeat(2000)}`), assistant('text')]).flat()

const CONVERSATIONS: Readonly<Record<string, readonly Message[]>> = {
  'the conversation is empty': [],
  'the question is in a content block': [user([{ text: 'text' }])],
  'the question is in two content blocks': [user([{ text: 'text' }, { text: 'more' }])],
  'the question is in a block of the Messages API': [user([{ type: 'text', text: 'text' }])],
  'the question is a picture': [user([PICTURE])],
  'the question has a picture': [user([{ text: 'text' }, PICTURE])],
  'the question has no content': [user([])],
  'there was an answer before': [user('first'), assistant('text'), user('second')],
  'there was an answer of blocks before': [user('first'), assistant([{ text: 'text' }]), user([{ text: 'second' }])],
  'the user speaks twice': [user('first'), user('second')],
  'the assistant speaks first': [assistant('text'), user('first')],
  'an answer is begun': [user('first'), assistant('text')],
  'an earlier answer is empty': [user('first'), assistant(''), user('second')],
  'the conversation is long': [...LONG_CONVERSATION, user('last')],
}

const QUESTIONS = ['', ' ', ...STRANGE_TEXTS, 'x'.repeat(LONG_TEXT)]

/** Most keys that are tried to find one for each variant: enough for a share of one in a thousand. */
const MOST_KEYS = 100_000

/** A text that has each variant of a split, by the way a machine finds it. */
function keysOf({ name, weights }: Extract<Expression, { kind: 'split' }>): readonly string[] {
  const variants = Object.entries(weights)
  const total = variants.reduce((sum, [, weight]) => sum + weight, 0)
  const found = new Map<string, string>()
  const wanted = variants.filter(([, weight]) => weight > 0).length
  for (let index = 0; index < MOST_KEYS && found.size < wanted; index++) {
    const key = `session ${index}`
    let bucket = Number.parseInt(createHash('sha256').update(`${name}:${key}`).digest('hex').slice(0, 8), 16) % total
    const variant = variants.find(([, weight]) => (bucket -= weight) < 0)?.[0] ?? ''
    if (!found.has(variant)) found.set(variant, key)
  }
  return [...found.values()]
}

/** All inputs of a chain. */
export function inputsOf(tree: ChainTree, words: Words): readonly Input[] {
  const values = allValues(tree).map(({ value }) => value)
  const reads = new Set(values.flatMap((value) => (value.kind === 'input' ? [value.field] : [])))
  const keys = [...new Set(values.flatMap((value) => (value.kind === 'split' ? keysOf(value) : [])))]
  const keyWords = { ...words, texts: [...keys, ...words.texts] }
  const [plain, ...otherParams] = samplesOf(tree.params, keyWords)
  const params = plain?.value as RunInput['params'] & object
  const base: RunInput = reads.has('params') ? { params } : {}
  const of = (what: string, more: RunInput): Input => ({ what, input: { ...base, ...more } })
  const texts = [...QUESTIONS, ...words.texts].map((question) => of(`the question is ${shown(question)}`, { question }))
  const conversations = Object.entries(CONVERSATIONS).map(([what, messages]) => of(what, { messages }))
  return [
    of('', {}),
    ...(reads.has('session') ? ['text', ...keys].map((session) => of(`the session is ${shown(session)}`, { session })) : []),
    ...(reads.has('caller') ? [of('there is a caller', { caller: 'somebody' })] : []),
    ...(reads.has('params')
      ? otherParams.map(({ value, what }) => of(`params ${what}`, { params: value as RunInput['params'] & object }))
      : []),
    ...(reads.has('question') || reads.has('messages') ? [...texts, ...conversations] : []),
    of('there are parameters that nobody knows', { params: { ...params, unknown: { a: [] } } }),
  ]
}
