/**
 * The stand-in for a language model: deterministic, and honest about being none. It quotes what it was given, fills schemas by the
 * overlap of words, and says so politely when it finds nothing.
 */
import { fittingTool } from './choose.ts'
import { extract } from './extract.ts'
import { inText } from './in-text.ts'
import { isGreeting } from './judge.ts'
import { CHARACTERS_PER_TOKEN, inputTokensOf, tokensOf } from './model.ts'
import type { Model, ModelEvent, ModelRequest, StopReason } from './model.ts'
import { read } from './reading.ts'
import type { Reading } from './reading.ts'
import { instanceOf } from './instance.ts'
import { sentencesOf, significantWords } from './words.ts'

/** Asked for words rather than for an answer; a tag that waits to be filled says so by its name. */
const WANTS_WORDS =
  /\bkey\s?words?\b|\b(?:search|index|query)\s+(?:terms?|words|phrases)\b|\bseparated by commas?\b|\bcomma[-\s]separated\b/i
const NAMES_WORDS = /^(?:key_?words?|terms?|tags?|words|phrases)$/i

/** What it may quote, best first: data it was given, then what was said, then the rest of the system prompt. */
const tiers = (reading: Reading) => [reading.passages, reading.answers.map((text) => ({ text })), reading.asides]

function quote(question: string, reading: Reading): string | undefined {
  for (const passages of tiers(reading)) {
    const found = extract(question, passages)
    if (found) {
      const { sentences, sources } = found
      return sources.length === 0 ? sentences.join(' ') : `${sentences.join(' ')}\n\nSource: ${sources.join(', ')}`
    }
  }
  return undefined
}

/** The end of the instructions: what a chain adds to them comes last, and so the reader sees what arrived. */
function toldLast(reading: Reading): string {
  const last = sentencesOf(reading.asides.at(-1)?.text ?? '')
    .slice(-2)
    .join(' ')
  return reading.passages.length > 0 || last === '' || last.length > 400 ? '' : ` My instructions end with: "${last}"`
}

const nothingFound = (reading: Reading): string => {
  const words = significantWords(reading.question).slice(0, 12)
  return `I found nothing about ${words.length === 0 ? 'that' : `"${words.join(' ')}"`} in what I was given, and as the stand-in for a model I know nothing else.${toldLast(reading)}`
}

function answerText(reading: Reading, results: readonly string[]): string {
  const { question, instruction, errors } = reading
  if (isGreeting(question) && instruction === '') return 'Hello! What would you like to know?'
  const tag = /<([A-Za-z][\w-]*)>\s*$/.exec(reading.prefill)?.[1]
  if (WANTS_WORDS.test(instruction) || (tag !== undefined && NAMES_WORDS.test(tag)))
    return significantWords(question).slice(0, 10).join(', ') + (tag === undefined ? '' : `</${tag}>`)
  const told = errors[0]
  const quoted =
    quote(question, reading) ??
    (results.length > 0 ? sentencesOf(results.join('\n')).slice(0, 3).join(' ') : undefined) ??
    (told ? `I cannot answer that: ${told.error} was reported${told.cause === '' ? '.' : `: ${told.cause}`}` : undefined) ??
    (instruction === '' ? nothingFound(reading) : sentencesOf(question).slice(0, 3).join(' '))
  return tag === undefined ? quoted : `${quoted}</${tag}>`
}

interface Composed {
  readonly text: string
  readonly tool?: { readonly name: string; readonly input: unknown }
}

function compose(request: ModelRequest): Composed {
  const asked = inText(request)
  const reading = read(asked.request)
  const plain = reading.asides.at(-1)?.text ?? ''
  const choosing = {
    reading,
    instruction: reading.instruction === '' ? plain : reading.instruction,
    extract: (question: string) => extract(question, reading.passages)?.sentences.join(' '),
  }
  const results = (request.turns.at(-1)?.blocks ?? []).flatMap((block) => (block.kind === 'tool-result' ? [block.text] : []))
  if (request.tools.length > 0 && request.toolChoice !== 'none') {
    const { toolChoice } = request
    if (typeof toolChoice === 'object') {
      const tool = request.tools.find(({ name }) => name === toolChoice.name)
      if (tool) return { text: '', tool: { name: tool.name, input: instanceOf(tool.schema, choosing) } }
    }
    const { index, score } = fittingTool(
      request.tools.map(({ name, description }) => ({ name, words: `${name} ${description}` })),
      reading,
    )
    if (toolChoice === 'any' || (results.length === 0 && score > 0)) {
      const tool = request.tools[index]!
      return { text: '', tool: { name: tool.name, input: instanceOf(tool.schema, choosing) } }
    }
  }
  const schema = request.schema ?? asked.schema
  if (schema === undefined) return { text: answerText(reading, results) }
  const json = JSON.stringify(instanceOf(schema, choosing))
  const begun = reading.prefill.trim().replaceAll(/\s*([{}[\]:,])\s*/g, '$1')
  if (begun === '' || !json.startsWith(begun)) return { text: json }
  // Begun up to a colon, the value is what is missing; begun before that, the rest is.
  const rest = json.slice(begun.length)
  return { text: begun.endsWith(':') && rest.indexOf('}') === rest.length - 1 ? rest.slice(0, -1) : rest }
}

/** Cuts a text where a model would have stopped. */
function stopped(
  text: string,
  request: ModelRequest,
): { readonly text: string; readonly stopReason: StopReason; readonly stopSequence?: string } {
  let kept: { text: string; stopReason: StopReason; stopSequence?: string } = { text, stopReason: 'end_turn' }
  for (const stopSequence of request.stopSequences) {
    const at = stopSequence === '' ? -1 : kept.text.indexOf(stopSequence)
    if (at >= 0) kept = { text: kept.text.slice(0, at), stopReason: 'stop_sequence', stopSequence }
  }
  const most = (request.maxTokens ?? Infinity) * CHARACTERS_PER_TOKEN
  return kept.text.length > most ? { text: kept.text.slice(0, most), stopReason: 'max_tokens' } : kept
}

/** A text in words, white space going with the word before it. */
const inWords = (text: string): readonly string[] => text.match(/\s*\S+\s*$|\s*\S+\s?/g) ?? (text === '' ? [] : [text])

export const standIn: Model = async function* answer(request, signal): AsyncGenerator<ModelEvent> {
  const { text, tool } = compose(request)
  const inputTokens = inputTokensOf(request)
  if (tool) {
    const json = JSON.stringify(tool.input)
    yield { kind: 'tool-call', id: `tooluse_${tool.name.slice(0, 40)}_${request.turns.length}`, name: tool.name }
    for (const word of inWords(json)) {
      signal.throwIfAborted()
      yield { kind: 'tool-input', json: word }
    }
    yield { kind: 'end', stopReason: 'tool_use', usage: { inputTokens, outputTokens: tokensOf(json) } }
    return
  }
  const { text: kept, ...end } = stopped(text, request)
  for (const word of inWords(kept)) {
    signal.throwIfAborted()
    yield { kind: 'text', text: word }
  }
  yield { kind: 'end', ...end, usage: { inputTokens, outputTokens: tokensOf(kept) } }
}
