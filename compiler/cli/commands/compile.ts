/** `compile`: chains to `generated/`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command, Io } from '../command.ts'
import { compileProject, drift, listed } from '../project.ts'
import type { Project } from '../project.ts'
import { placeOf, report } from '../report.ts'

const write = (root: string, file: string, text: string) => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

function countStates(project: Project, name: string): number {
  const found = project.compiled.find((one) => one.name === name)
  return found?.output ? found.output.origins.size : 0
}

function asJson(project: Project): string {
  const problems = project.problems.map(({ code, severity, path, what, remedy, ...rest }) => {
    const [file, line, column] = placeOf({ code, severity, path, what, remedy, ...rest }, project.locate).split(':')
    return { code, severity, file, line: Number(line ?? 0), column: Number(column ?? 0), path, what, remedy }
  })
  const chains = project.compiled.map(({ name, output }) => ({
    name,
    ok: output !== undefined,
    version: output?.manifest.version ?? null,
  }))
  return JSON.stringify({ chains, problems }, null, 2)
}

function check(project: Project, io: Io): number {
  const stale = drift(io.cwd, project.files)
  for (const line of stale) io.error(`${line}. Run npm run compile and commit what changes.`)
  if (stale.length === 0) io.out(`generated/ is fresh: ${project.compiled.length} chains.`)
  return stale.length === 0 ? 0 : 1
}

function save(project: Project, io: Io): number {
  for (const file of listed(io.cwd)) if (!project.files.has(file)) rmSync(join(io.cwd, file))
  for (const [file, text] of [...project.files, ...project.maps]) write(io.cwd, file, text)
  for (const { name, output } of project.compiled) {
    if (output)
      io.out(
        `${name}  ${countStates(project, name)} states  at most ${output.manifest.worstCase.seconds} s  version ${output.manifest.version}`,
      )
  }
  if (project.compiled.length === 0) io.out('There are no chains below chains/.')
  return 0
}

export const command: Command = {
  name: 'compile',
  summary: 'compile the chains below chains/ into generated/',
  usage: `npm run compile [-- --check | --json]

Writes generated/NAME.asl.json and generated/NAME.manifest.json for every chain below chains/.

  --check  write nothing; fail when generated/ is not what the chains give
  --json   tell chains and problems as JSON`,
  options: { check: { type: 'boolean' }, json: { type: 'boolean' } },
  async run({ values }, io) {
    const project = await compileProject(io.cwd)
    const wrong = project.problems.some(({ severity }) => severity === 'error')
    if (values['json']) io.out(asJson(project))
    else report(project.problems, project.locate, io)
    if (wrong) return 1
    if (values['check']) return check(project, io)
    return save(project, values['json'] ? { ...io, out: () => undefined } : io)
  },
}
