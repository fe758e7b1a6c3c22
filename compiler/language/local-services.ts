/** What serves tasks beyond Bedrock on this machine: functions of the author's, by what a task calls. */

/** The call that a local service answers. */
export interface LocalCall {
  /** As the machine has it: `arn:aws:states:::lambda:invoke`. */
  readonly resource: string
  /** Name of the state machine, which is its chain's. */
  readonly stateMachine: string
  readonly state: string
  /** 0 for the first try. */
  readonly attempt: number
  /** Aborted when nobody waits any more: the task has timed out, the execution has ended. */
  readonly signal: AbortSignal
}

/**
 * Gives what the service would, in the form in which Step Functions shows it; an error that it throws fails the task under the error's
 * `name`. Declared as a method, so that an author may say more of the arguments than is known here: `({ Payload }: LambdaCall<Order>)`.
 */
export type LocalService<Given> = { serve(given: Given, call: LocalCall): unknown }['serve']

/** One function for all calls, or one for each function, table or machine by its name; a substitution's name stands for what it holds. */
export type LocalServiceOrNamed<Given> = LocalService<Given> | { readonly [name: string]: LocalService<Given> }

export interface LambdaCall<Payload = unknown> {
  readonly FunctionName: string
  readonly Payload: Payload
}
export interface HttpCall<Body = unknown> {
  readonly ApiEndpoint: string
  readonly Method: string
  readonly Headers?: { readonly [name: string]: unknown }
  readonly QueryParameters?: { readonly [name: string]: unknown }
  readonly RequestBody?: Body
}
/** Keys and items are attribute values: `{ id: { S: 'a-1' } }`. */
export interface DynamoDbCall {
  readonly TableName: string
  readonly Key?: { readonly [attribute: string]: unknown }
  readonly Item?: { readonly [attribute: string]: unknown }
  readonly ExpressionAttributeValues?: { readonly [placeholder: string]: unknown }
}
export interface StartExecutionCall<Input = unknown> {
  readonly StateMachineArn: string
  readonly Input?: Input
  readonly Name?: string
}
export interface SdkCall {
  readonly [argument: string]: unknown
}

/** Functions by resource, in short: `lambda:invoke`, `aws-sdk:sqs:sendMessage`. */
export interface LocalServices {
  readonly 'lambda:invoke'?: LocalServiceOrNamed<LambdaCall>
  readonly 'http:invoke'?: LocalServiceOrNamed<HttpCall>
  readonly 'states:startExecution'?: LocalServiceOrNamed<StartExecutionCall>
  readonly [dynamodb: `dynamodb:${string}`]: LocalServiceOrNamed<DynamoDbCall>
  readonly [other: `${'aws-sdk' | 'events' | 'sns' | 'sqs'}:${string}`]: LocalServiceOrNamed<SdkCall>
}

/**
 * Serves tasks beyond Bedrock on this machine; the default export of `chains/local-services.ts`, which is read again when it changes.
 * Nothing of it is deployed.
 * @example
 * export default localServices({
 *   'lambda:invoke': { QuoteFunction: ({ Payload }: LambdaCall<{ item: string }>) => ({ Payload: { item: Payload.item, price: 3 } }) },
 *   'dynamodb:getItem': ({ Key }) => ({ Item: { ...Key, status: { S: 'shipped' } } }),
 * })
 */
export const localServices = (services: LocalServices): LocalServices => services
