/**
 * Finds what a prompt itself says about the JSON it wants back: a JSON Schema in the text, or examples of the answer. Best effort,
 * for models that are asked by prompt alone.
 */
import type { Block, ModelRequest } from './model.ts'
import { endOfJson } from './reading.ts'

const SCHEMA_WORDS = ['properties', 'anyOf', 'oneOf', 'enum', '$defs', '$ref', 'const', 'items']
const TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'])
/** "answer with", "reply only in" … before a schema. */
const ASKS_FOR =
  /\b(?:answer|respond|reply|return|output|produce|give|write|generate|format|matching|conform\w*|fits?|schema)\b[^\n]{0,120}\s*(?:```\w*\s*|<[\w-]+>\s*)?[^\n]{0,80}$/i

/** … and closely before an example of the answer, so that data which a prompt shows is not taken for one. */
const ANSWERS_LIKE =
  /\b(?:answer|respond|reply|return|output)(?:s|\s+(?:with|in|as|the|only|exactly|like|either|or|this|json|format|object))*\s*[:"'`(]*\s*(?:```(?:json)?\s*)?$|\bor\s*[:"'`(]*$/i

interface Found {
  readonly value: Readonly<Record<string, unknown>>
  readonly from: number
  readonly to: number
}

/** How far from the end of a prompt its form is looked for, and in how many places: the search is quadratic where braces do not close. */
const MOST_READ = 50_000
const MOST_TRIES = 300

function objectsIn(text: string): readonly Found[] {
  const found: Found[] = []
  let tries = 0
  for (let at = text.indexOf('{', text.length - MOST_READ); at >= 0 && tries < MOST_TRIES; at = text.indexOf('{', at)) {
    tries++
    const end = endOfJson(text, at)
    if (end !== undefined) {
      try {
        found.push({ value: JSON.parse(text.slice(at, end)) as Found['value'], from: at, to: end })
        at = end
        continue
      } catch {
        // Not JSON: go on behind the brace.
      }
    }
    at++
  }
  return found
}

const isSchema = (value: Found['value']): boolean =>
  '$schema' in value ||
  SCHEMA_WORDS.filter((word) => word !== 'items' && word !== 'const').some(
    (word) => typeof value[word] === 'object' && value[word] !== null,
  ) ||
  (typeof value['type'] === 'string' &&
    TYPES.has(value['type']) &&
    Object.keys(value).every(
      (key) =>
        key === 'type' || key === 'description' || SCHEMA_WORDS.includes(key) || key.startsWith('max') || key.startsWith('min'),
    ))

/** A schema that examples of answers fit: a text that differs between them is a choice. */
function schemaOfExamples(examples: readonly Found['value'][]): unknown {
  const properties: Record<string, unknown> = {}
  for (const key of new Set(examples.flatMap(Object.keys))) {
    const values = examples.flatMap((example) => (key in example ? [example[key]] : []))
    const [first] = values
    const distinct = [...new Set(values)]
    properties[key] =
      typeof first === 'boolean'
        ? { type: 'boolean' }
        : typeof first === 'number'
          ? { type: 'number' }
          : Array.isArray(first)
            ? { type: 'array', items: { type: typeof first[0] === 'number' ? 'number' : 'string' } }
            : typeof first === 'object' && first !== null
              ? schemaOfExamples([first as Found['value']])
              : typeof first === 'string' && first.includes('|')
                ? { enum: first.split('|').map((one) => one.trim()) }
                : distinct.length > 1
                  ? { enum: distinct }
                  : { type: 'string' }
  }
  return { type: 'object', properties, required: Object.keys(properties) }
}

interface Asked {
  readonly text: string
  readonly schema: unknown
}

/** The schema that a text asks to be answered by, and the text without it and without the sentence that leads to it. */
function askedIn(text: string): Asked | undefined {
  if (!/\bjson\b/i.test(text)) return undefined
  const before = (from: number) => text.slice(Math.max(0, from - 240), from)
  const objects = objectsIn(text)
  const schemas = objects.filter(({ value, from }) => isSchema(value) && ASKS_FOR.test(before(from)))
  const chosen = schemas.length > 0 ? schemas.slice(-1) : objects.filter(({ from }) => ANSWERS_LIKE.test(before(from)))
  if (chosen.length === 0) return undefined
  const { from } = chosen[0] as Found
  const { to } = chosen.at(-1) as Found
  const leading = text.slice(0, from)
  // The sentence or line that leads to the JSON goes with it; what comes before that is the prompt.
  const lead = schemas.length > 0 ? /(?:^|[.!?]\s|\n)(?=[^\n]*\n*$)(?!.*[.!?]\s\S)/.exec(leading.trimEnd()) : null
  const kept = lead
    ? leading.slice(0, lead.index + (lead[0] === '\n' || lead[0] === '' ? 0 : 1))
    : schemas.length > 0
      ? ''
      : text.slice(0, to)
  return {
    text: `${kept.trimEnd()}${text.slice(to).replace(/^\s*```/, '')}`.replace(/```(?:json)?\s*$/, '').trim(),
    schema: schemas.length > 0 ? (chosen[0] as Found).value : schemaOfExamples(chosen.map(({ value }) => value)),
  }
}

/** The request without what it says of the form of its answer, and that form as a schema. */
export function inText(request: ModelRequest): { readonly request: ModelRequest; readonly schema: unknown } {
  const index = request.turns.findLastIndex((turn) => turn.role === 'user')
  const turn = request.turns[index]
  if (turn) {
    for (const [at, block] of turn.blocks.entries()) {
      const asked = block.kind === 'text' ? askedIn(block.text) : undefined
      if (asked) {
        const blocks: Block[] = turn.blocks.map((other, place) => (place === at ? { kind: 'text', text: asked.text } : other))
        return {
          request: { ...request, turns: request.turns.map((other, place) => (place === index ? { ...turn, blocks } : other)) },
          schema: asked.schema,
        }
      }
    }
  }
  const asked = askedIn(request.system)
  return asked ? { request: { ...request, system: asked.text }, schema: asked.schema } : { request, schema: undefined }
}
