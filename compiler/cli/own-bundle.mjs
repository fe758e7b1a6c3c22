// The command line and the compiler that chains import, bundled from TypeScript (Node 20 cannot run that); made anew only when
// one of the sources has changed since.
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Small parts of these are used, in every call: in the bundle they load in a tenth of the time. */
const BUNDLED = new Set(['ajv', 'handlebars', 'jsonata', 'typebox', 'yaml'])
const STAMP = 'sources.json'

/** Where npm records what it has installed: the files of packages change with it, and are hundreds. */
const INSTALLED = 'node_modules/.package-lock.json'

/** When a file was changed last. */
const changed = (root, file) => statSync(`${root}/${file}`, { throwIfNoEntry: false })?.mtimeMs ?? 0

function isFresh(root, outdir) {
  try {
    const stamp = JSON.parse(readFileSync(join(outdir, STAMP), 'utf8'))
    return Object.entries(stamp).every(([file, time]) => changed(root, file) === time)
  } catch {
    return false
  }
}

/** Two calls at the same time write the same files: neither may see half of one. */
function replace(path, contents) {
  writeFileSync(`${path}.${process.pid}`, contents)
  renameSync(`${path}.${process.pid}`, path)
}

/** Bundles `main.ts` and the language into `outdir`, as `main.mjs` and `index.mjs`. */
export async function bundleOwn(root, outdir) {
  if (isFresh(root, outdir)) return
  const began = Date.now()
  const { build } = await import('esbuild')
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { main: 'compiler/cli/main.ts', index: 'compiler/index.ts' },
    outdir,
    bundle: true,
    splitting: true,
    external: Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !BUNDLED.has(name)),
    banner: { js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);" },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'error',
    outExtension: { '.js': '.mjs' },
    write: false,
    metafile: true,
  })
  const own = ['package.json', 'package-lock.json', INSTALLED, 'tsconfig.json', relative(root, import.meta.filename)]
  const sources = Object.keys(metafile.inputs).filter((file) => !file.startsWith('node_modules/'))
  // a file that changed while it was read may have been read as it was before: its time is one that it never has
  const times = [...own, ...sources].map((file) => [file, changed(root, file)])
  const stamp = Object.fromEntries(times.map(([file, time]) => [file, time < began ? time : -1]))
  mkdirSync(outdir, { recursive: true })
  for (const { path, contents } of outputFiles) replace(path, contents)
  replace(join(outdir, STAMP), JSON.stringify(stamp, null, 2))
}
