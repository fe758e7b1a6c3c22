#!/usr/bin/env node
// The entry of the command line: bundles it from TypeScript (Node 20 cannot run that) and runs it.
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const outdir = join(root, '.stepchain', 'cli')
mkdirSync(outdir, { recursive: true })
await build({
  absWorkingDir: root,
  entryPoints: { main: join(here, 'main.ts') },
  outdir,
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'error',
  outExtension: { '.js': '.mjs' },
})
process.setSourceMapsEnabled(true)
const { main } = await import(pathToFileURL(join(outdir, 'main.mjs')).href)

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    stopping.abort()
    // a second one, or a command that does not end, is not waited for
    process.once(signal, () => process.exit(130))
  })
}
const io = {
  out: (line) => process.stdout.write(`${line}\n`),
  error: (line) => process.stderr.write(`${line}\n`),
  colours: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  cwd: process.cwd(),
  environment: process.env,
  signal: stopping.signal,
}
process.exitCode = await main(process.argv.slice(2), io)
