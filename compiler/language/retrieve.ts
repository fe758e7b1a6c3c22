/** A search in a Bedrock knowledge base. */
import { Type } from 'typebox'
import type { Schema } from '../tree.ts'
import { describeStep } from './step.ts'
import type { Step } from './step.ts'
import { catchesOf, effortOf } from './task.ts'
import type { TaskOptions } from './task.ts'
import { call, substitution, toExpression } from './value.ts'
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

/** A text of at most `limit` characters. */
const cut = (text: Text, limit: number) =>
  typeof text === 'string' ? text.slice(0, limit) : call<string>('substring', [text, 0, limit], { type: 'string' })

/** Longest query Bedrock takes, in characters. */
const QUERY_LIMIT = 20_000

/** Where a passage is from: every kind of location has its address under one of these names. */
const SOURCE = '[$found.Location.*.Uri, $found.Location.*.Url, $found.Location.*.Id][0]'
const PASSAGES_OF = `[$map($states.result.RetrievalResults, function($found) { {"text": $found.Content.Text, "source": ${SOURCE}, "score": $found.Score} })]`

/** The knowledge base's own errors that are worth another try; a dependency of it may be throttled as well. */
const TRANSIENT = [
  'ThrottlingException',
  'InternalServerException',
  'BadGatewayException',
  'DependencyFailedException',
  'SdkClientException',
]

/**
 * Searches a knowledge base.
 * @example
 * const { passages } = step('docs', retrieve({ knowledgeBase: 'KnowledgeBaseId', query: question }))
 */
export function retrieve(task: RetrieveOptions): Step<{ passages: Passage[] }> {
  const { knowledgeBase, query, number = PASSAGES } = task
  return describeStep('retrieve', task, (building, at) => ({
    kind: 'task',
    at,
    schema: RETRIEVED as unknown as Schema,
    service: 'retrieve',
    resource: 'arn:aws:states:::aws-sdk:bedrockagentruntime:retrieve',
    arguments: toExpression({
      KnowledgeBaseId: substitution(knowledgeBase),
      RetrievalQuery: { Text: cut(query, QUERY_LIMIT) },
      RetrievalConfiguration: { VectorSearchConfiguration: { NumberOfResults: number } },
    }),
    output: { passages: PASSAGES_OF },
    transient: TRANSIENT.map((name) => `BedrockAgentRuntime.${name}`),
    usual: { attempts: 3, timeout: 10 },
    permissions: [
      {
        actions: ['bedrock:Retrieve'],
        resources: [`arn:\${AWS::Partition}:bedrock:\${AWS::Region}:\${AWS::AccountId}:knowledge-base/\${${knowledgeBase}}`],
      },
    ],
    substitutions: [knowledgeBase],
    ...effortOf(task),
    catches: catchesOf(task.catch, building),
  }))
}
