/** The type checker, run as an author runs it. */
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { run } from '../support/command.ts'
import { ROOT } from '../support/root.ts'

const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')

export interface Diagnostic {
  readonly file: string
  readonly line: number
  readonly code: string
  /** Every line of it, as the checker prints it. */
  readonly message: string
}

const FIRST_LINE = /^(?<file>.+)\((?<line>\d+),\d+\): error (?<code>TS\d+): (?<message>.*)$/

/** All that the checker says about the project in `folder`; the files are named from that folder. */
export async function diagnosticsOf(folder: string): Promise<readonly Diagnostic[]> {
  const { out, error } = await run(process.execPath, [TSC, '-p', '.', '--pretty', 'false'], { cwd: resolve(ROOT, folder) })
  const found: Diagnostic[] = []
  for (const text of out.split('\n').filter((one) => one !== '')) {
    const { file, line, code, message } = FIRST_LINE.exec(text)?.groups ?? {}
    const last = found.at(-1)
    if (file && line && code && message !== undefined) found.push({ file, line: Number(line), code, message })
    else if (last && text.startsWith(' ')) found[found.length - 1] = { ...last, message: `${last.message}\n${text}` }
    else throw new Error(`tsc said something else: ${text}${error}`)
  }
  return found
}

/** How many types the checker instantiated for the project in `folder`. Throws unless there are type errors exactly where they are expected. */
export async function instantiations(folder: string, wrong = false): Promise<number> {
  const { code, out } = await run(process.execPath, [TSC, '-p', '.', '--extendedDiagnostics', '--pretty', 'false'], {
    cwd: folder,
  })
  const count = /^Instantiations:\s+(\d+)$/m.exec(out)?.[1]
  if ((code !== 0) !== wrong || count === undefined) throw new Error(out)
  return Number(count)
}
