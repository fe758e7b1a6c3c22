/** Bedrock Agent Runtime's Retrieve over a folder of documents. */
import { Type } from 'typebox'
import { resourceNotFound, validationException } from '../wire/aws-error.ts'
import { checker } from '../wire/check.ts'
import { filterOf } from './filter.ts'
import type { Folder } from './folder.ts'

const checkRequest = checker(
  Type.Object({
    retrievalQuery: Type.Object({
      text: Type.Optional(Type.String({ maxLength: 20_000 })),
      type: Type.Optional(Type.Enum(['TEXT', 'IMAGE'])),
    }),
    retrievalConfiguration: Type.Optional(
      Type.Object({
        vectorSearchConfiguration: Type.Optional(
          Type.Object({
            numberOfResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
            overrideSearchType: Type.Optional(Type.Enum(['HYBRID', 'SEMANTIC'])),
            filter: Type.Optional(Type.Unknown()),
          }),
        ),
      }),
    ),
  }),
)

const DEFAULT_RESULTS = 5

/** Ids the local knowledge base answers to: `LOCAL`, and a substitution nobody has filled in. */
const isLocal = (id: string) => id === 'LOCAL' || /^\$\{[^}]*\}$/.test(id)

/** Answers a request as the wire has it, in camelCase. Throws ResourceNotFoundException for another knowledge base. */
export async function retrieve(knowledgeBaseId: string, body: unknown, folder: Folder): Promise<unknown> {
  const { retrievalQuery, retrievalConfiguration } = checkRequest(body)
  if (!isLocal(knowledgeBaseId)) {
    throw resourceNotFound(
      `Knowledge Base with id ${knowledgeBaseId} does not exist. Check the knowledge base id and try your request again.`,
    )
  }
  if (retrievalQuery.type === 'IMAGE')
    throw validationException('Local AWS searches texts only: retrievalQuery.type must be TEXT.')
  const { numberOfResults = DEFAULT_RESULTS, filter } = retrievalConfiguration?.vectorSearchConfiguration ?? {}
  const found = await folder.search(retrievalQuery.text ?? '', numberOfResults, filterOf(filter))
  return {
    retrievalResults: found.map(({ passage, metadata, score }) => {
      const uri = `s3://local/${passage.file}`
      return {
        content: { text: passage.text, type: 'TEXT' },
        location: { s3Location: { uri }, type: 'S3' },
        metadata: {
          'x-amz-bedrock-kb-source-uri': uri,
          'x-amz-bedrock-kb-chunk-id': passage.id,
          'x-amz-bedrock-kb-data-source-id': 'LOCAL',
          ...metadata,
        },
        score,
      }
    }),
  }
}
