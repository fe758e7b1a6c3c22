/** The playground of a project's chains: its page and its graphs, made when somebody first asks for them. */
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page, Serving } from '../../runtime/page.ts'
import { buildPage, buildPlaygroundModule } from '../../runtime/playground/build.ts'
import { playgroundPages } from '../../runtime/playground/pages.ts'
import type { PageFiles } from '../../runtime/playground/pages.ts'
import type { Definition } from '../asl.ts'
import type { Manifest } from '../contract.ts'
import { drawGraph } from '../emit/graph/draw.ts'
import { graphOf } from '../emit/graph/of-machine.ts'
import { GRAPH_SHAPES } from '../emit/graph/style.ts'
import { pictures } from './pictures.ts'
import { GENERATED_FOLDER } from './project.ts'
import type { Project } from './project.ts'

/** Two folders up from this file among the sources, and from the command line's own bundle as well. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** The page has the graphs' colours among its own. */
const playgroundPage = (): Promise<PageFiles> => buildPage({ root: ROOT, graphStyle: GRAPH_SHAPES })

/** Does it once for each name, and again where it failed. */
function once<Result>(make: (name: string) => Promise<Result>): (name: string) => Promise<Result> {
  const made = new Map<string, Promise<Result>>()
  return (name) => {
    const known = made.get(name)
    if (known) return known
    const making = make(name)
    made.set(name, making)
    making.catch(() => made.delete(name))
    return making
  }
}

/** The page of the project at `root`. */
export function playgroundOf({ compiled }: Project, root: string): (serving: Serving) => readonly Page[] {
  const outputs = new Map(compiled.flatMap(({ name, output }) => (output ? [[name, output] as const] : [])))
  const page = once(playgroundPage)
  const graph = once(async (name) => {
    const output = outputs.get(name)
    return output && (await pictures(root)(graphOf({ name, ...output }))).svg
  })
  return (serving) => playgroundPages({ ...serving, files: () => page(''), graph })
}

/** The graph of a machine in `generated/`; undefined where there is no such machine. */
async function generatedGraph(root: string, name: string): Promise<string | undefined> {
  let definition: Definition
  try {
    definition = JSON.parse(await readFile(join(root, GENERATED_FOLDER, `${name}.asl.json`), 'utf8')) as Definition
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  // which step a state comes from only its source tells
  return drawGraph(graphOf({ name, definition, origins: new Map() }))
}

/** The text of the module that serves the page beside a deployed runtime, with the graphs of `generated/`. */
export async function playgroundModule(root: string, manifests: readonly Manifest[]): Promise<string> {
  const graphs: Record<string, string> = {}
  for (const { name } of manifests) {
    const graph = await generatedGraph(root, name)
    if (graph !== undefined) graphs[name] = graph
  }
  return buildPlaygroundModule(ROOT, await playgroundPage(), graphs)
}
