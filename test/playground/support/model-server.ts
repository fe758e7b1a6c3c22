/** A language model as a test plays it: it is told each prompt and says its answer piece by piece, when the test wants it to. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Prompt {
  readonly system: string
  /** The last message of the user. */
  readonly question: string
  /** Whether a form is asked for, as a workflow's steps do. */
  readonly structured: boolean
}

export interface Saying {
  readonly say: (text: string) => void
  /** Settles when whoever asked has hung up. */
  readonly left: Promise<unknown>
}

/** The answer is complete when this settles. */
export type Script = (prompt: Prompt, saying: Saying) => void | Promise<void>

export interface ModelServer {
  readonly url: string
  script: Script
  readonly close: () => Promise<void>
}

interface Body {
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly response_format?: unknown
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  const pieces: Buffer[] = []
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
  return JSON.parse(Buffer.concat(pieces).toString()) as Body
}

export async function startModelServer(): Promise<ModelServer> {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/v1/models') {
      response.end(JSON.stringify({ data: [{ id: 'played' }] }))
      return
    }
    const { messages, response_format: format } = await bodyOf(request)
    const last = (role: string) => messages.findLast((message) => message.role === role)?.content ?? ''
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    const tell = (piece: unknown) => response.write(`data: ${JSON.stringify(piece)}\n\n`)
    const left = once(response, 'close')
    await server.script(
      { system: last('system'), question: last('user'), structured: format !== undefined },
      { say: (text) => tell({ choices: [{ delta: { content: text } }] }), left },
    )
    tell({ choices: [{ delta: {}, finish_reason: 'stop' }] })
    tell({ choices: [], usage: { prompt_tokens: 321, completion_tokens: 45 } })
    response.end('data: [DONE]\n\n')
  }
  const http = createServer((request, response) => void answer(request, response))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const server: ModelServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    script: (_, { say }) => say('Yes.'),
    close: async () => {
      http.close()
      http.closeAllConnections()
      await once(http, 'close')
    },
  }
  return server
}
