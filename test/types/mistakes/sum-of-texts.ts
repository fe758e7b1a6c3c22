/** Wanted: the total of the prices, which were declared as texts. */
import { Type, chain, numbers, result } from '../../../compiler/index.ts'

const Order = Type.Object({ prices: Type.Array(Type.String()) })

export default chain('total', { params: Order }, (_, { params }) => result({ total: numbers.sum(params.prices) }))
