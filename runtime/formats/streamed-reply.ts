/**
 * Streams an answer. The status is held back until there is something to say, so that a failure before that has a real
 * status. Deltas that come in one read of the upstream go out in one write, and none waits for the next read.
 */
import type { ServerResponse } from 'node:http'
import type { Clock } from '../clock.ts'
import type { Failure } from '../failure.ts'
import type { ModelEvent } from '../model.ts'
import type { Ending, Run, StreamFormat } from './format.ts'
import type { FailureForm, Reply } from './reply.ts'
import { sendFailure } from './send.ts'

export interface StreamTiming {
  /** How long a format that has heartbeats holds its status back. */
  readonly holdMs: number
  readonly heartbeatMs: number
}

export interface StreamedReplyOptions {
  readonly response: ServerResponse
  readonly format: StreamFormat
  readonly requestId: string
  readonly failureForm: FailureForm
  readonly timing: StreamTiming
  readonly clock: Clock
}

/** More than this is not collected for one write. */
const ENOUGH = 65_536
/** How long a broken answer waits for a slow reader to take what there is. */
const LINGER_MS = 60_000

export function streamedReply({ response, format, requestId, failureForm, timing, clock }: StreamedReplyOptions): Reply {
  let pending = ''
  let due = false
  let blocked: Promise<void> | undefined
  let lastWrite = clock.now()
  let stopTimer = () => {}

  const open = () => {
    if (!response.headersSent) response.writeHead(200, format.headers)
  }
  const flush = () => {
    due = false
    if (pending === '' || response.destroyed) return
    open()
    lastWrite = clock.now()
    const flows = response.write(pending)
    pending = ''
    if (!flows) blocked ??= drained(response).finally(() => (blocked = undefined))
  }
  const write = (text: string): void | Promise<void> => {
    if (text === '') return blocked
    pending += text
    if (pending.length > ENOUGH) flush()
    else if (!due) {
      due = true
      // Runs when all that one read has brought is decoded, and before the next connection's turn.
      process.nextTick(flush)
    }
    return blocked
  }
  const { heartbeat } = format
  if (heartbeat !== undefined) {
    const beat = () => {
      const due = lastWrite + (response.headersSent ? timing.heartbeatMs : timing.holdMs) - clock.now()
      if (due <= 0 && blocked === undefined) {
        pending += heartbeat
        flush()
      }
      stopTimer = clock.after(due > 0 ? due : timing.heartbeatMs, beat)
    }
    stopTimer = clock.after(timing.holdMs, beat)
    response.once('close', () => stopTimer())
  }

  return {
    begin: (run: Run) => {
      // Said with the first delta: until then the model may still fail, and a real status tells that better.
      pending += format.begin(run)
      if (response.headersSent) flush()
    },
    emit: (event: ModelEvent) => write(format.event(event)),
    end: (ending: Ending) => {
      stopTimer()
      pending += format.end(ending)
      flush()
      open()
      response.end()
    },
    fail: (failure: Failure) => {
      stopTimer()
      // Deltas that came before the failure and are not on their way yet: the caller has paid for them.
      const begun = response.headersSent || due
      if (!begun) return sendFailure(response, failure, requestId, failureForm)
      const told = format.fail(failure, requestId)
      pending += told ?? ''
      flush()
      if (told !== undefined) return void response.end()
      // What came is sent, then the connection breaks: a truncated answer must not look complete.
      const cancel = clock.after(LINGER_MS, () => response.destroy())
      response.write('', () => {
        cancel()
        response.destroy()
      })
    },
  }
}

/** When the reader has taken what it was given, or has gone. */
const drained = (response: ServerResponse) =>
  new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
