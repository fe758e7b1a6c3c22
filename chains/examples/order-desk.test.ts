import { expect, it } from 'vitest'
import { coverageReport, pathCoverage, run } from '../../compiler/testing.ts'
import type { ScriptedAnswer } from '../../compiler/testing.ts'
import orderDesk from './order-desk.ts'

const order = '17/../18'
const calls = {
  read: { json: { operation: 'read', order } },
  cancel: { json: { operation: 'cancel', order } },
  count: { json: { operation: 'count', status: 'open' } },
  none: { json: { operation: 'none' } },
} as const
const item = { id: { S: '17' }, status: { S: 'open' }, carrier: { S: 'fast' }, parcel: { S: 'p 1' } }
const found: ScriptedAnswer = { return: { Item: item } }
const tracked: ScriptedAnswer = { return: { ResponseBody: { place: 'Lyon' }, StatusCode: 200, StatusText: 'OK', Headers: {} } }
const failed = (error: string): ScriptedAnswer => ({ throw: { error, cause: 'refused' } })

it('makes the call that the model wrote, and tells what came of it', async () => {
  const read = await run(orderDesk, { answers: { call: calls.read, order: found, tracking: tracked } })
  const lost = await run(orderDesk, {
    answers: { call: calls.read, order: found, tracking: failed('States.Http.StatusCode.404') },
  })
  const missing = await run(orderDesk, { answers: { call: calls.read, order: { return: {} } } })
  const cancelled = await run(orderDesk, { answers: { call: calls.cancel, update: { return: {} } } })
  const closed = await run(orderDesk, {
    answers: { call: calls.cancel, update: failed('DynamoDB.ConditionalCheckFailedException') },
  })
  const none = await run(orderDesk, { answers: { call: calls.none } })

  expect(read.answer?.context_data).toEqual([{ id: '17', status: 'open', carrier: 'fast', parcel: 'p 1' }, { place: 'Lyon' }])
  expect(lost.answer?.context_data?.[1]).toEqual({ place: 'unknown' })
  const told = [missing, cancelled, closed].map(({ answer }) => [
    answer?.system_chain_data?.system_chain_prompt,
    answer?.context_data,
  ])
  expect(told).toEqual([
    ['There is no such order. Ask for the right number.', [{ order }]],
    ['The order is cancelled now: say so.', [{ order }]],
    ['The order cannot be cancelled: it is not open.', [{ order }]],
  ])
  expect(none.answer?.context_data).toEqual([])
  const counted = await run(orderDesk, { answers: { ...query, 'done.polled': [state('QUEUED'), state('SUCCEEDED')] } })
  const slow = await run(orderDesk, { answers: { ...query, 'done.polled': state('RUNNING') } })
  const runs = [read, lost, missing, cancelled, closed, none, counted, slow]
  console.log(coverageReport(orderDesk, runs))
  expect(pathCoverage(orderDesk, runs)).toEqual({ share: 1, missed: [] })
})

const state = (State: string): ScriptedAnswer => ({ return: { QueryExecution: { Status: { State } } } })
const query = {
  call: calls.count,
  started: { return: { QueryExecutionId: 'q1' } },
  rows: { return: { ResultSet: { Rows: [{ Data: [{ VarCharValue: '_col0' }] }, { Data: [{ VarCharValue: '42' }] }] } } },
} as const

it('asks until a query is done, and gives up after twenty seconds', async () => {
  const counted = await run(orderDesk, {
    answers: { ...query, 'done.polled': [state('QUEUED'), state('RUNNING'), state('SUCCEEDED')] },
  })
  expect(counted.answer?.context_data).toEqual([{ status: 'open', rows: query.rows.return.ResultSet.Rows }])
  expect(counted.seconds).toBe(6)
  expect(counted.requests.find(({ state }) => state === 'started')?.arguments).toEqual({
    QueryString: 'SELECT count(*) FROM orders WHERE status = ?',
    ExecutionParameters: ["'open'"],
    QueryExecutionContext: { Database: '${OrdersDatabase}' },
    WorkGroup: '${WorkGroup}',
  })

  const slow = await run(orderDesk, { answers: { ...query, 'done.polled': state('RUNNING') } })
  expect(slow.answer?.system_chain_data?.system_chain_prompt).toBe('The count is not ready: say that it takes longer than usual.')
  expect(slow.seconds).toBe(20)
})

it('gives what the model wrote to the services as values, never as code, and looks among the orders of the caller alone', async () => {
  const answers = { call: calls.read, order: found, tracking: tracked }
  const { requests } = await run(orderDesk, { input: { caller: 'ada' }, answers })
  expect(requests.find(({ state }) => state === 'order')?.arguments).toMatchObject({
    Key: { customer: { S: 'ada' }, id: { S: '17/../18' } },
  })
  expect(requests.find(({ state }) => state === 'tracking')?.arguments).toMatchObject({
    ApiEndpoint: 'https://api.carrier.example/parcels/p%201',
    Method: 'GET',
  })
})
