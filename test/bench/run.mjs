// `npm run bench [-- NAME …]`: bundles the benchmarks and runs them one after the other. Exit 0 even when a bound does not hold:
// figures depend on the machine, and it is for whoever reads them to judge.
import { build } from 'esbuild'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '..', '..')
const outdir = join(root, '.stepchain', 'bench')
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
const { main } = await import(pathToFileURL(join(outdir, 'main.mjs')).href)
process.exitCode = await main(process.argv.slice(2), (line) => console.log(line))
