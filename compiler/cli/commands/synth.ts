/** `synth`: the CloudFormation template, without an account or a network. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from '../command.ts'
import {
  OUTPUT_FOLDER,
  WRONG_ASSIGNMENT,
  cdk,
  deployedManifests,
  makeReady,
  readAssignments,
  stackNameOf,
} from '../deployment.ts'

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Metadata?: Readonly<Record<string, unknown>> }>>
}
interface Acknowledged {
  readonly id: string
  readonly reason: string
}

/** What the template has, and which findings of cdk-nag are acknowledged, with their reasons. */
function summary(file: string, { Resources }: Template): string[] {
  const resources = Object.values(Resources)
  const machines = resources.filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine').length
  const acknowledged = resources.flatMap(
    ({ Metadata }) => (Metadata?.['cdk_nag'] as { rules_to_suppress?: Acknowledged[] } | undefined)?.rules_to_suppress ?? [],
  )
  const lines = new Set(acknowledged.map(({ id, reason }) => `  ${id}\n    ${reason}`))
  return [
    `${file}  ${resources.length} resources, ${machines} state machines`,
    `cdk-nag: no findings${lines.size === 0 ? '' : ', but for what is acknowledged:'}`,
    ...[...lines].sort(),
  ]
}

export const command: Command = {
  name: 'synth',
  summary: 'write the CloudFormation template into cdk.out/',
  usage: `npm run synth [-- NAME=VALUE ...]

Checks that generated/ is fresh, builds the runtime, and writes cdk.out/stepchain.template.json.
Needs no account and no network. Findings of cdk-nag are errors.

  NAME=VALUE  an option such as frontDoor=api; infra/README.md has all`,
  positionals: true,
  options: {},
  run: async ({ positionals }, io) => {
    const assignments = readAssignments(positionals, deployedManifests(io.cwd))
    if ('wrong' in assignments) {
      io.error(`${assignments.wrong} ${WRONG_ASSIGNMENT}`)
      return 2
    }
    const ready = await makeReady(io)
    if (ready !== 0) return ready
    const code = await cdk({ command: 'synth', assignments, more: ['--quiet'] }, io)
    if (code !== 0) return 1
    const file = `${OUTPUT_FOLDER}/${stackNameOf(assignments)}.template.json`
    for (const line of summary(file, JSON.parse(readFileSync(join(io.cwd, file), 'utf8')) as Template)) io.out(line)
    return 0
  },
}
