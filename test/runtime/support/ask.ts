/** Asks a server and tells how the answer came: status, type, text, and whether it was complete or cut. */
import { once } from 'node:events'
import http from 'node:http'
import type { IncomingMessage } from 'node:http'

export interface Asked {
  readonly status: number
  readonly type: string | undefined
  readonly text: string
  readonly end: 'complete' | 'cut'
}

export interface Question {
  readonly method?: string
  readonly headers?: http.OutgoingHttpHeaders
  /** Sent as JSON, unless it is text or bytes already. */
  readonly body?: unknown
}

const bytesOf = (body: unknown): Buffer | string =>
  typeof body === 'string' || Buffer.isBuffer(body) ? body : body === undefined ? '' : JSON.stringify(body)

/** Sends a request; `destroy()` hangs up. */
export function send(url: string, { method = 'POST', headers = {}, body }: Question = {}): http.ClientRequest {
  const request = http.request(url, { method, headers: { 'content-type': 'application/json', ...headers }, agent: false })
  request.on('error', () => {})
  request.end(bytesOf(body))
  return request
}

/** Sends it and waits for the head of the response. */
export async function open(url: string, question: Question = {}) {
  const request = send(url, question)
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return { request, response }
}

export async function whole(response: IncomingMessage): Promise<Asked> {
  const pieces: Buffer[] = []
  let end: Asked['end'] = 'complete'
  try {
    for await (const piece of response as AsyncIterable<Buffer>) pieces.push(piece)
  } catch {
    end = 'cut'
  }
  return { status: response.statusCode ?? 0, type: response.headers['content-type'], text: Buffer.concat(pieces).toString(), end }
}

export const ask = async (url: string, question: Question = {}): Promise<Asked> => whole((await open(url, question)).response)

/** The same with the body read as JSON. */
export async function askJson(url: string, question: Question = {}): Promise<{ status: number; body: unknown }> {
  const { status, text } = await ask(url, question)
  return { status, body: JSON.parse(text) as unknown }
}

/** Server-sent events as `[name, data]`; a comment as `[':']`. */
export const eventsOf = (text: string): readonly (readonly unknown[])[] =>
  text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      if (block.startsWith(':')) return [':']
      const [, name, data = ''] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
      return [name, JSON.parse(data) as unknown]
    })
