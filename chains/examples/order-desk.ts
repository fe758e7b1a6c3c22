import {
  bedrockTask,
  chain,
  choice,
  claude,
  dynamodb,
  exists,
  httpRequest,
  prompt,
  systemChain,
  Type,
  value,
  when,
  withDefault,
} from '../../compiler/index.ts'

const Order = Type.Object({ id: Type.String(), status: Type.String(), carrier: Type.String(), parcel: Type.String() })
const Tracking = Type.Object({ place: Type.String() })

const Call = Type.Union([
  Type.Object({ operation: Type.Literal('read'), order: Type.String() }),
  Type.Object({ operation: Type.Literal('cancel'), order: Type.String() }),
  Type.Object({ operation: Type.Literal('none') }),
])

const readCall = prompt(`What does this message want: to read about an order, to cancel one, or neither?

<message>{{question}}</message>`)
const noOrder = prompt('There is no order {{order}}. Ask for the right number.')

/**
 * API calling: a model writes the call, as data that can only be one of three operations; the workflow makes it. The values a
 * model gives are keys and path segments, never code: DynamoDB gets them as attribute values, the carrier's URL encoded.
 */
export default chain(
  'order-desk',
  {
    description: 'Looks up and cancels orders.',
    answer: { model: claude.haiku45, system: 'You are the order desk of a shop. Answer from the context alone.', maxTokens: 300 },
    substitutions: {
      OrdersTable: 'Name of the table of orders.',
      CarrierConnectionArn: "ARN of the connection to the carrier's API.",
    },
  },
  (step, { question }) => {
    const call = step(
      'call',
      bedrockTask({ model: claude.haiku45, prompt: readCall({ question }), output: Call, structured: 'tool', maxTokens: 100 }),
    )
    return choice(call, 'operation', {
      none: systemChain.append('The message names no order: say what you can do.'),
      cancel: (step, { order }) => {
        step(
          'update',
          dynamodb.updateItem({
            table: 'OrdersTable',
            key: { id: order },
            set: { status: 'cancelled' },
            onlyIf: { status: 'open' },
            catch: {
              'DynamoDB.ConditionalCheckFailedException': systemChain.append(
                prompt('Order {{order}} cannot be cancelled: it is not open.')({ order }),
              ),
            },
          }),
        )
        return systemChain.append(prompt('Order {{order}} is cancelled now: say so.')({ order }))
      },
      read: (step, { order }) => {
        const { item } = step('order', dynamodb.getItem({ table: 'OrdersTable', key: { id: order }, item: Order }))
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
        }).otherwise(systemChain.append(noOrder({ order })))
      },
    })
  },
)
