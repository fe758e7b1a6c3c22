/** What runs in Lambda, in a container or by `npm run serve`: the runtime, until SIGTERM or SIGINT. */
import { existsSync } from 'node:fs'
import { built } from './built.ts'
import type { Page, Serving } from './page.ts'
import { SettingsError } from './settings-error.ts'
import { startRuntime } from './start.ts'

/** A file of its own beside this one, so that a runtime without it is neither larger nor slower to start. */
async function playground(serving: Serving): Promise<readonly Page[]> {
  const file = new URL('./playground.mjs', import.meta.url)
  if (!existsSync(file))
    throw new SettingsError('PLAYGROUND', 'is true, but this build has no playground: npm run build -- --playground')
  const { pages } = (await import(file.href)) as { readonly pages: (serving: Serving) => readonly Page[] }
  return pages(serving)
}

try {
  const runtime = await startRuntime({
    environment: process.env,
    ...built(),
    playground,
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
