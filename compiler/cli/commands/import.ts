/** `npm run import -- file.asl.json`: what a hand-written state machine is, needs and risks; with `--write`, a chain in its place. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { reportOn } from '../../import/report.ts'
import type { ImportReport } from '../../import/report.ts'
import { chainName, writeChain } from '../../import/write.ts'
import { isFields } from '../../validate/machine.ts'
import type { Fields } from '../../validate/machine.ts'
import type { Command, Io } from '../command.ts'
import { formatFiles } from '../format.ts'
import { CHAINS_FOLDER } from '../../prompt-files.ts'

const usage = `npm run import -- FILE [--write [--force]] [--json]

Reads a state machine in Amazon States Language, JSONPath or JSONata, and tells what AWS would refuse, what it takes and
users regret, its graph as Mermaid and the permissions it needs.

  --write  write it as a chain, ${CHAINS_FOLDER}/NAME.ts; what has no words in a chain is marked TODO(import), with the original
  --force  write over a chain of that name
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

/** What was written, for `--json`. */
interface Wrote {
  readonly file: string
  readonly todos: number
}

function write(definition: Fields, from: string, io: Io): Wrote {
  const { name, source, todos } = writeChain(definition, from)
  const file = `${CHAINS_FOLDER}/${name}.ts`
  mkdirSync(join(io.cwd, CHAINS_FOLDER), { recursive: true })
  writeFileSync(join(io.cwd, file), source)
  formatFiles([file], io.cwd)
  return { file, todos }
}

export const command: Command = {
  name: 'import',
  summary: 'read a hand-written state machine: what is wrong with it, its graph, its permissions; or write it as a chain',
  usage,
  positionals: true,
  options: { write: { type: 'boolean' }, force: { type: 'boolean' }, json: { type: 'boolean' } },
  run({ values, positionals }, io) {
    const refuse = (why: string) => {
      io.error(why)
      return Promise.resolve(2)
    }
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) return refuse('Say one state machine definition: npm run import -- FILE')
    const definition = read(resolve(io.cwd, file))
    if (typeof definition === 'string') return refuse(`${file}: ${definition}`)
    const chain = `${CHAINS_FOLDER}/${chainName(file)}.ts`
    if (values['write'] === true && values['force'] !== true && existsSync(join(io.cwd, chain)))
      return refuse(`${chain} is there already. Give --force to write over it, or rename ${file}.`)

    const report = reportOn(definition)
    const isBroken = report.problems.some(({ severity }) => severity === 'ERROR')
    const wrote = values['write'] === true && !isBroken ? write(definition, file, io) : undefined
    if (values['json'] === true) io.out(JSON.stringify({ ...report, ...(wrote ? { wrote } : {}) }, null, 2))
    else {
      print(file, report, io)
      if (wrote) {
        io.out('')
        io.out(`${wrote.file} is written, with ${counted(wrote.todos, 'TODO(import)')} for you. npm run compile compiles it.`)
      }
    }
    return Promise.resolve(isBroken ? 1 : 0)
  },
}
