import { expect, it } from 'vitest'
import { pathCoverage, run } from '../../../testing.ts'
import newChain from './new_chain.ts'

const passage = {
  Content: { Text: 'A kettle may be returned within 30 days.', Type: 'TEXT' },
  Location: { Type: 'S3', S3Location: { Uri: 's3://documents/returns.md' } },
  Score: 0.8,
}
const input = { question: 'How long may I return a kettle?' }
const keywords = { text: 'kettle, return' }

it('searches with the keywords, and says so where the search fails', async () => {
  const found = await run(newChain, { input, answers: { keywords, docs: { return: { RetrievalResults: [passage] } } } })
  const failed = await run(newChain, {
    input,
    answers: { keywords, docs: { throw: { error: 'BedrockAgentRuntime.ResourceNotFoundException', cause: 'no such base' } } },
  })

  expect(found.requests.at(-1)?.arguments).toMatchObject({ RetrievalQuery: { Text: 'kettle, return' } })
  expect(found.answer?.context_data).toEqual([
    { text: 'A kettle may be returned within 30 days.', source: 's3://documents/returns.md', score: 0.8 },
  ])
  expect(failed.answer?.system_chain_data?.operation).toBe('APPEND')
  expect(pathCoverage(newChain, [found, failed])).toEqual({ share: 1, missed: [] })
})
