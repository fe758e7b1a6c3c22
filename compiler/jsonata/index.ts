/** JSONata as Step Functions has it: parse, evaluate, and (in `dialect.ts`) everything that differs from the library. */
export { asJsonataError, bind, evaluate, evaluateBound, parse, JsonataError } from './expression.ts'
export type { Bindings, Bound, ExpressionTree } from './expression.ts'
export { parseAll } from './parse-all.ts'
export { ADDED_NAMES, REMOVED } from './dialect.ts'
export type { Services } from './dialect.ts'
export { javaRandom } from './java-random.ts'
export type { Memo } from './memo.ts'
export { NotJson, plain } from './plain.ts'
