/** A search in a Bedrock knowledge base. */
import { Type } from 'typebox'
import { TRANSIENT_RETRIEVE_ERRORS } from '../error-names.ts'
import type { Permission } from '../tree.ts'
import type { Infer } from './schema.ts'
import { ownArn, serviceStep } from './service-task.ts'
import type { Step } from './step.ts'
import type { TaskOptions } from './task.ts'
import { call, substitution } from './value.ts'
import type { Giving, Text } from './value.ts'
import { asSchema } from './schema.ts'

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
/** Characters that are kept of a passage and of all of them when nothing is said: passages must stay within 256 KiB. */
const LONGEST_PASSAGE = 8000
const ALL_PASSAGES = 70_000

/** What is given, with its sizes. */
const retrieved = (number: number, maxLength: number) =>
  Type.Object({
    passages: Type.Array(Type.Object({ ...Passage.properties, text: Type.String({ maxLength }) }), { maxItems: number }),
  })

type Scalar = Giving<string> | Giving<number> | Giving<boolean>
type Test =
  | { readonly equals: Scalar }
  | { readonly differs: Scalar }
  | { readonly greaterThan: Giving<number> }
  | { readonly atLeast: Giving<number> }
  | { readonly lessThan: Giving<number> }
  | { readonly atMost: Giving<number> }
  | { readonly in: Giving<readonly (string | number)[]> }
  | { readonly notIn: Giving<readonly (string | number)[]> }
  | { readonly startsWith: Giving<string> }
  | { readonly contains: Giving<string> }
  | { readonly lists: Giving<string> }

/** A condition on documents' metadata: one attribute's test, or several conditions of which all or any must hold. */
export type MetadataFilter =
  | { readonly all: readonly MetadataFilter[] }
  | { readonly any: readonly MetadataFilter[] }
  | ({ readonly attribute: string } & Test)

/** What the knowledge base calls each test; Step Functions renames its `equals`. */
const OPERATORS: Readonly<Record<string, string>> = {
  equals: 'EqualsValue',
  differs: 'NotEquals',
  greaterThan: 'GreaterThan',
  atLeast: 'GreaterThanOrEquals',
  lessThan: 'LessThan',
  atMost: 'LessThanOrEquals',
  in: 'In',
  notIn: 'NotIn',
  startsWith: 'StartsWith',
  contains: 'StringContains',
  lists: 'ListContains',
}

/** Bedrock takes lists of two conditions and more only. */
function filterOf(filter: MetadataFilter): object | null {
  if ('attribute' in filter) {
    const { attribute, ...test } = filter
    const [[operator, operand] = []] = Object.entries(test)
    return { [OPERATORS[operator as string] as string]: { Key: attribute, Value: operand } }
  }
  const [name, list] = 'all' in filter ? (['AndAll', filter.all] as const) : (['OrAll', filter.any] as const)
  const conditions = list.map(filterOf).filter((one) => one !== null)
  return conditions.length > 1 ? { [name]: conditions } : (conditions[0] ?? null)
}

/** The reranking models of Bedrock. */
const RERANKERS = { amazon: 'amazon.rerank-v1:0', cohere: 'cohere.rerank-v3-5:0' } as const

export interface RetrieveOptions extends TaskOptions<Infer<typeof RETRIEVED>> {
  /** Name of the substitution that holds the knowledge base's id, such as `KnowledgeBaseId`. */
  readonly knowledgeBase: string
  readonly query: Text
  /** How many passages are looked for at most, 1 to 100; 5 when absent. */
  readonly number?: number
  /** Which documents are looked at. */
  readonly filter?: MetadataFilter
  /** By meaning alone, or by words as well; the knowledge base decides when absent. */
  readonly search?: 'semantic' | 'hybrid'
  /** A model that puts the passages in order again, and how many of them are kept. */
  readonly rerank?: { readonly model: keyof typeof RERANKERS; readonly number?: number }
  /** Passages with a lower score are left out, as are those without one. */
  readonly minScore?: number
  /** Characters that are kept of a passage's text; 8,000 when absent, or less where that were more than 70,000 for all. */
  readonly maxLength?: number
}

