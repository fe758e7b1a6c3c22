import { expect, it } from 'vitest'
import { coverageReport, pathCoverage, run } from '../../compiler/testing.ts'
import blogPost from './blog-post.ts'

it('asks each question with the whole conversation before it', async () => {
  const post = await run(blogPost, {
    input: { question: 'Middlemarch' },
    answers: { summary: { text: 'S.' }, plot: { text: 'P.' }, themes: { text: 'T.' }, style: { text: 'Y.' } },
  })
  const last = post.requests.at(-1)?.arguments as { Messages: { Role: string; Content: [{ Text: string }] }[] }
  expect(last.Messages.map(({ Role, Content }) => [Role, Content[0].Text])).toEqual([
    ['user', 'Summarise this novel in five sentences: Middlemarch'],
    ['assistant', 'S.'],
    ['user', 'Describe the plot in one paragraph, without its end.'],
    ['assistant', 'P.'],
    ['user', 'Name its three main themes, each with a sentence.'],
    ['assistant', 'T.'],
    ['user', 'Describe the style of the author in two sentences.'],
  ])
  expect(post.answer?.system_chain_data?.system_chain_prompt).toContain('<plot>P.</plot>\n<themes>T.</themes>')
  const runs = [post]
  console.log(coverageReport(blogPost, runs))
  expect(pathCoverage(blogPost, runs)).toEqual({ share: 1, missed: [] })
})
