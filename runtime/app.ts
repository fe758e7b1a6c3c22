/** The deployed app: what is at which address. */
// oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 hands a handler's rejection to the error handler
import express from 'express'
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from 'express'
import { preferred } from './accept.ts'
import { cors } from './access/cors.ts'
import { securityHeaders } from './access/security-headers.ts'
import { answer } from './answer.ts'
import type { Dependencies } from './dependencies.ts'
import { beginExchange, headerOf } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { CallerLeft, asFailure, badAddress, methodNotAllowed, notAcceptable, notFound, unknownChain } from './failure.ts'
import { collectedReply } from './formats/collected-reply.ts'
import type { Collected } from './formats/collected-reply.ts'
import type { StreamFormat } from './formats/format.ts'
import { answerJson } from './formats/json.ts'
import { openAiCompletion, openAiStream } from './formats/openai.ts'
import { plain } from './formats/plain.ts'
import { ownForm } from './formats/reply.ts'
import type { FailureForm } from './formats/reply.ts'
import { sendFailure, sendJson } from './formats/send.ts'
import { serverSentEvents } from './formats/server-sent-events.ts'
import { streamedReply } from './formats/streamed-reply.ts'
import { uiStream } from './formats/ui-stream.ts'
import { openApi } from './openapi.ts'
import type { Handler } from './page.ts'
import { readJson } from './request/body.ts'
import { checkedBy } from './request/explain.ts'
import { askedOf } from './routes/asked.ts'
import type { Asked } from './routes/asked.ts'
import { planOf } from './routes/chain.ts'
import { chainList, modelEntry, modelList } from './routes/listing.ts'
import { askedOfOpenAi, openAiForm, withoutNulls } from './routes/openai.ts'
import { seedPlan } from './routes/seed.ts'
import { askedOfUi } from './routes/ui.ts'
import { served } from './served.ts'
import type { ServedChain } from './served.ts'
import { reporter } from './telemetry/report.ts'

