/** The chains of a project: every file below `chains/` whose default export is a chain. */
import { readdirSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isChain } from '../language/chain.ts'
import type { Chain } from '../language/chain.ts'
import { CHAINS_FOLDER } from '../prompt-files.ts'
import { duplicateChain, notLoaded, wrongFileName } from '../problems.ts'
import type { Problem } from '../problems.ts'
import { bundle } from './bundle.ts'
import type { Bundling } from './bundle.ts'

export interface LoadedChain {
  readonly file: string
  readonly chain: Chain
}
export interface Loaded {
  readonly chains: readonly LoadedChain[]
  readonly problems: readonly Problem[]
}

/** Paths of the sources that may be chains, from the root, in order. */
export function chainFiles(root: string): string[] {
  let entries: string[]
  try {
    entries = readdirSync(join(root, CHAINS_FOLDER), { recursive: true, encoding: 'utf8' })
  } catch {
    return []
  }
  const isSource = (file: string) =>
    file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.d.ts') && basename(file) !== 'local-services.ts'
  return entries
    .filter(isSource)
    .map((file) => join(CHAINS_FOLDER, file).split(sep).join('/'))
    .sort()
}

export async function loadChains(root: string, bundling: Bundling = bundle): Promise<Loaded> {
  const files = chainFiles(root)
  const { outputs, errors } = await bundling(root, files)
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
