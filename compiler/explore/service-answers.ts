/** What services other than models may give: raw results, as Step Functions shows them. */
import type { Json } from '../asl.ts'
import type { Schema } from '../tree.ts'
import { broken, result, returned } from './outcome.ts'
import type { Given } from './outcome.ts'
import { plainOf, samplesOf } from './samples.ts'
import type { Words } from './samples.ts'
import type { Task } from './tasks.ts'
import { LONG_TEXT, STRANGE_TEXTS } from './texts.ts'
import { wrongValues } from './wrong.ts'

type Asks = Extract<Task['asks'], { of: 'service' }>
type Members = { readonly [name: string]: Json }

/** More than a task may answer, in characters. */
const TOO_MUCH = 300_000

/** The answers of a service, the plainest first. */
export function serviceAnswers(resource: string, asks: Asks, words: Words): readonly Given[] {
  const action = resource.replace(/^.*:states:[^:]*:[^:]*:/, '')
  switch (action) {
    case 'aws-sdk:bedrockagentruntime:retrieve':
      return retrieved(asks)
    case 'lambda:invoke':
      return promised(asks, words, (Payload) => ({ ExecutedVersion: '$LATEST', StatusCode: 200, Payload }))
    case 'http:invoke':
      return promised(asks, words, (ResponseBody) => ({ StatusCode: 200, StatusText: 'OK', Headers: {}, ResponseBody }))
    case 'states:startExecution':
      return [result('', returned({ ExecutionArn: 'arn:aws:states:us-east-1:123456789012:execution:other:1', StartDate: 1 }))]
    case 'dynamodb:getItem':
      return items(asks, words, 'item', (Item) => ({ Item })).toSpliced(1, 0, result('finds nothing', returned({})))
    case 'dynamodb:updateItem':
      return asks.promised ? items(asks, words, null, (Attributes) => ({ Attributes })) : [result('', returned({}))]
    case 'aws-sdk:dynamodb:query':
      return queried(asks, words)
    default:
      return asks.promised
        ? promised(asks, words, (value) => value, false)
        : [result('', returned({})), result('gives nothing', returned(null))]
  }
}

// ---------------------------------------------------------------- somebody else's code

/** Values of the promised schema, as they are and as JSON in a text, and values that are not of it. */
function promised({ promised: schema }: Asks, words: Words, wrap: (value: Json) => Json, isText = true): readonly Given[] {
  const tooMuch = result('gives too much', returned(wrap('x'.repeat(TOO_MUCH))))
  if (!schema) return [result('', returned(wrap(null))), result('gives a text', returned(wrap('text'))), tooMuch]
  const right = samplesOf(schema, words)
  const wrong = wrongValues(schema).map(({ value, what }) => broken(what, returned(wrap(value))))
  const inText =
    isText && schema['type'] !== 'string' ? [result('gives it as JSON', returned(wrap(JSON.stringify(right[0]?.value))))] : []
  const noJson = isText
    ? [broken('gives a text', returned(wrap('<html></html>'))), broken('gives an empty text', returned(wrap('')))]
    : []
  return [...right.map(({ value, what }) => result(what, returned(wrap(value)))), ...inText, ...wrong, ...noJson, tooMuch]
}

// ---------------------------------------------------------------- knowledge bases

const passage = (content: Members, more: Members = {}): Json => ({
  Content: content,
  Location: { Type: 'S3', S3Location: { Uri: 's3://documents/one.md' } },
  Metadata: {},
  Score: 0.5,
  ...more,
})
const textPassage = (Text: string, more: Members = {}) => passage({ Text, Type: 'TEXT' }, more)

/** Where passages come from, by the kinds of data sources there are. */
const LOCATIONS: readonly Members[] = [
  { Type: 'WEB', WebLocation: { Url: 'https://example.com' } },
  { Type: 'CONFLUENCE', ConfluenceLocation: { Url: 'https://example.com' } },
  { Type: 'CUSTOM', CustomDocumentLocation: { Id: 'one' } },
  { Type: 'KENDRA', KendraDocumentLocation: { Uri: 'kendra://one' } },
  { Type: 'SQL', SqlLocation: { Query: 'SELECT 1' } },
]

const PICTURE: Members = { Type: 'IMAGE', ByteContent: 'data:image/png;base64,iVBORw0KGgo=' }
const ROW: Members = { Type: 'ROW', Row: [{ ColumnName: 'a', ColumnValue: '1', Type: 'LONG' }] }