/** A text of at most `limit` characters. */
const cut = (text: Text, limit: number) =>
  typeof text === 'string' ? text.slice(0, limit) : call<string>('substring', [text, 0, limit], { type: 'string' })

/** Longest query Bedrock takes, in characters. */
const QUERY_LIMIT = 20_000

/** Where a passage is from: every kind of location has its address under one of these names. */
const SOURCE = '[$found.Location.*.Uri, $found.Location.*.Url, $found.Location.*.Id][0]'
/** Words of what was found: a row of a table as its columns, nothing of a picture. */
const WORDS =
  '$exists($found.Content.Text) ? $found.Content.Text : $join([$found.Content.Row.(ColumnName & ": " & ColumnValue)], "\\n")'

function passages(minScore: number | undefined, maxLength: number): string {
  const found = '$states.result.RetrievalResults[$exists(Content.Text) or $exists(Content.Row)]'
  const kept = minScore === undefined ? found : `${found}[Score >= ${minScore}]`
  const passage = `{"text": $substring(${WORDS}, 0, ${maxLength}), "source": ${SOURCE}, "score": $found.Score}`
  return `[$map(${kept}, function($found) { ${passage} })]`
}

const rerankPermissions = ({ rerank }: RetrieveOptions): Permission[] =>
  rerank
    ? [
        { actions: ['bedrock:Rerank'], resources: ['*'], reason: 'Bedrock has no resource for reranking.' },
        {
          actions: ['bedrock:InvokeModel'],
          resources: [`arn:\${AWS::Partition}:bedrock:\${AWS::Region}::foundation-model/${RERANKERS[rerank.model]}`],
        },
      ]
    : []

/** What the request says about the reranking. */
function reranking({ rerank }: RetrieveOptions) {
  if (!rerank) return {}
  const { model, number } = rerank
  return {
    RerankingConfiguration: {
      Type: 'BEDROCK_RERANKING_MODEL',
      BedrockRerankingConfiguration: {
        ModelConfiguration: { ModelArn: call<string>('modelArn', [RERANKERS[model]], { type: 'string' }) },
        ...(number === undefined ? {} : { NumberOfRerankedResults: number }),
      },
    },
  }
}

/**
 * Searches a knowledge base. A row of a table is told as its columns; pictures are left out.
 * @example
 * const { passages } = step('docs', retrieve({
 *   knowledgeBase: 'KnowledgeBaseId', query: question, number: 20, rerank: { model: 'amazon', number: 5 },
 *   filter: { all: [{ attribute: 'department', equals: params.department }, { attribute: 'year', atLeast: 2025 }] },
 * }))
 */
export const retrieve = (task: RetrieveOptions): Step<{ passages: Passage[] }> =>
  serviceStep('retrieve', task, () => {
    const { knowledgeBase, query, number = PASSAGES, search, minScore } = task
    const filter = task.filter ? filterOf(task.filter) : null
    const most = task.rerank?.number ?? number
    const maxLength = task.maxLength ?? Math.min(LONGEST_PASSAGE, Math.floor(ALL_PASSAGES / most))
    const own = asSchema(retrieved(most, maxLength))
    return {
      service: 'retrieve',
      resource: 'arn:aws:states:::aws-sdk:bedrockagentruntime:retrieve',
      arguments: {
        KnowledgeBaseId: substitution(knowledgeBase),
        RetrievalQuery: { Text: cut(query, QUERY_LIMIT) },
        RetrievalConfiguration: {
          VectorSearchConfiguration: {
            NumberOfResults: number,
            ...(search === undefined ? {} : { OverrideSearchType: search.toUpperCase() }),
            ...(filter ? { Filter: filter } : {}),
            ...reranking(task),
          },
        },
      },
      gives: {
        // what a catch gives instead may be more, and longer
        ...(task.catch === undefined ? { schema: own } : { schema: asSchema(RETRIEVED), own }),
        code: { passages: passages(minScore, maxLength) },
      },
      transient: TRANSIENT_RETRIEVE_ERRORS,
      timeout: 10,
      permissions: [
        { actions: ['bedrock:Retrieve'], resources: [ownArn('bedrock', `knowledge-base/\${${knowledgeBase}}`)] },
        ...rerankPermissions(task),
      ],
    }
  })
