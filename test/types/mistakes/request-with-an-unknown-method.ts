/** Wanted: to read an order; the method is written in small letters. */
import { chain, claude, httpRequest, say, Type } from '../../../compiler/index.ts'

const Order = Type.Object({ state: Type.String() })

export default chain('order', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, (step) => {
  const order = step('order', httpRequest({ connection: 'ShopArn', url: 'https://shop.example', method: 'get', result: Order }))
  return say(order.state)
})
