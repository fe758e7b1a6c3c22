/** What the page asks of the runtime that serves it, with the caller's key where one is needed. */
import { ApiError, createClient } from 'client'
import type { ExecutionRecord } from '../../local/stepfunctions/record.ts'
import type { PlaygroundChains } from '../chain.ts'
import type { Script } from '../data/script.ts'
import { answersBody, faultsBody } from '../data/script.ts'
import type { AnswerEvent, Turn, TurnFailure } from '../data/turn.ts'

export interface Api {
  /** Sent as a bearer token from now on; kept in this page's memory alone. */
  useKey(key: string): void
  hasKey(): boolean
  chains(): Promise<PlaygroundChains>
  /** The graph as SVG; empty where there is none. */
  graph(chain: string): Promise<string>
  /** What happens, as it happens, up to the end of the answer. */
  ask(turn: Turn, signal: AbortSignal): AsyncGenerator<AnswerEvent>
  /** The run of a turn, where it ran on this machine. */
  execution(id: string): Promise<ExecutionRecord | undefined>
  /** Sets what is scripted for a chain, in place of what was. */
  script(chain: string, script: Script): Promise<void>
}

/** A failure of the server, or that it does not answer at all. */
export function failureOf(error: unknown, id: string): TurnFailure {
  if (error instanceof ApiError) return { code: error.code, message: error.message, requestId: error.requestId || id }
  return { code: 'unreachable', message: 'The server does not answer.', requestId: id }
}

export function createApi(): Api {
  let key = ''
  const headers = (): Record<string, string> => (key === '' ? {} : { authorization: `Bearer ${key}` })

  /** What is not there is an answer as well; everything else that is wrong throws. */
  async function call(path: string, method = 'GET', body?: unknown): Promise<Response> {
    const response = await fetch(path, {
      method,
      headers: { 'content-type': 'application/json', ...headers() },
      body: body === undefined ? null : JSON.stringify(body),
    })
    if (response.ok || (method === 'GET' && response.status === 404)) return response
    // local AWS tells a message alone
    const { message = '', error = { code: 'not_scripted', message, request_id: '' } } = (await response.json()) as {
      readonly message?: string
      readonly error?: ConstructorParameters<typeof ApiError>[1]
    }
    throw new ApiError(response.status, error)
  }

  async function* ask({ id, chain, kind, request }: Turn, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
    const client = createClient('', { headers: { 'x-request-id': id, ...headers() } })
    try {
      if (kind === 'result') yield { type: 'data', data: await client.data(chain, request, signal) }
      else yield* client.stream(chain, request, signal)
    } catch (error) {
      yield signal.aborted ? { type: 'stopped' } : { type: 'failed', failure: failureOf(error, id) }
    }
  }

  return {
    useKey: (given) => {
      key = given
    },
    hasKey: () => key !== '',
    chains: async () => (await (await call('/playground/chains')).json()) as PlaygroundChains,
    graph: async (chain) => {
      const response = await call(`/playground/graphs/${encodeURIComponent(chain)}`)
      return response.ok ? response.text() : ''
    },
    ask,
    execution: async (id) => {
      const response = await call(`/_local/executions?name=${encodeURIComponent(id)}`)
      if (!response.ok) return undefined
      const { executions } = (await response.json()) as { executions: ExecutionRecord[] }
      return executions[0]
    },
    script: async (chain, script) => {
      await call('/_local/answers', 'PUT', answersBody(chain, script))
      await call('/_local/faults', 'PUT', faultsBody(script))
    },
  }
}
