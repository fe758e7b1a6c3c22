/** `npm run serve`: the built bundle alone, against whatever AWS the environment names. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Command } from '../command.ts'

export const command: Command = {
  name: 'serve',
  summary: 'run the bundle of dist/runtime/ against whatever AWS the environment names',
  usage: `npm run serve [-- --from FOLDER]

Runs what "npm run build" wrote, as Lambda or a container would. Settings come from the environment;
runtime/README.md lists them.

  --from FOLDER   where the bundle is; default dist/runtime`,
  options: { from: { type: 'string' } },
  run: async ({ values }, io) => {
    const { cwd, environment, signal } = io
    const file = path.resolve(cwd, typeof values.from === 'string' ? values.from : 'dist/runtime', 'server.mjs')
    if (!existsSync(file)) {
      io.error(`There is no ${path.relative(cwd, file)}. Run npm run build first.`)
      return 2
    }
    const child = spawn(process.execPath, [file], { env: environment, stdio: 'inherit' })
    const stop = () => child.kill('SIGTERM')
    signal.addEventListener('abort', stop, { once: true })
    const code = await new Promise<number>((resolve) =>
      child.once('exit', (status) => resolve(status ?? (signal.aborted ? 0 : 1))),
    )
    signal.removeEventListener('abort', stop)
    return code
  },
}
