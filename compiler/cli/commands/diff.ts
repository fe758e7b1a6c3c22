/** `diff`: what a deployment would change. */
import type { Command } from '../command.ts'
import { WRONG_ASSIGNMENT, cdk, deployedManifests, makeReady, readAssignments } from '../deployment.ts'

export const command: Command = {
  name: 'diff',
  summary: 'show what a deployment would change',
  usage: `npm run diff [-- NAME=VALUE ...]

Compares with what is deployed, so it needs an account; npm run doctor says what is missing.

  NAME=VALUE  the options of the deployment, such as frontDoor=api; infra/README.md has all`,
  positionals: true,
  options: {},
  run: async ({ positionals }, io) => {
    const assignments = readAssignments(positionals, deployedManifests(io.cwd))
    if ('wrong' in assignments) {
      io.error(`${assignments.wrong} ${WRONG_ASSIGNMENT}`)
      return 2
    }
    const ready = await makeReady(io)
    return ready === 0 ? cdk({ command: 'diff', assignments }, io) : ready
  },
}
