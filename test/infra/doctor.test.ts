/** The pre-flight, against local AWS for Bedrock and stand-ins for what local AWS has not. */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examine } from '../../compiler/cli/doctor/checks.ts'
import type { Finding } from '../../compiler/cli/doctor/finding.ts'
import { startLocalAws } from '../../runtime/local/index.ts'
import type { LocalAws } from '../../runtime/local/index.ts'
import { call } from '../cli/io.ts'
import { CHAINS, writeProject } from './project.ts'

const manifests = CHAINS.map(({ manifest }) => manifest)
const LAYER = 'arn:aws:lambda:eu-west-1:753240598075:layer:LambdaAdapterLayerArm64:30'

interface StandIn {
  readonly url: string
  close(): void
}
const serve = async (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<StandIn> => {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}
const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>arn:aws:iam::123456789012:user/ada</Arn><UserId>U</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`
const EXPIRED = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
  <Code>ExpiredTokenException</Code><Message>The security token is expired</Message></Error></ErrorResponse>`

let local: LocalAws
let sts: StandIn
let expired: StandIn
let layers: StandIn
let noLayer: StandIn
beforeAll(async () => {
  local = await startLocalAws()
  sts = await serve((_, response) => response.setHeader('content-type', 'text/xml').end(IDENTITY))
  expired = await serve((_, response) => response.writeHead(403, { 'content-type': 'text/xml' }).end(EXPIRED))
  layers = await serve((_, response) => response.setHeader('content-type', 'application/json').end('{"Version":30}'))
  noLayer = await serve((_, response) =>
    response
      .writeHead(403, { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' })
      .end('{"Message":"no such layer for you"}'),
  )
})
afterAll(async () => {
  for (const standIn of [sts, expired, layers, noLayer]) standIn.close()
  await local.close()
})

const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_ENDPOINT_URL_STS: sts.url,
  AWS_ENDPOINT_URL_LAMBDA: layers.url,
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: local.url,
  AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: local.url,
  ...more,
})
const examined = (env: NodeJS.ProcessEnv, values: Readonly<Record<string, string>> = {}, nodeVersion = '24.1.0') =>
  examine({ environment: env, nodeVersion, manifests, values })
const ofState = (findings: readonly Finding[], state: Finding['state']) => findings.filter((finding) => finding.state === state)

test('all is well: every check is made, against whatever answers', async () => {
  expect(await examined(environment({ KnowledgeBaseId: 'LOCAL', TableName: 'orders' }))).toEqual(
    [
      'Node 24.1.0',
      'KnowledgeBaseId is given',
      'TableName is given',
      'region eu-west-1',
      'credentials of arn:aws:iam::123456789012:user/ada',
      'model eu.vendor.large-v1:0',
      'model vendor.small-v1:0',
      'KnowledgeBaseId=LOCAL',
      `layer ${LAYER}`,
    ].map((what) => ({ state: 'ok', what })),
  )
})

describe('what is missing comes with what mends it', () => {
  test('an old Node, a value, a knowledge base that is not there, a layer', async () => {
    const findings = await examined(
      environment({ AWS_ENDPOINT_URL_LAMBDA: noLayer.url }),
      { KnowledgeBaseId: 'ABCDEFGHIJ' },
      '18.20.4',
    )
    expect(ofState(findings, 'missing')).toEqual([
      {
        state: 'missing',
        what: 'Node 18.20.4 is older than 20.19',
        remedy: 'Install the newest Node with long-term support, for instance nvm install --lts.',
      },
      {
        state: 'missing',
        what: 'TableName is not given (faq)',
        remedy: 'npm run doctor -- TableName=VALUE, and the same with npm run deploy',
      },
      {
        state: 'missing',
        what: expect.stringMatching(/^KnowledgeBaseId=ABCDEFGHIJ: .*ABCDEFGHIJ/) as string,
        remedy: 'aws bedrock-agent list-knowledge-bases --region eu-west-1 lists what there is.',
      },
      {
        state: 'missing',
        what: `layer ${LAYER}: no such layer for you`,
        remedy:
          'Allow lambda:GetLayerVersion, or take the ARN that the README of aws/aws-lambda-web-adapter names for arm64: npm run deploy -- AdapterLayerArn=ARN',
      },
    ])
  })

  test('a profile of a geography that the region is not in', async () => {
    const refusing = await serve((_, response) =>
      response
        .writeHead(400, { 'content-type': 'application/json', 'x-amzn-errortype': 'ValidationException' })
        .end('{"message":"The provided model identifier is invalid."}'),
    )
    const abroad = { AWS_REGION: 'ap-southeast-2', AWS_ENDPOINT_URL_BEDROCK_RUNTIME: refusing.url }
    const remedy = `Profiles of "eu" are not called from ap-southeast-2: write .in('apac') or .in('au') or .in('global') in the chain, or deploy to a region of "eu".`
    const asked = await examined(environment(abroad))
    refusing.close()
    expect(ofState(asked, 'missing').filter(({ what }) => what.startsWith('model'))).toEqual([
      { state: 'missing', what: 'model eu.vendor.large-v1:0: The provided model identifier is invalid.', remedy },
      {
        state: 'missing',
        what: 'model vendor.small-v1:0: The provided model identifier is invalid.',
        remedy:
          'See what there is in ap-southeast-2: aws bedrock list-inference-profiles --region ap-southeast-2; then name that model in the chain.',
      },
    ])
    const unasked = await examined(
      environment({ ...abroad, AWS_ENDPOINT_URL_STS: expired.url, AWS_ENDPOINT_URL_BEDROCK_RUNTIME: '' }),
    )
    expect(unasked).toContainEqual({ state: 'missing', what: 'model eu.vendor.large-v1:0', remedy })
  })

  test('credentials that are too old', async () => {
    const findings = await examined(environment({ AWS_ENDPOINT_URL_STS: expired.url }))
    expect(ofState(findings, 'missing')).toContainEqual({
      state: 'missing',
      what: 'credentials: AWS does not take these credentials (ExpiredTokenException).',
      remedy: 'Run aws configure sso, then aws sso login; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    })
  })

  test('a model that this account may not call', async () => {
    const refusing = await serve((_, response) =>
      response
        .writeHead(403, { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' })
        .end('{"message":"You don’t have access."}'),
    )
    const findings = await examined(environment({ AWS_ENDPOINT_URL_BEDROCK_RUNTIME: refusing.url }))
    refusing.close()
    expect(ofState(findings, 'missing').filter(({ what }) => what.startsWith('model'))).toEqual(
      [
        ['eu.vendor.large-v1:0', 'vendor.large-v1:0'],
        ['vendor.small-v1:0', 'vendor.small-v1:0'],
      ].map(([id, foundation]) => ({
        state: 'missing',
        what: `model ${id}: You don’t have access.`,
        remedy: `Allow bedrock:InvokeModel, and ask for the model: aws bedrock list-foundation-model-agreement-offers --region eu-west-1 --model-id ${foundation}`,
      })),
    )
  })
})

test('without a way to AWS it says what it could not check, and does not call that missing', async () => {
  const closed = await serve(() => undefined)
  closed.close()
  const nowhere = { AWS_ENDPOINT_URL_STS: closed.url, AWS_ENDPOINT_URL_LAMBDA: '', AWS_ENDPOINT_URL_BEDROCK_RUNTIME: '' }
  const findings = await examined(
    environment({ ...nowhere, AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: '', KnowledgeBaseId: 'ABCDEFGHIJ', TableName: 'orders' }),
  )
  const blocked = 'That needs credentials and a way to AWS.'
  expect(findings.slice(3)).toEqual([
    { state: 'ok', what: 'region eu-west-1' },
    { state: 'unknown', what: 'credentials', why: 'AWS cannot be reached from here (ECONNREFUSED).' },
    { state: 'unknown', what: 'model eu.vendor.large-v1:0', why: blocked },
    { state: 'unknown', what: 'model vendor.small-v1:0', why: blocked },
    { state: 'unknown', what: 'KnowledgeBaseId=ABCDEFGHIJ', why: blocked },
    { state: 'unknown', what: 'the layer of Lambda Web Adapter', why: blocked },
  ])
})

test('the command tells each finding with its remedy, counts them, and fails where something is missing', async () => {
  const root = writeProject()
  const { code, out, error } = await call(root, 'doctor', 'KnowledgeBaseId=ABCDEFGHIJ', 'nonsense')
  expect({ code, out, error }).toEqual({
    code: 2,
    out: [],
    error: [
      'nonsense is no NAME=VALUE. Names with a capital are parameters of the stack, others are options: see infra/README.md.',
    ],
  })
  const said = await call(root, 'doctor', 'KnowledgeBaseId=ABCDEFGHIJ')
  expect(said.code).toBe(1)
  expect(said.out.slice(1, 4)).toEqual([
    'ok       KnowledgeBaseId is given',
    'missing  TableName is not given (faq)',
    '           npm run doctor -- TableName=VALUE, and the same with npm run deploy',
  ])
  expect(said.out.at(-1)).toMatch(/^\n\d+ well, \d+ missing, \d+ not checked$/)
})
