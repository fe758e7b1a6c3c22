/** A search in a Bedrock knowledge base. */
import { Type } from 'typebox'
import type { Schema } from '../tree.ts'
import { describeStep } from './step.ts'
import type { Step } from './step.ts'
import { catchOf, effortOf } from './task.ts'
import type { TaskOptions } from './task.ts'
import { toExpression } from './value.ts'
import type { Text } from './value.ts'
import type { Infer } from './schema.ts'

/** A piece of a document that was found. */
export const Passage = Type.Object({
  text: Type.String(),
  /** Where the document is: an S3 URI, a URL or an id. */
  source: Type.Optional(Type.String()),
  /** How well it fits; higher is better, the scale is the knowledge base's own. */
  score: Type.Optional(Type.Number()),
})
export type Passage = Infer<typeof Passage>

const RETRIEVED = Type.Object({ passages: Type.Array(Passage) })
/** Passages asked for when nothing is said; Bedrock's own default. */
const PASSAGES = 5

export interface RetrieveOptions extends TaskOptions<Infer<typeof RETRIEVED>> {
  /** Name of the substitution that holds the knowledge base's id, such as `KnowledgeBaseId`. */
  readonly knowledgeBase: string
  readonly query: Text
  /** How many passages at most, 1 to 100; 5 when absent. */
  readonly number?: number
}

/**
 * Searches a knowledge base.
 * @example
 * const { passages } = step('docs', retrieve({ knowledgeBase: 'KnowledgeBaseId', query: question }))
 */
export function retrieve(task: RetrieveOptions): Step<{ passages: Passage[] }> {
  return describeStep('retrieve', task, (building, at) => ({
    kind: 'retrieve',
    at,
    schema: RETRIEVED as unknown as Schema,
    knowledgeBase: task.knowledgeBase,
    query: toExpression(task.query),
    passages: task.number ?? PASSAGES,
    ...effortOf(task),
    ...catchOf(task.catch, building),
  }))
}
