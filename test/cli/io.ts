/** The command line, called in this process: what it printed and its exit code. */
import { main } from '../../compiler/cli/main.ts'

export interface Called {
  readonly code: number
  readonly out: readonly string[]
  readonly error: readonly string[]
}

export interface Call {
  readonly cwd: string
  readonly environment?: NodeJS.ProcessEnv
  /** Told of each line printed, and able to do what Ctrl-C does. */
  readonly heard?: (line: string, interrupt: () => void) => void
}

export async function callIn({ cwd, environment = {}, heard }: Call, ...argv: readonly string[]): Promise<Called> {
  const interrupted = new AbortController()
  const out: string[] = []
  const error: string[] = []
  const code = await main(argv, {
    out: (line) => {
      out.push(line)
      heard?.(line, () => interrupted.abort())
    },
    error: (line) => error.push(line),
    colours: false,
    cwd,
    environment,
    signal: interrupted.signal,
  })
  return { code, out, error }
}

export const call = (cwd: string, ...argv: readonly string[]): Promise<Called> => callIn({ cwd }, ...argv)
