/** The pictures of a project's chains. One is drawn when its graph, or how graphs are drawn, has changed; others are kept from before. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { drawGraph } from '../emit/graph/draw.ts'
import type { Graph } from '../emit/graph/graph.ts'
import { OWN_ROOT, WORK_FOLDER } from './bundle.ts'
import type { Project } from './project.ts'
import { textIn } from './text-file.ts'

const FOLDER = join(WORK_FOLDER, 'graphs')

/** What a picture depends on besides its graph: the sources that draw it and the library that lays it out. */
function drawingDigest(): string {
  const folder = join(OWN_ROOT, 'compiler', 'emit', 'graph')
  const digest = createHash('sha256').update(readFileSync(createRequire(import.meta.url).resolve('elkjs/package.json')))
  for (const file of readdirSync(folder).sort()) digest.update(readFileSync(join(folder, file)))
  return digest.digest('hex')
}

const keyOf = (graph: Graph, drawing: string) =>
  createHash('sha256').update(drawing).update(JSON.stringify(graph)).digest('hex').slice(0, 32)

/** Two calls at the same time may write the same picture: neither may see half of one. */
function keep(path: string, svg: string): void {
  writeFileSync(`${path}.${process.pid}`, svg)
  renameSync(`${path}.${process.pid}`, path)
}

interface Picture {
  /** Of its file among the pictures. */
  readonly name: string
  readonly svg: string
}

/** Draws graphs for the project at `root`, each once: what was drawn before is read. */
export function pictures(root: string): (graph: Graph) => Promise<Picture> {
  const folder = join(root, FOLDER)
  const drawing = drawingDigest()
  mkdirSync(folder, { recursive: true })
  return async (graph) => {
    const name = `${keyOf(graph, drawing)}.svg`
    const path = join(folder, name)
    const known = textIn(path)
    if (known !== undefined) return { name, svg: known }
    const svg = await drawGraph(graph)
    keep(path, svg)
    return { name, svg }
  }
}

/** The project with the pictures among its files; those of no chain are thrown away. */
export async function withPictures(root: string, project: Project): Promise<Project> {
  const draw = pictures(root)
  const files = new Map(project.files)
  const used = new Set<string>()
  for (const [file, graph] of project.graphs) {
    const { name, svg } = await draw(graph)
    used.add(name)
    files.set(file, svg)
  }
  const folder = join(root, FOLDER)
  for (const name of readdirSync(folder)) if (!used.has(name)) rmSync(join(folder, name), { force: true })
  return { ...project, files }
}
