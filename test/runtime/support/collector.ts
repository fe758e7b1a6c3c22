/** An OpenTelemetry collector as far as spans over HTTP go: takes what is sent, and answers as a test says. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** OTLP's attributes as a plain object; times in milliseconds since 1970. */
export interface ReceivedSpan {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly start: number
  readonly end: number
  readonly attributes: Readonly<Record<string, unknown>>
  readonly status: unknown
  readonly events: readonly unknown[]
}

export interface Collector {
  readonly url: string
  /** Every body as it came. */
  readonly bodies: string[]
  readonly headers: http.IncomingHttpHeaders[]
  answer: (response: http.ServerResponse) => void
  spans(): readonly ReceivedSpan[]
  resource(): Readonly<Record<string, unknown>>
  /** Resolves with the next request from now on. */
  next(): Promise<void>
  close(): Promise<void>
}

interface Value {
  readonly stringValue?: string
  readonly intValue?: number
  readonly doubleValue?: number
  readonly boolValue?: boolean
  readonly arrayValue?: { readonly values: readonly Value[] }
}
type Attributes = readonly { readonly key: string; readonly value: Value }[]
interface Body {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Attributes }
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ReceivedSpan, 'attributes' | 'start' | 'end'> & {
        readonly attributes: Attributes
        readonly startTimeUnixNano: string
        readonly endTimeUnixNano: string
      })[]
    }[]
  }[]
}

const plain = (value: Value): unknown =>
  value.arrayValue?.values.map(plain) ?? value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue
const record = (attributes: Attributes) => Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]))
const millis = (nanos: string) => Number(BigInt(nanos) / 1_000_000n)

export async function startCollector(): Promise<Collector> {
  const waiting: (() => void)[] = []
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      collector.bodies.push(Buffer.concat(pieces).toString())
      collector.headers.push(request.headers)
      for (const resolve of waiting.splice(0)) resolve()
      collector.answer(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const parsed = () => collector.bodies.map((body) => JSON.parse(body) as Body).flatMap(({ resourceSpans }) => resourceSpans)
  const collector: Collector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies: [],
    headers: [],
    answer: (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
    spans: () =>
      parsed()
        .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
        .map(({ name, kind, traceId, spanId, parentSpanId, attributes, status, events, ...times }) => ({
          name,
          kind,
          traceId,
          spanId,
          parentSpanId,
          start: millis(times.startTimeUnixNano),
          end: millis(times.endTimeUnixNano),
          attributes: record(attributes),
          status,
          events,
        })),
    resource: () => record(parsed()[0]?.resource.attributes ?? []),
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return collector
}
