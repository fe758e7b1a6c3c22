/** `destroy`: takes everything down that `deploy` made. */
import type { Command } from '../command.ts'
import { WRONG_ASSIGNMENT, cdk, deployedManifests, makeReady, readAssignments } from '../deployment.ts'

export const command: Command = {
  name: 'destroy',
  summary: 'take down what is deployed',
  usage: `npm run destroy [-- --yes] [NAME=VALUE ...]

Deletes the stack: state machines with all their versions, the function, logs, alarms, the dashboard.
The bucket of CloudFront's access logs stays, if there was one.

  --yes       do not ask
  NAME=VALUE  stackName=..., if it was deployed under another name`,
  positionals: true,
  options: { yes: { type: 'boolean', short: 'y' } },
  run: async ({ values, positionals }, io) => {
    const assignments = readAssignments(positionals, deployedManifests(io.cwd))
    if ('wrong' in assignments) {
      io.error(`${assignments.wrong} ${WRONG_ASSIGNMENT}`)
      return 2
    }
    const ready = await makeReady(io)
    return ready === 0 ? cdk({ command: 'destroy', assignments, more: values['yes'] ? ['--force'] : [] }, io) : ready
  },
}
