/**
 * What travels through a chain: what every step is given and gives, at most. A step sees the largest that steps before it can
 * give, on any way; what a loop carries is as large as in its last turn.
 */
import { placedIn } from '../tree.ts'
import type { BedrockTask, Block, ChainTree, Expression, MapItems, Loop, Placed, Schema, ServiceTask } from '../tree.ts'
import { allValues, valuesOf } from '../walk.ts'
import { ASSUMED } from './assumptions.ts'
import {
  NOTHING,
  NUMBER,
  answerOf,
  eitherOf,
  grown,
  larger,
  listOf,
  objectOf,
  ofSchema,
  sumOf,
  textOf,
  within,
  wordsOf,
} from './extent.ts'
import type { Extent } from './extent.ts'
import { requestOf } from './request.ts'
import { extentOf } from './values.ts'
import type { Known } from './values.ts'

/** Step Functions' limit on what goes into a state and comes out of one, in bytes. */
export const MOST_BYTES = 262_144

/** Something that has to keep within the limit. */
export interface Payload {
  /** Null: the workflow's own input. */
  readonly placed: Placed | null
  readonly part: 'input' | 'request' | 'result' | 'answer'
  readonly bytes: number
  /** What it is made of, as far as values of the chain. */
  readonly of: readonly Expression[]
  /** How often that is in it. */
  readonly times?: number
}

export interface Sizes {
  readonly known: Known
  /** What each model task sends, by the id of its step. */
  readonly requests: ReadonlyMap<number, Extent>
  /** What each end gives the final model beside the conversation: its text and the context. */
  readonly endings: ReadonlyMap<number, Extent>
  readonly payloads: readonly Payload[]
}

/** What is around the values in what a model and a service send and get, in bytes. */
const FRAME = 1000
const MOST_RESULT: Extent = { bytes: MOST_BYTES, tokens: Math.ceil(MOST_BYTES / ASSUMED.charactersPerToken) }
const FAILURE = objectOf({ error: textOf(80), cause: textOf(ASSUMED.causeCharacters) })
/** Turns of a loop that are followed one by one; what the others add is what the last of these added. */
const FOLLOWED = 4

interface Measuring {
  readonly known: Known
  readonly requests: Map<number, Extent>
  readonly endings: Map<number, Extent>
  readonly payloads: Map<string, Payload>
}

export function sizesOf(tree: ChainTree, texts: Pick<Known, 'template' | 'partial'>): Sizes {
  const known: Known = { ...texts, outputs: new Map(), givens: new Map() }
  const measuring: Measuring = { known, requests: new Map(), endings: new Map(), payloads: new Map() }
  const inputs = inputsOf(tree)
  note(measuring, null, 'input', sumOf(inputs.map((value) => extentOf(value, known))).bytes + FRAME, inputs)
  blockExtent(tree.body, null, measuring)
  return { ...measuring, payloads: [...measuring.payloads.values()] }
}

/** What the workflow is given: the parts of its input that the chain reads. */
function inputsOf(tree: ChainTree): readonly Expression[] {
  const inputs = allValues(tree).flatMap(({ value }) => (value.kind === 'input' ? [value] : []))
  const read = new Map(inputs.map((value) => [value.field, value]))
  // the question is one of the messages
  if (read.has('messages')) read.delete('question')
  return [...read.values()]
}

function note(
  { payloads }: Measuring,
  placed: Placed | null,
  part: Payload['part'],
  bytes: number,
  of: readonly Expression[],
  times = 1,
): void {
  const key = `${placed?.id} ${part}`
  if (bytes > (payloads.get(key)?.bytes ?? 0)) payloads.set(key, { placed, part, bytes, of, ...(times > 1 ? { times } : {}) })
}

/**
 * What comes of a block. `owner`: what leads into it, and out of it where it runs nothing; `due`: bytes that are assigned on the
 * way in.
 */
