/** Every number an author gives is one that AWS takes, and small enough to be reckoned with. */
import { badNumber } from '../problems.ts'
import type { Problem } from '../problems.ts'
import type { Built, ChainTree, Expression } from '../tree.ts'
import { placedBuilders } from '../walk.ts'
import { ofBuilder } from './place.ts'

export interface Range {
  readonly least: number
  readonly most: number
  readonly whole?: boolean
}
interface Given {
  /** As the author knows it. */
  readonly name: string
  readonly value: unknown
  readonly range: Range
}

/** Seconds an Express workflow has in all. */
const ALL_SECONDS = 300
const SECONDS: Range = { least: 1, most: ALL_SECONDS, whole: true }
const ATTEMPTS: Range = { least: 1, most: 100, whole: true }
const TOKENS: Range = { least: 1, most: 1_000_000, whole: true }
/** Turns of a loop: more have no time in five minutes, even if they do nothing. */
const TURNS: Range = { least: 1, most: 1000, whole: true }
const CONCURRENCY: Range = { least: 1, most: 1000, whole: true }
const REPAIRS: Range = { least: 0, most: 10, whole: true }
const SHARE: Range = { least: 0, most: 1 }

/** Numbers inside the arguments of service calls: where they are, and what an option of ours calls them. */
const IN_ARGUMENTS: Readonly<
  Record<string, readonly { readonly path: string; readonly option: string; readonly range: Range }[]>
> = {
  'arn:aws:states:::aws-sdk:bedrockagentruntime:retrieve': [
    {
      path: 'RetrievalConfiguration.VectorSearchConfiguration.NumberOfResults',
      option: 'number',
      range: { least: 1, most: 100, whole: true },
    },
    {
      path: 'RetrievalConfiguration.VectorSearchConfiguration.RerankingConfiguration.BedrockRerankingConfiguration.NumberOfRerankedResults',
      option: 'rerank.number',
      range: { least: 1, most: 100, whole: true },
    },
  ],
  'arn:aws:states:::aws-sdk:dynamodb:query': [
    { path: 'Limit', option: 'limit', range: { least: 1, most: 1_000_000, whole: true } },
  ],
}

/** What stands at a path of a value, where it is written out. */
function literalAt(value: Expression | undefined, path: readonly string[]): unknown {
  const [name, ...rest] = path
  if (!value) return undefined
  if (value.kind === 'literal')
    return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], value.value)
  return value.kind === 'object' && name !== undefined ? literalAt(value.fields[name], rest) : undefined
}

function numbersOf(builder: Built): readonly Given[] {
  switch (builder.kind) {
    case 'bedrockTask':
      return [
        { name: 'timeout', value: builder.timeout, range: SECONDS },
        { name: 'attempts', value: builder.attempts, range: ATTEMPTS },
        { name: 'maxTokens', value: builder.maxTokens, range: TOKENS },
        { name: 'temperature', value: builder.temperature, range: SHARE },
        { name: 'topP', value: builder.topP, range: SHARE },
        { name: 'repair', value: builder.repair, range: REPAIRS },
      ]
    case 'task':
      return [
        { name: 'timeout', value: builder.timeout, range: SECONDS },
        { name: 'attempts', value: builder.attempts, range: ATTEMPTS },
        ...(IN_ARGUMENTS[builder.resource] ?? []).map(({ path, option, range }) => ({
          name: builder.service.includes(':') ? path : option,
          value: literalAt(builder.arguments, path.split('.')),
          range,
        })),
      ]
    case 'map':
      return [{ name: 'concurrency', value: builder.concurrency, range: CONCURRENCY }]
    case 'loop':
      // only a tool loop gives something else than what it carries
      return [{ name: builder.output ? 'maxTurns' : 'max', value: builder.max ?? null, range: TURNS }]
    case 'wait':
      return builder.seconds.kind === 'literal'
        ? [{ name: 'wait', value: builder.seconds.value, range: { ...SECONDS, least: 0 } }]
        : []
    case 'parallel':
    case 'choice':
    case 'value':
    case 'fail':
    case 'systemChain':
    case 'say':
    case 'result':
      return []
    default:
      return builder satisfies never
  }
}

const isIn = (value: unknown, { least, most, whole }: Range): boolean =>
  typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value))

const wrong = (given: readonly Given[]) => given.filter(({ value, range }) => value !== undefined && !isIn(value, range))

export function numbers(tree: ChainTree): Problem[] {
  const { answer } = tree
  const ofAnswer: readonly Given[] = answer
    ? [
        { name: 'maxTokens', value: answer.maxTokens ?? null, range: TOKENS },
        { name: 'temperature', value: answer.temperature, range: SHARE },
        { name: 'topP', value: answer.topP, range: SHARE },
      ]
    : []
  return [
    ...wrong(ofAnswer).map(({ name, value, range }) =>
      badNumber({ at: tree.at, path: [tree.name, 'answer'] }, name, value, range),
    ),
    ...placedBuilders(tree).flatMap((visit) =>
      wrong(numbersOf(visit.placed.builder)).map(({ name, value, range }) => badNumber(ofBuilder(visit), name, value, range)),
    ),
  ]
}