/** Passages that a search gives at most, where its schema does not say. */
const MOST_PASSAGES = 100

function retrieved({ schema }: Asks): readonly Given[] {
  const { passages } = (schema['properties'] ?? {}) as { readonly passages?: { readonly maxItems?: number } }
  const most = passages?.maxItems ?? MOST_PASSAGES
  const found = (what: string, RetrievalResults: readonly Json[], more: Members = {}) =>
    result(what, returned({ RetrievalResults, ...more }))
  const plain = textPassage('text')
  const bare = { Content: { Text: 'text', Type: 'TEXT' } }
  return [
    found('', [plain]),
    found('finds nothing', []),
    ...(most < 2 ? [] : [found('finds two passages', [plain, textPassage('other', { Score: 0.4 })])]),
    found(
      `finds ${most} passages`,
      Array.from({ length: most }, () => plain),
    ),
    found('finds a passage with no more than its text', [bare]),
    ...LOCATIONS.map((Location) =>
      found(`finds a passage at ${JSON.stringify(Location['Type'])}`, [textPassage('text', { Location })]),
    ),
    found('finds a passage of score 0', [textPassage('text', { Score: 0 })]),
    found('finds a picture', [passage(PICTURE)]),
    found('finds a row of a table', [passage(ROW)]),
    ...(most < 2 ? [] : [found('finds a picture and a text', [passage(PICTURE), plain])]),
    ...['', ...STRANGE_TEXTS].map((one) => found(`finds the text ${JSON.stringify(one)}`, [textPassage(one)])),
    found(
      'finds long passages',
      Array.from({ length: Math.min(most, 5) }, () => textPassage('x'.repeat(LONG_TEXT))),
    ),
    found('finds too much', [textPassage('x'.repeat(TOO_MUCH))]),
    found('is stopped by a guardrail', [], { GuardrailAction: 'INTERVENED' }),
  ]
}

// ---------------------------------------------------------------- tables

/** A value as DynamoDB has it; the SDK's integration spells one tag in its own way. */
function attribute(value: Json, sdk: boolean): Members {
  if (value === null) return { [sdk ? 'Nul' : 'NULL']: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'boolean') return { [sdk ? 'Bool' : 'BOOL']: value }
  if (Array.isArray(value)) return { L: (value as readonly Json[]).map((one) => attribute(one, sdk)) }
  return { M: attributes(value as Members, sdk) }
}
const attributes = (item: Members, sdk = false): Members =>
  Object.fromEntries(Object.entries(item).map(([name, one]) => [name, attribute(one, sdk)]))

const isItem = (value: Json): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Items of the schema, or of one member of it, as DynamoDB tells them; and some that are not of it. */
function items({ promised: whole }: Asks, words: Words, member: string | null, wrap: (item: Members) => Json): readonly Given[] {
  const { properties = {} } = (whole ?? {}) as { properties?: Readonly<Record<string, Schema>> }
  const schema = member === null ? (whole ?? {}) : (properties[member] ?? {})
  const told = (value: Json) => (isItem(value) ? [returned(wrap(attributes(value)))] : [])
  return [
    ...samplesOf(schema, words).flatMap(({ value, what }) => told(value).map((one) => result(what, one))),
    ...wrongValues(schema).flatMap(({ value, what }) => told(value).map((one) => broken(what, one))),
  ]
}

function queried({ promised: schema }: Asks, words: Words): readonly Given[] {
  const { properties = {} } = (schema ?? {}) as { properties?: Readonly<Record<string, Schema>> }
  const item = (properties['items'] as { items?: Schema } | undefined)?.items ?? {}
  const plain = attributes(plainOf(item) as Members, true)
  const page = (what: string, Items: readonly Json[], more: Members = {}) =>
    result(what, returned({ Items, Count: Items.length, ScannedCount: Items.length, ...more }))
  return [
    page('', [plain]),
    page('finds nothing', []),
    page('finds two items', [plain, plain]),
    page('finds more than a page', [plain], { LastEvaluatedKey: plain }),
    page('finds a page without items', [], { LastEvaluatedKey: plain }),
    page('ends with an empty key', [plain], { LastEvaluatedKey: {} }),
    ...samplesOf(item, words).flatMap(({ value, what }) => (isItem(value) ? [page(what, [attributes(value, true)])] : [])),
    ...wrongValues(item).flatMap(({ value, what }) =>
      isItem(value) ? [broken(what, returned({ Items: [attributes(value, true)], Count: 1, ScannedCount: 1 }))] : [],
    ),
  ]
}
