/** `npm run local-aws`: AWS on this machine, alone, until Ctrl-C. */
import { join, resolve } from 'node:path'
import { MachineFileError, machineArn, placeOf, readMachines, startLocalAws } from '../../../runtime/local/index.ts'
import type { LocalAws, LocalMachine } from '../../../runtime/local/index.ts'
import { localServiceModule } from '../local-services.ts'
import { LOCAL_AWS_PORT, notAPort, portOf, portRefusal } from '../port.ts'
import { GENERATED_FOLDER } from '../project.ts'
import type { Command, Io } from '../command.ts'

/** What an SDK has to be told to talk to `url` in place of AWS. */
export const sdkVariables = (url: string, environment: NodeJS.ProcessEnv): readonly string[] => [
  `export AWS_ENDPOINT_URL_SFN=${url}`,
  `export AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${url}`,
  `export AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME=${url}`,
  `export AWS_REGION=${placeOf(environment).region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`,
  // StartSyncExecution goes to a host of its own otherwise, which does not exist here.
  'export AWS_DISABLE_HOST_PREFIX_INJECTION=true   # boto3; in JavaScript: new SFNClient({ disableHostPrefix: true })',
]

function announce(aws: LocalAws, machines: readonly LocalMachine[], io: Io): void {
  const place = placeOf(io.environment)
  io.out(`Local AWS listens on ${aws.url}`)
  io.out('')
  io.out(
    machines.length === 0 ? `No state machines: ${GENERATED_FOLDER}/ has none. npm run compile writes them.` : 'State machines:',
  )
  for (const { name } of machines) io.out(`  ${machineArn(place, name)}`)
  io.out('')
  io.out('To point an SDK at it:')
  for (const line of sdkVariables(aws.url, io.environment)) io.out(`  ${line}`)
  io.out('')
  io.out('Ctrl-C ends it.')
}

/** Tells why it did not start, with the remedy; rethrows what is no mistake of the caller's. */
function refusal(error: unknown, port: number): string {
  const told = portRefusal(error, port, 'LOCAL_AWS_PORT', LOCAL_AWS_PORT, 'npm run local-aws')
  if (told !== undefined) return told
  if (error instanceof MachineFileError) return `A state machine in ${GENERATED_FOLDER}/ is refused. ${error.message}`
  throw error
}

export const command: Command = {
  name: 'local-aws',
  summary: 'run AWS on this machine: Step Functions, Bedrock and a knowledge base on one port',
  usage: `npm run local-aws [-- --knowledge FOLDER]

Serves the state machines of ${GENERATED_FOLDER}/ and searches the documents of chains/knowledge, over AWS's own
protocols, on 127.0.0.1. Tasks beyond Bedrock are served by chains/local-services.ts. runtime/local/README.md says
more.

  --knowledge FOLDER   documents to search; default chains/knowledge

  LOCAL_AWS_PORT       the port; default ${LOCAL_AWS_PORT}
  LOCAL_MODEL_URL      an OpenAI-compatible server that answers in place of the stand-in model
  AWS_REGION           the region in ARNs; default us-east-1`,
  options: { knowledge: { type: 'string' } },
  run: async ({ values }, io) => {
    const { cwd, environment, signal } = io
    const port = portOf(environment['LOCAL_AWS_PORT'], LOCAL_AWS_PORT)
    if (port === undefined) {
      io.error(notAPort('LOCAL_AWS_PORT', environment['LOCAL_AWS_PORT']))
      return 2
    }
    const knowledge = resolve(cwd, typeof values['knowledge'] === 'string' ? values['knowledge'] : 'chains/knowledge')
    let aws: LocalAws
    let machines: readonly LocalMachine[]
    try {
      machines = await readMachines(join(cwd, GENERATED_FOLDER), environment)
      aws = await startLocalAws({
        port,
        machines,
        knowledge,
        services: localServiceModule(cwd),
        environment,
        log: (line) => io.error(line),
      })
    } catch (error) {
      io.error(refusal(error, port))
      return 2
    }
    announce(aws, machines, io)
    if (!signal.aborted) await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }))
    await aws.close()
    return 0
  },
}
