import { expect, it } from 'vitest'
import { coverageReport, pathCoverage, run } from '../../compiler/testing.ts'
import type { ServiceAnswer, TextAnswer } from '../../compiler/testing.ts'
import toolUser from './tool-user.ts'

/** A turn of the model that calls tools. */
const calls = (...of: readonly { readonly name: string; readonly input: unknown }[]): TextAnswer => ({
  return: {
    Output: {
      Message: {
        Role: 'assistant',
        Content: of.map(({ name, input }, index) => ({ ToolUse: { ToolUseId: `t${index}`, Name: name, Input: input } })),
      },
    },
    StopReason: 'tool_use',
    Usage: { InputTokens: 100, OutputTokens: 10, TotalTokens: 110 },
  },
})
const answers: TextAnswer = { text: 'Three are left.' }
const found: ServiceAnswer = { text: 'Keep it dry.' }
const inStock: ServiceAnswer = { return: { Item: { article: { S: 'lamp' }, pieces: { N: '3' } } } }
const sunny: ServiceAnswer = { return: { ResponseBody: { sky: 'clear' }, StatusCode: 200, StatusText: 'OK', Headers: {} } }

const tools = { 'research.tools.item.stock': inStock, 'research.tools.item.weather': sunny, 'research.tools.item.search': found }
const lamp = { name: 'stock', input: { article: 'lamp' } }
const failed: ServiceAnswer = { throw: { error: 'Broken', cause: 'no connection' } }

/** What the tools told the model before its last call. */
function told(requests: readonly { readonly state: string; readonly arguments: unknown }[]) {
  const last = requests.findLast(({ state }) => state === 'research.call')
  const given = last?.arguments as
    | { Messages: { Content: { ToolResult?: { ToolUseId: string; Status: string } }[] }[] }
    | undefined
  const results = (given?.Messages ?? []).flatMap(({ Content }) => Content.map(({ ToolResult }) => ToolResult))
  return results.filter((result) => result !== undefined).map(({ ToolUseId, Status }) => [ToolUseId, Status])
}

it('calls tools until it can answer, and hears of what failed', async () => {
  const all = calls(lamp, { name: 'weather', input: { city: 'Lyon' } }, { name: 'search', input: { query: 'lamp' } })
  const answered = await run(toolUser, { answers: { 'research.call': [all, answers], ...tools } })
  expect(answered.answer?.answer_text).toBe('Three are left.')
  expect(told(answered.requests)).toEqual([
    ['t0', 'success'],
    ['t1', 'success'],
    ['t2', 'success'],
  ])
  expect(answered.answer?.bedrock_details.task_details.map(({ task_name }) => task_name)).toEqual([
    'research.call',
    'research.call',
  ])

  const broken = await run(toolUser, {
    answers: {
      'research.call': [
        calls(
          lamp,
          { name: 'weather', input: { city: 'Lyon' } },
          { name: 'search', input: { query: 'x' } },
          { name: 'fly', input: {} },
        ),
        answers,
      ],
      'research.tools.item.stock': failed,
      'research.tools.item.weather': failed,
      'research.tools.item.search': failed,
    },
  })
  expect(told(broken.requests)).toEqual(['t0', 't1', 't2', 't3'].map((id) => [id, 'error']))

  const endless = await run(toolUser, { answers: { 'research.call': calls(lamp), ...tools } })
  expect(endless.requests.filter(({ state }) => state === 'research.call')).toHaveLength(4)
  expect(endless.outcome.status).toBe('SUCCEEDED')
  const runs = [answered, broken, endless]
  console.log(coverageReport(toolUser, runs))
  expect(pathCoverage(toolUser, runs)).toEqual({ share: 1, missed: [] })
})
