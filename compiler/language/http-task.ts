/** A request to an HTTPS API, through an EventBridge connection that holds the credentials. */
import { TRANSIENT_HTTP_ERRORS } from '../error-names.ts'
import { OWN_MACHINE } from '../own-machine.ts'
import type { Ref } from './ref.ts'
import type { TSchema } from './schema.ts'
import { call, declared, ownArn, serviceStep, substitution } from './service-task.ts'
import type { ResultOf, ResultOption } from './service-task.ts'
import type { Step } from './step.ts'
import type { TaskOptions } from './task.ts'
import type { Text } from './value.ts'

type Scalar = string | number | boolean | Ref<string> | Ref<number> | Ref<boolean>

export interface HttpRequestOptions<S> extends TaskOptions<ResultOf<S>>, ResultOption<S> {
  /** Name of the substitution that holds the ARN of the EventBridge connection. */
  readonly connection: string
  /** `https://…`; `substitution('BaseUrl')` where it differs from deployment to deployment. */
  readonly url: Text
  /** Segments after the URL. Each is encoded, and one that is `.` or `..` fails the step, so that no value can reach another path. */
  readonly path?: readonly (Text | number | Ref<number>)[]
  /** GET when absent, POST where there is a body. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS'
  /** Encoded by Step Functions. */
  readonly query?: { readonly [name: string]: Scalar | readonly Scalar[] | Ref<readonly (string | number)[]> }
  readonly headers?: { readonly [name: string]: Text }
  /** JSON, any part of which may be a reference. */
  readonly body?: unknown
  /** True: the body is sent as a form instead of JSON. */
  readonly form?: boolean
}

/** Posting twice may do something twice; the others can be repeated. */
const REPEATABLE = new Set(['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])

/**
 * Calls an HTTPS API and gives the body it answers, checked against `result`. An answer that is not 2xx is an error called
 * `States.Http.StatusCode.404` and so on, by which `catch` can tell it. 408, 429 and 5xx are retried, but not for POST and PATCH,
 * unless `attempts` says so. Step Functions gives up after 60 s.
 * @example
 * const Order = Type.Object({ status: Type.String() })
 * const order = step('order', httpRequest({
 *   connection: 'ShopConnectionArn', url: 'https://shop.example.com', path: ['orders', found.id], result: Order,
 *   catch: { 'States.Http.StatusCode.404': value(Order, { status: 'unknown' }) },
 * }))
 */
export const httpRequest = <S extends TSchema | undefined = undefined>(task: HttpRequestOptions<S>): Step<ResultOf<S>> =>
  serviceStep('httpRequest', task, () => {
    const { url, path = [], query, headers, body, form, method = body === undefined ? 'GET' : 'POST' } = task
    return {
      service: 'httpRequest',
      resource: 'arn:aws:states:::http:invoke',
      arguments: {
        ApiEndpoint: path.length === 0 ? url : call('url', [url, ...path], { type: 'string' }),
        Method: method,
        Authentication: { ConnectionArn: substitution(task.connection) },
        ...(headers || form
          ? { Headers: { ...(form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}), ...headers } }
          : {}),
        ...(query ? { QueryParameters: query } : {}),
        ...(body === undefined ? {} : { RequestBody: body }),
        ...(form ? { Transform: { RequestBodyEncoding: 'URL_ENCODED' } } : {}),
      },
      gives: declared(task.result, '$states.result.ResponseBody'),
      transient: TRANSIENT_HTTP_ERRORS,
      timeout: 30,
      attempts: REPEATABLE.has(method) ? 3 : 1,
      permissions: [
        // the state machine allows itself to call an endpoint
        { actions: ['states:InvokeHTTPEndpoint'], resources: [ownArn('states', `stateMachine:${OWN_MACHINE}`)] },
        { actions: ['events:RetrieveConnectionCredentials'], resources: [`\${${task.connection}}`] },
        {
          actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
          resources: [ownArn('secretsmanager', 'secret:events!connection/*')],
          reason: "EventBridge keeps a connection's credentials in a secret whose name it makes up.",
        },
      ],
    }
  })
