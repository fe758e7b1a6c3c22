import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import rag from '../../chains/rag.ts'
import tripPlanner from '../../chains/examples/trip-planner.ts'
import {
  Type,
  awsTask,
  bedrockTask,
  chain,
  claude,
  map,
  parallel,
  prompt,
  result,
  substitution,
  value,
} from '../../compiler/index.ts'
import { chainMatchers, coverageReport, run, testStateCalls } from '../../compiler/testing.ts'
import type { TestStateCall } from '../../compiler/testing.ts'

expect.extend(chainMatchers)

const Text = Type.Object({ text: Type.String() })

const found = {
  'analysis.keywords': { text: 'aws' },
  'analysis.answered': { json: { value: false } },
  docs: { text: 'AWS is a cloud.' },
} as const
const failed = { ...found, docs: { throw: { error: 'BedrockAgentRuntime.ResourceNotFoundException', cause: 'gone' } } } as const

/** What an assertion says when it does not hold. */
const words = (assertion: () => void): string => {
  try {
    assertion()
    return 'it held'
  } catch (error) {
    return (error as Error).message
  }
}

describe('matchers', () => {
  it('say that a run succeeded, walked states in their order, and covered the paths', async () => {
    const searched = await run(rag, { answers: found })
    const bypassed = await run(rag, { answers: { ...found, 'analysis.answered': { json: { value: true } } } })
    expect(searched).toSucceed()
    expect(searched).toWalk('analysis', 'docs', 'false')
    expect([searched, bypassed]).toCoverPathsOf(rag, 0.8)
    expect([searched, bypassed, await run(rag, { answers: failed })]).toCoverPathsOf(rag)
  })

  it('name the place of what was not walked', async () => {
    const runs = [await run(rag, { answers: found })]
    expect(coverageReport(rag, runs)).toMatch(
      /^rag: 60 % of its edges walked in 1 runs\n {2}not walked: rag → true {2}\(chains\/rag\.ts:\d+:\d+\)\n {2}not walked: true → end {2}\(chains\/rag\.ts:\d+:\d+\)/,
    )
    expect(words(() => expect(runs).toCoverPathsOf(rag))).toBe(coverageReport(rag, runs))
    expect(words(() => expect(runs[0]).toWalk('docs', 'analysis'))).toBe(
      '"analysis" was not entered in its turn: the run walked analysis, analysis.keywords, analysis.answered, rag, docs, false',
    )
  })

  it('name the line of the step that failed', async () => {
    const broken = chain('broken', {}, (step, { question }) => {
      const Answer = Type.Object({ ok: Type.Boolean() })
      return result(step('ask', bedrockTask({ model: claude.haiku3, prompt: question, output: Answer, attempts: 1 })))
    })
    const { failure } = await run(broken, {
      answers: { ask: { throw: { error: 'BedrockRuntime.ValidationException', cause: 'no' } } },
    })
    expect(failure).toMatchObject({ state: 'ask', error: 'BedrockRuntime.ValidationException', cause: 'no' })
    const [file = '', line] = failure?.at.split(':') ?? []
    expect(readFileSync(file, 'utf8').split('\n')[Number(line) - 1]).toContain("step('ask'")
  })
})

