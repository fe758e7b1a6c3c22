/** What runs in Lambda, in a container or by `npm run serve`: the runtime, until SIGTERM or SIGINT. */
import { built } from './built.ts'
import { SettingsError } from './settings-error.ts'
import { startRuntime } from './start.ts'

try {
  const runtime = await startRuntime({
    environment: process.env,
    ...built(),
    log: (line) => process.stdout.write(`${line}\n`),
  })
  process.stderr.write(`listening on ${runtime.url}\n`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void runtime.close().then(() => process.exit(0)))
} catch (error) {
  const { message, code, stack } = error as NodeJS.ErrnoException
  const known = error instanceof SettingsError || code === 'EADDRINUSE' || code === 'EACCES'
  process.stderr.write(`${known ? `The runtime does not start: ${message}` : stack}\n`)
  process.exitCode = 1
}
