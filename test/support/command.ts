/** Runs a program and gives all that it said; never throws because of its exit code. */
import { spawn } from 'node:child_process'

export interface Said {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

export function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly environment?: NodeJS.ProcessEnv },
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = { out: '', error: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.error += text))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...said }))
  })
}
