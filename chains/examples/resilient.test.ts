import { expect, it } from 'vitest'
import { coverageReport, pathCoverage, run } from '../../compiler/testing.ts'
import type { ScriptedAnswers } from '../../compiler/testing.ts'
import resilient from './resilient.ts'

const throttled = { throw: { error: 'BedrockRuntime.ThrottlingException', cause: 'slow down' } }
/** Sessions of either variant: what they hash to is fixed. */
const SESSIONS = { brief: 'session-1', friendly: 'session-3' } as const

/** Answers of a variant's calls, the first `failing` of which are throttled for good. */
function failing(variant: keyof typeof SESSIONS, count: number): ScriptedAnswers {
  const calls = [`reply.${variant}`, `reply.${variant}.fallback`, `reply.${variant}.fallback2`]
  return Object.fromEntries(
    calls.map((state, index) => [state, index < count ? throttled : { text: `Model ${index + 1} says so.` }]),
  )
}

it('falls back from model to model, and to a canned answer, in either variant', async () => {
  const runs = await Promise.all(
    (['brief', 'friendly'] as const).flatMap((variant) =>
      [0, 1, 2, 3].map((count) => run(resilient, { input: { session: SESSIONS[variant] }, answers: failing(variant, count) })),
    ),
  )
  const told = runs.map(({ answer }) => [answer?.experiments?.[0]?.variant, answer?.answer_text])
  const canned = 'We cannot answer just now. Please try again in a few minutes.'
  expect(told).toEqual(
    (['brief', 'friendly'] as const).flatMap((variant) =>
      ['Model 1 says so.', 'Model 2 says so.', 'Model 3 says so.', canned].map((text) => [variant, text]),
    ),
  )
  const others = ['amazon.nova-lite-v1:0', 'mistral.mistral-small-2402-v1:0', undefined]
  expect(runs.map(({ answer }) => answer?.bedrock_details.task_details[0]?.model_used)).toEqual([
    'global.anthropic.claude-haiku-4-5-20251001-v1:0',
    ...others,
    'anthropic.claude-3-haiku-20240307-v1:0',
    ...others,
  ])
  console.log(coverageReport(resilient, runs))
  expect(pathCoverage(resilient, runs)).toEqual({ share: 1, missed: [] })
})

it('waits longer before each retry', async () => {
  const { seconds } = await run(resilient, {
    input: { session: SESSIONS.brief },
    answers: failing('brief', 1),
    random: () => 0.999,
  })
  expect(Math.round(seconds)).toBe(3)
})