function blockExtent(block: Block, owner: Placed | null, measuring: Measuring, due = 0): Extent {
  const { outputs } = measuring.known
  let last = NOTHING
  let leading = owner
  let pending = due
  for (const placed of placedIn(block)) {
    if (placed.builder.kind === 'loop') {
      pending += extentOf(placed.builder.start, measuring.known).bytes
      noteExit(leading ?? placed, pending, [placed.builder.start], measuring)
    }
    last = builderExtent(placed, { leading, due: pending }, measuring)
    if (placed.builder.kind !== 'value') pending = 0
    // a loop's later turns give more, and what comes after sees the most
    const before = outputs.get(placed.id)
    outputs.set(placed.id, before ? larger(before, last) : last)
    if (placed.builder.kind !== 'value') leading = placed
  }
  if (block.schema === null) return NOTHING
  const gives = block.end.kind === 'value' ? extentOf(block.end.value, measuring.known) : last
  if (leading) noteExit(leading, gives.bytes, endOf(block), measuring)
  return gives
}

/** What is assigned on the way out of a step beside its own output: what a block gives, and what a loop begins with. */
function noteExit(placed: Placed, more: number, of: readonly Expression[], measuring: Measuring): void {
  const { builder, name } = placed
  const all = more + (name === null ? 0 : (measuring.known.outputs.get(placed.id)?.bytes ?? 0))
  const failed = 'catches' in builder && builder.catches.some(({ block }) => block.schema !== null) ? FAILURE.bytes : 0
  note(measuring, placed, 'result', all + failed + FRAME, of)
  if (builder.kind !== 'choice') return
  for (const { block } of builder.cases) {
    const last = placedIn(block).findLast((one) => one.builder.kind !== 'value')
    if (last && block.schema !== null) noteExit(last, all, of, measuring)
  }
}

/** How a step is come to: from which other, and with how many bytes assigned on the way. */
interface Entry {
  readonly leading: Placed | null
  readonly due: number
}

function builderExtent(placed: Placed, entry: Entry, measuring: Measuring): Extent {
  const { builder } = placed
  const { known } = measuring
  switch (builder.kind) {
    case 'value':
      return extentOf(builder.value, known)
    case 'bedrockTask': {
      const request = requestOf(builder, known)
      measuring.requests.set(placed.id, larger(measuring.requests.get(placed.id) ?? NOTHING, request))
      note(measuring, placed, 'request', request.bytes + FRAME, valuesOf(placed))
      const said = modelExtent(builder)
      note(measuring, placed, 'result', said.bytes + FRAME, [])
      return caught(placed, settledIn(builder, said), measuring)
    }
    case 'task': {
      note(measuring, placed, 'request', extentOf(builder.arguments, known).bytes, [builder.arguments])
      const result = serviceExtent(builder)
      note(measuring, placed, 'result', result.bytes + framesIn(result), [])
      // a result that is larger fails the task
      return caught(placed, settledIn(builder, within(result, MOST_RESULT)), measuring)
    }
    case 'parallel': {
      const branches = builder.branches.map(({ key, block }) => [key, blockExtent(block, null, measuring)] as const)
      const whole = objectOf(Object.fromEntries(branches))
      note(
        measuring,
        placed,
        'result',
        whole.bytes + FRAME,
        builder.branches.flatMap(({ block }) => endOf(block)),
      )
      return caught(placed, whole, measuring)
    }
    case 'map':
      return caught(placed, mapExtent(placed, builder, measuring), measuring)
    case 'loop':
      return loopExtent(placed, builder, entry, measuring)
    case 'choice':
      return eitherOf(builder.cases.map(({ block }) => blockExtent(block, placed, measuring)))
    case 'wait':
    case 'fail':
      return NOTHING
    case 'systemChain':
    case 'say':
    case 'result': {
      const values = valuesOf(placed)
      const whole = sumOf(values.map((value) => extentOf(value, known)))
      measuring.endings.set(placed.id, larger(measuring.endings.get(placed.id) ?? NOTHING, whole))
      note(measuring, placed, 'answer', whole.bytes + FRAME, values)
      return NOTHING
    }
    default:
      return builder satisfies never
  }
}

/** What a block gives, as a value of the chain. */
function endOf({ end }: Block): readonly Expression[] {
  if (end.kind === 'value') return [end.value]
  const { id, builder } = end.placed
  return [{ kind: 'output', step: id, name: '', schema: builder.schema ?? {} }]
}

