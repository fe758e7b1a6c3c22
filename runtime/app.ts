// oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 hands a handler's rejection to the error handler
/** The deployed app: what is at which address. */
import express from 'express'
import type { ErrorRequestHandler, Express, Request, Response } from 'express'
import { preferred } from './accept.ts'
import { answer, runOf } from './answer.ts'
import type { Plan } from './answer.ts'
import type { Dependencies } from './dependencies.ts'
import { beginExchange } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import {
  CallerLeft,
  asFailure,
  badAddress,
  brokenContract,
  methodNotAllowed,
  notAcceptable,
  notFound,
  unknownChain,
} from './failure.ts'
import { collectedReply } from './formats/collected-reply.ts'
import type { StreamFormat } from './formats/format.ts'
import { answerJson } from './formats/json.ts'
import { plain } from './formats/plain.ts'
import { failureBody } from './formats/reply.ts'
import type { FailureBody, Reply } from './formats/reply.ts'
import { sendFailure, sendJson } from './formats/send.ts'
import { serverSentEvents } from './formats/server-sent-events.ts'
import { streamedReply } from './formats/streamed-reply.ts'
import { readJson } from './request/body.ts'
import { answerPlan, askedOf, dataPlan } from './routes/chain.ts'
import { seedPlan } from './routes/seed.ts'
import { served } from './served.ts'
import type { ServedChain } from './served.ts'
import { runWorkflow } from './workflow.ts'

export function createApp(dependencies: Dependencies): Express {
  const { settings, manifests, validators, clock, timing, random } = dependencies
  const { chains, seed } = served(manifests, settings)
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('strict routing')
  app.enable('case sensitive routing')

  const exchanges = new WeakMap<Request, Exchange>()
  const exchangeOf = (request: Request) => exchanges.get(request) as Exchange
  app.use((request, response, next) => {
    exchanges.set(
      request,
      beginExchange(request, response, {
        clock,
        newId: dependencies.newId,
        timeoutMs: settings.requestTimeoutMs,
        inLambda: settings.inLambda,
      }),
    )
    next()
  })

  const stream = (response: Response, { requestId }: Exchange, format: StreamFormat, body: FailureBody = failureBody) =>
    streamedReply({ response, format, requestId, failureBody: body, timing, clock })
  const run = (plan: Plan, reply: Reply, { signal, account, elapsed }: Exchange) =>
    answer(plan, reply, dependencies, validators.workflowOutput, signal, account, elapsed)
  const chainOf = (request: Request): ServedChain => {
    const chain = chains.get(String(request.params.name))
    if (chain === undefined) throw unknownChain([...chains.keys()])
    return chain
  }

  app
    .route('/healthz')
    .get((_request, response) => sendJson(response, 200, { status: 'ok' }))
    .all(only('GET, HEAD'))

  if (seed !== undefined)
    app
      .route('/bedrock_claude_messages_api')
      .post(async (request, response) => {
        const exchange = exchangeOf(request)
        const plan = seedPlan(await readJson(request, settings.maxBodyBytes), seed, validators, exchange, undefined)
        await run(plan, stream(response, exchange, plain), exchange)
      })
      .all(only('POST'))

  app
    .route('/chains/:name')
    .post(async (request, response) => {
      const exchange = exchangeOf(request)
      const chain = chainOf(request)
      const data = chain.manifest.kind === 'result'
      const offered = data ? (['application/json'] as const) : (['text/event-stream', 'text/plain', 'application/json'] as const)
      const type = preferred(request.headers.accept, offered)
      if (type === undefined) throw notAcceptable(offered.join(', '))
      const asked = askedOf(await readJson(request, settings.maxBodyBytes), validators, undefined)
      if (data) return sendJson(response, 200, await resultOf(chain, asked, exchange))
      const plan = answerPlan(asked, chain, { validators, exchange, random })
      const reply =
        type === 'application/json'
          ? collectedReply({ response, requestId: exchange.requestId, body: answerJson, failureBody })
          : stream(response, exchange, type === 'text/plain' ? plain : serverSentEvents)
      return run(plan, reply, exchange)
    })
    .all(only('POST'))

  async function resultOf(chain: ServedChain, asked: ReturnType<typeof askedOf>, exchange: Exchange): Promise<unknown> {
    const call = dataPlan(asked, chain, { validators, exchange, random })
    const { output } = await runWorkflow(dependencies.workflows, call, validators.workflowResult, exchange.signal)
    const { account, requestId, elapsed } = exchange
    account.workflowMs = elapsed()
    account.run = runOf({ chain: chain.manifest, workflow: call, requestId }, output)
    const validator = validators.results.get(chain.manifest.name)
    if (validator !== undefined && !validator(output.result)) throw brokenContract({ errors: validator.errors })
    return output.result
  }

  app.use(() => {
    throw notFound()
  })
  app.use(tellFailure(exchangeOf))
  return app
}

const only = (methods: string) => () => {
  throw methodNotAllowed(methods)
}

// Express knows an error handler by its four parameters.
const tellFailure =
  (exchangeOf: (request: Request) => Exchange): ErrorRequestHandler =>
  (error: unknown, request, response, _next) => {
    const { requestId, account, signal } = exchangeOf(request)
    if (error instanceof CallerLeft || signal.reason instanceof CallerLeft) {
      account.left = true
      response.destroy()
      return
    }
    const failure = error instanceof URIError ? badAddress(error) : asFailure(signal.aborted ? signal.reason : error)
    account.failure = failure
    if (response.headersSent) response.destroy()
    else sendFailure(response, failure, requestId, failureBody)
  }
