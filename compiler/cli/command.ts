/** What a command of the command line is. */
import type { ParseArgsConfig } from 'node:util'

/** Where a command reads and writes; tests pass their own. */
export interface Io {
  out(line: string): void
  /** Part of a line, as it comes. */
  write(text: string): void
  error(line: string): void
  /** Shows a line where somebody watches, in the place of the one before; an empty one takes it away. */
  progress?(line: string): void
  readonly colours: boolean
  readonly cwd: string
  readonly environment: NodeJS.ProcessEnv
  /** Aborted by Ctrl-C and SIGTERM: a command that waits ends cleanly then. */
  readonly signal: AbortSignal
}

export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>
  readonly positionals: readonly string[]
}

export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What `--help` prints. */
  readonly usage: string
  readonly options: NonNullable<ParseArgsConfig['options']>
  /** Whether it takes arguments beside its options. */
  readonly positionals?: true
  /** Exit code: 0 good, 1 the chains are wrong, 2 the call is wrong. */
  run(given: Arguments, io: Io): Promise<number>
}
