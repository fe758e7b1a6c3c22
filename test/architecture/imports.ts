/** Which file imports which, read by esbuild from the sources; nothing is run. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'

/** Files that each file imports, by their paths from the root; packages are left out. */
export type Imports = ReadonlyMap<string, readonly string[]>

/** The TypeScript sources in these folders, by their paths from `root`. */
export function sources(root: string, folders: readonly string[]): string[] {
  const inFolder = (folder: string) => {
    try {
      return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file).split(sep).join('/'),
      )
    } catch {
      return []
    }
  }
  return folders.flatMap(inFolder).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
}

/** Imports of types are imports here: esbuild would leave them out. */
const withTypes = (source: string) => source.replaceAll(/^(import|export) type (?=[{*]|\w+ from)/gm, '$1 ')

const reading = (root: string, found: Map<string, string[]>, types: boolean): Plugin => ({
  name: 'imports',
  setup(esbuild) {
    esbuild.onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
      if (kind === 'entry-point') return undefined
      if (path.startsWith('.')) found.get(relative(root, importer))?.push(relative(root, join(dirname(importer), path)))
      return { path, external: true }
    })
    esbuild.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      found.set(relative(root, path), [])
      const source = readFileSync(path, 'utf8')
      return { contents: types ? withTypes(source) : source, loader: 'ts' }
    })
  },
})

/** Without `types`: only what is there when the program runs. */
export async function importsOf(root: string, files: readonly string[], types = true): Promise<Imports> {
  const found = new Map<string, string[]>()
  await build({
    absWorkingDir: root,
    entryPoints: [...files],
    bundle: true,
    write: false,
    outdir: 'nowhere',
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    plugins: [reading(root, found, types)],
  })
  return new Map([...found].map(([file, imported]) => [file, [...new Set(imported)]]))
}
