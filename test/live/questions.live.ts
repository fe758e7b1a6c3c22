/** What AWS's documentation leaves open and this project depends on: each question asked of AWS itself. */
import { GetLayerVersionByArnCommand } from '@aws-sdk/client-lambda'
import {
  CreateStateMachineAliasCommand,
  DeleteStateMachineAliasCommand,
  DescribeStateMachineCommand,
  ListStateMachineVersionsCommand,
  StartSyncExecutionCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examine } from '../../compiler/cli/doctor/checks.ts'
import { deployedManifests } from '../../compiler/cli/deployment.ts'
import { execute, load } from '../../runtime/engine/index.ts'
import { run } from '../support/command.ts'
import { ROOT } from '../support/root.ts'
import { account, deploy, destroy, here, lambda, machineArn, sfn } from './account.ts'
import { onAws } from './machine.ts'

const HAIKU = 'global.anthropic.claude-haiku-4-5-20251001-v1:0'
const CONVERSE = 'arn:aws:states:::aws-sdk:bedrockruntime:converse'

const alone = (state: object) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'only',
  TimeoutSeconds: 290,
  States: { only: { ...state, End: true } },
})
const asks = (more: object, ModelId = HAIKU) =>
  alone({
    Type: 'Task',
    Resource: CONVERSE,
    Arguments: {
      ModelId,
      Messages: [{ Role: 'user', Content: [{ Text: 'Hello' }] }],
      InferenceConfig: { MaxTokens: 10 },
      ...more,
    },
  })
const passes = (Output: unknown) => alone({ Type: 'Pass', Output })

