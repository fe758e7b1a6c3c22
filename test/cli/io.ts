/** The command line, called in this process: what it printed and its exit code. */
import { main } from '../../compiler/cli/main.ts'

export interface Called {
  readonly code: number
  readonly out: readonly string[]
  readonly error: readonly string[]
}

export async function call(cwd: string, ...argv: readonly string[]): Promise<Called> {
  const out: string[] = []
  const error: string[] = []
  const code = await main(argv, {
    out: (line) => out.push(line),
    error: (line) => error.push(line),
    colours: false,
    cwd,
    environment: {},
    signal: new AbortController().signal,
  })
  return { code, out, error }
}
