import { execFile, execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CLAUDE, startAws } from './support/aws.ts'
import type { TestAws } from './support/aws.ts'

const installed = (() => {
  try {
    execFileSync('python3', ['-c', 'import boto3'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/** Runs Python with boto3's clients pointed here; what it prints as JSON comes back. */
const SCRIPT = `
import boto3, json, os
MODEL = ${JSON.stringify(CLAUDE)}
messages = [{'role': 'user', 'content': [{'text': 'hello'}]}]
body = json.dumps({'anthropic_version': 'bedrock-2023-05-31', 'max_tokens': 50, 'messages': [{'role': 'user', 'content': 'hello'}]})
sfn, bedrock, agent = (boto3.client(name) for name in ('stepfunctions', 'bedrock-runtime', 'bedrock-agent-runtime'))
out = {}
arn = sfn.create_state_machine(name='rag', definition=os.environ['DEFINITION'], roleArn='arn:aws:iam::123456789012:role/r', type='EXPRESS')['stateMachineArn']
question = {'PromptInput': [{'role': 'user', 'content': 'What do glowfish eat?'}], 'state_machine_custom_params': {}}
ran = sfn.start_sync_execution(stateMachineArn=arn, input=json.dumps(question))
out['rag'] = {'arn': arn, 'status': ran['status'], 'output': json.loads(ran.get('output', 'null'))}
out['converse'] = bedrock.converse(modelId=MODEL, messages=messages)['output']['message']['content'][0]['text']
out['converse_stream'] = ''.join(e['contentBlockDelta']['delta']['text'] for e in bedrock.converse_stream(modelId=MODEL, messages=messages)['stream'] if 'contentBlockDelta' in e)
out['invoke'] = json.loads(bedrock.invoke_model(modelId=MODEL, body=body)['body'].read())['content'][0]['text']
chunks = [json.loads(e['chunk']['bytes']) for e in bedrock.invoke_model_with_response_stream(modelId=MODEL, body=body)['body']]
out['invoke_stream'] = ''.join(c['delta']['text'] for c in chunks if c['type'] == 'content_block_delta')
out['retrieve'] = [r['location']['s3Location']['uri'] for r in agent.retrieve(knowledgeBaseId='LOCAL', retrievalQuery={'text': 'glowfish'})['retrievalResults']]
def refusal(call, **given):
    try:
        call(**given)
    except Exception as error:
        return [type(error).__name__, error.response['ResponseMetadata']['HTTPStatusCode']]
out['refused'] = [
    refusal(sfn.describe_state_machine, stateMachineArn=arn + 'x'),
    refusal(agent.retrieve, knowledgeBaseId='NOPE', retrievalQuery={'text': 'x'}),
    refusal(bedrock.converse, modelId=MODEL, messages=[{'role': 'assistant', 'content': [{'text': 'x'}]}]),
    refusal(sfn.start_execution, stateMachineArn=arn),
]
print(json.dumps(out))
`

describe.skipIf(!installed)('boto3, where it is installed', () => {
  let aws: TestAws
  beforeAll(async () => {
    aws = await startAws({ documents: { 'fish.md': '# Glowfish\n\nGlowfish eat moss.' } })
  })
  afterAll(() => aws.close())

  // Python takes seconds to load its clients on a busy machine.
  test('creates and runs a compiled machine, and calls every operation of Bedrock', { timeout: 90_000 }, async () => {
    const definition = readFileSync(new URL('../../generated/rag.asl.json', import.meta.url), 'utf8')
    const { stdout } = await promisify(execFile)('python3', ['-c', SCRIPT], {
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        AWS_ENDPOINT_URL_SFN: aws.url,
        AWS_ENDPOINT_URL_BEDROCK_RUNTIME: aws.url,
        AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: aws.url,
        AWS_DISABLE_HOST_PREFIX_INJECTION: 'true',
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_MAX_ATTEMPTS: '1',
        DEFINITION: definition,
      },
    })
    const hello = 'Hello! What would you like to know?'
    const { rag, ...rest } = JSON.parse(stdout) as { rag: { arn: string; status: string; output: { context_data: unknown[] } } }
    expect(rest).toEqual({
      converse: hello,
      converse_stream: hello,
      invoke: hello,
      invoke_stream: hello,
      retrieve: ['s3://local/fish.md'],
      refused: [
        ['StateMachineDoesNotExist', 400],
        ['ResourceNotFoundException', 404],
        ['ValidationException', 400],
        ['ClientError', 400],
      ],
    })
    expect({ arn: rag.arn, status: rag.status }).toEqual({
      arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:rag',
      status: 'SUCCEEDED',
    })
    expect(JSON.stringify(rag.output.context_data)).toContain('Glowfish eat moss.')
  })
})
