/** Sends a model's stream to a client, with the faults that meet it. */
import { errorOf } from '../control/faults.ts'
import type { Fault } from '../control/faults.ts'
import { AwsError, asAwsError } from '../wire/aws-error.ts'
import { write } from '../wire/body.ts'
import { corrupted, exceptionFrame } from '../wire/frames.ts'
import { breakOff } from '../wire/port.ts'
import type { Request, Response } from '../wire/port.ts'

/** A frame of the stream; `delta` where it carries a piece of the answer. */
export interface Frame {
  readonly bytes: Buffer
  readonly delta?: true
}

export interface Sending {
  readonly request: Request
  readonly response: Response
  readonly faults: readonly Fault[]
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal
  readonly garbage: Buffer
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** Settles when the client has gone. */
export const gone = (signal: AbortSignal): Promise<void> =>
  signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

function exceptionOf(error: unknown): Buffer {
  const { error: name, message, status, members } = asAwsError(error)
  const payload =
    name === 'ModelStreamErrorException'
      ? { message, originalStatusCode: status, originalMessage: message, ...members }
      : { message, ...members }
  return exceptionFrame(name, payload)
}

const exceptionOfFault = (fault: Fault & { kind: 'exception' }) =>
  exceptionOf(
    new AwsError(
      fault.error ?? 'ModelStreamErrorException',
      fault.message ?? 'The model produced an error while streaming the response.',
    ),
  )

/** What a fault does once its time has come. False: the stream is over. */
async function strike(fault: Fault, frame: Frame, sending: Sending): Promise<boolean> {
  const { request, response, signal } = sending
  switch (fault.kind) {
    case 'stall':
      await (fault.ms === undefined ? gone(signal) : sending.sleep(fault.ms, signal))
      return !signal.aborted
    case 'reset':
      // What is written already reaches the client before the reset does.
      await new Promise((resolve) => setImmediate(resolve))
      breakOff(request, response)
      return false
    case 'cut':
      response.end()
      return false
    case 'corrupt':
      return write(response, corrupted(frame.bytes), signal)
    case 'garbage':
      return write(response, sending.garbage, signal)
    case 'exception':
      await write(response, exceptionOfFault(fault), signal)
      response.end()
      return false
    default:
      return true
  }
}

export async function sendStream(frames: AsyncIterable<Frame>, sending: Sending): Promise<void> {
  const { response, signal } = sending
  const pending = sending.faults.flatMap((fault) =>
    'after' in fault && fault.after !== undefined ? [{ fault, after: fault.after }] : [],
  )
  // An exception without a place comes first of all.
  for (const fault of sending.faults)
    if (fault.kind === 'exception' && fault.after === undefined) pending.unshift({ fault, after: 0 })
  const pace = sending.faults.find((fault) => fault.kind === 'pace')?.ms ?? 0
  let sent = 0
  try {
    for await (const frame of frames) {
      if (signal.aborted) return
      for (
        let due = pending.findIndex(({ after }) => after === sent);
        due >= 0;
        due = pending.findIndex(({ after }) => after === sent)
      ) {
        const { fault } = pending.splice(due, 1)[0]!
        if (!(await strike(fault, frame, sending))) return
      }
      if (frame.delta) {
        if (pace > 0) await sending.sleep(pace, signal)
        sent++
      }
      if (!(await write(response, frame.bytes, signal))) return
    }
  } catch (error) {
    if (signal.aborted) return
    await write(response, exceptionOf(error), signal)
  }
  response.end()
}

/** The faults that strike before anything is answered. Throws the error to answer with; false: the call has been dealt with. */
export async function beforeAnswer(
  faults: readonly Fault[],
  sending: Pick<Sending, 'request' | 'response' | 'signal' | 'sleep'>,
): Promise<boolean> {
  for (const fault of faults) {
    switch (fault.kind) {
      case 'throttle':
      case 'fail':
        throw errorOf(fault)
      case 'delay':
        await sending.sleep(fault.ms, sending.signal)
        break
      case 'stall':
        if (fault.after !== undefined) break
        await (fault.ms === undefined ? gone(sending.signal) : sending.sleep(fault.ms, sending.signal))
        break
      case 'reset':
        if (fault.after !== undefined) break
        breakOff(sending.request, sending.response)
        return false
      default:
        break
    }
    if (sending.signal.aborted) return false
  }
  return true
}
