/** Bundles chains so that Node can run them, and tells where in the sources a bundled line was written. */
import { build, context } from 'esbuild'
import type { BuildContext, BuildFailure, BuildOptions, BuildResult, Message, Plugin } from 'esbuild'
import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Origin, Position } from '../tree.ts'

/** Where bundles, source maps and other things that are not committed go. */
export const WORK_FOLDER = '.stepchain'

export interface Bundled {
  /** Bundle of each source, by the source's path. */
  readonly outputs: ReadonlyMap<string, string>
  readonly errors: readonly Message[]
  /** All sources that were read, by their paths from the root. */
  readonly inputs: readonly string[]
}

export interface BundleOptions {
  /** `external`: packages are loaded from `node_modules` when the bundle runs, as some can be in no other way. */
  readonly packages?: 'bundle' | 'external'
}

/** The folder of this file: among the sources, or the command line's own bundle, in which the language is `index.mjs`. */
const HERE = dirname(fileURLToPath(import.meta.url))
const LANGUAGE = join(HERE, 'index.mjs')
/** Where this compiler's own sources are: as far up from either. */
export const OWN_ROOT = join(HERE, '..', '..')
const LANGUAGE_SOURCE = join(OWN_ROOT, 'compiler', 'index.ts')

/**
 * Chains import the very compiler that compiles them, so that it is neither bundled nor loaded again for them. Where the
 * command line runs from its sources, as in its tests, chains get a copy of their own.
 */
const sharedLanguage: Plugin = {
  name: 'shared-language',
  setup(building) {
    if (!existsSync(LANGUAGE)) return
    building.onResolve({ filter: /\bcompiler\/index\.ts$/ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (pluginData === sharedLanguage) return undefined
      const { path: file } = await building.resolve(path, { kind, resolveDir, pluginData: sharedLanguage })
      return file === LANGUAGE_SOURCE ? { path: LANGUAGE, external: true } : undefined
    })
  },
}

/** Bundles each of `files` (paths from `root`). */
export type Bundling = (root: string, files: readonly string[]) => Promise<Bundled>

const optionsFor = (root: string, files: readonly string[], { packages = 'bundle' }: BundleOptions) =>
  ({
    absWorkingDir: root,
    entryPoints: [...files],
    outdir: join(root, WORK_FOLDER, 'chains'),
    outbase: root,
    bundle: true,
    packages,
    plugins: [sharedLanguage],
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    metafile: true,
    logLevel: 'silent',
    entryNames: '[dir]/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
  }) as const satisfies BuildOptions

async function bundled(root: string, building: () => Promise<BuildResult<{ metafile: true }>>): Promise<Bundled> {
  try {
    const { metafile } = await building()
    const outputs = Object.entries(metafile.outputs).flatMap(([output, { entryPoint }]): [string, string][] =>
      entryPoint === undefined ? [] : [[entryPoint, resolve(root, output)]],
    )
    return { outputs: new Map(outputs), errors: [], inputs: Object.keys(metafile.inputs) }
  } catch (error) {
    const { errors } = error as BuildFailure
    if (!Array.isArray(errors)) throw error
    return { outputs: new Map(), errors, inputs: [] }
  }
}

const NOTHING: Bundled = { outputs: new Map(), errors: [], inputs: [] }

/** Bundles each of `files` (paths from `root`), with what they share in common chunks. */
export const bundle = async (root: string, files: readonly string[], options: BundleOptions = {}): Promise<Bundled> =>
  files.length === 0 ? NOTHING : bundled(root, () => build(optionsFor(root, files, options)))

/** For whoever bundles again and again, as `--watch` does: of the same files, only those that have changed are read again. */
export async function bundlingAgain<T>(work: (bundling: Bundling) => Promise<T>): Promise<T> {
  let known: { readonly files: string; readonly context: BuildContext<{ metafile: true }> } | undefined
  const bundling: Bundling = async (root, files) => {
    if (files.length === 0) return NOTHING
    const listed = [root, ...files].join('\n')
    if (known?.files !== listed) {
      await known?.context.dispose()
      known = { files: listed, context: await context(optionsFor(root, files, {})) }
    }
    const { context: kept } = known
    return bundled(root, () => kept.rebuild())
  }
  try {
    return await work(bundling)
  } finally {
    // no process ends before
    await known?.context.dispose()
  }
}

/** A reader of positions: the frame of a stack that the author wrote, as a path from the root. */
export function locator(root: string): (origin: Origin) => Position | null {
  const maps = new Map<string, SourceMap | null>()
  const mapOf = (file: string): SourceMap | null => {
    const known = maps.get(file)
    if (known !== undefined) return known
    let map: SourceMap | null = null
    try {
      map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')) as ConstructorParameters<typeof SourceMap>[0])
    } catch {
      // a source that was not bundled is its own position
    }
    maps.set(file, map)
    return map
  }
  const original = ({ file, line, column }: Position): Position | null => {
    const bundled = file.startsWith('file:') ? fileURLToPath(file) : file
    if (dirname(bundled) === HERE) return null
    const entry = mapOf(bundled)?.findEntry(line - 1, column - 1)
    if (!entry || !('originalSource' in entry)) return { file: bundled, line, column }
    const source = resolve(dirname(bundled), entry.originalSource)
    return { file: source, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
  }
  const isOurs = (file: string) => /^(compiler|node_modules|node:)/.test(file) || file.startsWith('..') || file === ''
  return (origin) => {
    for (const frame of origin) {
      const position = original(frame)
      const path = position ? relative(root, position.file) : ''
      if (position && !isOurs(path)) return { ...position, file: path }
    }
    return null
  }
}
