/** `npm run import -- file.asl.json`: what a hand-written state machine is, needs and risks. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { reportOn } from '../../import/report.ts'
import type { ImportReport } from '../../import/report.ts'
import { isFields } from '../../validate/machine.ts'
import type { Fields } from '../../validate/machine.ts'
import type { Command, Io } from '../command.ts'

const usage = `npm run import -- FILE [--json]

Reads a state machine in Amazon States Language, JSONPath or JSONata, and tells what AWS would refuse, what it takes and
users regret, its graph as Mermaid and the permissions it needs.

  --json   tell it as JSON

Exit code: 0 AWS takes it, 1 AWS would refuse it, 2 the call is wrong.`

/** The definition in the file; a text that says why there is none. */
function read(file: string): Fields | string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return 'it cannot be read. Give the path of a state machine definition.'
  }
  try {
    const definition = JSON.parse(text) as unknown
    return isFields(definition) && 'States' in definition ? definition : 'it is no state machine: it has no States.'
  } catch (error) {
    return `it is not JSON (${(error as Error).message}).`
  }
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

function print(name: string, { states, language, problems, findings, graph, permissions }: ImportReport, io: Io): void {
  io.out(`${name}: ${counted(states, 'state')}, ${language}`)
  if (problems.length > 0) {
    io.out('')
    for (const { code, location, message } of problems) io.error(`${name}  ${location}  ${code}  ${message}`)
  }
  if (findings.length > 0) {
    io.out('')
    io.out(`${counted(findings.length, 'finding')}:`)
    for (const { code, state, location, what, remedy } of findings) {
      io.out(`  ${code}  ${state}  ${what} ${remedy}`)
      io.out(`         at ${location}`)
    }
  }
  if (graph === '') return
  io.out('')
  io.out('Graph (Mermaid):')
  for (const line of graph.trimEnd().split('\n')) io.out(`  ${line}`)
  io.out('')
  io.out(permissions.length === 0 ? 'It needs no permissions.' : 'Permissions it needs:')
  for (const { actions, resources, reason } of permissions) {
    io.out(`  ${actions.join(', ')}`)
    for (const resource of resources) io.out(`    on ${resource}${reason === undefined ? '' : ` (${reason})`}`)
  }
}

export const command: Command = {
  name: 'import',
  summary: 'read a hand-written state machine: what is wrong with it, its graph, its permissions',
  usage,
  positionals: true,
  options: { json: { type: 'boolean' } },
  run({ values, positionals }, io) {
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) {
      io.error('Say one state machine definition: npm run import -- FILE')
      return Promise.resolve(2)
    }
    const definition = read(resolve(io.cwd, file))
    if (typeof definition === 'string') {
      io.error(`${file}: ${definition}`)
      return Promise.resolve(2)
    }
    const report = reportOn(definition)
    if (values['json'] === true) io.out(JSON.stringify(report, null, 2))
    else print(file, report, io)
    return Promise.resolve(report.problems.some(({ severity }) => severity === 'ERROR') ? 1 : 0)
  },
}
