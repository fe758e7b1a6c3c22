/** The chains of a project: every file below `chains/` whose default export is a chain. */
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isChain } from '../language/chain.ts'
import type { Chain } from '../language/chain.ts'
import { CHAINS_FOLDER, filesBelow } from '../prompt-files.ts'
import { duplicateChain, notLoaded, wrongFileName } from '../problems.ts'
import type { Problem } from '../problems.ts'
import { bundle } from './bundle.ts'
import type { Bundled, Bundling } from './bundle.ts'

export interface LoadedChain {
  readonly file: string
  readonly chain: Chain
}
export interface Loaded {
  readonly chains: readonly LoadedChain[]
  readonly problems: readonly Problem[]
}

/** Paths of the sources that may be chains, from the root, in order. */
export const chainFiles = (root: string): string[] =>
  filesBelow(root, '.ts')
    .filter((file) => !file.endsWith('.test.ts') && !file.endsWith('.d.ts') && basename(file) !== 'local-services.ts')
    .map((file) => `${CHAINS_FOLDER}/${file}`)

export async function loadChains(root: string, bundling: Bundling = bundle): Promise<Loaded> {
  const files = chainFiles(root)
  const { outputs, errors } = await bundleAll(root, files, bundling)
  const problems: Problem[] = errors.map(({ location, text }) => {
    const at = location ? [{ file: join(root, location.file), line: location.line, column: location.column + 1 }] : []
    return notLoaded({ at, path: [] }, text)
  })
  const chains: LoadedChain[] = []
  for (const file of files) {
    const output = outputs.get(file)
    if (output === undefined) continue
    try {
      const { default: chain } = (await import(pathToFileURL(output).href)) as { default?: unknown }
      if (isChain(chain)) chains.push({ file, chain })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      problems.push(notLoaded({ at: [{ file: join(root, file), line: 1, column: 1 }], path: [] }, message))
    }
  }
  return { chains, problems: [...problems, ...namingProblems(chains, root)] }
}

/** One file that cannot be bundled hides none of the others. */
async function bundleAll(
  root: string,
  files: readonly string[],
  bundling: Bundling,
): Promise<Pick<Bundled, 'outputs' | 'errors'>> {
  const all = await bundling(root, files)
  if (all.errors.length === 0) return all
  const wrong = new Set(all.errors.map(({ location }) => location?.file))
  const others = await bundle(
    root,
    files.filter((file) => !wrong.has(file)),
  )
  if (others.errors.length === 0) return { ...others, errors: all.errors }
  // something that chains share is wrong: nobody has said which of them do
  const apart = await Promise.all(files.map(async (file) => ({ file, ...(await bundle(root, [file])) })))
  const { outputs } = await bundle(
    root,
    apart.filter(({ errors }) => errors.length === 0).map(({ file }) => file),
  )
  return { outputs, errors: all.errors }
}

function namingProblems(chains: readonly LoadedChain[], root: string): Problem[] {
  const seen = new Map<string, string>()
  return chains.flatMap(({ file, chain }) => {
    const place = { at: [{ file: join(root, file), line: 1, column: 1 }], path: [chain.name] }
    const other = seen.get(chain.name)
    seen.set(chain.name, file)
    return [
      ...(basename(file, '.ts') === chain.name ? [] : [wrongFileName(place, chain.name, file)]),
      ...(other === undefined ? [] : [duplicateChain(place, chain.name, other)]),
    ]
  })
}
