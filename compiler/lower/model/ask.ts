/** What a model is asked, with every value where it is found: what the makers of requests share. */
import type { BedrockTask, FileSource, Model, Part, Schema, StructuredWay, ToolSpec, Turn } from '../../tree.ts'
import type { Expression } from '../../tree.ts'
import type { Json } from '../../asl.ts'
import { spoken } from './conversation.ts'
import { code, literal, toCode } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { grammarSchema, toldSchema, toolSchema } from '../structured.ts'

export type AskedPart =
  | { readonly kind: 'text'; readonly text: Shape }
  | { readonly kind: 'image'; readonly format: string; readonly source: AskedSource }
  | { readonly kind: 'document'; readonly format: string; readonly name: Shape; readonly source: AskedSource }
export interface AskedSource {
  readonly kind: FileSource['kind']
  readonly value: Shape
}
export type AskedTurn =
  | { readonly kind: 'message'; readonly role: 'user' | 'assistant'; readonly content: readonly AskedPart[] }
  | { readonly kind: 'history' | 'converse'; readonly messages: Shape }

/** A schema the model must answer by, and the way it is told. */
export interface Wanted {
  readonly schema: Schema
  readonly told: Json
  readonly way: StructuredWay
}

export interface Asked {
  readonly model: Model
  readonly turns: readonly AskedTurn[]
  readonly system: Shape | null
  readonly prefill: Shape | null
  readonly additional: Shape | null
  readonly guardrail: { readonly id: Shape; readonly version: Shape } | null
  readonly cache: boolean
  readonly maxTokens: number
  readonly temperature: number | undefined
  readonly topP: number | undefined
  readonly stopSequences: readonly string[] | undefined
  readonly tools: readonly ToolSpec[]
  readonly wanted: Wanted | null
}

/** A request to a model, and JSONata that reads its answer from `$states.result`. */
export interface ModelRequest {
  readonly resource: string
  readonly arguments: Json
  readonly answer: ModelAnswer
}
export interface ModelAnswer {
  /** All text blocks: reasoning may come before them. Undefined where there are none. */
  readonly text: string
  /** Input of the tool that was called; undefined where none was. */
  readonly tool: string | null
  readonly inputTokens: string
  readonly outputTokens: string
}

/** The name Bedrock and forced tools know a schema by. */
export const SCHEMA_NAME = 'answer'
export const TOOL_DESCRIPTION = 'Give the answer.'

/** A conversation whose turns are all known by their parts. */
export const areMessages = (turns: readonly AskedTurn[]): turns is readonly (AskedTurn & { readonly kind: 'message' })[] =>
  turns.every((turn) => turn.kind === 'message')

/** Messages of one role in a row as one: models want the roles to alternate. */
export function alternating(turns: readonly AskedTurn[]): readonly AskedTurn[] {
  const found: AskedTurn[] = []
  for (const turn of turns) {
    const last = found.at(-1)
    if (last?.kind === 'message' && turn.kind === 'message' && last.role === turn.role)
      found[found.length - 1] = { ...last, content: [...last.content, ...turn.content] }
    else found.push(turn)
  }
  return found
}

/** The conversation with the instruction to answer by a schema, for models that have no better way. */
function told(turns: readonly AskedTurn[], schema: Json): readonly AskedTurn[] {
  const instruction = `Answer with JSON only, by this JSON Schema, without a code fence:\n${JSON.stringify(schema)}`
  const last = turns.at(-1)
  const part = last?.kind === 'message' && last.role === 'user' ? last.content.at(-1) : undefined
  if (last?.kind === 'message' && part?.kind === 'text') {
    const text = joined([part.text, literal(`\n\n${instruction}`)])
    return [...turns.slice(0, -1), { ...last, content: [...last.content.slice(0, -1), { kind: 'text', text }] }]
  }
  return [...turns, { kind: 'message', role: 'user', content: [{ kind: 'text', text: literal(instruction) }] }]
}

/** Texts one after the other: one literal where all are. */
export function joined(texts: readonly Shape[]): Shape {
  if (texts.length === 1) return texts[0] as Shape
  const literals = texts.flatMap((text) => (text.kind === 'literal' ? [text.value as string] : []))
  if (literals.length === texts.length) return literal(literals.join(''))
  return code(`$join([${texts.map(toCode).join(', ')}])`)
}

/** How a schema is told in each way. */
const TOLD = { json_schema: grammarSchema, tool: toolSchema, prompt: toldSchema } satisfies {
  readonly [W in StructuredWay]: (schema: Schema) => Json
}

/** What `model` is asked by `task`, with the turns of a repair after its own. */
export function askedOf(
  task: BedrockTask,
  { model, way }: { readonly model: Model; readonly way: StructuredWay | null },
  shape: (value: Expression) => Shape,
  more: readonly AskedTurn[] = [],
): Asked {
  const sourceOf = (source: FileSource): AskedSource => ({
    kind: source.kind,
    value: shape(source.kind === 's3' ? source.uri : source.base64),
  })
  const partOf = (part: Part): AskedPart => {
    switch (part.kind) {
      case 'text':
        return { kind: 'text', text: spoken(shape(part.text)) }
      case 'image':
        return { ...part, source: sourceOf(part.source) }
      case 'document':
        return { ...part, name: shape(part.name), source: sourceOf(part.source) }
      default:
        return part satisfies never
    }
  }
  const turnOf = (turn: Turn): AskedTurn =>
    turn.kind === 'message' ? { ...turn, content: turn.content.map(partOf) } : { kind: turn.kind, messages: shape(turn.messages) }
  const turns = [...task.turns.map(turnOf), ...more]
  const wanted = task.output && way ? { schema: task.output, told: TOLD[way](task.output), way } : null
  return {
    model,
    turns: alternating(wanted?.way === 'prompt' ? told(turns, wanted.told) : turns),
    system: task.system ? spoken(shape(task.system)) : null,
    // a repair asks again in full: what the first answer began with is no part of it
    prefill: task.prefill && more.length === 0 ? shape(task.prefill) : null,
    additional: task.additional ? shape(task.additional) : null,
    guardrail: task.guardrail ? { id: shape(task.guardrail.id), version: shape(task.guardrail.version) } : null,
    cache: task.cache ?? false,
    maxTokens: task.maxTokens,
    temperature: task.temperature,
    topP: task.topP,
    stopSequences: task.stopSequences,
    tools: task.tools ?? [],
    wanted,
  }
}