describe.skipIf(account === undefined)('what AWS does', () => {
  beforeAll(() => deploy())
  afterAll(destroy)

  test.each([
    ['Converse', asks({}, 'nobody.nothing-v1:0'), /^BedrockRuntime\.\w+Exception$/],
    [
      'InvokeModel',
      alone({
        Type: 'Task',
        Resource: 'arn:aws:states:::bedrock:invokeModel',
        Arguments: { ModelId: 'nobody.nothing-v1:0', Body: {} },
      }),
      /^(Bedrock\.)?\w+Exception$/,
    ],
  ])('an error of %s has one of the spellings that retriers list', async (_, definition, spelling) => {
    const { status, error } = await onAws(definition)
    expect([status, error]).toEqual(['FAILED', expect.stringMatching(spelling)])
  })

  test.each([
    [
      'OutputConfig',
      { OutputConfig: { TextFormat: { Type: 'json_schema', Structure: { JsonSchema: { Name: 'a', Schema: '{}' } } } } },
    ],
    ['Strict', { ToolConfig: { Tools: [{ ToolSpec: { Name: 'a', Strict: true, InputSchema: { Json: { type: 'object' } } } }] } }],
    ['CachePoint.Ttl', { System: [{ Text: 'a' }, { CachePoint: { Type: 'default', Ttl: '1h' } }] }],
    ['ServiceTier', { ServiceTier: { Type: 'default' } }],
  ])('Converse as a task knows %s', async (_, more) => {
    const { result, diagnostics } = await sfn().send(
      new ValidateStateMachineDefinitionCommand({ definition: JSON.stringify(asks(more)), type: 'EXPRESS' }),
    )
    expect({ result, diagnostics }).toEqual({ result: 'OK', diagnostics: [] })
  })

  test('StartSyncExecution takes the ARN of an alias, and of a version', async () => {
    const [stateMachineArn, client] = [machineArn('experiment'), sfn()]
    const { stateMachineVersions: versions = [] } = await client.send(new ListStateMachineVersionsCommand({ stateMachineArn }))
    const version = versions[0]?.stateMachineVersionArn ?? ''
    const { stateMachineAliasArn: alias = '' } = await client.send(
      new CreateStateMachineAliasCommand({
        name: 'live-test',
        routingConfiguration: [{ stateMachineVersionArn: version, weight: 100 }],
      }),
    )
    const input = JSON.stringify({ PromptInput: [], state_machine_custom_params: { session: 's' } })
    try {
      const statuses = []
      for (const arn of [version, alias]) {
        const { status } = await client.send(new StartSyncExecutionCommand({ stateMachineArn: arn, input }))
        statuses.push(status)
      }
      expect(statuses).toEqual(['SUCCEEDED', 'SUCCEEDED'])
    } finally {
      await client.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn: alias }))
    }
  })

  test('a deployment by alias serves: the runtime’s permission covers it', async () => {
    const { curl } = await deploy('canary=alias', 'canaryPercent=10', 'canaryMinutes=1')
    const { code, out } = await run('sh', ['-c', `${curl} --fail-with-body --silent --show-error`], { cwd: ROOT })
    expect([code, out.includes('event: done')]).toEqual([0, true])
  })

  test.each([
    ['a text joined of 200 parts', passes(`{% $join([${Array.from({ length: 200 }, (_, i) => `"${i}"`).join(', ')}]) %}`)],
    ['an expression 90 deep', passes(`{% ${'('.repeat(90)}1${')'.repeat(90)} %}`)],
    ['an expression 300 deep', passes(`{% ${Array.from({ length: 300 }, () => '1').join(' + ')} %}`)],
    [
      'a Map over an object',
      alone({
        Type: 'Map',
        Items: { a: 1, b: 2 },
        ItemProcessor: { StartAt: 'item', States: { item: { Type: 'Pass', End: true } } },
      }),
    ],
    [
      'a failed branch, caught',
      {
        QueryLanguage: 'JSONata',
        StartAt: 'both',
        States: {
          both: {
            Type: 'Parallel',
            Branches: [{ StartAt: 'fail', States: { fail: { Type: 'Fail', Error: 'Own.Error', Cause: 'because' } } }],
            Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.Error %}', Next: 'told' }],
            End: true,
          },
          told: { Type: 'Succeed' },
        },
      },
    ],
  ])('%s comes out on AWS as it does here', async (_, definition) => {
    const aws = await onAws(definition)
    const own = await execute(load(definition), { input: {}, runTask: () => Promise.reject(new Error('no task')) })
    expect({ status: aws.status, output: aws.output, error: aws.error }).toEqual({
      status: own.status,
      output: own.status === 'SUCCEEDED' ? own.output : undefined,
      error: own.status === 'SUCCEEDED' ? undefined : own.error,
    })
  })

  test('a name in a definition that no substitution has stays as it is written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stepchain-undeclared-'))
    const { roleArn } = await sfn().send(new DescribeStateMachineCommand({ stateMachineArn: machineArn('experiment') }))
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'a',
      States: { a: { Type: 'Pass', Output: '${Given} ${Undeclared}', End: true } },
    }
    const template = {
      Resources: {
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            StateMachineName: 'stepchain-live-undeclared',
            StateMachineType: 'EXPRESS',
            RoleArn: roleArn,
            DefinitionString: JSON.stringify(definition),
            DefinitionSubstitutions: { Given: 'given' },
          },
        },
      },
    }
    writeFileSync(join(folder, 'template.json'), JSON.stringify(template))
    const script = `
      import { App, Stack } from 'aws-cdk-lib'
      import { CfnInclude } from 'aws-cdk-lib/cloudformation-include'
      new CfnInclude(new Stack(new App(), 'stepchain-live-undeclared'), 'Template', { templateFile: ${JSON.stringify(join(folder, 'template.json'))} })
    `
    const app = join(ROOT, '.stepchain', 'undeclared.mjs')
    writeFileSync(app, script)
    const cdk = (...args: readonly string[]) =>
      run('npx', ['cdk', ...args, '--app', `node ${app}`, '--output', join(folder, 'cdk.out')], { cwd: ROOT })
    try {
      const { code, error } = await cdk('deploy', '--require-approval', 'never')
      expect(code === 0 ? '' : error).toBe('')
      const arn = `arn:aws:states:${here().region}:${here().account}:stateMachine:stepchain-live-undeclared`
      const { definition: deployed = '' } = await sfn().send(new DescribeStateMachineCommand({ stateMachineArn: arn }))
      expect((JSON.parse(deployed) as typeof definition).States.a.Output).toBe('given ${Undeclared}')
    } finally {
      await cdk('destroy', '--force')
    }
  })

  test('a grammar that Bedrock has not seen is compiled within a workflow’s time, and is fast the second time', async () => {
    const property = `p${Date.now()}`
    const Schema = JSON.stringify({
      type: 'object',
      required: [property],
      properties: { [property]: { type: 'string', enum: ['one', 'two', 'three'] } },
      additionalProperties: false,
    })
    const format = {
      OutputConfig: { TextFormat: { Type: 'json_schema', Structure: { JsonSchema: { Name: 'answer', Schema } } } },
    }
    const [first, second] = [await onAws(asks(format)), await onAws(asks(format))]
    process.stdout.write(`first use of a grammar ${first.ms} ms, second ${second.ms} ms\n`)
    expect([first.status, second.status]).toEqual(['SUCCEEDED', 'SUCCEEDED'])
  })

  test('the layer of Lambda Web Adapter is in this region', async () => {
    const Arn = `arn:aws:lambda:${here().region}:753240598075:layer:LambdaAdapterLayerArm64:30`
    const { Version, CompatibleArchitectures, Description } = await lambda().send(new GetLayerVersionByArnCommand({ Arn }))
    process.stdout.write(
      `layer 30: ${Description ?? 'no description'}, ${CompatibleArchitectures?.join(', ') ?? 'any architecture'}\n`,
    )
    expect(Version).toBe(30)
  })

  test('every model and knowledge base that the chains name is there for this account', async () => {
    const values = Object.fromEntries(here().values.map((value) => value.split(/=(.*)/s, 2) as [string, string]))
    const manifests = deployedManifests(ROOT)
    const findings = await examine({ environment: process.env, nodeVersion: process.versions.node, manifests, values })
    expect(findings.filter(({ state }) => state !== 'ok')).toEqual([])
  })
})
