/** The tools that look at chains beside the compiler: each a program of the project's own `node_modules`. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export interface ToolCall {
  /** Name of the program in `node_modules/.bin`. */
  readonly program: string
  readonly args: readonly string[]
}

export type Said =
  | { readonly state: 'good'; readonly told?: string }
  | { readonly state: 'wrong'; readonly told: string }
  /** The project has no such program. */
  | { readonly state: 'absent' }
  /** It was given up. */
  | { readonly state: 'stopped' }

export const TYPES: ToolCall = { program: 'tsc', args: ['-p', '.'] }
export const LINT: ToolCall = { program: 'oxlint', args: ['--type-aware', '--deny-warnings'] }
export const FORMAT: ToolCall = { program: 'oxfmt', args: ['--check'] }

/** Runs a tool at the root of the project, until it ends or `signal` says stop. */
export function callTool({ program, args }: ToolCall, root: string, signal: AbortSignal): Promise<Said> {
  const path = join(root, 'node_modules', '.bin', program)
  if (!existsSync(path)) return Promise.resolve({ state: 'absent' })
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], signal })
    let told = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (told += text))
    child.once('error', (error) => (signal.aborted ? resolve({ state: 'stopped' }) : reject(error)))
    child.once('close', (code) => {
      if (signal.aborted) resolve({ state: 'stopped' })
      else resolve(code === 0 ? { state: 'good' } : { state: 'wrong', told: told.trimEnd() })
    })
  })
}
