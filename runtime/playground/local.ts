/** What local AWS tells and takes under `/_local`, passed on under the runtime's own origin: a page may ask no other. */
import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { Response } from 'express'
import { localAwsUnavailable } from '../failure.ts'
import { ownForm } from '../formats/reply.ts'
import { sendFailure } from '../formats/send.ts'
import type { Handler, Page } from '../page.ts'

const METHODS = { events: ['GET'], executions: ['GET'], answers: ['PUT', 'DELETE'], faults: ['PUT', 'DELETE'] } as const

const passOn =
  (url: string): Handler =>
  async (request, response, { requestId, signal }) => {
    const { method } = request
    const { search } = new URL(request.url, url)
    let answer: globalThis.Response
    try {
      const body = method === 'PUT' ? { body: Readable.toWeb(request) as ReadableStream, duplex: 'half' as const } : {}
      answer = await fetch(url + search, { method, signal, ...body })
    } catch (error) {
      signal.throwIfAborted()
      return sendFailure(response, localAwsUnavailable(error), requestId, ownForm)
    }
    response.status(answer.status)
    response.setHeader('content-type', answer.headers.get('content-type') ?? 'application/json')
    response.flushHeaders()
    await copied(answer, response, signal)
  }

/** Piece by piece as it comes, and no faster than the reader takes it. */
async function copied(answer: globalThis.Response, response: Response, signal: AbortSignal): Promise<void> {
  for await (const piece of answer.body ?? []) if (!response.write(piece)) await once(response, 'drain', { signal })
  response.end()
}

export const localPages = (localAws: string): readonly Page[] =>
  Object.entries(METHODS).map(([what, methods]) => ({
    path: `/_local/${what}`,
    handlers: Object.fromEntries(methods.map((method) => [method, passOn(`${localAws}/_local/${what}`)])),
  }))
