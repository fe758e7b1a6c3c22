/**
 * Builds the runtime into one minified bundle, with what is known of the chains beside it and nothing in it that it does not run: no body
 * parsers (the runtime reads bodies itself), no database of media types, no compiler of schemas. What most starts do not need (the
 * SDK's search for credentials, tokens, spans) is in chunks beside the module that starts.
 */
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { build } from 'esbuild'
import type { BuildOptions, Plugin } from 'esbuild'
import type { Built } from '../built.ts'
import { requestSchemas } from '../request-schemas.ts'
import { later } from './later.ts'
import { LEFT_OUT, SDK_DESCRIPTION, described } from './left-out.ts'
import { validatorsModule } from './validators-module.ts'

export interface BundleOptions {
  /** The project's folder. */
  readonly root: string
  readonly built: Built
  readonly outputFolder: string
}

export interface Bundle {
  /** The module that starts. */
  readonly file: string
  /** Of all its modules. */
  readonly bytes: number
}

/** How everything of the runtime's is bundled; a benchmark bundles what it compares with in the same way. */
export const BUNDLE_OPTIONS = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // The SDK's ES modules can be shaken, its CommonJS ones cannot.
  mainFields: ['module', 'main'],
  // What is CommonJS still asks for Node's own modules by require.
  banner: { js: 'const require = process.getBuiltinModule;' },
  legalComments: 'none',
} satisfies BuildOptions

export async function bundleRuntime({ root, built, outputFolder }: BundleOptions): Promise<Bundle> {
  await mkdir(outputFolder, { recursive: true })
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`${root}/runtime/server.ts`],
    ...BUNDLE_OPTIONS,
    splitting: true,
    outdir: outputFolder,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    write: false,
    plugins: [
      replaced(/[/\\]validators\.ts$/, () => validatorsModule(built.manifests)),
      replaced(/[/\\]runtime[/\\]built\.ts$/, () => BUILT_BESIDE),
      replaced(/[/\\]runtime[/\\]request-schemas\.ts$/, () => `export const requestSchemas = ${JSON.stringify(requestSchemas)}`),
      ...LEFT_OUT.map(({ file, contents }) => replaced(file, () => contents)),
      sdkDescriptions,
      processAsItIs,
      later,
    ],
  })
  await removeChunks(outputFolder)
  for (const { path, contents } of outputFiles) await writeFile(path, contents)
  await writeFile(`${outputFolder}/chains.json`, `${JSON.stringify(built)}\n`)
  await writeFile(`${outputFolder}/run.sh`, RUN_SH)
  await chmod(`${outputFolder}/run.sh`, 0o755)
  return {
    file: `${outputFolder}/server.mjs`,
    bytes: outputFiles.reduce((sum, { contents }) => sum + contents.length, 0),
  }
}

/** Those of an earlier build have other names. */
async function removeChunks(folder: string) {
  const chunks = (await readdir(folder)).filter((name) => /^[\w-]+-[A-Z0-9]{8}\.mjs$/.test(name))
  await Promise.all(chunks.map((name) => rm(`${folder}/${name}`)))
}

/** A file of its own, so that neither the size of the program nor the time to parse it grows with the chains. */
const BUILT_BESIDE = `import { readFileSync } from 'node:fs'
export const built = () => JSON.parse(readFileSync(new URL('./chains.json', import.meta.url), 'utf8'))`

/** Lambda Web Adapter starts the function by this script; `exec` so that Node itself gets SIGTERM. */
const RUN_SH = `#!/bin/sh
cd "$(dirname "$0")" || exit 1
exec node --enable-source-maps=false server.mjs
`

const replaced = (filter: RegExp, contents: () => string): Plugin => ({
  name: `replace ${filter.source}`,
  setup: (bundle) => {
    bundle.onLoad({ filter }, ({ path }) => ({
      contents: contents(),
      loader: 'js',
      resolveDir: path.replace(/[/\\][^/\\]*$/, ''),
    }))
  },
})

const sdkDescriptions: Plugin = {
  name: 'descriptions of the SDK',
  setup: (bundle) => {
    bundle.onLoad({ filter: SDK_DESCRIPTION }, async ({ path }) => ({
      contents: described(await readFile(path, 'utf8')),
      loader: 'json',
    }))
  },
}

/** As a module Node's `process` has all its members read once, which opens the standard streams. */
const processAsItIs: Plugin = {
  name: 'process',
  setup: (bundle) => {
    bundle.onResolve({ filter: /^node:process$/ }, () => ({ path: 'process', namespace: 'as it is' }))
    bundle.onLoad({ filter: /^process$/, namespace: 'as it is' }, () => ({
      contents: 'export const { env, versions } = process',
    }))
  },
}
