/** Sends spans to a collector, through OpenTelemetry's own SDK: OTLP over HTTP, in JSON. Loaded only where one is configured. */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import type { Context, Span } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Sampler, SpanExporter } from '@opentelemetry/sdk-trace'
import { atMost } from '../clock.ts'
import { parentOf, xRayHeader } from './trace-headers.ts'
import type { SpanData } from './spans.ts'
import type { TraceSampler, TracingSettings } from './tracing-settings.ts'
import type { Tracing, TracingOptions } from './tracing.ts'

/** Spans that wait to be sent, at most; with the requests in flight this bounds what a collector that is down costs. */
const QUEUE = { maxQueueSize: 2048, maxExportBatchSize: 512, scheduledDelayMillis: 5000 }
const CONCURRENT_REQUESTS = 4
/** How long an answer's end may wait for its spans. */
const FLUSH_MS = 500
const CLOSE_MS = 2000
/** After a failure nothing waits for the collector for so long. */
const DISTRUST_MS = 30_000

export function openTelemetry(settings: TracingSettings, { clock, log }: TracingOptions): Tracing {
  let failedAt: number | undefined
  const result = (error: Error | undefined) => {
    if (error !== undefined && failedAt === undefined)
      log(JSON.stringify({ level: 'WARN', message: `Spans do not reach the collector: ${error.message}` }))
    failedAt = error === undefined ? undefined : clock.now()
  }
  const { url, headers } = settings
  const exporter = reporting(
    new OTLPTraceExporter({ url, headers: { ...headers }, concurrencyLimit: CONCURRENT_REQUESTS }),
    result,
  )
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes(settings.resource)),
    sampler: samplerOf(settings.sampler),
    spanProcessors: [new BatchSpanProcessor({ exporter, ...QUEUE })],
  })
  const tracer = provider.getTracer('stepchain')
  const tell = (span: Span, { end, attributes, failed, children }: SpanData) => {
    const within = trace.setSpan(ROOT_CONTEXT, span)
    for (const child of children)
      tell(tracer.startSpan(child.name, { kind: KINDS[child.kind], startTime: child.start }, within), child)
    for (const [name, value] of Object.entries(attributes))
      if (value !== undefined) span.setAttribute(name, typeof value === 'object' ? [...value] : value)
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end(end)
  }
  return {
    begin: (received, method, time) => {
      const span = tracer.startSpan(
        method,
        { kind: SpanKind.SERVER, startTime: time, attributes: { 'http.request.method': method } },
        contextOf(received),
      )
      if (!span.isRecording()) return undefined
      const { traceId, spanId } = span.spanContext()
      return {
        header: xRayHeader(traceId, spanId),
        end: (request) => {
          span.updateName(request.name)
          tell(span, request)
        },
      }
    },
    flush: () =>
      failedAt !== undefined && clock.now() - failedAt < DISTRUST_MS
        ? Promise.resolve()
        : atMost(clock, FLUSH_MS, provider.forceFlush()),
    close: () => atMost(clock, CLOSE_MS, provider.shutdown()),
  }
}

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const

function contextOf(headers: Parameters<Tracing['begin']>[0]): Context {
  const parent = parentOf(headers)
  if (parent === undefined) return ROOT_CONTEXT
  const { traceId, spanId, sampled } = parent
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}

function samplerOf({ parentBased, ratio }: TraceSampler): Sampler {
  const root = ratio === 1 ? new AlwaysOnSampler() : ratio === 0 ? new AlwaysOffSampler() : new TraceIdRatioBasedSampler(ratio)
  return parentBased ? new ParentBasedSampler({ root }) : root
}

/** The same exporter; how each of its requests ended is told. */
const reporting = (exporter: SpanExporter, tell: (error: Error | undefined) => void): SpanExporter => ({
  export: (spans, done) =>
    exporter.export(spans, (result) => {
      tell(result.error)
      done(result)
    }),
  shutdown: () => exporter.shutdown(),
})
