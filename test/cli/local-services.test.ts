/** `chains/local-services.ts` in the commands that run machines on this machine. */
import { expect, test } from 'vitest'
import { temporaryProject } from '../support/project.ts'
import { callIn } from './io.ts'

const SERVICES = `import { localServices } from '../compiler/index.ts'

export default localServices({ 'lambda:invoke': { quote: () => ({ Payload: { price: 3 } }) } })
`
const MACHINE = {
  QueryLanguage: 'JSONata',
  StartAt: 'Quote',
  States: {
    Quote: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'quote' }, End: true },
  },
}

/** What an execution of the machine gives on the local AWS at `url`. */
async function quote(url: string): Promise<unknown> {
  const send = async (operation: string, body: unknown) => {
    const headers = { 'x-amz-target': `AWSStepFunctions.${operation}` }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    return (await response.json()) as Record<string, string>
  }
  const roleArn = 'arn:aws:iam::123456789012:role/test'
  const machine = { name: 'quote', definition: JSON.stringify(MACHINE), roleArn, type: 'EXPRESS' }
  const { stateMachineArn } = await send('CreateStateMachine', machine)
  const { output, cause } = await send('StartSyncExecution', { stateMachineArn })
  return output ?? cause
}

test.each(['start', 'local-aws'])('npm %s: tasks beyond Bedrock are served by the functions of the project', async (command) => {
  const project = temporaryProject({ 'chains/local-services.ts': SERVICES })
  let url = ''
  let answered: Promise<unknown> | undefined
  const heard = (line: string, interrupt: () => void) => {
    url = /Local AWS listens on +(http:\S+)/.exec(line)?.[1] ?? url
    if (line === 'Ctrl-C ends it.') answered = quote(url).finally(interrupt)
  }
  const environment = { PORT: '0', LOCAL_AWS_PORT: '0' }
  const { code, error } = await callIn({ cwd: project.root, environment, heard }, command)
  expect({ code, error, answered: await answered }).toEqual({ code: 0, error: [], answered: '{"Payload":{"price":3}}' })
  project.remove()
})
