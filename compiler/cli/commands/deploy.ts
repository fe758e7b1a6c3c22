/** `deploy`: the chains to AWS, and how to call them there. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { refusalOf } from '../aws.ts'
import { WORK_FOLDER } from '../bundle.ts'
import type { Command, Io } from '../command.ts'
import { WRONG_ASSIGNMENT, cdk, deployedManifests, makeReady, readAssignments, stackNameOf } from '../deployment.ts'
import type { Assignments } from '../deployment.ts'
import { replacedVersions } from '../serving.ts'

const DOCTOR = 'npm run doctor says what is missing.'
const OUTPUTS = `${WORK_FOLDER}/outputs.json`

/** Adds the share of the new versions, and, where the runtime shares, which versions serve now. */
async function withCanary(assignments: Assignments, percent: string, io: Io): Promise<Assignments> {
  const options = { ...assignments.options, canaryPercent: percent }
  if (assignments.options['canary'] === 'alias') return { ...assignments, options }
  const previous = await replacedVersions(`${stackNameOf(assignments)}-runtime`, deployedManifests(io.cwd), io.environment)
  return { ...assignments, options: { ...options, previous: JSON.stringify(previous) } }
}

/** Values that the environment names, as local AWS takes them, count as parameters. */
function fromEnvironment(assignments: Assignments, io: Io): Assignments {
  const names = deployedManifests(io.cwd).flatMap(({ substitutions }) => Object.keys(substitutions))
  const found = names.flatMap((name) => {
    const value = io.environment[name]
    return value === undefined || value === '' ? [] : [[name, value] as const]
  })
  return { ...assignments, parameters: { ...Object.fromEntries(found), ...assignments.parameters } }
}

export const command: Command = {
  name: 'deploy',
  summary: 'deploy the chains and the runtime, and print how to call them',
  usage: `npm run deploy [-- --canary PERCENT] [--yes] [NAME=VALUE ...]

Checks that generated/ is fresh, builds the runtime, deploys, and prints the endpoint and a signed curl line.
npm run doctor says what is missing for it.

  --canary PERCENT  only so many requests run on the new versions, until the next deployment or an alarm
  --yes             do not ask before permissions change
  NAME=VALUE        a value that a chain needs (KnowledgeBaseId=ABCDEFGHIJ; the environment counts, too), or an
                    option (frontDoor=cloudfront auth=jwt); infra/README.md has all`,
  positionals: true,
  options: { canary: { type: 'string' }, yes: { type: 'boolean', short: 'y' } },
  run: async ({ values, positionals }, io) => {
    const read = readAssignments(positionals, deployedManifests(io.cwd))
    if ('wrong' in read) {
      io.error(`${read.wrong} ${WRONG_ASSIGNMENT}`)
      return 2
    }
    const ready = await makeReady(io)
    if (ready !== 0) return ready
    const canary = values['canary']
    let assignments = fromEnvironment(read, io)
    try {
      if (typeof canary === 'string') assignments = await withCanary(assignments, canary, io)
    } catch (error) {
      io.error(`Which versions serve now cannot be asked: ${refusalOf(error).text} ${DOCTOR}`)
      return 1
    }
    const parameters = Object.entries(assignments.parameters).flatMap(([name, value]) => ['--parameters', `${name}=${value}`])
    const outputs = join(io.cwd, OUTPUTS)
    rmSync(outputs, { force: true })
    const more = [...parameters, '--outputs-file', OUTPUTS, ...(values['yes'] ? ['--require-approval', 'never'] : [])]
    const code = await cdk({ command: 'deploy', assignments, more }, io)
    if (code !== 0) {
      io.error(DOCTOR)
      return 1
    }
    const { Endpoint, Call } = (JSON.parse(readFileSync(outputs, 'utf8')) as Record<string, Record<string, string>>)[
      stackNameOf(assignments)
    ] ?? { Endpoint: '', Call: '' }
    io.out(`\nEndpoint  ${Endpoint}\n\n${Call}`)
    return 0
  },
}
