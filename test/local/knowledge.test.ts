import { mkdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime'
import type { RetrievalFilter } from '@aws-sdk/client-bedrock-agent-runtime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { passagesOf } from '../../runtime/local/knowledge/passages.ts'
import { refused, startAws } from './support/aws.ts'
import type { TestAws } from './support/aws.ts'

describe('a document is cut into passages', () => {
  const cut = (text: string) => passagesOf('a.md', text).map(({ headings, text: passage }) => [headings, passage])

  test('at its headings, each with what is above it', () => {
    const text = '# Fish\n\nThey swim.\n\n## Glowfish\n\nThey glow.\n\n# Birds\n\n## Owls\n\nThey hoot.\n\n```\n# no heading\n```'
    expect(cut(text)).toEqual([
      [['Fish'], '# Fish\n\nThey swim.'],
      [['Fish', 'Glowfish'], '## Glowfish\n\nThey glow.'],
      [['Birds', 'Owls'], '# Birds\n\n## Owls\n\nThey hoot.\n\n```\n# no heading\n```'],
    ])
  })

  test('a long section at its paragraphs, a long paragraph at its sentences, an endless word anywhere', () => {
    const paragraph = `${'word '.repeat(150).trim()}.`
    expect(cut(`${paragraph}\n\n${paragraph}`)).toEqual([
      [[], paragraph],
      [[], paragraph],
    ])
    expect(cut(`${paragraph} ${paragraph}`).map(([, text]) => text)).toEqual([paragraph, paragraph])
    expect(cut('x'.repeat(2500)).map(([, text]) => (text as string).length)).toEqual([1200, 1200, 100])
  })

  test('an empty one into none', () => {
    expect(cut('\n\n# Only a heading\n')).toEqual([])
  })
})

describe('Retrieve', () => {
  let aws: TestAws
  beforeAll(async () => {
    aws = await startAws({
      documents: {
        'fish.md': '# Glowfish\n\nGlowfish eat moss and swim.\n\n## Enemies\n\nOtters eat them.',
        'fish.md.metadata.json': '{"metadataAttributes": {"kind": "animal", "year": 2020, "tags": ["water", "light"]}}',
        'moss.txt': 'Moss grows on stones. Moss is green. Moss likes rain.',
        'moss.txt.metadata.json': '{"metadataAttributes": {"kind": "plant", "year": 2024}}',
        'picture.png': 'moss moss moss',
      },
    })
  })
  afterAll(() => aws.close())

  const search = async (text: string, vectorSearchConfiguration?: { numberOfResults?: number; filter?: RetrievalFilter }) => {
    const query = {
      knowledgeBaseId: 'LOCAL',
      retrievalQuery: { text },
      ...(vectorSearchConfiguration ? { retrievalConfiguration: { vectorSearchConfiguration } } : {}),
    }
    return (await aws.agent.send(new RetrieveCommand(query))).retrievalResults ?? []
  }
  const files = async (...given: Parameters<typeof search>) =>
    (await search(...given)).map(({ location }) => location?.s3Location?.uri)

  test('answers with passages, places, metadata and scores', async () => {
    const [first, ...others] = await search('What do glowfish eat?')
    expect(first).toEqual({
      content: { text: '# Glowfish\n\nGlowfish eat moss and swim.', type: 'TEXT' },
      location: { s3Location: { uri: 's3://local/fish.md' }, type: 'S3' },
      metadata: {
        'x-amz-bedrock-kb-source-uri': 's3://local/fish.md',
        'x-amz-bedrock-kb-chunk-id': expect.stringMatching(/^[0-9a-f]{20}$/) as unknown,
        'x-amz-bedrock-kb-data-source-id': 'LOCAL',
        kind: 'animal',
        year: 2020,
        tags: ['water', 'light'],
      },
      score: expect.any(Number) as unknown,
    })
    const scores = [first, ...others].map((result) => result?.score as number)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(scores.every((score) => score > 0 && score < 1)).toBe(true)
  })

  test('gives as many as are asked for, and none for words it does not have', async () => {
    expect(await files('moss and otters', { numberOfResults: 1 })).toHaveLength(1)
    expect(await files('moss and otters')).toHaveLength(3)
    expect(await files('quantum chess')).toEqual([])
  })

  test.each<[string, RetrievalFilter, string[]]>([
    ['equals', { equals: { key: 'kind', value: 'plant' } }, ['moss.txt']],
    ['notEquals', { notEquals: { key: 'kind', value: 'plant' } }, ['fish.md']],
    ['greaterThan', { greaterThan: { key: 'year', value: 2020 } }, ['moss.txt']],
    ['lessThanOrEquals', { lessThanOrEquals: { key: 'year', value: 2020 } }, ['fish.md']],
    ['in', { in: { key: 'kind', value: ['animal', 'stone'] } }, ['fish.md']],
    ['startsWith', { startsWith: { key: 'kind', value: 'pl' } }, ['moss.txt']],
    ['stringContains', { stringContains: { key: 'kind', value: 'nim' } }, ['fish.md']],
    ['listContains', { listContains: { key: 'tags', value: 'light' } }, ['fish.md']],
    ['andAll', { andAll: [{ equals: { key: 'kind', value: 'animal' } }, { greaterThan: { key: 'year', value: 2021 } }] }, []],
    [
      'orAll',
      { orAll: [{ equals: { key: 'kind', value: 'plant' } }, { equals: { key: 'kind', value: 'stone' } }] },
      ['moss.txt'],
    ],
  ])('filters by %s', async (_, filter, expected) => {
    expect(await files('moss', { filter })).toEqual(expected.map((file) => `s3://local/${file}`))
  })

  test('refuses what Bedrock refuses', async () => {
    const one: RetrievalFilter = { andAll: [{ equals: { key: 'a', value: 1 } }] }
    expect(await refused(search('moss', { filter: one }))).toMatchObject({ name: 'ValidationException', status: 400 })
    expect(await refused(search('moss', { numberOfResults: 0 }))).toMatchObject({ name: 'ValidationException', status: 400 })
    expect(await refused(search('x'.repeat(20_001)))).toMatchObject({ name: 'ValidationException', status: 400 })
    const other = aws.agent.send(new RetrieveCommand({ knowledgeBaseId: 'OTHER', retrievalQuery: { text: 'moss' } }))
    expect(await refused(other)).toEqual({
      name: 'ResourceNotFoundException',
      message: 'Knowledge Base with id OTHER does not exist. Check the knowledge base id and try your request again.',
      status: 404,
    })
  })

  test('reads what has changed before it searches', async () => {
    expect(await files('zorble')).toEqual([])
    await mkdir(join(aws.knowledge, 'deep'))
    const file = join(aws.knowledge, 'deep', 'zorble.md')
    await writeFile(file, 'The zorble has 42 legs.')
    expect(await search('zorble')).toMatchObject([
      { content: { text: 'The zorble has 42 legs.' }, location: { s3Location: { uri: 's3://local/deep/zorble.md' } } },
    ])
    // The same length, and the same time of change.
    const long = new Date('2020-01-01')
    await utimes(file, long, long)
    await writeFile(file, 'The zorble has 43 legs.')
    await utimes(file, long, long)
    expect(await search('zorble')).toMatchObject([{ content: { text: 'The zorble has 43 legs.' } }])
    await rm(file)
    expect(await files('zorble')).toEqual([])
  })

  test('a broken sidecar is told and left out', async () => {
    await writeFile(join(aws.knowledge, 'odd.md'), 'Odd things.')
    await writeFile(join(aws.knowledge, 'odd.md.metadata.json'), '{')
    expect(await files('odd')).toEqual(['s3://local/odd.md'])
    expect(aws.lines.filter((line) => line.includes('odd.md.metadata.json is not JSON and is left out'))).toHaveLength(1)
  })
})

test('a folder that is not there has no documents', async () => {
  const aws = await startAws({ knowledge: '/nowhere/at/all' })
  const { retrievalResults } = await aws.agent.send(
    new RetrieveCommand({ knowledgeBaseId: 'LOCAL', retrievalQuery: { text: 'x' } }),
  )
  expect(retrievalResults).toEqual([])
  await aws.close()
})
