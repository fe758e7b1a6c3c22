/** What a deployment may choose, on a small project: front doors, access, canaries, samples, warming. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSettings } from '../../runtime/settings.ts'
import { run } from '../support/command.ts'
import { CHAINS, writeProject } from './project.ts'
import { ofType, shown, synthesise } from './synth.ts'
import type { Template } from './synth.ts'

const root = writeProject()
const VERSION = 'arn:aws:states:eu-west-1:123456789012:stateMachine:stepchain-faq:7'

const properties = (template: Template, type: string) => ofType(template, type).map(({ Properties }) => shown(Properties))
const runtime = (template: Template) =>
  (
    shown(
      ofType(template, 'AWS::Lambda::Function').find(({ Properties }) => Properties['FunctionName'] === 'stepchain-runtime'),
    ) as {
      readonly Properties: {
        readonly Timeout: number
        readonly Environment: { readonly Variables: Readonly<Record<string, string>> }
      }
    }
  ).Properties
const variables = (template: Template) => runtime(template).Environment.Variables
/** The settings that the runtime reads from the function's environment, once references are what they refer to. */
function settings(template: Template) {
  const known: Readonly<Record<string, string>> = {
    JwtIssuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc',
    JwtAudience: 'one,two',
  }
  const environment = Object.fromEntries(
    Object.entries(variables(template)).map(([name, text]) => [
      name,
      text.replace(/^\{\{resolve:.*\}\}$/, '{"ada":"hash"}').replaceAll(/\$\{([A-Za-z0-9]+)\}/g, (_, id: string) => {
        const machine = /^([A-Z][A-Za-z]+?)(Chain|Debug|Live)/.exec(id)?.[1]
        return known[id] ?? `arn:aws:states:eu-west-1:123456789012:stateMachine:${machine}:1`
      }),
    ]),
  )
  return readSettings({ ...environment, AWS_LAMBDA_FUNCTION_NAME: 'stepchain-runtime', AWS_REGION: 'eu-west-1' })
}
const parsed = (json: string | undefined) => JSON.parse(json ?? 'null') as unknown

