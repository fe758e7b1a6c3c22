/** `graph`: a chain's graph, as a picture or as Mermaid, printed or written. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { drawGraph } from '../../emit/graph/draw.ts'
import type { Graph } from '../../emit/graph/graph.ts'
import { mermaid } from '../../emit/graph/mermaid.ts'
import { graphOf } from '../../emit/graph/of-machine.ts'
import { noSuchChain } from '../unknown-name.ts'
import type { Arguments, Command, Io } from '../command.ts'
import { compileProject } from '../project.ts'
import { report } from '../report.ts'

const FORMATS: Readonly<Record<string, (graph: Graph) => Promise<string> | string>> = { svg: drawGraph, mmd: mermaid }

const usage = `npm run graph -- [CHAIN...] [--format svg|mmd] [-o FILE|FOLDER/]

Draws the graph of a chain as it is now, and prints it; of all chains when none is named.

  --format  svg, a picture that follows the reader's light or dark mode (default), or mmd, Mermaid's text
  -o        write it there; several chains need a folder, and become NAME.svg or NAME.mmd in it`

const isFolder = (path: string): boolean =>
  path.endsWith('/') || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

async function run({ values, positionals }: Arguments, io: Io): Promise<number> {
  const refuse = (why: string): number => {
    io.error(why)
    return 2
  }
  const format = String(values['format'] ?? 'svg')
  const draw = FORMATS[format]
  if (!draw) return refuse(`--format takes ${Object.keys(FORMATS).join(' or ')}, not "${format}".`)

  const project = await compileProject(io.cwd)
  const compiled = new Map(project.compiled.map((one) => [one.name, one.output]))
  const names = positionals.length > 0 ? positionals : [...compiled.keys()]
  const unknown = names.map((name) => noSuchChain(name, [...compiled.keys()])).find((said) => said !== undefined)
  const broken = project.problems.some(({ severity }) => severity === 'error')
  if (names.length === 0 || unknown !== undefined || names.some((name) => !compiled.get(name))) {
    if (broken) report(project.problems, project.locate, io)
    if (unknown !== undefined) return refuse(unknown)
    if (broken) return 1
    return refuse('There are no chains below chains/.')
  }
  const { o: given } = values
  const target = typeof given === 'string' ? resolve(io.cwd, given) + (given.endsWith('/') ? '/' : '') : undefined
  const inFolder = target !== undefined && isFolder(target)
  if (names.length > 1 && !inFolder)
    return refuse(
      target === undefined
        ? `Name one chain, or a folder for all of them: -o pictures/. Chains: ${names.join(', ')}.`
        : `${given} is one file, for ${names.length} chains. Give a folder: -o ${given}/.`,
    )
  for (const name of names) {
    const output = compiled.get(name)
    if (!output) continue
    const text = await draw(graphOf({ name, ...output }))
    if (target === undefined) io.out(text.trimEnd())
    else write(inFolder ? join(target, `${name}.${format}`) : target, text)
  }
  return 0
}

export const command: Command = {
  name: 'graph',
  summary: "draw a chain's graph, as SVG or Mermaid",
  usage,
  options: { format: { type: 'string' }, o: { type: 'string', short: 'o' } },
  positionals: true,
  run,
}
