/** A command that goes on until it is ended, in a copy of this project's chains that a benchmark may change. */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'

export interface Started {
  /** The folder of the copy. */
  readonly project: string
  /** Waits for a line of what it prints, and gives it. */
  until(word: RegExp): Promise<string>
  end(): Promise<void>
}

export function startInCopy(...argv: readonly string[]): Started {
  const project = mkdtempSync(join(tmpdir(), 'stepchain-'))
  const command = join(process.cwd(), 'compiler', 'cli', 'bin.mjs')
  cpSync('chains', join(project, 'chains'), { recursive: true })
  for (const file of ['package.json', 'tsconfig.json', '.oxlintrc.json']) cpSync(file, join(project, file))
  for (const folder of ['compiler', 'runtime', 'node_modules']) symlinkSync(join(process.cwd(), folder), join(project, folder))
  const child = spawn(process.execPath, [command, ...argv], {
    cwd: project,
    env: { ...process.env, PORT: '0', LOCAL_AWS_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const told = new PassThrough()
  child.stdout.pipe(told)
  child.stderr.pipe(told)
  const lines = createInterface({ input: told })[Symbol.asyncIterator]()
  return {
    project,
    async until(word) {
      for (let line = await lines.next(); line.done !== true; line = await lines.next())
        if (word.test(line.value)) return line.value
      throw new Error(`${argv.join(' ')} has ended`)
    },
    async end() {
      child.kill('SIGTERM')
      await new Promise((resolve) => child.once('close', resolve))
      rmSync(project, { recursive: true })
    },
  }
}
