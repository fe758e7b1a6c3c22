/** A search as a Task: the knowledge base's Retrieve, and its results as passages. */
import type { Retrieve } from '../tree.ts'
import type { LoweredTask } from './converse.ts'
import { retrieveRetry } from './retry.ts'
import { atom, fields, toJson } from './shape.ts'
import type { Shape } from './shape.ts'

/** Longest query Bedrock takes, in characters. */
const QUERY_LIMIT = 20_000

/** Where a passage is from: every kind of location has its address under one of these names. */
const SOURCE = '[$found.Location.*.Uri, $found.Location.*.Url, $found.Location.*.Id][0]'
const PASSAGES = `[$map($states.result.RetrievalResults, function($found) { {"text": $found.Content.Text, "source": ${SOURCE}, "score": $found.Score} })]`

const cut = (query: Shape): Shape => (query.kind === 'code' ? atom(`$substring(${query.code}, 0, ${QUERY_LIMIT})`) : query)

export const retrieve = (
  task: Retrieve,
  query: Shape,
  { attempts, timeout }: { readonly attempts: number; readonly timeout: number },
): LoweredTask => ({
  state: {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:bedrockagentruntime:retrieve',
    Arguments: {
      KnowledgeBaseId: `\${${task.knowledgeBase}}`,
      RetrievalQuery: { Text: toJson(cut(query)) },
      RetrievalConfiguration: { VectorSearchConfiguration: { NumberOfResults: task.passages } },
    },
    TimeoutSeconds: timeout,
    ...retrieveRetry(attempts),
  },
  value: fields({ passages: atom(PASSAGES) }),
})
