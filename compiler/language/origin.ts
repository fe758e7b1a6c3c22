/** Where a builder was called: the engine's own record of the stack, which costs little as long as nobody reads it. */
import type { Origin, Position } from '../tree.ts'

/** Frames kept, each of which costs a microsecond: at most five are our own, which are told apart only when a source map is at hand. */
const FRAMES = 6
/** Of a function that authors call themselves, and that asks for its origin itself. */
export const CALLED_BY_AUTHORS = 3

/** The stack of whoever calls the function that calls this. */
export function origin(frames = FRAMES): Origin {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = frames
  const error = new Error()
  Error.stackTraceLimit = stackTraceLimit
  return originOf(error)
}

/** Where an error was made. */
export const originOf = (error: Error): Origin => new Stack(error)

/** The frames of an error, made of its text when they are asked for. */
class Stack implements Origin {
  readonly #error: Error

  constructor(error: Error) {
    this.#error = error
  }

  [Symbol.iterator](): Iterator<Position> {
    return framesOfStack(this.#error.stack ?? '').values()
  }

  /** Printed, it is its frames. */
  toJSON(): readonly Position[] {
    return [...this]
  }
}

const framesOfStack = (stack: string): readonly Position[] =>
  [...stack.matchAll(/\(?(?:file:\/\/)?([^\s()]+):(\d+):(\d+)\)?$/gm)].map(([, file = '', line, column]) => ({
    file,
    line: Number(line),
    column: Number(column),
  }))
