/** Where a builder was called: the stack's frames, kept cheaply and read only when a message needs them. */
import type { Origin, Position } from '../tree.ts'

/** Frames kept, each of which costs a microsecond: at most four are our own, which are told apart only when a source map is at hand. */
const FRAMES = 6

/** The stack of whoever calls the function that calls this. */
export function origin(): Origin {
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was, never called from here
  const { prepareStackTrace, stackTraceLimit } = Error
  try {
    Error.stackTraceLimit = FRAMES
    Error.prepareStackTrace = (_, frames) => frames
    const frames = (new Error().stack as unknown as NodeJS.CallSite[]).slice(2)
    // a test runner that transforms sources knows where they were written
    if (prepareStackTrace) return framesOfStack(String(prepareStackTrace(new Error(), frames)))
    return frames.map(positionOfFrame)
  } finally {
    Error.prepareStackTrace = prepareStackTrace
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** The frames of a stack as text, which is how thrown errors have it. */
export const framesOfStack = (stack: string): Origin =>
  [...stack.matchAll(/\(?(?:file:\/\/)?([^\s()]+):(\d+):(\d+)\)?$/gm)].map(([, file = '', line, column]) => ({
    file,
    line: Number(line),
    column: Number(column),
  }))

const positionOfFrame = (frame: NodeJS.CallSite): Position => ({
  file: frame.getFileName() ?? '',
  line: frame.getLineNumber() ?? 0,
  column: frame.getColumnNumber() ?? 0,
})
