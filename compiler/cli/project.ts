/** A project as a whole: all its chains compiled, and the files that come of them. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { compileChain } from '../compile.ts'
import type { Compiled } from '../compile.ts'
import type { Graph } from '../emit/graph/graph.ts'
import { mermaid } from '../emit/graph/mermaid.ts'
import { graphOf } from '../emit/graph/of-machine.ts'
import { samTemplate } from '../emit/template.ts'
import { stepTypes } from '../emit/steps.ts'
import { jsonText } from '../emit/version.ts'
import type { Problem } from '../problems.ts'
import type { Origin, Position } from '../tree.ts'
import { WORK_FOLDER, locator } from './bundle.ts'
import type { Bundling } from './bundle.ts'
import { promptReader } from '../prompt-files.ts'
import { loadChains } from './load.ts'

export const GENERATED_FOLDER = 'generated'

export interface Project {
  readonly compiled: readonly Compiled[]
  readonly problems: readonly Problem[]
  readonly locate: (origin: Origin) => Position | null
  /** What `generated/` is to hold, by path from the root. */
  readonly files: ReadonlyMap<string, string>
  /** The graphs whose pictures it is to hold besides; drawing them takes longer than all else. */
  readonly graphs: ReadonlyMap<string, Graph>
  /** Source positions of states, by path from the root; not committed. Looked up when they are first asked for. */
  readonly maps: () => ReadonlyMap<string, string>
}

/** Compiles all chains below `root`. Whoever does it again and again gives `bundlingAgain()`. */
export async function compileProject(root: string, bundling?: Bundling): Promise<Project> {
  const { chains, problems } = await loadChains(root, bundling)
  const readPrompt = promptReader(root)
  const locate = locator(root)
  const compiled = chains.map(({ file, chain }) => compileChain(chain, { file, readPrompt }))
  const files = new Map<string, string>()
  const graphs = new Map<string, Graph>()
  for (const { name, output } of compiled) {
    if (!output) continue
    files.set(`${GENERATED_FOLDER}/${name}.asl.json`, jsonText(output.definition))
    files.set(`${GENERATED_FOLDER}/${name}.manifest.json`, jsonText(output.manifest))
    const graph = graphOf({ name, ...output })
    files.set(`${GENERATED_FOLDER}/${name}.mmd`, mermaid(graph))
    graphs.set(`${GENERATED_FOLDER}/${name}.svg`, graph)
  }
  const manifests = compiled.flatMap(({ output }) => (output ? [output.manifest] : []))
  if (manifests.length > 0) {
    files.set(`${GENERATED_FOLDER}/template.yaml`, samTemplate(manifests))
    files.set(
      `${GENERATED_FOLDER}/steps.d.ts`,
      stepTypes(compiled.flatMap(({ name, output }) => (output ? [{ name, ...output }] : []))),
    )
  }
  let known: ReadonlyMap<string, string> | undefined
  const maps = () => (known ??= mapsOf(compiled, locate))
  return { compiled, problems: [...problems, ...compiled.flatMap((one) => one.problems)], locate, files, graphs, maps }
}

const mapsOf = (compiled: readonly Compiled[], locate: Project['locate']): ReadonlyMap<string, string> =>
  new Map(
    compiled.flatMap(({ name, output }) => {
      if (!output) return []
      const states = [...output.origins].map(
        ([state, placed]) => [state, locate(placed.name === null ? placed.builder.at : placed.at)] as const,
      )
      return [[`${WORK_FOLDER}/${name}.map.json`, jsonText({ chain: name, states: Object.fromEntries(states) })] as const]
    }),
  )

/** How `generated/` differs from what it is to hold: a line per file. Pictures that are not drawn are not compared. */
export function drift(root: string, { files, graphs }: Pick<Project, 'files' | 'graphs'>): string[] {
  const present = listed(root)
  const missing = [...files].flatMap(([file, text]) => {
    if (!present.includes(file)) return [`${file} is missing`]
    return readFileSync(join(root, file), 'utf8') === text ? [] : [`${file} is stale`]
  })
  const left = present.filter((file) => !files.has(file) && !graphs.has(file))
  return [...missing, ...left.map((file) => `${file} belongs to no chain`)]
}

/** The files of `generated/` that are ours to write. */
export function listed(root: string): string[] {
  try {
    return readdirSync(join(root, GENERATED_FOLDER))
      .filter((file) => /^template\.yaml$|^steps\.d\.ts$|\.((asl|manifest)\.json|mmd|svg)$/.test(file))
      .map((file) => `${GENERATED_FOLDER}/${file}`)
  } catch {
    return []
  }
}
