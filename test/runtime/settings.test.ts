/** The settings, and which of them the runtime does not start with. */
import { describe, expect, test } from 'vitest'
import { pickTarget, served } from '../../runtime/served.ts'
import { readSettings } from '../../runtime/settings.ts'
import { arnOf, manifestOf, startTestRuntime } from './support/runtime.ts'

describe('settings', () => {
  test('have their defaults in an empty environment', () =>
    expect(readSettings({})).toEqual({
      host: '127.0.0.1',
      port: 8080,
      seedArn: undefined,
      targets: new Map(),
      auth: { mode: 'iam' },
      corsOrigins: [],
      metricsNamespace: 'stepchain',
      logDetails: false,
      tracing: undefined,
      agentCoreChain: undefined,
      playground: false,
      maxBodyBytes: 4_194_304,
      requestTimeoutMs: 900_000,
      modelIdleMs: 60_000,
      inLambda: false,
      aws: { region: undefined, credentials: undefined, workflowsEndpoint: undefined, modelEndpoint: undefined },
    }))

  test('the adapter’s port counts before the port', () =>
    expect([readSettings({ AWS_LWA_PORT: '1', PORT: '2' }).port, readSettings({ PORT: '2' }).port]).toEqual([1, 2]))

  test('machines may share the requests out', () =>
    expect(
      readSettings({
        STATE_MACHINE_ARNS: JSON.stringify({
          a: arnOf('a'),
          b: [
            { arn: arnOf('b1'), weight: 9 },
            { arn: arnOf('b2'), weight: 1 },
          ],
        }),
      }).targets,
    ).toEqual(
      new Map([
        ['a', [{ arn: arnOf('a'), weight: 1 }]],
        [
          'b',
          [
            { arn: arnOf('b1'), weight: 9 },
            { arn: arnOf('b2'), weight: 1 },
          ],
        ],
      ]),
    ))

  const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' }
  test.each<[NodeJS.ProcessEnv, unknown]>([
    [
      collector,
      {
        url: 'http://localhost:4318/v1/traces',
        headers: {},
        resource: { 'service.name': 'stepchain' },
        sampler: { parentBased: true, ratio: 1 },
      },
    ],
    [
      {
        ...collector,
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector.example/spans',
        OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%3Db,x-team=c',
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-team=d',
        OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,team=a%20b',
        OTEL_SERVICE_NAME: 'support',
        OTEL_TRACES_SAMPLER: 'traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.1',
      },
      {
        url: 'https://collector.example/spans',
        headers: { 'x-key': 'a=b', 'x-team': 'd' },
        resource: { 'service.name': 'support', team: 'a b' },
        sampler: { parentBased: false, ratio: 0.1 },
      },
    ],
    [{ ...collector, OTEL_SDK_DISABLED: 'true' }, undefined],
    [{ ...collector, OTEL_TRACES_EXPORTER: 'none' }, undefined],
    [{ OTEL_SERVICE_NAME: 'support' }, undefined],
  ])('%j say where spans go', (environment, expected) => expect(readSettings(environment).tracing).toEqual(expected))

  test.each<[NodeJS.ProcessEnv, string]>([
    [{ PORT: 'x' }, 'PORT is "x"; it must be a whole number from 0 to 65535.'],
    [{ MAX_BODY_BYTES: '-1' }, 'MAX_BODY_BYTES is "-1"; it must be a whole number from 1024 to 104857600.'],
    [{ AUTH: 'open' }, 'AUTH is "open"; it must be iam, jwt, keys or none.'],
    [
      { HOST: '0.0.0.0' },
      'AUTH is iam and HOST is 0.0.0.0: outside Lambda nothing would check callers there. Set HOST=127.0.0.1, or AUTH to jwt, keys or none.',
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' },
      'OTEL_EXPORTER_OTLP_ENDPOINT is "localhost:4318"; it must be a URL such as http://localhost:4318.',
    ],
    [
      { ...collector, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      'OTEL_EXPORTER_OTLP_PROTOCOL is grpc; spans go over HTTP: set it to http/json, and the port to the collector’s, usually 4318.',
    ],
    [{ ...collector, OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER is "zipkin"; it must be otlp or none.'],
    [
      { ...collector, OTEL_TRACES_SAMPLER: 'sometimes' },
      'OTEL_TRACES_SAMPLER is "sometimes"; it must be always_on, always_off or traceidratio, or one of these with parentbased_ before it.',
    ],
    [
      { ...collector, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '7' },
      'OTEL_TRACES_SAMPLER_ARG is "7"; it must be from 0 to 1.',
    ],
    [
      { ...collector, OTEL_EXPORTER_OTLP_HEADERS: 'SECRET' },
      'OTEL_EXPORTER_OTLP_HEADERS must be name=value, with commas between.',
    ],
    [{ ...collector, OTEL_RESOURCE_ATTRIBUTES: 'a=%' }, 'OTEL_RESOURCE_ATTRIBUTES is not well percent-encoded.'],
    [{ STATE_MACHINE_ARNS: '{' }, 'STATE_MACHINE_ARNS is not JSON; it must be an object from chain name to ARN.'],
    [{ STATE_MACHINE_ARNS: '[]' }, 'STATE_MACHINE_ARNS must be a JSON object from chain name to ARN.'],
    [
      { STATE_MACHINE_ARNS: '{"a":"b"}' },
      'STATE_MACHINE_ARNS, "a", has "b" where a state machine\'s ARN is expected (arn:aws:states:REGION:ACCOUNT:stateMachine:NAME).',
    ],
    [
      { STATE_MACHINE_ARNS: JSON.stringify({ a: [{ arn: arnOf('a') }] }) },
      'STATE_MACHINE_ARNS has no weight from 0 for every ARN of "a".',
    ],
    [
      { STATE_MACHINE_ARNS: JSON.stringify({ a: [{ arn: arnOf('a'), weight: 0 }] }) },
      'STATE_MACHINE_ARNS gives "a" no ARN with a weight above 0.',
    ],
  ])('%j is refused', (environment, message) => expect(() => readSettings(environment)).toThrow(message))

  test.each<NodeJS.ProcessEnv>([
    { HOST: '0.0.0.0', AWS_LAMBDA_FUNCTION_NAME: 'f' },
    { HOST: '::1' },
    { HOST: 'localhost' },
    { HOST: '0.0.0.0', AUTH: 'none' },
  ])('%j is accepted', (environment) => expect(readSettings(environment).host).toBe(environment.HOST))
})

describe('the chains served', () => {
  const rag = manifestOf('rag')
  const none = { targets: new Map(), seedArn: undefined, agentCoreChain: undefined }
  test('are those with a machine', () =>
    expect([...served([rag, manifestOf('router')], { ...none, seedArn: arnOf('rag') }).chains.keys()]).toEqual(['rag']))

  test('must have a manifest', () =>
    expect(() => served([rag], { ...none, targets: new Map([['reg', []]]) })).toThrow(
      'STATE_MACHINE_ARNS names "reg", which is no chain here. Chains: rag.',
    ))

  test('must have the one that AgentCore is to call', () =>
    expect(() => served([rag], { ...none, agentCoreChain: 'rag' })).toThrow(
      'AGENTCORE_CHAIN is "rag", which is no chain that is served here.',
    ))

  test.each([
    [arnOf('rag'), 'rag'],
    [`${arnOf('rag')}:live`, 'rag'],
    [arnOf('StackRag12345'), 'rag'],
    [arnOf('other'), undefined],
  ])('the sample’s route knows %s as %s', (seedArn, name) =>
    expect(
      served([rag], { ...none, targets: new Map([['rag', [{ arn: arnOf('StackRag12345'), weight: 1 }]]]), seedArn }).seed
        ?.manifest?.name,
    ).toBe(name),
  )

  test('share their requests out by weight, and one session stays where it is', () => {
    const targets = [
      { arn: 'a', weight: 90 },
      { arn: 'b', weight: 0 },
      { arn: 'c', weight: 10 },
    ]
    const sessions = Array.from({ length: 2000 }, (_, index) => `session ${index}`)
    const picked = sessions.map((session) => pickTarget(targets, session, () => 0))
    expect([
      [0, 0.899, 0.9, 0.999].map((chance) => pickTarget(targets, undefined, () => chance)),
      picked.filter((arn) => arn === 'b').length,
      Math.round((picked.filter((arn) => arn === 'c').length / picked.length) * 20),
      sessions.map((session) => pickTarget(targets, session, () => 0.5)),
    ]).toEqual([['a', 'a', 'c', 'c'], 0, 2, picked])
  })
})

test.each([
  [{}, []],
  [
    { STATEMACHINE_STATE_MACHINE_ARN: '', STATE_MACHINE_ARNS: '{}', AUTH: 'none' },
    [
      'AUTH=none: whoever reaches this address may call every chain, and spends your money on models.',
      'No chain is served: name the state machine of each in STATE_MACHINE_ARNS, such as {"rag": "arn:aws:states:…:stateMachine:rag"}.',
    ],
  ],
] as const)('what is told at the start: %j', async (environment, expected) => {
  const runtime = await startTestRuntime({ environment, manifests: [manifestOf('rag')] })
  await runtime.close()
  expect(runtime.lines.map((line) => JSON.parse(line) as unknown)).toEqual(
    expected.map((message) => ({ level: 'WARN', message })),
  )
})
