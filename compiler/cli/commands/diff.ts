/** `diff`: what has changed in the chains since a commit or a deployment, told in their own terms. */
import { refusalOf } from '../aws.ts'
import { noSuchChain } from '../unknown-name.ts'
import type { Arguments, Command, Io } from '../command.ts'
import { WRONG_ASSIGNMENT, cdk, deployedManifests, makeReady, readAssignments, stackNameOf } from '../deployment.ts'
import { compareChain } from '../diff/changes.ts'
import type { ChainChange } from '../diff/changes.ts'
import { told } from '../diff/told.ts'
import type { Line } from '../diff/told.ts'
import { NoSuchCommit, asDeployed, committedVersions, currentVersions, deployedVersion } from '../diff/versions.ts'
import type { Versions } from '../diff/versions.ts'
import { compileProject } from '../project.ts'
import { report } from '../report.ts'
import { deployedVersions } from '../serving.ts'

const COLOURS = { added: 32, removed: 31, attention: 33, plain: undefined } as const
const paint = (io: Io, { kind, text }: Line) => {
  const colour = COLOURS[kind]
  return io.colours && colour !== undefined ? `\u001b[${colour}m${text}\u001b[0m` : text
}

/** What is compared with what. */
interface Compared {
  readonly before: Versions
  readonly after: Versions
  /** What `before` is called. */
  readonly name: string
}

async function deployed(current: Versions, arns: Readonly<Record<string, string>>, name: string, io: Io): Promise<Compared> {
  const before = await Promise.all(
    Object.entries(arns).map(async ([chain, arn]) => [chain, await deployedVersion(arn, io.environment)] as const),
  )
  const after = new Map([...current].map(([chain, version]) => [chain, asDeployed(version)]))
  return { before: new Map(before), after, name }
}

async function compared(current: Versions, { values, positionals }: Arguments, io: Io): Promise<Compared> {
  const { against, deployed: fromStack, machine } = values
  if (typeof machine === 'string') {
    const [chain = ''] = positionals
    return deployed(new Map([...current].filter(([name]) => name === chain)), { [chain]: machine }, machine, io)
  }
  if (typeof fromStack === 'string') {
    const stack = stackNameOf({ parameters: {}, options: { stackName: fromStack } })
    return deployed(current, await deployedVersions(`${stack}-runtime`, io.environment), `what ${stack} serves`, io)
  }
  const commit = typeof against === 'string' ? against : 'HEAD'
  return { before: committedVersions(io.cwd, commit), after: current, name: commit }
}

function tell(changes: readonly ChainChange[], name: string, io: Io): void {
  if (changes.length === 0) io.out(`No chain differs from ${name}.`)
  for (const [index, change] of changes.entries())
    for (const line of [...(index > 0 ? [{ kind: 'plain', text: '' } as const] : []), ...told(change)]) io.out(paint(io, line))
  const granted = changes.flatMap(({ permissions }) => permissions).filter(({ change }) => change === 'granted').length
  if (granted > 0) {
    io.out('')
    const text = `! ${granted} more ${granted === 1 ? 'permission' : 'permissions'} than ${name}: read ${granted === 1 ? 'it' : 'them'} before this is deployed.`
    io.out(paint(io, { kind: 'attention', text }))
  }
}

async function chainDiff(given: Arguments, io: Io): Promise<number> {
  const { values, positionals } = given
  if (typeof values['machine'] === 'string' && positionals.length !== 1) {
    io.error('Name the one chain that --machine is compared with: npm run diff -- CHAIN --machine ARN')
    return 2
  }
  const project = await compileProject(io.cwd)
  report(project.problems, project.locate, io)
  if (project.problems.some(({ severity }) => severity === 'error')) return 1
  const { before, after, name } = await compared(currentVersions(project), given, io)
  const all = [...new Set([...before.keys(), ...after.keys()])].sort()
  for (const chain of positionals) {
    const unknown = noSuchChain(chain, all)
    if (unknown === undefined) continue
    io.error(unknown)
    return 2
  }
  const chosen = positionals.length === 0 ? all : positionals
  const changes = chosen.flatMap((chain) => compareChain(chain, before.get(chain), after.get(chain)) ?? [])
  if (values['json'] === true) io.out(JSON.stringify({ against: name, chains: changes }, null, 2))
  else tell(changes, name, io)
  return 0
}

/** The CDK's own difference, of all that is deployed. */
async function stackDiff(positionals: readonly string[], io: Io): Promise<number> {
  const assignments = readAssignments(positionals, deployedManifests(io.cwd))
  if ('wrong' in assignments) {
    io.error(`${assignments.wrong} ${WRONG_ASSIGNMENT}`)
    return 2
  }
  const ready = await makeReady(io)
  return ready === 0 ? cdk({ command: 'diff', assignments }, io) : ready
}

export const command: Command = {
  name: 'diff',
  summary: 'show what has changed in the chains: states, prompts, permissions, what they may cost',
  usage: `npm run diff [-- CHAIN ... | --against COMMIT | --deployed STACK | CHAIN --machine ARN | --stack NAME=VALUE ...]

Compares the chains as they are now with those of a commit or of a deployment. Prompts are compared as text, line by line, and
what a chain may do more than before is called out.

  --against COMMIT   with the generated/ of a commit, a branch or a tag; default HEAD
  --deployed STACK   with what the runtime of a deployed stack serves; the stack is called stepchain unless you named it
  --machine ARN      with one state machine, or a version of one; AWS_ENDPOINT_URL_SFN may name local AWS
  --json             as JSON
  --stack            the CDK's difference of the whole stack; NAME=VALUE are its options (frontDoor=api), which
                     infra/README.md lists

A deployment needs an account; npm run doctor says what is missing for it.`,
  positionals: true,
  options: {
    against: { type: 'string' },
    deployed: { type: 'string' },
    machine: { type: 'string' },
    json: { type: 'boolean' },
    stack: { type: 'boolean' },
  },
  run: async (given, io) => {
    const sources = ['against', 'deployed', 'machine', 'stack'].filter((name) => given.values[name] !== undefined)
    if (sources.length > 1) {
      io.error(`Compare with one thing: ${sources.map((name) => `--${name}`).join(' and ')} cannot be given together.`)
      return 2
    }
    if (given.values['stack'] === true) return stackDiff(given.positionals, io)
    try {
      return await chainDiff(given, io)
    } catch (error) {
      if (error instanceof NoSuchCommit) {
        io.error(
          `${String(given.values['against'] ?? 'HEAD')} cannot be compared with: ${error.message}. Name a commit of this repository.`,
        )
        return 2
      }
      if (given.values['deployed'] === undefined && given.values['machine'] === undefined) throw error
      io.error(`What is deployed cannot be asked: ${refusalOf(error).text} npm run doctor says what is missing.`)
      return 1
    }
  },
}
