/** What serves the examples' tasks beyond Bedrock on this machine: a small shop. Nothing of it is deployed. */
import { localServices } from '../compiler/index.ts'
import type { DynamoDbCall, HttpCall, SdkCall } from '../compiler/index.ts'

/** Orders by their number, whoever asks. */
const orders = new Map([
  ['A-17', { status: 'sent', carrier: 'Swift', parcel: 'P-1700' }],
  ['A-18', { status: 'open', carrier: 'Swift', parcel: '' }],
])
const stock = new Map([
  ['kettle', 12],
  ['toaster', 0],
])

/** Which of a map's names a key has: the stand-in for a model may write more around it than a model would. */
function nameIn(names: ReadonlyMap<string, unknown>, { Key }: DynamoDbCall, attribute: string): string {
  const { S: text } = (Key as Readonly<Record<string, { readonly S: string }>>)[attribute] ?? { S: '' }
  return [...names.keys()].find((name) => text.toLowerCase().includes(name.toLowerCase())) ?? text
}
const textsOf = (item: object) => Object.fromEntries(Object.entries(item).map(([name, text]) => [name, { S: String(text) }]))

/** The name is that of the failure, as a task sees it. */
const failure = (name: string, message: string) => Object.assign(new Error(message), { name })

export default localServices({
  'dynamodb:getItem': {
    OrdersTable: (call) => {
      const id = nameIn(orders, call, 'id')
      const order = orders.get(id)
      return order === undefined ? {} : { Item: textsOf({ id, ...order }) }
    },
    StockTable: (call) => {
      const article = nameIn(stock, call, 'article')
      const pieces = stock.get(article)
      return pieces === undefined ? {} : { Item: { article: { S: article }, pieces: { N: String(pieces) } } }
    },
  },
  'dynamodb:updateItem': {
    OrdersTable: (call) => {
      const order = orders.get(nameIn(orders, call, 'id'))
      if (order?.status !== 'open') throw failure('DynamoDB.ConditionalCheckFailedException', 'The conditional request failed')
      order.status = 'cancelled'
      return {}
    },
  },
  'http:invoke': ({ ApiEndpoint }: HttpCall) => ({
    StatusCode: 200,
    ResponseBody: ApiEndpoint.includes('/parcels/') ? { place: 'Lyon' } : { sky: 'clear' },
  }),
  'aws-sdk:athena:startQueryExecution': ({ ExecutionParameters }: SdkCall) => ({
    QueryExecutionId: `count ${String((ExecutionParameters as readonly string[])[0])}`,
  }),
  'aws-sdk:athena:getQueryExecution': () => ({ QueryExecution: { Status: { State: 'SUCCEEDED' } } }),
  'aws-sdk:athena:getQueryResults': ({ QueryExecutionId }: SdkCall) => {
    const counted = [...orders.values()].filter(({ status }) => String(QueryExecutionId) === `count '${status}'`)
    return { ResultSet: { Rows: [{ Data: [{ VarCharValue: '_col0' }] }, { Data: [{ VarCharValue: String(counted.length) }] }] } }
  },
})
