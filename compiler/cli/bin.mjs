#!/usr/bin/env node
// The entry of the command line: bundles it from TypeScript (Node 20 cannot run that) and runs it.
import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundleOwn } from './own-bundle.mjs'

// from Node 22.8 on: what was compiled to byte code once is read from disk
module.enableCompileCache?.()
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const outdir = join(root, '.stepchain', 'cli')
await bundleOwn(root, outdir)
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
  write: (text) => process.stdout.write(text),
  error: (line) => process.stderr.write(`${line}\n`),
  progress: (line) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`)
  },
  colours: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  cwd: process.cwd(),
  environment: process.env,
  signal: stopping.signal,
}
process.exitCode = await main(process.argv.slice(2), io)
