/** IAM's names of services, beside those that the CDK knows. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { iamAction, iamService } from '../../compiler/iam-names.ts'
import { SDK_SERVICES } from '../../compiler/validate/resources/sdk.ts'

const file = new URL('../../node_modules/aws-cdk-lib/custom-resources/lib/helpers-internal/sdk-v3-metadata.json', import.meta.url)
const cdk = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, { readonly iamPrefix?: string }>>

/** Where the CDK has the name of an endpoint, or nothing, and IAM another. */
const OTHERS = new Set([
  'cloudcontrol',
  'connectparticipant',
  'iotdataplane',
  'iotjobsdataplane',
  'iotsecuretunneling',
  'mturk',
  'partnercentralselling',
  'resourcegroupstaggingapi',
  'sso',
])

test('every service is called as the CDK calls it', () => {
  const known = new Map(Object.entries(cdk).map(([name, { iamPrefix }]) => [name.replaceAll('-', ''), iamPrefix ?? name]))
  const both = [...SDK_SERVICES].filter((name) => known.has(name) && !OTHERS.has(name))
  expect(both.length).toBeGreaterThan(350)
  expect(both.map((name) => [name, iamService(name)])).toEqual(both.map((name) => [name, known.get(name)]))
})

test.each([
  ['bedrockruntime', 'converse', 'bedrock:InvokeModel'],
  ['bedrockagentruntime', 'retrieve', 'bedrock:Retrieve'],
  ['lambda', 'invoke', 'lambda:InvokeFunction'],
  ['http', 'invoke', 'states:InvokeHTTPEndpoint'],
  ['sfn', 'startSyncExecution', 'states:StartSyncExecution'],
  ['s3', 'headObject', 's3:GetObject'],
  ['efs', 'describeFileSystems', 'elasticfilesystem:DescribeFileSystems'],
  ['cloudwatchlogs', 'putLogEvents', 'logs:PutLogEvents'],
  ['mediapackagevod', 'listAssets', 'mediapackage-vod:ListAssets'],
])('%s:%s is allowed by %s', (service, action, allowed) => {
  expect(iamAction(service, action)).toBe(allowed)
})
