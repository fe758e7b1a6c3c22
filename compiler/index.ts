/** The language: everything a chain is written with. */
export { say, result, systemChain } from './language/answer.ts'
export { awsTask } from './language/aws-task.ts'
export { bedrockTask } from './language/bedrock-task.ts'
export { chain } from './language/chain.ts'
export { choice } from './language/choice.ts'
export {
  and,
  atLeast,
  atMost,
  contains,
  differs,
  endsWith,
  equals,
  exists,
  greaterThan,
  isEmpty,
  lessThan,
  not,
  or,
  startsWith,
} from './language/functions/conditions.ts'
export { cond, withDefault } from './language/functions/choose.ts'
export { dates } from './language/functions/dates.ts'
export { json } from './language/functions/json.ts'
export { lists } from './language/functions/lists.ts'
export { numbers } from './language/functions/numbers.ts'
export { objects } from './language/functions/objects.ts'
export { jsonata } from './language/functions/raw.ts'
export { texts } from './language/functions/texts.ts'
export { dynamodb } from './language/dynamodb-task.ts'
export { httpRequest } from './language/http-task.ts'
export { lambda } from './language/lambda-task.ts'
export { localServices } from './language/local-services.ts'
export { loop } from './language/loop.ts'
export { map } from './language/map.ts'
export { allSettled, parallel } from './language/parallel.ts'
export { fail, wait } from './language/pause.ts'
export { prompt, promptFile } from './language/prompt.ts'
export { Passage, retrieve } from './language/retrieve.ts'
export { split } from './language/split.ts'
export { tool, toolLoop } from './language/tool-loop-task.ts'
export { trust } from './language/trust.ts'
export { substitution, value } from './language/value.ts'
export { when } from './language/when.ts'
export { startWorkflow } from './language/workflow-task.ts'
export { amazonNova, claude, customModel, llama, mistral } from './models/index.ts'
export { Type } from 'typebox'

export type { AnswerSpec, Chain, ChainInput, ChainMessage, ChainOptions } from './language/chain.ts'
export type {
  DynamoDbCall,
  HttpCall,
  LambdaCall,
  LocalCall,
  LocalServices,
  SdkCall,
  StartExecutionCall,
} from './language/local-services.ts'
export type { Prompt, PromptFile } from './language/prompt.ts'
export type { Ref } from './language/ref.ts'
export type { Infer } from './language/schema.ts'
export type { Answer, Block, PlaceStep, Result, Step } from './language/step.ts'
export type { Failure } from './language/task.ts'
export type { Giving, Text } from './language/value.ts'
export type { Model } from './tree.ts'
