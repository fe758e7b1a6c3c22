/** `doctor`: what is missing for a deployment, and what mends it. */
import type { Command } from '../command.ts'
import { WRONG_ASSIGNMENT, deployedManifests, readAssignments } from '../deployment.ts'
import { examine } from '../doctor/checks.ts'
import { told } from '../doctor/finding.ts'

export const command: Command = {
  name: 'doctor',
  summary: 'say what is missing for a deployment, and what mends it',
  usage: `npm run doctor [-- NAME=VALUE ...]

Looks at Node, the region, credentials, every model, every knowledge base and the layer of Lambda Web Adapter.
Models are asked for one token each, which costs less than a cent together. Without a network it says what it
could not check. Exit code 1 when something is missing.

  NAME=VALUE  a value that a chain needs (KnowledgeBaseId=ABCDEFGHIJ); the environment counts, too`,
  options: {},
  positionals: true,
  run: async ({ positionals }, io) => {
    const manifests = deployedManifests(io.cwd)
    const assignments = readAssignments(positionals, manifests)
    if ('wrong' in assignments) {
      io.error(`${assignments.wrong} ${WRONG_ASSIGNMENT}`)
      return 2
    }
    const { environment } = io
    const findings = await examine({ environment, nodeVersion: process.versions.node, manifests, values: assignments.parameters })
    for (const finding of findings) for (const line of told(finding)) io.out(line)
    const count = (state: string) => findings.filter((finding) => finding.state === state).length
    io.out(`\n${count('ok')} well, ${count('missing')} missing, ${count('unknown')} not checked`)
    return count('missing') === 0 ? 0 : 1
  },
}