describe('a run', () => {
  const model = claude.haiku45

  it('is told to have failed where it failed, not where a sibling was stopped', async () => {
    const siblings = chain('siblings', {}, (step, { question }) => {
      const ask = bedrockTask({ model, prompt: question, attempts: 1 })
      return result(step('both', parallel({ first: ask, second: ask, third: ask })))
    })
    const { failure } = await run(siblings, {
      answers: {
        'both.first': { text: 'slow', after: 5 },
        'both.second': { throw: { error: 'Broken' } },
        'both.third': { text: 'slow', after: 5 },
      },
    })
    expect(failure).toMatchObject({ state: 'both.second', error: 'Broken' })
  })

  it('waits for slow answers, and for none longer than the task may take', async () => {
    const slow = chain('slow', {}, (step, { question }) =>
      result(
        step('ask', bedrockTask({ model, prompt: question, timeout: 10, attempts: 2, catch: value(Text, { text: 'late' }) })),
      ),
    )
    expect(await run(slow, { answers: { ask: { text: 'in time', after: 9 } } })).toMatchObject({
      result: { text: 'in time' },
      seconds: 9,
    })
    // two tries of ten seconds, and half of the second between them that jitter leaves
    expect(await run(slow, { answers: { ask: { text: 'too late', after: 11 } } })).toMatchObject({
      result: { text: 'late' },
      seconds: 20.5,
    })
  })

  it('answers the calls of items in the order of the items, whichever was ready first', async () => {
    const Words = Type.Object({ words: Type.Array(Type.String()) })
    const each = chain('each', { params: Words }, (step, { params }) =>
      result(
        step(
          'each',
          map(params.words, (_, word) => bedrockTask({ model, prompt: prompt('{{word}}')({ word }) })),
        ),
      ),
    )
    const words = ['x'.repeat(50_000), 'y']
    const { result: given } = await run(each, {
      input: { params: { words } },
      answers: { 'each.item': [{ text: 'X' }, { text: 'Y' }] },
    })
    expect(given).toEqual([{ text: 'X' }, { text: 'Y' }])
  })

  it('fails as the service would where a model is asked what it refuses', async () => {
    const blank = chain('blank', {}, (step, { session }) =>
      result(step('ask', bedrockTask({ model, prompt: 'Who am I?', prefill: session }))),
    )
    const { failure } = await run(blank, { answers: { ask: { text: 'never' } } })
    expect(failure).toMatchObject({ state: 'ask', error: 'BedrockRuntime.ValidationException' })
  })
})

/** The result that a call pretends. */
const mockOf = (call: TestStateCall | undefined): unknown =>
  call?.request.mock && 'result' in call.request.mock ? JSON.parse(call.request.mock.result) : undefined

describe('a task that the chain may not do', () => {
  const reading = (key: string, resources: readonly string[]) =>
    chain('reader', {}, (step) => {
      step(
        'read',
        awsTask({ service: 's3', action: 'getObject', arguments: { Bucket: substitution('Files'), Key: key }, resources }),
      )
      return result({ text: 'read' })
    })
  const answers = { read: { return: {} } } as const

  it('fails as it would by IAM', async () => {
    const { outcome, failure } = await run(reading('private/a.txt', ['arn:${AWS::Partition}:s3:::${Files}/public/a.txt']), {
      answers,
    })
    expect(outcome.status).toBe('FAILED')
    expect([failure?.state, failure?.error]).toEqual(['read', 'S3.AccessDeniedException'])
    expect(failure?.cause).toContain(
      'is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::${Files}/private/a.txt because no identity-based policy allows the s3:GetObject action',
    )
  })

  it('is answered where a statement allows it', async () => {
    const { outcome } = await run(reading('public/a.txt', ['arn:${AWS::Partition}:s3:::${Files}/public/a.txt']), { answers })
    expect(outcome.status).toBe('SUCCEEDED')
  })
})

describe('TestState calls', () => {
  it('are made of every state of a run, with its mock', async () => {
    const calls = testStateCalls(rag, await run(rag, { answers: failed }))
    expect(
      calls.map(({ request, expected }) => [
        request.stateName,
        Object.keys(request.mock ?? {})[0],
        expected.status,
        expected.nextState,
      ]),
    ).toEqual([
      ['analysis.keywords', 'result', 'SUCCEEDED', undefined],
      ['analysis.answered', 'result', 'SUCCEEDED', undefined],
      ['analysis', 'result', 'SUCCEEDED', 'rag'],
      ['rag', undefined, 'SUCCEEDED', 'docs'],
      ['docs', 'errorOutput', 'CAUGHT_ERROR', 'docs.catch'],
      ['docs.catch', undefined, 'SUCCEEDED', undefined],
    ])
    const [, , analysis, choice] = calls
    expect(mockOf(analysis)).toMatchObject([{ value: { text: 'aws' } }, { value: { value: false } }])
    expect(JSON.parse(choice?.request.variables ?? '')).toMatchObject({
      analysis: { keywords: { text: 'aws' }, answered: { value: false } },
    })
  })

  it('tell of every branch', async () => {
    const trip = await run(tripPlanner, {
      answers: { 'ideas.hotels': { text: 'H' }, 'ideas.restaurants': { text: 'R' }, 'ideas.activities': { text: 'A' } },
    })
    const ideas = testStateCalls(tripPlanner, trip).find(({ request }) => request.stateName === 'ideas')
    expect(mockOf(ideas)).toMatchObject(['H', 'R', 'A'].map((text) => ({ value: { status: 'fulfilled', value: { text } } })))
  })
})
