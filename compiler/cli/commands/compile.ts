/** `compile`: chains to `generated/`. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { boundsTable, changedBounds } from '../bounds-table.ts'
import type { BoundedChain } from '../bounds-table.ts'
import { bundlingAgain } from '../bundle.ts'
import type { Bundling } from '../bundle.ts'
import type { Arguments, Command, Io } from '../command.ts'
import { editOf } from '../edits.ts'
import { CHAINS_FOLDER } from '../../prompt-files.ts'
import { withPictures } from '../pictures.ts'
import { compileProject, drift, listed } from '../project.ts'
import type { Project } from '../project.ts'
import { positionOf, report } from '../report.ts'
import type { Stop } from '../../problems.ts'
import { writeText } from '../text-file.ts'
import { watchChains } from '../watch.ts'

function asJson(project: Project, root: string): string {
  const problems = project.problems.map((problem) => {
    const { code, severity, path, what, remedy, mend, ways } = problem
    const position = positionOf(problem, project.locate)
    const edit = mend && position ? editOf(mend, position, readFileSync(join(root, position.file), 'utf8')) : undefined
    const place = position ?? { file: CHAINS_FOLDER, line: 0, column: 0 }
    const stop = ({ name, from, at }: Stop) => ({ name, ...(from === undefined ? {} : { from }), ...project.locate(at) })
    const told = ways ? { ways: ways.map((way) => way.map(stop)) } : {}
    return { code, severity, ...place, path, what, remedy, ...told, ...(edit ? { edit } : {}) }
  })
  const chains = project.compiled.map(({ name, output }) => ({
    name,
    ok: output !== undefined,
    version: output?.manifest.version ?? null,
    bounds: output?.bounds ?? null,
  }))
  return JSON.stringify({ chains, problems }, null, 2)
}

function check(project: Project, io: Io): number {
  const stale = drift(io.cwd, project)
  for (const line of stale) io.error(`${line}. Run npm run compile and commit what changes.`)
  if (stale.length === 0) io.out(`generated/ is fresh: ${project.compiled.length} chains.`)
  return stale.length === 0 ? 0 : 1
}

/** Bounds of the chains in lines. */
type Told = (chains: readonly BoundedChain[]) => readonly string[]

/** Writes what the chains give, and takes away what they no longer give. Pictures that are not drawn stay as they are. */
export function save(project: Project, io: Io): void {
  for (const file of listed(io.cwd)) if (!project.files.has(file) && !project.graphs.has(file)) rmSync(join(io.cwd, file))
  for (const [file, text] of [...project.files, ...project.maps()]) writeText(join(io.cwd, file), text)
}

async function compileOnce(values: Arguments['values'], io: Io, told: Told, bundling?: Bundling): Promise<number> {
  const project = await compileProject(io.cwd, bundling)
  if (values['json']) io.out(asJson(project, io.cwd))
  else report(project.problems, project.locate, io)
  if (project.problems.some(({ severity }) => severity === 'error')) return 1
  const whole = values['watch'] ? project : await withPictures(io.cwd, project)
  if (values['check']) return check(whole, io)
  save(whole, io)
  const chains = project.compiled.flatMap(({ name, output }) => (output ? [{ name, bounds: output.bounds }] : []))
  if (values['json']) return 0
  if (chains.length === 0) io.out('There are no chains below chains/.')
  else for (const line of told(chains)) io.out(line)
  return 0
}

export const command: Command = {
  name: 'compile',
  summary: 'compile the chains below chains/ into generated/',
  usage: `npm run compile [-- --check | --watch | --json]

Writes generated/NAME.asl.json, NAME.manifest.json, NAME.mmd and NAME.svg for every chain below chains/,
and says what each can use at most, way by way: states, calls of models, tokens, dollars and seconds, with
every retry. What is reckoned with is in compiler/README.md, under Bounds; prices are in compiler/models/prices.ts.

  --check  write nothing; fail when generated/ is not what the chains give
  --watch  compile again whenever something below chains/ changes, then check types and lint;
           pictures (NAME.svg) are drawn by the next npm run compile
  --json   tell chains, their bounds and problems as JSON, with the edit that mends a problem where that is
           beyond doubt`,
  options: { check: { type: 'boolean' }, watch: { type: 'boolean' }, json: { type: 'boolean' } },
  run({ values }, io) {
    if (values['watch'] && values['check']) {
      io.error('--watch writes and --check does not: give one of them.')
      return Promise.resolve(2)
    }
    if (!values['watch']) return compileOnce(values, io, (chains) => boundsTable(chains, io))
    const told = changedBounds()
    return bundlingAgain((bundling) => watchChains(io, () => compileOnce(values, io, told, bundling)))
  },
}
