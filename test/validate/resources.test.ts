import { expect, test } from 'vitest'
import { resourceOf } from '../../compiler/validate/resources/resource.ts'

test.each([
  ['arn:aws:states:::bedrock:invokeModel', { kind: 'integration', service: 'bedrock', action: 'invokeModel' }],
  ['arn:aws-us-gov:states:::sqs:sendMessage.waitForTaskToken', { kind: 'integration', pattern: 'waitForTaskToken' }],
  ['arn:aws:states:::states:startExecution.sync:2', { kind: 'integration', action: 'startExecution', pattern: 'sync:2' }],
  ['arn:aws:states:::aws-sdk:bedrockruntime:converse', { kind: 'sdk', service: 'bedrockruntime', action: 'converse' }],
  ['arn:aws:states:::aws-sdk:s3:listBuckets.waitForTaskToken', { kind: 'sdk', pattern: 'waitForTaskToken' }],
  ['arn:aws:lambda:eu-west-1:123456789012:function:name:alias', { kind: 'function' }],
  ['arn:aws:states:eu-west-1:123456789012:activity:name', { kind: 'activity' }],
  ['arn:aws:lambda:eu-west-1:123456789012:function:${Name}', { kind: 'substituted' }],
])('%s is known', (text, expected) => {
  expect(resourceOf(text)).toMatchObject(expected)
})

test.each([
  'arn:aws:states:::bedrock:converse',
  'arn:aws:states:::bedrock:InvokeModel',
  'arn:aws:states:::bedrock:invokeModel.sync',
  'arn:aws:states:::dynamodb:query',
  'arn:aws:states:::dynamodb:toString',
  'arn:aws:states:::constructor:name',
  'arn:aws:states:::lambda:invoke.sync:2',
  'arn:aws:states:::glue:startJobRun.sync:2',
  'arn:aws:states:::unheard:of',
  'arn:aws:states:::lambda',
  'arn:aws:states:::aws-sdk:unheard:of',
  'arn:aws:states:::aws-sdk:bedrockruntime',
  'arn:aws:states:::aws-sdk:bedrockruntime:Converse',
  'arn:aws:states:::aws-sdk:bedrockruntime:converseStream',
  'arn:aws:states:::aws-sdk:bedrockruntime:invokeModelWithResponseStream',
  'arn:aws:states:::aws-sdk:bedrockagentruntime:retrieveAndGenerateStream',
  'arn:aws:states:::aws-sdk:bedrockagentruntime:retrieves',
  'arn:aws:states:::aws-sdk:lambda:invokeWithResponseStream',
  'arn:aws:states:::aws-sdk:s3:listBuckets.sync',
  'arn:aws:s3:::bucket',
  'arn:aws:lambda:eu-west-1:123456789012:layer:name',
])('%s is unknown', (text) => {
  expect(resourceOf(text)).toEqual({ kind: 'unknown' })
})

test.each(['', 'bedrock', 'arn', 'arn:aws', 'urn:aws:states:::bedrock:invokeModel'])('%j is no ARN', (text) => {
  expect(resourceOf(text)).toEqual({ kind: 'no-arn' })
})
