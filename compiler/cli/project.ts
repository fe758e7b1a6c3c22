/** A project as a whole: all its chains compiled, and the files that come of them. */
import { readFileSync, readdirSync } from 'node:fs'
import { join, posix } from 'node:path'
import { compileChain } from '../compile.ts'
import type { Compiled } from '../compile.ts'
import type { Graph } from '../emit/graph/graph.ts'
import { mermaid } from '../emit/graph/mermaid.ts'
import { graphOf } from '../emit/graph/of-machine.ts'
import { samTemplate } from '../emit/template.ts'
import { stepTypes } from '../emit/steps.ts'
import { jsonText } from '../emit/version.ts'
import { internal } from '../problems/finished.ts'
import { unusedPromptFile } from '../problems/never.ts'
import type { Problem } from '../problems.ts'
import type { Origin, Position } from '../tree.ts'
import { orElse } from '../walk.ts'
import { WORK_FOLDER, locator } from './bundle.ts'
import type { Bundling } from './bundle.ts'
import { CHAINS_FOLDER, promptFiles, promptReader } from '../prompt-files.ts'
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

/** Compiles all chains below `root`. Whoever does it again and again does so in `bundlingAgain`. */
export async function compileProject(root: string, bundling?: Bundling): Promise<Project> {
  const { chains, problems } = await loadChains(root, bundling)
  const read = promptReader(root)
  const used = new Set<string>()
  const readPrompt = (file: string) => {
    used.add(posix.normalize(file))
    return read(file)
  }
  const locate = locator(root)
  const compiled = chains.map(({ file, chain }) => inFile(join(root, file), compileChain(chain, { file, readPrompt })))
  const files = new Map<string, string>()
  const graphs = new Map<string, Graph>()
  const failures: Problem[] = []
  for (const [index, { name, output }] of compiled.entries()) {
    if (!output) continue
    files.set(`${GENERATED_FOLDER}/${name}.asl.json`, jsonText(output.definition))
    files.set(`${GENERATED_FOLDER}/${name}.manifest.json`, jsonText(output.manifest))
    try {
      const graph = graphOf({ name, ...output })
      files.set(`${GENERATED_FOLDER}/${name}.mmd`, mermaid(graph))
      graphs.set(`${GENERATED_FOLDER}/${name}.svg`, graph)
    } catch (error) {
      failures.push(internal({ at: startOf(join(root, chains[index]?.file ?? '')), path: [name] }, error))
    }
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
  const told = [...problems, ...compiled.flatMap((one) => one.problems), ...failures]
  return { compiled, problems: [...told, ...unusedPrompts(root, used, told)], locate, files, graphs, maps }
}

const startOf = (file: string): Origin => [{ file, line: 1, column: 1 }]

/** A problem of which nobody knows where it was written is one of the file. */
const inFile = (file: string, one: Compiled): Compiled => ({
  ...one,
  problems: one.problems.map((problem) => ({ ...problem, at: orElse(problem.at, startOf(file)) })),
})

/** What no chain of a project reads. A wrong chain may read it when it is right. */
function unusedPrompts(root: string, used: ReadonlySet<string>, told: readonly Problem[]): readonly Problem[] {
  if (told.some(({ severity }) => severity === 'error')) return []
  return promptFiles(root)
    .filter((file) => !used.has(file))
    .map((file) => unusedPromptFile({ at: startOf(join(root, CHAINS_FOLDER, file)), path: [] }, file))
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
