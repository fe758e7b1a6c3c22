/** The tools that look at chains beside the compiler: each a program of the project's own `node_modules`. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
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
/** The page of the playground runs in a browser: what there is in Node is not there, and the other way round. */
const PAGE = 'runtime/playground/page'
const PAGE_TYPES: ToolCall = { program: 'tsc', args: ['-p', PAGE] }
export const LINT: ToolCall = { program: 'oxlint', args: ['--type-aware', '--deny-warnings'] }
export const FORMAT: ToolCall = { program: 'oxfmt', args: ['--check'] }

/** The types of both programs of a project, at the same time. */
export async function checkTypes(root: string, signal: AbortSignal): Promise<Said> {
  const calls = existsSync(join(root, PAGE)) ? [TYPES, PAGE_TYPES] : [TYPES]
  const said = await Promise.all(calls.map((call) => callTool(call, root, signal)))
  const wrong = said.flatMap((one) => (one.state === 'wrong' ? [one.told] : []))
  return wrong.length > 0
    ? { state: 'wrong', told: wrong.join('\n') }
    : (said.find(({ state }) => state !== 'good') ?? { state: 'good' })
}

/**
 * Runs a tool at the root of the project, until it ends or `signal` says stop. It has a process group of its own: the linter's
 * helper would live on without its parent, and hold this process with its output.
 */
export function callTool({ program, args }: ToolCall, root: string, signal: AbortSignal): Promise<Said> {
  const path = join(root, 'node_modules', '.bin', program)
  if (!existsSync(path)) return Promise.resolve({ state: 'absent' })
  if (signal.aborted) return Promise.resolve({ state: 'stopped' })
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let told = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (told += text))
    const stop = () => {
      killGroup(child)
      resolve({ state: 'stopped' })
    }
    signal.addEventListener('abort', stop, { once: true })
    child.once('error', reject)
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop)
      resolve(code === 0 ? { state: 'good' } : { state: 'wrong', told: told.trimEnd() })
    })
  })
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid)
  } catch {
    // it has ended by itself, or this system has no groups
    child.kill()
  }
}
