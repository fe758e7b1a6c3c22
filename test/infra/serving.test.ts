/** What serves now, read from stand-ins of Lambda and Step Functions: where a canary starts from. */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { replacedVersions, servedVersions } from '../../compiler/cli/serving.ts'
import { CHAINS } from './project.ts'

const PREFIX = 'arn:aws:states:eu-west-1:123456789012:stateMachine:stepchain'
const manifests = CHAINS.map(({ manifest }) => manifest)

test('of each chain the version with the largest share, whatever its form; a sample for debugging does not count', () => {
  const served = {
    one: `${PREFIX}-one:4`,
    two: [
      { arn: `${PREFIX}-two:8`, weight: 10 },
      { arn: `${PREFIX}-two:7`, weight: 90 },
    ],
    three: [
      { arn: `${PREFIX}-three-debug:1`, weight: 100 },
      { arn: `${PREFIX}-three:2`, weight: 0 },
    ],
    alias: `${PREFIX}-alias:live`,
  }
  expect(servedVersions(JSON.stringify(served))).toEqual({
    one: `${PREFIX}-one:4`,
    two: `${PREFIX}-two:7`,
    three: `${PREFIX}-three:2`,
  })
})

let server: Server
let environment: NodeJS.ProcessEnv
const asked: string[] = []
beforeAll(async () => {
  const served = { faq: `${PREFIX}-faq:7`, 'word-sizes': `${PREFIX}-word-sizes:3` }
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      asked.push(`${request.method} ${request.url} ${body}`)
      response.setHeader('content-type', 'application/json')
      if (request.url?.includes('gone-runtime'))
        return response
          .writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' })
          .end('{"Message":"Function not found"}')
      if (request.url?.startsWith('/2015-03-31/functions/'))
        return response.end(JSON.stringify({ Environment: { Variables: { STATE_MACHINE_ARNS: JSON.stringify(served) } } }))
      const { stateMachineArn } = JSON.parse(body) as { readonly stateMachineArn: string }
      // faq runs as an older version of the chain, word-sizes as the one that is to be deployed
      const description = stateMachineArn === served.faq ? 'chain faq 000000000000' : 'chain word-sizes ba9876543210'
      return response.end(JSON.stringify({ stateMachineArn, description }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  environment = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_LAMBDA: url,
    AWS_ENDPOINT_URL_SFN: url,
  }
})
afterAll(() => server.close())

test('a canary is for the chains whose version changes, and starts from what serves', async () => {
  expect(await replacedVersions('stepchain-runtime', manifests, environment)).toEqual({ faq: `${PREFIX}-faq:7` })
  expect(asked).toEqual([
    'GET /2015-03-31/functions/stepchain-runtime/configuration ',
    `POST / {"stateMachineArn":"${PREFIX}-faq:7"}`,
    `POST / {"stateMachineArn":"${PREFIX}-word-sizes:3"}`,
  ])
})

test('before the first deployment nothing serves', async () => {
  expect(await replacedVersions('gone-runtime', manifests, environment)).toEqual({})
})
