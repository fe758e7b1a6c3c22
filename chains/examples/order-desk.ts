import {
  awsTask,
  bedrockTask,
  chain,
  choice,
  claude,
  dynamodb,
  equals,
  exists,
  httpRequest,
  loop,
  not,
  or,
  prompt,
  substitution,
  systemChain,
  texts,
  Type,
  value,
  wait,
  when,
  withDefault,
} from '../../compiler/index.ts'
import type { PlaceStep, Ref } from '../../compiler/index.ts'

const Order = Type.Object({ id: Type.String(), status: Type.String(), carrier: Type.String(), parcel: Type.String() })
const Tracking = Type.Object({ place: Type.String() })

const Status = Type.Union([Type.Literal('open'), Type.Literal('sent'), Type.Literal('cancelled')])
const Call = Type.Union([
  Type.Object({ operation: Type.Literal('read'), order: Type.String() }),
  Type.Object({ operation: Type.Literal('cancel'), order: Type.String() }),
  Type.Object({ operation: Type.Literal('count'), status: Status }),
  Type.Object({ operation: Type.Literal('none') }),
])

const readCall = prompt(`What does this message want: to read about an order, to cancel one, to count orders, or none of these?

<message>{{question}}</message>`)

const Started = Type.Object({ QueryExecutionId: Type.String() })
const Execution = Type.Object({ QueryExecution: Type.Object({ Status: Type.Object({ State: Type.String() }) }) })
const Rows = Type.Object({
  ResultSet: Type.Object({
    Rows: Type.Array(Type.Object({ Data: Type.Array(Type.Object({ VarCharValue: Type.Optional(Type.String()) })) })),
  }),
})
const Polled = Type.Object({ state: Type.String() })

const ACCOUNT = '${AWS::Region}:${AWS::AccountId}'
const CATALOGUE = `arn:\${AWS::Partition}:glue:${ACCOUNT}:`
const ORDERS = 'arn:${AWS::Partition}:s3:::${OrdersBucket}'
const athena = {
  service: 'athena',
  resources: [`arn:\${AWS::Partition}:athena:${ACCOUNT}:workgroup/\${WorkGroup}`],
}
/** What Athena does in the workflow's name to run a query: it looks up the table, and reads the table's files. */
const reading = [
  { actions: ['glue:GetDatabase'], resources: [`${CATALOGUE}catalog`, `${CATALOGUE}database/\${OrdersDatabase}`] },
  {
    actions: ['glue:GetTable'],
    resources: [`${CATALOGUE}catalog`, `${CATALOGUE}database/\${OrdersDatabase}`, `${CATALOGUE}table/\${OrdersDatabase}/orders`],
  },
  { actions: ['s3:GetBucketLocation', 's3:ListBucket'], resources: [ORDERS] },
  { actions: ['s3:GetObject'], resources: [`${ORDERS}/*`], reason: 'A table is as many files as have been written.' },
]

/**
 * Counts orders with SQL in Athena: starts the query, asks every two seconds whether it is done, and reads its rows. The status can
 * only be one of the schema's, and goes in as a parameter. A part of a chain is a plain function.
 */
function countOrders(step: PlaceStep, status: Ref<string>) {
  const started = step(
    'started',
    awsTask({
      ...athena,
      action: 'startQueryExecution',
      arguments: {
        QueryString: 'SELECT count(*) FROM orders WHERE status = ?',
        ExecutionParameters: [texts.concat("'", status, "'")],
        QueryExecutionContext: { Database: substitution('OrdersDatabase') },
        WorkGroup: substitution('WorkGroup'),
      },
      permissions: reading,
      result: Started,
      timeout: 10,
      attempts: 2,
    }),
  )
  const done = step(
    'done',
    loop(
      {
        carry: Polled,
        start: { state: 'QUEUED' },
        max: 10,
        until: ({ state }) => not(or(equals(state, 'QUEUED'), equals(state, 'RUNNING'))),
      },
      (step) => {
        step('pause', wait(2))
        const polled = step(
          'polled',
          awsTask({
            ...athena,
            action: 'getQueryExecution',
            arguments: { QueryExecutionId: started.QueryExecutionId },
            result: Execution,
            timeout: 3,
            attempts: 2,
          }),
        )
        return value(Polled, { state: polled.QueryExecution.Status.State })
      },
    ),
  )
  return when(equals(done.state, 'SUCCEEDED'), (step) => {
    const rows = step(
      'rows',
      awsTask({
        ...athena,
        action: 'getQueryResults',
        arguments: { QueryExecutionId: started.QueryExecutionId },
        result: Rows,
        timeout: 10,
        attempts: 2,
      }),
    )
    return systemChain.keep({ context: [{ status, rows: rows.ResultSet.Rows }] })
  }).otherwise(systemChain.append('The count is not ready: say that it takes longer than usual.'))
}

/**
 * API calling: a model writes the call, as data that can only be one of four operations; the workflow makes it. The values a
 * model gives are keys and path segments, never code: DynamoDB gets them as attribute values, the carrier's URL encoded. Whose order
 * it is does not depend on the model: the key begins with the caller, as the runtime has verified them.
 */
export default chain(
  'order-desk',
  {
    description: 'Looks up and cancels orders.',
    examples: ['Where is order A-17?', 'Cancel order A-17.', 'How many orders are open?'],
    answer: { model: claude.haiku45, system: 'You are the order desk of a shop. Answer from the context alone.', maxTokens: 300 },
    substitutions: {
      OrdersTable: 'Name of the table of orders, by customer and id.',
      WorkGroup: 'Name of the Athena work group, which keeps the results of its queries itself.',
      OrdersDatabase: 'Name of the database, in the Glue catalogue, that has the table orders.',
      OrdersBucket: "Name of the bucket that has the table's files.",
      CarrierConnectionArn: "ARN of the connection to the carrier's API.",
    },
  },
  (step, { question, caller }) => {
    const customer = withDefault(caller, 'guest')
    const call = step(
      'call',
      bedrockTask({ model: claude.haiku45, prompt: readCall({ question }), output: Call, structured: 'tool', maxTokens: 100 }),
    )
    return choice(call, 'operation', {
      none: systemChain.append('The message names no order: say what you can do.'),
      count: (step, { status }) => countOrders(step, status),
      cancel: (step, { order }) => {
        step(
          'update',
          dynamodb.updateItem({
            table: 'OrdersTable',
            key: { customer, id: order },
            set: { status: 'cancelled' },
            onlyIf: { status: 'open' },
            catch: {
              'DynamoDB.ConditionalCheckFailedException': systemChain.append('The order cannot be cancelled: it is not open.', {
                context: [{ order }],
              }),
            },
          }),
        )
        return systemChain.append('The order is cancelled now: say so.', { context: [{ order }] })
      },
      read: (step, { order }) => {
        const { item } = step('order', dynamodb.getItem({ table: 'OrdersTable', key: { customer, id: order }, item: Order }))
        return when(exists(item), (step) => {
          const tracking = step(
            'tracking',
            httpRequest({
              connection: 'CarrierConnectionArn',
              url: 'https://api.carrier.example',
              path: ['parcels', withDefault(item.parcel, '')],
              result: Tracking,
              timeout: 10,
              catch: { 'States.Http.StatusCode.404': value(Tracking, { place: 'unknown' }) },
            }),
          )
          return systemChain.keep({ context: [item, tracking] })
        }).otherwise(systemChain.append('There is no such order. Ask for the right number.', { context: [{ order }] }))
      },
    })
  },
)
