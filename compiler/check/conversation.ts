/**
 * What an author has a model told: the user speaks first and last, and no text is blank. Conversations that are known only when the
 * chain runs are made so by the machine, and turns of one role in a row are one; for the rest what is written down is sent as it is.
 */
import { assistantFirst, assistantLast, blankText, prefilledTwice } from '../problems/models.ts'
import type { Problem } from '../problems.ts'
import type { BedrockTask, ChainTree, Expression, Turn } from '../tree.ts'
import { placedBuilders } from '../walk.ts'
import { isModel } from './known-models.ts'
import { ofBuilder } from './place.ts'
import type { Place } from './place.ts'

type Message = Extract<Turn, { kind: 'message' }>

const isBlank = (value: Expression | undefined): boolean =>
  value?.kind === 'literal' && typeof value.value === 'string' && value.value.trim() === ''

function* order({ turns, prefill, model }: BedrockTask, place: Place): Generator<Problem> {
  const messages = turns.filter((turn): turn is Message => turn.kind === 'message')
  // a list that is known only when the chain runs: all turns are put in order then
  if (messages.length < turns.length) return
  if (messages[0]?.role === 'assistant') yield assistantFirst(place)
  if (messages.at(-1)?.role !== 'assistant') return
  if (prefill) yield prefilledTwice(place)
  else if (isModel(model) && !model.prefill) yield assistantLast(place, model.foundation)
}

function* blanks({ turns, system, prefill }: BedrockTask, place: Place): Generator<Problem> {
  if (isBlank(system)) yield blankText(place, 'The system prompt')
  if (isBlank(prefill)) yield blankText(place, 'The prefill')
  for (const [index, turn] of turns.entries()) {
    if (turn.kind !== 'message') continue
    const { content } = turn
    if (content.length === 0 || content.some((part) => part.kind === 'text' && isBlank(part.text)))
      yield blankText(place, turns.length === 1 ? 'The prompt' : `Turn ${index + 1} of the conversation`)
  }
}

export const conversations = (tree: ChainTree): Problem[] =>
  placedBuilders(tree).flatMap((visit) => {
    const { builder } = visit.placed
    if (builder.kind !== 'bedrockTask') return []
    const place = ofBuilder(visit)
    return [...order(builder, place), ...blanks(builder, place)]
  })
