import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  StartSyncExecutionCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refused, ROLE, START, startAws } from './support/aws.ts'
import type { TestAws } from './support/aws.ts'

const arnOf = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`
const greeting = (text: string) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Greet',
  States: { Greet: { Type: 'Pass', Output: { said: `{% '${text}, ' & $states.input.name %}` }, End: true } },
})

describe('Step Functions over the wire', () => {
  let aws: TestAws
  beforeAll(async () => {
    aws = await startAws()
  })
  afterAll(() => aws.close())

  test('a machine is created, described, run, changed, listed and deleted', async () => {
    expect(await aws.create('life', greeting('Hello'))).toBe(arnOf('life'))
    const { $metadata: _, ...described } = await aws.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arnOf('life') }))
    expect(described).toEqual({
      stateMachineArn: arnOf('life'),
      name: 'life',
      status: 'ACTIVE',
      type: 'EXPRESS',
      roleArn: ROLE,
      definition: JSON.stringify(greeting('Hello')),
      creationDate: new Date(START),
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
    })

    const { $metadata: __, ...ran } = await aws.run('life', { name: 'Ada' })
    expect(ran).toEqual({
      executionArn: expect.stringMatching(/^arn:aws:states:us-east-1:123456789012:express:life:run:[0-9a-f-]{36}$/) as unknown,
      stateMachineArn: arnOf('life'),
      name: 'run',
      startDate: new Date(START),
      stopDate: new Date(START),
      status: 'SUCCEEDED',
      input: '{"name":"Ada"}',
      inputDetails: { included: true },
      output: '{"said":"Hello, Ada"}',
      outputDetails: { included: true },
      billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 100 },
    })

    const updated = await aws.sfn.send(
      new UpdateStateMachineCommand({ stateMachineArn: arnOf('life'), definition: JSON.stringify(greeting('Bye')) }),
    )
    expect(updated.revisionId).toMatch(/^[0-9a-f-]{36}$/)
    expect((await aws.run('life', { name: 'Ada' })).output).toBe('{"said":"Bye, Ada"}')

    const listed = await aws.sfn.send(new ListStateMachinesCommand({}))
    expect(listed.stateMachines).toEqual([
      { stateMachineArn: arnOf('life'), name: 'life', type: 'EXPRESS', creationDate: new Date(START) },
    ])
    await aws.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arnOf('life') }))
    await aws.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arnOf('life') }))
    expect(await refused(aws.run('life'))).toEqual({
      name: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${arnOf('life')}'`,
      status: 400,
    })
  })

  test('creating the same again is no conflict, creating another is', async () => {
    await aws.create('twice', greeting('Hello'))
    const spaced = new CreateStateMachineCommand({
      name: 'twice',
      definition: JSON.stringify(greeting('Hello'), null, 4),
      roleArn: ROLE,
      type: 'EXPRESS',
    })
    expect((await aws.sfn.send(spaced)).stateMachineArn).toBe(arnOf('twice'))
    expect(await refused(aws.create('twice', greeting('Bye')))).toEqual({
      name: 'StateMachineAlreadyExists',
      message: `State Machine Already Exists: '${arnOf('twice')}'`,
      status: 400,
    })
    expect((await refused(aws.create('twice', greeting('Hello'), 'STANDARD'))).name).toBe('StateMachineAlreadyExists')
  })

  test('a definition that AWS would refuse is refused, with what is wrong', async () => {
    const broken = { ...greeting('x'), StartAt: 'Nowhere' }
    const { name, message, status } = await refused(aws.create('broken', broken))
    expect({ name, status }).toEqual({ name: 'InvalidDefinition', status: 400 })
    expect(message).toMatch(/^Invalid State Machine Definition: '.*Nowhere.*'$/)
    const bad = await aws.sfn.send(
      new ValidateStateMachineDefinitionCommand({ definition: JSON.stringify(broken), type: 'EXPRESS' }),
    )
    expect({ result: bad.result, first: bad.diagnostics?.[0]?.severity }).toEqual({ result: 'FAIL', first: 'ERROR' })
    const { $metadata: _, ...good } = await aws.sfn.send(
      new ValidateStateMachineDefinitionCommand({ definition: JSON.stringify(greeting('x')), type: 'EXPRESS' }),
    )
    expect(good).toEqual({ result: 'OK', diagnostics: [], truncated: false })
  })

  test('a Standard machine is kept, but does not run synchronously', async () => {
    await aws.create('standard', greeting('Hello'), 'STANDARD')
    expect(await refused(aws.run('standard'))).toEqual({
      name: 'StateMachineTypeNotSupported',
      message: 'This operation is not supported by this type of state machine',
      status: 400,
    })
  })

  test.each([
    ['an ARN of something else', { stateMachineArn: 'arn:aws:sns:us-east-1:123456789012:topic' }, 'InvalidArn'],
    ['an ARN of another kind', { stateMachineArn: 'arn:aws:states:us-east-1:123456789012:activity:a' }, 'InvalidArn'],
    ['a name with a space', { stateMachineArn: arnOf('twice'), name: 'a b' }, 'InvalidName'],
    ['a name of 81 characters', { stateMachineArn: arnOf('twice'), name: 'x'.repeat(81) }, 'InvalidName'],
    ['an input that is no JSON', { stateMachineArn: arnOf('twice'), input: '{' }, 'InvalidExecutionInput'],
    ['an input over 256 KiB', { stateMachineArn: arnOf('twice'), input: `"${'é'.repeat(131_072)}"` }, 'ValidationException'],
    ['an input that is no text', { stateMachineArn: arnOf('twice'), input: 7 as unknown as string }, 'SerializationException'],
  ])('%s is refused', async (_, request, name) => {
    expect(await refused(aws.sfn.send(new StartSyncExecutionCommand(request)))).toMatchObject({ name, status: 400 })
  })

  test('lists come in pages', async () => {
    const names = ['page1', 'page2', 'page3']
    for (const name of names) await aws.create(name, greeting('Hello'))
    const found: string[] = []
    let nextToken: string | undefined
    do {
      const page = await aws.sfn.send(
        new ListStateMachinesCommand({ maxResults: 1, ...(nextToken === undefined ? {} : { nextToken }) }),
      )
      found.push(...(page.stateMachines ?? []).map(({ name }) => name as string))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    expect(found.slice(-3)).toEqual(names)
    expect((await refused(aws.sfn.send(new ListStateMachinesCommand({ nextToken: 'x' })))).name).toBe('InvalidToken')
  })

  test('an execution that fails is an answer, not an error', async () => {
    await aws.create('failing', { StartAt: 'No', States: { No: { Type: 'Fail', Error: 'Custom', Cause: 'because' } } })
    const { status, error, cause, output } = await aws.run('failing')
    expect({ status, error, cause, output }).toEqual({ status: 'FAILED', error: 'Custom', cause: 'because', output: undefined })
  })

  test('an Express execution ends after five minutes', async () => {
    await aws.create('long', {
      QueryLanguage: 'JSONata',
      StartAt: 'Wait',
      States: { Wait: { Type: 'Wait', Seconds: 3600, End: true } },
    })
    const { status, error, startDate, stopDate } = await aws.run('long')
    expect({ status, error, seconds: (Number(stopDate) - Number(startDate)) / 1000 }).toEqual({
      status: 'TIMED_OUT',
      error: 'States.Timeout',
      seconds: 300,
    })
  })

  test('METADATA_ONLY leaves input and output out', async () => {
    await aws.create('quiet', greeting('Hello'))
    const { input, output, inputDetails, outputDetails } = await aws.sfn.send(
      new StartSyncExecutionCommand({ stateMachineArn: arnOf('quiet'), input: '{"name":"Ada"}', includedData: 'METADATA_ONLY' }),
    )
    expect({ input, output, inputDetails, outputDetails }).toEqual({
      input: undefined,
      output: undefined,
      inputDetails: { included: false },
      outputDetails: { included: false },
    })
  })
})

test('machines are there at the start, with their substitutions filled in, and may be created again as they were', async () => {
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'Say',
    States: { Say: { Type: 'Pass', Output: { filled: '${Filled}', left: '${Left}' }, End: true } },
  }
  const aws = await startAws({
    machines: [{ name: 'there', definition, substitutions: { Filled: 'a "quoted" value' } }],
    environment: { AWS_REGION: 'eu-central-1' },
  })
  const stateMachineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:there'
  const { output } = await aws.sfn.send(new StartSyncExecutionCommand({ stateMachineArn }))
  expect(JSON.parse(output as string)).toEqual({ filled: 'a "quoted" value', left: '${Left}' })
  expect(await aws.create('there', definition)).toBe(stateMachineArn)
  await aws.close()
})

test('a hundred executions at once do not mix', async () => {
  const aws = await startAws()
  await aws.create('greet', greeting('Hello'))
  const names = Array.from({ length: 100 }, (_, index) => `name ${index}`)
  const outputs = await Promise.all(names.map(async (name) => (await aws.run('greet', { name })).output))
  expect(outputs).toEqual(names.map((name) => JSON.stringify({ said: `Hello, ${name}` })))
  await aws.close()
})