describe('without options', () => {
  const { template } = synthesise(root)

  test('a function URL checks by IAM, and a policy says who may call it', () => {
    const [caller] = ofType(template, 'AWS::IAM::ManagedPolicy')
    const resource = expect.stringMatching(/^\$\{RuntimeFunction[A-Z0-9]+\.Arn\}$/) as string
    expect(shown(caller?.Properties['PolicyDocument'])).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Action: 'lambda:InvokeFunctionUrl',
          Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
          Effect: 'Allow',
          Resource: resource,
        },
        {
          Action: 'lambda:InvokeFunction',
          Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
          Effect: 'Allow',
          Resource: resource,
        },
      ],
    })
    expect(properties(template, 'AWS::Lambda::Permission')).toEqual([])
  })

  test('the printed call is signed, and streams', () => {
    const url = String(shown(template.Outputs['Endpoint']?.Value))
    expect(url).toMatch(/^\$\{RuntimeFunctionFunctionUrl[A-Z0-9]+\.FunctionUrl\}$/)
    expect(shown(template.Outputs['Call']?.Value)).toBe(
      `curl --no-buffer --aws-sigv4 "aws:amz:\${AWS::Region}:lambda" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H "x-amz-security-token: $AWS_SESSION_TOKEN" -H "content-type: application/json" -d '{"messages":[{"role":"user","content":"Hello"}]}' "${url}chains/faq"`,
    )
  })

  test('what chains need is asked for by parameters', () => {
    expect(template.Parameters).toMatchObject({
      KnowledgeBaseId: { Type: 'String', AllowedPattern: '^[0-9A-Za-z]{10}$', Description: 'Id of the knowledge base.' },
      TableName: { Type: 'String', MinLength: 1 },
      AdapterLayerArn: { Default: 'arn:aws:lambda:us-east-1:753240598075:layer:LambdaAdapterLayerArm64:30' },
    })
  })

  test('a chain runs on its newest version, and the function outlives the slowest chain and its answer', () => {
    expect(parsed(variables(template)['STATE_MACHINE_ARNS'])).toEqual({
      faq: expect.stringMatching(/^\$\{FaqChainVersion/) as string,
      'word-sizes': expect.stringMatching(/^\$\{WordSizesChainVersion/) as string,
    })
    // 42 s of workflow, 400 tokens at 20 a second, 30 s to spare
    expect(runtime(template).Timeout).toBe(92)
  })

  test('the runtime takes the function’s environment', () => {
    const { port, auth, targets, metricsNamespace, requestTimeoutMs } = settings(template)
    const target = (machine: string) => [{ arn: `arn:aws:states:eu-west-1:123456789012:stateMachine:${machine}:1`, weight: 1 }]
    expect({ port, auth, targets: Object.fromEntries(targets), metricsNamespace, requestTimeoutMs }).toEqual({
      port: 8080,
      auth: { mode: 'iam' },
      targets: { faq: target('Faq'), 'word-sizes': target('WordSizes') },
      metricsNamespace: 'stepchain',
      requestTimeoutMs: 900_000,
    })
  })

  test('a schedule warms grammars twice a day, and a deployment whenever they change', () => {
    const [schedule] = ofType(template, 'AWS::Scheduler::Schedule')
    expect(schedule?.Properties).toMatchObject({ ScheduleExpression: 'rate(12 hours)', State: 'ENABLED' })
    const [starter] = ofType(template, 'Custom::WarmGrammars')
    const call = parsed(String(shown(starter?.Properties['Create'])))
    expect(call).toEqual({
      service: 'SFN',
      action: 'startExecution',
      parameters: {
        stateMachineArn: expect.stringMatching(/^\$\{WarmUpExpressMachine[A-Z0-9]+\}$/) as string,
        input: expect.stringMatching(/^\{"grammars":"[0-9a-f]{12}"\}$/) as string,
      },
      physicalResourceId: { id: expect.stringMatching(/^grammars-[0-9a-f]{12}$/) as string },
      outputPaths: ['executionArn'],
    })
    expect(shown(starter?.Properties['Update'])).toBe(shown(starter?.Properties['Create']))
    expect(starter?.DependsOn).toEqual(
      expect.arrayContaining(
        ofType(template, 'AWS::StepFunctions::StateMachine')
          .map(({ id }) => id)
          .filter((id) => !id.startsWith('RollBack')),
      ),
    )
  })

  test('an alarm about errors or slowness starts the way back', () => {
    const [rule] = ofType(template, 'AWS::Events::Rule')
    const alarms = ofType(template, 'AWS::CloudWatch::Alarm')
    const ringing = (shown(rule?.Properties['EventPattern']) as { readonly resources: readonly string[] }).resources
    const names = ringing.map((arn) => alarms.find(({ id }) => arn === `\${${id}.Arn}`)?.Properties['AlarmName'])
    expect(names).toEqual([
      'stepchain-faq-Errors',
      'stepchain-faq-SlowFirstByte',
      'stepchain-word-sizes-Errors',
      'stepchain-word-sizes-SlowFirstByte',
    ])
    expect(rule?.Properties['EventPattern']).toMatchObject({
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      detail: { state: { value: ['ALARM'] } },
    })
  })

  test('failures are counted by chain and code out of the runtime’s log', () => {
    expect(properties(template, 'AWS::Logs::MetricFilter')).toEqual([
      {
        FilterPattern: '{ $.outcome = "failed" }',
        LogGroupName: expect.stringMatching(/^\$\{RuntimeLog/) as string,
        MetricTransformations: [
          {
            MetricNamespace: 'stepchain',
            MetricName: 'Failures',
            MetricValue: '1',
            Dimensions: [
              { Key: 'chain', Value: '$.chain' },
              { Key: 'code', Value: '$.error.code' },
            ],
          },
        ],
      },
    ])
  })
})

test('CloudFront signs for itself, and carries past that what a caller sent, which none can forge', () => {
  const { template } = synthesise(root, { frontDoor: 'cloudfront', auth: 'jwt' })
  expect(properties(template, 'AWS::Lambda::Url')).toMatchObject([{ AuthType: 'AWS_IAM', InvokeMode: 'RESPONSE_STREAM' }])
  expect(variables(template)).toMatchObject({
    AUTH: 'jwt',
    JWT_ISSUER: '${JwtIssuer}',
    JWT_AUDIENCE: '${JwtAudience}',
    AWS_LWA_AUTHORIZATION_SOURCE: 'x-stepchain-authorization',
  })
  expect(settings(template).auth).toMatchObject({ mode: 'jwt', audience: ['one', 'two'] })
  expect(properties(template, 'AWS::CloudFront::OriginAccessControl')).toMatchObject([
    {
      OriginAccessControlConfig: { OriginAccessControlOriginType: 'lambda', SigningBehavior: 'always', SigningProtocol: 'sigv4' },
    },
  ])
  const [distribution] = ofType(template, 'AWS::CloudFront::Distribution')
  expect(shown(distribution?.Properties['DistributionConfig'])).toMatchObject({
    DefaultCacheBehavior: {
      ViewerProtocolPolicy: 'https-only',
      // caching disabled; all of a request but its host
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    },
    Origins: [{ CustomOriginConfig: { OriginReadTimeout: 60, OriginProtocolPolicy: 'https-only' } }],
  })
  const permissions = properties(template, 'AWS::Lambda::Permission') as readonly Readonly<Record<string, unknown>>[]
  expect(permissions.map(({ Action, Principal }) => `${String(Principal)} ${String(Action)}`)).toEqual([
    'cloudfront.amazonaws.com lambda:InvokeFunctionUrl',
    'cloudfront.amazonaws.com lambda:InvokeFunction',
  ])
  expect(String(shown(template.Outputs['Call']?.Value))).toContain(
    `-H "authorization: Bearer $TOKEN" -H "x-amz-content-sha256: $(printf %s '{"messages":[{"role":"user","content":"Hello"}]}' | sha256sum | cut -d' ' -f1)"`,
  )
  const [edge] = ofType(template, 'AWS::CloudFront::Function')
  const handler = runInNewContext(`${String(edge?.Properties['FunctionCode'])}; handler`) as (event: unknown) => unknown
  const request = (headers: object) => ({ request: { headers } })
  expect([
    handler(request({ authorization: { value: 'Bearer one' }, 'x-stepchain-authorization': { value: 'Bearer forged' } })),
    handler(request({ 'x-stepchain-authorization': { value: 'Bearer forged' } })),
  ]).toEqual([
    { headers: { authorization: { value: 'Bearer one' }, 'x-stepchain-authorization': { value: 'Bearer one' } } },
    { headers: {} },
  ])
})

test('an API of API Gateway streams, within the function’s time, to callers that IAM knows', () => {
  const { template } = synthesise(root, { frontDoor: 'api' })
  const methods = properties(template, 'AWS::ApiGateway::Method') as readonly Readonly<Record<string, unknown>>[]
  expect(methods.map(({ AuthorizationType, HttpMethod }) => [AuthorizationType, HttpMethod])).toEqual([
    ['AWS_IAM', 'ANY'],
    ['AWS_IAM', 'ANY'],
  ])
  expect(methods.map(({ Integration }) => Integration)).toEqual(
    [0, 1].map(() => ({
      IntegrationHttpMethod: 'POST',
      ResponseTransferMode: 'STREAM',
      TimeoutInMillis: 92_000,
      Type: 'AWS_PROXY',
      Uri: expect.stringMatching(/2021-11-15\/functions\/.*\/response-streaming-invocations$/) as string,
    })),
  )
  expect(properties(template, 'AWS::Lambda::Url')).toEqual([])
  expect(variables(template)['AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH']).toBe('true')
  expect(String(shown(template.Outputs['Call']?.Value))).toContain('--aws-sigv4 "aws:amz:${AWS::Region}:execute-api"')
})

test('an open URL goes with keys of which the function holds hashes only, or with tokens', () => {
  const { template } = synthesise(root, { auth: 'keys' })
  expect(properties(template, 'AWS::Lambda::Url')).toMatchObject([{ AuthType: 'NONE', InvokeMode: 'RESPONSE_STREAM' }])
  expect(properties(template, 'AWS::Lambda::Permission')).toMatchObject([
    { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE', Principal: '*' },
    { Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true, Principal: '*' },
  ])
  expect(settings(template).auth).toMatchObject({ mode: 'keys', hashes: '{"ada":"hash"}' })
  expect(variables(template)).toMatchObject({
    AUTH: 'keys',
    API_KEYS: '{{resolve:secretsmanager:${KeyHoldersArn}:SecretString:::${KeyHoldersVersion}}}',
  })
  expect(String(shown(template.Outputs['Call']?.Value))).toContain('-H "authorization: Bearer $TOKEN"')
})

test('a canary that the runtime weighs: shares by version, and what to go back to', () => {
  const { template } = synthesise(root, { canaryPercent: 10, previous: JSON.stringify({ faq: VERSION }) })
  const { STATE_MACHINE_ARNS: served, STATE_MACHINE_ARNS_BEFORE: before } = variables(template)
  const current = expect.stringMatching(/^\$\{FaqChainVersion/) as string
  expect([parsed(served), parsed(before)]).toEqual([
    {
      faq: [
        { arn: current, weight: 10 },
        { arn: VERSION, weight: 90 },
      ],
      'word-sizes': expect.stringMatching(/^\$\{WordSizesChainVersion/) as string,
    },
    { faq: VERSION },
  ])
  expect(
    settings(template)
      .targets.get('faq')
      ?.map(({ weight }) => weight),
  ).toEqual([10, 90])
})

test('a canary by alias: it leads to the new version step by step, and back when an alarm rings', () => {
  const { template } = synthesise(root, { canary: 'alias', canaryPercent: 10, canaryMinutes: 5 })
  const version = expect.stringMatching(/^\$\{FaqChainVersion/) as string
  const alarm = (kind: string) => expect.stringMatching(new RegExp(`^\\$\\{ObservabilityFaq${kind}`)) as string
  const [alias] = properties(template, 'AWS::StepFunctions::StateMachineAlias')
  expect(alias).toEqual({
    Name: 'live',
    Description: 'What the runtime starts',
    DeploymentPreference: {
      StateMachineVersionArn: version,
      Type: 'CANARY',
      Percentage: 10,
      Interval: 5,
      Alarms: [alarm('Errors'), alarm('SlowFirstByte')],
    },
  })
  expect(parsed(variables(template)['STATE_MACHINE_ARNS'])).toMatchObject({
    faq: expect.stringMatching(/^\$\{FaqLive/) as string,
  })
  expect(ofType(template, 'AWS::Events::Rule')).toEqual([])
})

describe('with a sample for debugging, without a schedule, with a topic for alarms', () => {
  const alarmTopic = 'arn:aws:sns:eu-west-1:123456789012:on-call'
  const { template } = synthesise(root, { debugSample: 5, warmUp: 'off', alarmTopic })

  test('the sample runs on a machine of its own, whose log holds what was said for a day', () => {
    const debug = properties(template, 'AWS::StepFunctions::StateMachine').find(
      (machine) => (machine as { readonly StateMachineName: string }).StateMachineName === 'stepchain-faq-debug',
    )
    expect(debug).toMatchObject({ LoggingConfiguration: { IncludeExecutionData: true, Level: 'ALL' } })
    expect(properties(template, 'AWS::Logs::LogGroup')).toContainEqual({
      LogGroupName: '/aws/vendedlogs/states/stepchain-faq-debug',
      RetentionInDays: 1,
    })
    expect(parsed(variables(template)['STATE_MACHINE_ARNS'])).toMatchObject({
      faq: [{ weight: 95 }, { arn: expect.stringMatching(/^\$\{FaqDebugVersion/) as string, weight: 5 }],
    })
  })

  test('the deployment still warms', () => {
    expect(ofType(template, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties['State'])).toEqual(['DISABLED'])
    expect(ofType(template, 'Custom::WarmGrammars')).toHaveLength(1)
  })

  test('every alarm tells the topic', () => {
    const actions = properties(template, 'AWS::CloudWatch::Alarm').map(
      (alarm) => (alarm as { readonly AlarmActions: readonly string[] }).AlarmActions,
    )
    expect([...new Set(actions.flat())]).toEqual([alarmTopic])
  })
})

test.each([
  [{ frontDoor: 'alb' }, '-c frontDoor=alb: it must be url, cloudfront or api.'],
  [{ auth: 'none' }, '-c auth=none: it must be iam, jwt or keys.'],
  [
    { frontDoor: 'cloudfront' },
    '-c frontDoor=cloudfront needs -c auth=jwt or -c auth=keys: CloudFront signs for itself, so with auth=iam everybody could call.',
  ],
  [{ canaryPercent: '0' }, '-c canaryPercent=0: it must be a number from 1 to 100.'],
  [{ retentionDays: '31' }, /^-c retentionDays=31: CloudWatch Logs knows 1, 3, 5, 7, 14, 30, /],
  [{ frontdoor: 'api' }, /^-c frontdoor: there is no such option\. Options: stackName, frontDoor, /],
  [
    { previous: '{"faq":"faq:7"}' },
    '-c previous={"faq":"faq:7"}: it must be JSON from the name of a chain to the ARN of a version.',
  ],
  [{ canaryPercent: 10, previous: JSON.stringify({ fax: VERSION }) }, '-c previous names fax, which is no chain here.'],
  [{ stackName: '1st' }, '-c stackName=1st: letters, digits and dashes, at most 40, a letter first.'],
])('%j is refused with what to do', (context, message) => {
  expect(() => synthesise(root, context)).toThrow(message)
})

test('chains whose names a stack cannot tell apart are refused', () => {
  const [faq] = CHAINS
  if (faq === undefined) throw new Error('there is no chain')
  const named = (name: string) => ({ ...faq, manifest: { ...faq.manifest, name, source: `chains/${name}.ts` } })
  const refused = (...names: readonly string[]) => {
    try {
      synthesise(writeProject(names.map(named)))
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  }
  expect([refused('warm-up'), refused('a-b', 'a_b')]).toEqual([
    'chains/warm-up.ts: warm-up and the machine stepchain-warm-up have one name in a stack. Rename the chain.',
    'chains/a_b.ts: a_b and chains/a-b.ts have one name in a stack. Rename the chain.',
  ])
})

test('more chains than a function’s environment holds are refused', () => {
  const [, sizes] = CHAINS
  if (sizes === undefined) throw new Error('there is no chain')
  const many = Array.from({ length: 40 }, (_, index) => ({ ...sizes, manifest: { ...sizes.manifest, name: `chain${index}` } }))
  expect(() => synthesise(writeProject(many))).toThrow(
    'The ARNs of 40 chains do not fit into a function’s environment.'.replace('’', "'"),
  )
})

describe('the printed line, run by a shell', () => {
  const heard: { readonly headers: IncomingHttpHeaders; readonly url: string | undefined; readonly body: string }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      heard.push({ headers: request.headers, url: request.url, body: Buffer.concat(chunks).toString() })
      response.end('heard')
    })
  })
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
  afterAll(() => server.close())

  /** Calls this server in the place of the endpoint. */
  async function called(context: Readonly<Record<string, unknown>>) {
    const { template } = synthesise(root, context)
    const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const line = String(shown(template.Outputs['Call']?.Value))
      .replace('${AWS::Region}', 'eu-west-1')
      .replace(/"[^"]*chains\/faq"$/, `"${here}chains/faq"`)
    const environment = {
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_SESSION_TOKEN: 'session',
      TOKEN: 'abc',
    }
    expect(await run('sh', ['-c', `${line} --silent`], { cwd: root, environment })).toEqual({ code: 0, out: 'heard', error: '' })
    const last = heard.at(-1)
    if (last === undefined) throw new Error('nobody called')
    return last
  }
  const BODY = '{"messages":[{"role":"user","content":"Hello"}]}'

  test('is signed for Lambda, with the session’s token', async () => {
    const { headers, url, body } = await called({})
    expect({ url, body, token: headers['x-amz-security-token'] }).toEqual({ url: '/chains/faq', body: BODY, token: 'session' })
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/lambda\/aws4_request, ?SignedHeaders=\S*host\S*, ?Signature=[0-9a-f]{64}$/,
    )
  })

  test('sends the body’s hash to CloudFront, and a token', async () => {
    const { headers, body } = await called({ frontDoor: 'cloudfront', auth: 'jwt' })
    expect({ body, hash: headers['x-amz-content-sha256'], authorization: headers.authorization }).toEqual({
      body: BODY,
      hash: createHash('sha256').update(BODY).digest('hex'),
      authorization: 'Bearer abc',
    })
  })
})
