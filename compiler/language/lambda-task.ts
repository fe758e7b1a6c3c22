/** A call of a Lambda function. */
import { TRANSIENT_LAMBDA_ERRORS } from '../error-names.ts'
import type { TSchema } from './schema.ts'
import { arnOf, declared, serviceStep, substitution } from './service-task.ts'
import type { ResultOf, ResultOption } from './service-task.ts'
import type { Step } from './step.ts'
import type { TaskOptions } from './task.ts'

export interface LambdaOptions<S> extends TaskOptions<ResultOf<S>>, ResultOption<S> {
  /** Name of the substitution that holds the function's name, with `:alias` behind it where it has one; one that ends in `Arn` holds its ARN. */
  readonly function: string
  /** What the function is called with: JSON, any part of which may be a reference; `{}` when absent. */
  readonly payload?: unknown
}

/**
 * Calls a Lambda function and gives what it returns, checked against `result`. An error that the function throws has the error's
 * own name (`OrderNotFound`), by which `catch` can tell it; Lambda's own faults are retried.
 * @example
 * const Pdf = Type.Object({ url: Type.String() })
 * const { url } = step('pdf', lambda({ function: 'PdfFunction', payload: { text: itinerary.text }, result: Pdf }))
 */
export const lambda = <S extends TSchema | undefined = undefined>(task: LambdaOptions<S>): Step<ResultOf<S>> =>
  serviceStep('lambda', task, () => {
    return {
      service: 'lambda',
      resource: 'arn:aws:states:::lambda:invoke',
      arguments: { FunctionName: substitution(task.function), Payload: task.payload ?? {} },
      gives: declared(task.result, '$states.result.Payload'),
      transient: TRANSIENT_LAMBDA_ERRORS,
      timeout: 30,
      permissions: [{ actions: ['lambda:InvokeFunction'], resources: [arnOf(task.function, 'lambda', 'function:')] }],
    }
  })
