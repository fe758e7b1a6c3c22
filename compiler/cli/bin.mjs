#!/usr/bin/env node
// The entry of the command line: bundles it from TypeScript (Node 20 cannot run that) and runs it.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const outdir = join(root, '.stepchain', 'cli')
const { outputFiles } = await build({
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
  write: false,
})
mkdirSync(outdir, { recursive: true })
for (const { path, contents } of outputFiles) {
  // two calls at the same time write the same files: neither may see half of one
  writeFileSync(`${path}.${process.pid}`, contents)
  renameSync(`${path}.${process.pid}`, path)
}
process.setSourceMapsEnabled(true)
// which Node versions the SDK will want one day is for whoever deploys
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
const { main } = await import(pathToFileURL(join(outdir, 'main.mjs')).href)

const stopping = new AbortController()
// npm hands on the Ctrl-C that the terminal has sent already: one that comes at once is the same one
const SAME_MS = 500
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    stopping.abort()
    const since = Date.now()
    // a second one, where a command does not end, is not waited for
    process.on(signal, () => {
      if (Date.now() - since > SAME_MS) process.exit(130)
    })
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
