#!/usr/bin/env node
// What the CDK's command line runs (`--app "node infra/bin.mjs"`): bundles the app from TypeScript, which Node 20 cannot run, and runs it.
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
const outfile = join(here, '..', '.stepchain', 'infra', 'app.mjs')
await build({
  absWorkingDir: here,
  entryPoints: [join(here, 'app.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'error',
})
process.setSourceMapsEnabled(true)
await import(pathToFileURL(outfile).href)
