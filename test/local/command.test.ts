import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command } from '../../compiler/cli/commands/local-aws.ts'
import type { Io } from '../../compiler/cli/command.ts'
import { startLocalAws } from '../../runtime/local/index.ts'

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stepchain-command-'))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

const machine = { QueryLanguage: 'JSONata', StartAt: 'Say', States: { Say: { Type: 'Pass', Output: '${Greeting}', End: true } } }
const write = async (files: Readonly<Record<string, string>>) => {
  await rm(join(cwd, 'generated'), { recursive: true, force: true })
  await mkdir(join(cwd, 'generated'))
  for (const [file, text] of Object.entries(files)) await writeFile(join(cwd, 'generated', file), text)
}

/** Runs the command; `heard` is called with each line it prints. */
async function run(environment: NodeJS.ProcessEnv, heard: (line: string, stop: () => void) => void = () => undefined) {
  const abort = new AbortController()
  const out: string[] = []
  const errors: string[] = []
  const io: Io = {
    out: (line) => {
      out.push(line)
      heard(line, () => abort.abort())
    },
    write: (text) => out.push(text),
    error: (line) => errors.push(line),
    colours: false,
    cwd,
    environment,
    signal: abort.signal,
  }
  const code = await command.run({ values: {}, positionals: [] }, io)
  return { code, out, errors }
}

describe('npm run local-aws', () => {
  test('serves the compiled machines until it is stopped, and says how to reach it', async () => {
    await write({
      'hello.asl.json': JSON.stringify(machine),
      'hello.manifest.json': JSON.stringify({ substitutions: { Greeting: { description: 'what to say' } } }),
      'plain.asl.json': JSON.stringify(machine),
    })
    let answered: Promise<unknown> | undefined
    const { code, out, errors } = await run({ LOCAL_AWS_PORT: '0', Greeting: 'Ahoy' }, (line, stop) => {
      const url = /listens on (\S+)/.exec(line)?.[1]
      if (url) {
        const body = JSON.stringify({ stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:hello' })
        const headers = { 'x-amz-target': 'AWSStepFunctions.StartSyncExecution' }
        answered = fetch(url, { method: 'POST', headers, body })
          .then((response) => response.json())
          .finally(stop)
      }
    })
    expect(await answered).toMatchObject({ status: 'SUCCEEDED', output: '"Ahoy"' })
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(out[0] as string)?.[0] as string
    expect({ code, out, errors }).toEqual({
      code: 0,
      out: [
        `Local AWS listens on ${url}`,
        '',
        'State machines:',
        '  arn:aws:states:us-east-1:123456789012:stateMachine:hello',
        '  arn:aws:states:us-east-1:123456789012:stateMachine:plain',
        '',
        'To point an SDK at it:',
        `  export AWS_ENDPOINT_URL_SFN=${url}`,
        `  export AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${url}`,
        `  export AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME=${url}`,
        '  export AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local',
        '  export AWS_DISABLE_HOST_PREFIX_INJECTION=true   # boto3; in JavaScript: new SFNClient({ disableHostPrefix: true })',
        '',
        'Ctrl-C ends it.',
      ],
      errors: [],
    })
  })

  test('a taken port is said, with the remedy', async () => {
    await write({})
    const taken = await startLocalAws()
    const { code, errors } = await run({ LOCAL_AWS_PORT: String(taken.port) })
    await taken.close()
    expect({ code, errors }).toEqual({
      code: 2,
      errors: [
        `Port ${taken.port} is taken by another process. End that one, or choose another port: LOCAL_AWS_PORT=${taken.port + 1} npm run local-aws`,
      ],
    })
  })

  test('a port that is none is said', async () => {
    expect(await run({ LOCAL_AWS_PORT: 'eighty' })).toEqual({
      code: 2,
      out: [],
      errors: ['LOCAL_AWS_PORT is "eighty". It has to be a port number: 0 to 65535.'],
    })
  })

  test('a machine AWS would refuse is named', async () => {
    await write({ 'bad.asl.json': JSON.stringify({ ...machine, StartAt: 'Nowhere' }) })
    const { code, errors } = await run({ LOCAL_AWS_PORT: '0' })
    expect(code).toBe(2)
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatch(
      /^A state machine in generated\/ is refused\. bad: Invalid State Machine Definition: '.*Nowhere.*'$/,
    )
  })

  test('a file that is no JSON is named', async () => {
    await write({ 'torn.asl.json': '{' })
    const { code, errors } = await run({ LOCAL_AWS_PORT: '0' })
    expect(code).toBe(2)
    expect(errors[0]).toMatch(/torn\.asl\.json is not JSON \(.*\)\. Run "npm run compile"\.$/)
  })
})