/** With what its catches give instead. */
function caught(placed: Placed, extent: Extent, measuring: Measuring): Extent {
  const { builder } = placed
  if (!('catches' in builder)) return extent
  return builder.catches.reduce((most, { block }) => {
    measuring.known.givens.set(block.id, { failure: FAILURE })
    const instead = blockExtent(block, placed, measuring)
    // the failure is assigned together with what is made of it
    note(measuring, placed, 'result', FAILURE.bytes + instead.bytes + FRAME, [])
    return block.schema === null ? most : larger(most, instead)
  }, extent)
}

/** What a model task gives when it has an answer: no text in it is longer than all that the model may say. */
function modelExtent({ maxTokens, schema, output }: BedrockTask): Extent {
  const all = answerOf(maxTokens)
  const plain = settledSchema(schema) ?? schema ?? {}
  return output
    ? ofSchema(output, all, all)
    : within(ofSchema(plain, all, all), { bytes: 2 * all.bytes + FRAME, tokens: 2 * all.tokens })
}

const serviceExtent = ({ schema, own, settled }: ServiceTask): Extent =>
  ofSchema(own ?? (settled ? settledSchema(schema) : schema) ?? {})

/** What a service answers beside the values that are read from it: for each passage where it is from, and its metadata. */
const framesIn = ({ fields }: Extent): number => FRAME + (fields?.['passages']?.items?.most ?? 0) * PASSAGE_FRAME
const PASSAGE_FRAME = 300

/** Schema of the value in what a settled step gives. */
const settledSchema = (schema: Schema | null): Schema | undefined =>
  (schema?.['properties'] as { readonly value?: Schema } | undefined)?.value

function settledIn({ settled }: BedrockTask | ServiceTask, value: Extent): Extent {
  return settled ? objectOf({ status: wordsOf('fulfilled'), value, failure: FAILURE }) : value
}

function mapExtent(placed: Placed, { items, block }: MapItems, measuring: Measuring): Extent {
  const list = extentOf(items, measuring.known)
  const { maxItems } = items.schema as { readonly maxItems?: number }
  const count = Math.min(list.items?.most ?? ASSUMED.items, maxItems ?? Infinity)
  note(measuring, placed, 'request', list.bytes, [items])
  measuring.known.givens.set(block.id, { item: list.items?.each ?? list, index: NUMBER })
  const each = blockExtent(block, null, measuring)
  const results = listOf(count, each)
  note(measuring, placed, 'result', results.bytes + FRAME, endOf(block), count)
  return results
}

function loopExtent(placed: Placed, { start, max, block, output }: Loop, { leading, due }: Entry, measuring: Measuring): Extent {
  const { known } = measuring
  const turn = (carry: Extent) => {
    known.givens.set(block.id, { carry, turn: NUMBER })
    return larger(carry, blockExtent(block, leading ?? placed, measuring, due))
  }
  const carries = [extentOf(start, known)]
  for (let turns = 1; turns <= max; turns++) {
    const before = carries.at(-1) as Extent
    const left = max - turns
    const next = turn(before)
    carries.push(next)
    if (next.bytes === before.bytes && next.tokens === before.tokens) break
    if (turns === FOLLOWED && left > 0) {
      // the last turn is given what the one before it has left
      carries.push(turn(grown(before, next, growths(carries, left - 1))))
      break
    }
  }
  const carried = carries.at(-1) as Extent
  known.givens.set(block.id, { carry: carried, turn: NUMBER })
  note(measuring, placed, 'result', carried.bytes, endOf(block))
  return output ? extentOf(output, known) : carried
}

/** How often what the last turn has added is added in so many further turns: more where each turn adds more than the one before. */
function growths(carries: readonly Extent[], turns: number): number {
  const [first, second, third] = carries.slice(-3).map(({ bytes }) => bytes) as [number, number, number]
  const ratio = Math.max(1, (third - second) / Math.max(1, second - first))
  let [all, each] = [0, 1]
  for (let turn = 0; turn < turns && all < MOST_GROWTHS; turn++) {
    each *= ratio
    all += each
  }
  return all
}
/** By then everything is too large. */
const MOST_GROWTHS = 1e6