export function createApp(dependencies: Dependencies): Express {
  const { settings, manifests, validators, clock, timing, access, tracing, pages = [] } = dependencies
  const report = reporter(dependencies)
  const { chains, seed } = served(manifests, settings)
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('strict routing')
  app.enable('case sensitive routing')
  app.set('query parser', false)

  // ---- around every request

  const exchanges = new WeakMap<Request, Exchange>()
  const exchangeOf = (request: Request) => exchanges.get(request) as Exchange
  app.use((request, response, next) => {
    const exchange = beginExchange(request, response, {
      clock,
      newId: dependencies.newId,
      timeoutMs: settings.requestTimeoutMs,
      inLambda: settings.inLambda,
      tracing,
    })
    exchanges.set(request, exchange)
    report(request, response, exchange)
    next()
  })
  app.use(securityHeaders)
  app.use(cors(settings.corsOrigins))

  // ---- addresses

  /** Handlers by method; HEAD is GET's, and whatever else is refused by name. Callers are checked before a body is read. */
  const at = (
    path: string,
    handlers: Readonly<Record<string, Handler>>,
    { open = false, form = ownForm }: { open?: boolean; form?: FailureForm } = {},
  ) => {
    const methods = Object.keys(handlers).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    // One entry for all methods; `app.all` would make one for each that Node knows.
    app.route(path).all(async (request, response) => {
      const exchange = exchangeOf(request)
      try {
        const handler = handlers[request.method === 'HEAD' ? 'GET' : request.method]
        if (handler === undefined) throw methodNotAllowed(methods.join(', '))
        if (!open) exchange.caller = await access(request)
        await handler(request, response, exchange)
      } catch (error) {
        failed(error, response, exchange, form)
      }
    })
  }
  const failed = (error: unknown, response: Response, { requestId, account, signal }: Exchange, form: FailureForm) => {
    if (error instanceof CallerLeft || signal.reason instanceof CallerLeft) {
      response.destroy()
      return
    }
    const failure = error instanceof URIError ? badAddress(error) : asFailure(signal.aborted ? signal.reason : error)
    account.failure = failure
    if (response.headersSent) response.destroy()
    else sendFailure(response, failure, requestId, form)
  }
  const get =
    (value: (request: Request) => unknown): Handler =>
    (request, response) =>
      sendJson(response, 200, value(request))

  const bodyOf = (request: Request) => readJson(request, settings.maxBodyBytes)
  const chainNamed = (name: unknown): ServedChain => {
    const chain = chains.get(String(name))
    if (chain === undefined) throw unknownChain([...chains.keys()])
    return chain
  }
  const stream = (response: Response, { requestId }: Exchange, format: StreamFormat, form: FailureForm = ownForm) =>
    streamedReply({ response, format, requestId, failureForm: form, timing, clock })
  const collect = (
    response: Response,
    { requestId }: Exchange,
    body: (answer: Collected) => unknown,
    form: FailureForm = ownForm,
  ) => collectedReply({ response, requestId, body, failureForm: form })

  at('/healthz', { GET: get(() => ({ status: 'ok' })) }, { open: true })
  at('/chains', { GET: get(() => chainList(chains)) })
  at('/openapi.json', { GET: get(() => openApi(chains, seed !== undefined)) })

  if (seed !== undefined)
    at('/bedrock_claude_messages_api', {
      POST: async (request, response, exchange) => {
        const plan = seedPlan(await bodyOf(request), seed, validators, exchange)
        await answer(plan, stream(response, exchange, plain), dependencies, exchange)
      },
    })

  /** A chain's answer in the form that the caller prefers. */
  const answered = async (chain: ServedChain, asked: Asked, request: Request, response: Response, exchange: Exchange) => {
    const isData = chain.manifest.kind === 'result'
    const type = accepted(request, isData ? ['application/json'] : ['text/event-stream', 'text/plain', 'application/json'])
    const plan = planOf(asked, chain, exchange, dependencies)
    const reply =
      type === 'application/json'
        ? collect(response, exchange, isData ? ({ text }) => JSON.parse(text) as unknown : answerJson)
        : stream(response, exchange, type === 'text/plain' ? plain : serverSentEvents)
    await answer(plan, reply, dependencies, exchange)
  }
  const chainRequest = async (request: Request) => askedOf(checkedBy(validators.chainRequest, await bodyOf(request)))

  at('/chains/:name', {
    POST: async (request, response, exchange) => {
      const chain = chainNamed(request.params.name)
      await answered(chain, await chainRequest(request), request, response, exchange)
    },
  })

  // Bedrock AgentCore's contract for a container: it checks callers itself, and keeps their sessions apart.
  if (settings.agentCoreChain !== undefined) {
    const chain = chainNamed(settings.agentCoreChain)
    at('/ping', { GET: get(() => ({ status: 'Healthy', time_of_last_update: Math.floor(clock.now() / 1000) })) }, { open: true })
    at('/invocations', {
      POST: async (request, response, exchange) => {
        const asked = await chainRequest(request)
        const session = asked.said.session ?? headerOf(request, 'x-amzn-bedrock-agentcore-runtime-session-id')
        await answered(chain, { ...asked, said: { ...asked.said, session } }, request, response, exchange)
      },
    })
  }

  at('/chains/:name/ui', {
    POST: async (request, response, exchange) => {
      const chain = chainNamed(request.params.name)
      const plan = planOf(askedOfUi(checkedBy(validators.uiRequest, await bodyOf(request))), chain, exchange, dependencies)
      await answer(plan, stream(response, exchange, uiStream(exchange.requestId)), dependencies, exchange)
    },
  })

  const openAi = { form: openAiForm }
  at('/v1/models', { GET: get(() => modelList(chains)) }, openAi)
  at('/v1/models/:name', { GET: get((request) => modelEntry(chainNamed(request.params.name).manifest.name)) }, openAi)
  at(
    '/v1/chat/completions',
    {
      POST: async (request, response, exchange) => {
        const asked = checkedBy(validators.openAiRequest, withoutNulls(await bodyOf(request)))
        const plan = planOf(askedOfOpenAi(asked), chainNamed(asked.model), exchange, dependencies)
        const completion = { id: `chatcmpl-${exchange.requestId}`, created: Math.floor(clock.now() / 1000), model: asked.model }
        const reply =
          asked.stream === true
            ? stream(
                response,
                exchange,
                openAiStream(completion, asked.stream_options?.include_usage === true, openAiForm),
                openAiForm,
              )
            : collect(response, exchange, openAiCompletion(completion), openAiForm)
        await answer(plan, reply, dependencies, exchange)
      },
    },
    openAi,
  )

  for (const { path, handlers, open = false } of pages) at(path, handlers, { open })
  app.use(nothingHere)
  // Express knows an error handler by its four parameters.
  const tell: ErrorRequestHandler = (error: unknown, request, response, _next) =>
    failed(error, response, exchangeOf(request), ownForm)
  app.use(tell)
  return app
}

function accepted<T extends string>(request: Request, offered: readonly T[]): T {
  const type = preferred(request.headers.accept, offered)
  if (type === undefined) throw notAcceptable(offered.join(', '))
  return type
}

const nothingHere: RequestHandler = () => {
  throw notFound()
}
