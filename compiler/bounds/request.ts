/** How big a request to a model can be. */
import { RECKONED } from '../reckoning.ts'
import type { BedrockTask, Part, Turn } from '../tree.ts'
import { ASSUMED } from './assumptions.ts'
import { NOTHING, scaled, sumOf, textOf, wordsOf } from './extent.ts'
import type { Extent } from './extent.ts'
import { extentOf } from './values.ts'
import type { Known } from './values.ts'

/** What is around the text of a message, as JSON and for a model. */
const MESSAGE_FRAME: Extent = { bytes: 60, tokens: RECKONED.messageTokens }

function partExtent(part: Part, known: Known): Extent {
  if (part.kind === 'text') return extentOf(part.text, known)
  const { source } = part
  const { bytes } = extentOf(source.kind === 's3' ? source.uri : source.base64, known)
  return { bytes, tokens: part.kind === 'image' ? RECKONED.imageTokens : ASSUMED.documentTokens }
}

function turnExtent(turn: Turn, known: Known): Extent {
  if (turn.kind === 'message') return sumOf([MESSAGE_FRAME, ...turn.content.map((part) => partExtent(part, known))])
  const list = extentOf(turn.messages, known)
  return sumOf([list, scaled(MESSAGE_FRAME, list.items?.most ?? ASSUMED.messages)])
}

/** What a model is told beside the conversation: tools, or the schema it has to answer by. */
function toldExtent({ output, tools }: BedrockTask): Extent {
  if (!output && !tools) return NOTHING
  return sumOf([wordsOf(JSON.stringify(output ?? tools)), { bytes: 0, tokens: ASSUMED.toolTokens }])
}

/** Writing into a prompt cache costs more than reading: it counts as so many tokens more. */
const systemExtent = ({ system, cache }: BedrockTask, known: Known): Extent => {
  if (!system) return NOTHING
  const { bytes, tokens } = extentOf(system, known)
  return { bytes, tokens: cache ? Math.ceil(tokens * ASSUMED.cacheWrite) : tokens }
}

export const requestOf = (task: BedrockTask, known: Known): Extent =>
  sumOf([
    systemExtent(task, known),
    ...task.turns.map((turn) => turnExtent(turn, known)),
    task.prefill ? extentOf(task.prefill, known) : NOTHING,
    task.additional ? extentOf(task.additional, known) : NOTHING,
    toldExtent(task),
  ])

/** What a repair adds: the wrong answer, and what is wrong with it. */
export const repairExtent = ({ maxTokens, output }: BedrockTask): Extent =>
  sumOf([{ ...textOf(200), tokens: maxTokens }, wordsOf(JSON.stringify(output ?? {})), textOf(200)])
