/** Where spans go. Without an exporter there are none: nothing of OpenTelemetry is loaded, and a request costs no more. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Clock } from '../clock.ts'
import type { SpanData } from './spans.ts'
import type { TracingSettings } from './tracing-settings.ts'

export interface Tracing {
  /** A request came, at this time in milliseconds since 1970; undefined: it gets no spans. */
  begin(headers: IncomingHttpHeaders, method: string, time: number): Trace | undefined
  /** Sends what has ended. Settles when that is done or there is no use in waiting for it, and never fails. */
  flush(): Promise<void>
  /** Sends the rest, and gives up after two seconds. */
  close(): Promise<void>
}

/** The spans of one request. */
export interface Trace {
  /** For the services that are called within it: X-Ray's header. */
  readonly header: string
  end(request: SpanData): void
}

export interface TracingOptions {
  readonly clock: Clock
  readonly log: (line: string) => void
}

export const tracingFor = async (settings: TracingSettings | undefined, options: TracingOptions): Promise<Tracing | undefined> =>
  settings === undefined ? undefined : (await import('./open-telemetry.ts')).openTelemetry(settings, options)
