/** Callers of a server: so many at once, each asking again as soon as it has its answer. */
import http from 'node:http'
import { modelOf } from './model.ts'
import type { Pacing } from './model.ts'

export interface Question {
  /** Of the workflow. */
  readonly delayMs: number
  readonly model: Partial<Pacing> & Pick<Pacing, 'count'>
}

export interface Answers {
  /** Milliseconds from the request, one for each that was good. */
  readonly firstBytes: readonly number[]
  readonly totals: readonly number[]
  /** Answers that were not complete, or not good. */
  readonly errors: number
  readonly deltasPerSecond: number
}

const PATH = '/bedrock_claude_messages_api'

export const bodyOf = ({ delayMs, model }: Question): Buffer =>
  Buffer.from(
    JSON.stringify({
      bedrock_parameters: {
        modelId: modelOf(model),
        messages: [{ role: 'user', content: 'When do bees make honey, and who eats it? '.repeat(20) }],
        system: 'You answer questions about bees, in one sentence. '.repeat(10),
        max_tokens: 500,
      },
      assistant_parameters: { content_tag: 'document', messages_to_sample: 5, state_machine_custom_params: { delay: delayMs } },
    }),
  )

export const optionsOf = (body: Buffer): http.RequestOptions => ({
  method: 'POST',
  path: PATH,
  headers: { 'content-type': 'application/json', 'content-length': body.length },
})

const BYTES = 5

export async function load(url: string, callers: number, requests: number, question: Question): Promise<Answers> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity })
  const body = bodyOf(question)
  const expected = question.model.count * (question.model.bytes ?? BYTES)
  const [firstBytes, totals]: [number[], number[]] = [[], []]
  let errors = 0
  const one = () =>
    new Promise<void>((resolve) => {
      const began = performance.now()
      let first = 0
      let bytes = 0
      const done = (good: boolean) => {
        if (good) {
          firstBytes.push(first - began)
          totals.push(performance.now() - began)
        } else errors++
        resolve()
      }
      const request = http.request(url, { ...optionsOf(body), agent }, (response) => {
        response.on('data', (piece: Buffer) => {
          if (first === 0) first = performance.now()
          bytes += piece.length
        })
        response.once('close', () => done(response.statusCode === 200 && response.complete && bytes === expected))
        response.on('error', () => {})
      })
      request.on('error', () => done(false))
      request.end(body)
    })
  let left = requests
  const began = performance.now()
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (left-- > 0) await one()
    }),
  )
  const seconds = (performance.now() - began) / 1000
  agent.destroy()
  return { firstBytes, totals, errors, deltasPerSecond: (requests * question.model.count) / seconds }
}
