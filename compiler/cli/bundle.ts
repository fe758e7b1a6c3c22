/** Bundles chains so that Node can run them, and tells where in the sources a bundled line was written. */
import { build } from 'esbuild'
import type { BuildFailure, Message } from 'esbuild'
import { readFileSync } from 'node:fs'
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

/** Bundles each of `files` (paths from `root`), with what they share in common chunks. */
export async function bundle(
  root: string,
  files: readonly string[],
  { packages = 'bundle' }: BundleOptions = {},
): Promise<Bundled> {
  if (files.length === 0) return { outputs: new Map(), errors: [], inputs: [] }
  const outdir = join(root, WORK_FOLDER, 'chains')
  try {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [...files],
      outdir,
      outbase: root,
      bundle: true,
      packages,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: true,
      metafile: true,
      logLevel: 'silent',
      entryNames: '[dir]/[name]-[hash]',
      outExtension: { '.js': '.mjs' },
    })
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
  const original = ({ file, line, column }: Position): Position => {
    const bundled = file.startsWith('file:') ? fileURLToPath(file) : file
    const entry = mapOf(bundled)?.findEntry(line - 1, column - 1)
    if (!entry || !('originalSource' in entry)) return { file: bundled, line, column }
    const source = resolve(dirname(bundled), entry.originalSource)
    return { file: source, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
  }
  // the language's own files lie beside the author's in a bundle
  const isOurs = (file: string) => /^(compiler|node_modules|node:)/.test(file) || file.startsWith('..') || file === ''
  return (origin) => {
    for (const frame of origin) {
      const { file, line, column } = original(frame)
      const path = relative(root, file)
      if (!isOurs(path)) return { file: path, line, column }
    }
    return null
  }
}
