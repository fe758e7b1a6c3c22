import { expect, it } from 'vitest'
import { coverageReport, pathCoverage, run } from '../compiler/testing.ts'
import rag from './rag.ts'

const messages = [
  { role: 'user', content: 'Hello!' },
  { role: 'assistant', content: 'Hello. What would you like to know?' },
  { role: 'user', content: [{ type: 'text', text: 'What is AWS?' }] },
] as const
const input = {
  messages: messages.map((message) => ({
    ...message,
    content: typeof message.content === 'string' ? message.content : [...message.content],
  })),
}
const passage = {
  Content: { Text: 'AWS is a cloud.', Type: 'TEXT' },
  Location: { Type: 'S3', S3Location: { Uri: 's3://docs/aws.md' } },
  Score: 0.7,
}
const answers = {
  'analysis.keywords': { text: 'aws, cloud' },
  'analysis.answered': { json: { value: false } },
  docs: { return: { RetrievalResults: [passage] } },
} as const

it('searches unless it is needless, and says so where the search fails', async () => {
  const found = await run(rag, { input, answers })
  const needless = await run(rag, { input, answers: { ...answers, 'analysis.answered': { json: { value: true } } } })
  const failed = await run(rag, {
    input,
    answers: {
      ...answers,
      docs: { throw: { error: 'BedrockAgentRuntime.ResourceNotFoundException', cause: 'no such knowledge base' } },
    },
  })

  expect(found.answer?.context_data).toEqual([{ text: 'AWS is a cloud.', source: 's3://docs/aws.md', score: 0.7 }])
  expect(found.answer?.system_chain_data).toBeUndefined()
  expect(needless.answer?.context_data).toEqual([])
  expect(needless.answer?.system_chain_data).toMatchObject({
    operation: 'REPLACE_TAG',
    configuration: { replace_tag: 'chain-information' },
  })
  expect(failed.answer?.context_data).toEqual([
    { error: 'BedrockAgentRuntime.ResourceNotFoundException', cause: 'no such knowledge base' },
  ])
  expect(failed.answer?.system_chain_data?.operation).toBe('REPLACE_ALL')
  for (const { answer } of [found, needless, failed]) {
    expect(answer?.bedrock_details.task_details.map(({ task_name }) => task_name)).toEqual([
      'analysis.keywords',
      'analysis.answered',
    ])
  }

  const runs = [found, needless, failed]
  console.log(coverageReport(rag, runs))
  expect(pathCoverage(rag, runs)).toEqual({ share: 1, missed: [] })
})

it('searches for the question with its keywords, and judges the whole conversation', async () => {
  const { requests } = await run(rag, { input, answers })
  const of = (state: string) => JSON.stringify(requests.find((request) => request.state === state)?.arguments)
  expect(of('docs')).toContain('"Text":"What is AWS?, aws, cloud"')
  expect(of('analysis.answered')).toContain(
    String.raw`user: Hello!\nassistant: Hello. What would you like to know?\nuser: What is AWS?`,
  )
})
