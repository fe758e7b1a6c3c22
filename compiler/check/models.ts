/** What a model would refuse with a 400 in production. */
import { refusedByModel } from '../problems.ts'
import type { Problem } from '../problems.ts'
import { FAMILIES } from '../lower/model/invoke.ts'
import type { BedrockTask, ChainTree, Expression, Model, Part } from '../tree.ts'
import { placedBuilders, within } from '../walk.ts'
import { isModel } from './known-models.ts'
import { ofBuilder } from './place.ts'
import type { Place } from './place.ts'

/** What is asked for, and what to do instead. */
type Refusal = readonly [what: string, remedy: string]

interface Asked {
  readonly maxTokens: number
  readonly temperature?: number
  readonly topP?: number
  readonly system?: unknown
}

/** What any call can ask for. */
function* refusals(model: Model, { maxTokens, temperature, topP, system }: Asked): Generator<Refusal> {
  const asksBoth = temperature !== undefined && topP !== undefined
  const asksSome = temperature !== undefined || topP !== undefined
  if (model.sampling === 'none' && asksSome) yield ['temperature or topP', 'Leave them out.']
  if (model.sampling === 'one' && asksBoth) yield ['temperature and topP together', 'Give one of them.']
  if (maxTokens > model.maxOutput) yield [`maxTokens ${maxTokens}`, `It answers with ${model.maxOutput} tokens at most.`]
  if (!model.system && system !== undefined) yield ['a system prompt', 'Put it into the prompt.']
}

const partsOf = ({ turns }: BedrockTask): readonly Part[] =>
  turns.flatMap((turn) => (turn.kind === 'message' ? turn.content : []))

/** A text that is known when the chain is compiled. */
const literalText = (value: Expression | undefined) =>
  value?.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined

function* taskRefusals(model: Model, task: BedrockTask): Generator<Refusal> {
  yield* refusals(model, task)
  const parts = partsOf(task)
  if (!model.images && parts.some(({ kind }) => kind === 'image')) yield ['images', 'Ask a model that does.']
  if (!model.documents && parts.some(({ kind }) => kind === 'document')) yield ['documents', 'Ask a model that does.']
  if (!model.cache && task.cache) yield ['cache', 'Leave it out.']
  if (!model.tools && task.tools) yield ['tools', 'Ask a model that does.']
  yield* prefillRefusals(model, task)
  // another model is asked in its own way
  if (model === task.model) yield* structuredRefusals(model, task)
  if (task.api === 'invoke') yield* bodyRefusals(model, task)
}

function* prefillRefusals(model: Model, { prefill, output, structured }: BedrockTask): Generator<Refusal> {
  if (!prefill) return
  if (!model.prefill) yield ['a prefill', 'Say in the prompt how the answer is to begin, or use output.']
  else if (output && structured !== 'prompt')
    yield ['a prefill of a structured answer', "Leave one of them out, or add structured: 'prompt'."]
  if (/\s$/.test(literalText(prefill) ?? '')) yield ['a prefill that ends in white space', 'Take it out of the end.']
}

function* structuredRefusals(model: Model, { structured }: BedrockTask): Generator<Refusal> {
  if (structured === 'json_schema' && model.structured !== 'json_schema')
    yield ["structured: 'json_schema'", 'Leave it out: the best way is taken.']
  if (structured === 'tool' && !model.forcedTool) yield ["structured: 'tool'", 'Leave it out: the best way is taken.']
}

/** What cannot be said in a model's own body. */
function* bodyRefusals(model: Model, task: BedrockTask): Generator<Refusal> {
  if (!FAMILIES[model.vendor]) {
    yield ["api: 'invoke'", 'Its body is not known here: leave it out, and Converse is used.']
    return
  }
  const parts = partsOf(task)
  const isOneText = model.vendor === 'meta' || model.vendor === 'mistral'
  if (isOneText && parts.some(({ kind }) => kind !== 'text'))
    yield ["images and documents with api: 'invoke'", 'Use Converse: leave api out.']
  if (model.vendor === 'meta' && task.stopSequences) yield ["stop sequences with api: 'invoke'", 'Use Converse: leave api out.']
  if (model.vendor === 'mistral' && task.prefill) yield ["a prefill with api: 'invoke'", 'Leave it out.']
  if (isOneText && task.cache) yield ["cache with api: 'invoke'", 'Leave it out.']
  if (isOneText && task.structured !== undefined && task.structured !== 'prompt')
    yield [`structured: '${task.structured}' with api: 'invoke'`, 'Leave it out: it is asked in the prompt.']
  if (model.vendor === 'anthropic' && parts.some((part) => part.kind !== 'text' && part.source.kind === 's3'))
    yield ["files in S3 with api: 'invoke'", 'Use Converse, or give the file in base64.']
  if (task.additional && within(task.additional).some(({ optional }) => optional))
    yield ["additional fields that may be absent with api: 'invoke'", 'Give them a default.']
}

export function models(tree: ChainTree): Problem[] {
  const told = (place: Place, asked: readonly Model[], refused: (model: Model) => Iterable<Refusal>) =>
    asked
      .filter(isModel)
      .flatMap((model) => [...refused(model)].map(([what, remedy]) => refusedByModel(place, model.foundation, what, remedy)))
  const { answer } = tree
  return [
    ...(answer
      ? told({ at: tree.at, path: [tree.name, 'answer'] }, [answer.model, ...(answer.allow.models ?? [])], (model) =>
          refusals(model, answer),
        )
      : []),
    ...placedBuilders(tree).flatMap((visit) => {
      const { builder } = visit.placed
      if (builder.kind !== 'bedrockTask') return []
      return told(ofBuilder(visit), [builder.model, ...builder.fallback], (model) => taskRefusals(model, builder))
    }),
  ]
}
