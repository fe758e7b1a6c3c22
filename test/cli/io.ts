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
  /** Ctrl-C was pressed before it began to wait. */
  readonly aborted?: boolean
  /** Told of what somebody who watches is shown. */
  readonly progress?: (line: string) => void
  /** Told of each line printed, and able to do what Ctrl-C does. */
  readonly heard?: (line: string, interrupt: () => void) => void
}

export async function callIn(
  { cwd, environment = {}, aborted = false, heard, progress }: Call,
  ...argv: readonly string[]
): Promise<Called> {
  const interrupted = new AbortController()
  if (aborted) interrupted.abort()
  const out: string[] = []
  let begun = ''
  const error: string[] = []
  const code = await main(argv, {
    out: (line) => {
      out.push(line)
      heard?.(line, () => interrupted.abort())
    },
    write: (text) => {
      const lines = (begun + text).split('\n')
      begun = lines.pop() as string
      out.push(...lines)
    },
    error: (line) => error.push(line),
    ...(progress ? { progress } : {}),
    colours: false,
    cwd,
    environment,
    signal: interrupted.signal,
  })
  return { code, out, error }
}

export const call = (cwd: string, ...argv: readonly string[]): Promise<Called> => callIn({ cwd }, ...argv)
