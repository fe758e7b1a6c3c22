/** The runner of recorded executions, on recordings of our own making. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command } from '../../compiler/cli/commands/conformance.ts'
import { difference } from '../../compiler/cli/conformance/agreement.ts'
import { replay } from '../../compiler/cli/conformance/recorded.ts'
import type { RecordedCase } from '../../compiler/cli/conformance/recorded.ts'
import { jsonata, jsonPath } from './run.ts'

const none = (): boolean => false
const pass = (output: unknown): object => jsonata({ Only: { Type: 'Pass', Output: output, End: true } })
const call = jsonPath({
  Call: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { 'n.$': '$.n' }, End: true },
})

const recorded = (name: string, more: Partial<RecordedCase>): RecordedCase => ({
  name,
  queryLanguage: 'JSONata',
  features: ['type:Pass'],
  definition: pass('{% 1 + 1 %}'),
  input: {},
  expected: { status: 'SUCCEEDED', output: 2 },
  ...more,
})

describe('a recording', () => {
  const TASK = { queryLanguage: 'JSONPath', definition: call, input: { n: 1 } } as const
  it.each<[string, Partial<RecordedCase>, unknown]>([
    ['that agrees', {}, { kind: 'passed', notes: [] }],
    [
      'of another output',
      { expected: { status: 'SUCCEEDED', output: 3 } },
      { kind: 'failed', differences: ['output at $: expected 3, found 2'] },
    ],
    [
      'of another status',
      { expected: { status: 'FAILED', error: 'Mine' } },
      {
        kind: 'failed',
        differences: ['status: expected {"status":"FAILED","error":"Mine"}, found {"status":"SUCCEEDED","output":2}'],
      },
    ],
    [
      'of another error',
      { definition: jsonata({ No: { Type: 'Fail', Error: 'Other' } }), expected: { status: 'FAILED', error: 'Mine' } },
      { kind: 'failed', differences: ['error: expected "Mine", found "Other"'] },
    ],
    [
      'of another cause',
      { definition: jsonata({ No: { Type: 'Fail', Cause: 'other' } }), expected: { status: 'FAILED', cause: 'mine' } },
      { kind: 'passed', notes: ['cause: recorded was "mine", found "other"'] },
    ],
    [
      'of chance, whose output is any',
      { volatile: ['$random'], expected: { status: 'SUCCEEDED', output: 99 } },
      { kind: 'passed', notes: [] },
    ],
    [
      'with answers of a task',
      {
        ...TASK,
        mocks: [{ state: 'Call', parameters: { n: 1 }, return: { id: '<uuid:1>', at: 'date' } }],
        expected: { status: 'SUCCEEDED', output: { id: '<uuid:1>', at: 'date' } },
      },
      { kind: 'passed', notes: [] },
    ],
    [
      'whose task was sent something else',
      { ...TASK, mocks: [{ state: 'Call', parameters: { n: 2 }, return: 1 }], expected: { status: 'SUCCEEDED', output: 1 } },
      { kind: 'passed', notes: [`'Call' sent {"n":1}, recorded was {"n":2} (at $.n)`] },
    ],
    [
      'whose task failed',
      {
        ...TASK,
        mocks: [{ state: 'Call', throw: { error: 'Mine', cause: 'because' } }],
        expected: { status: 'FAILED', error: 'Mine', cause: 'because' },
      },
      { kind: 'passed', notes: [] },
    ],
    ['without an answer of its task', TASK, { kind: 'left out', why: "no answer was recorded for 'Call'" }],
  ])('%s', async (_what, more, verdict) => {
    expect(await replay(recorded('one', more))).toEqual(verdict)
  })
})

describe('what was recorded agrees with what is found', () => {
  it.each<[unknown, unknown, string | undefined]>([
    [{ a: [1, null, 'x'] }, { a: [1, null, 'x'] }, undefined],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, undefined],
    [0.1 + 0.2, 0.3, undefined],
    ['arn:<partition>:states:<region>:x', 'arn:aws:states:eu-west-1:x', undefined],
    ['date', 12, undefined],
    ['{"a": 1, "b": "<uuid:1>"}', '{"b":"4711","a":1}', undefined],
    ['a.c', 'abc', '$'],
    [{ a: [1, 2] }, { a: [1, 3] }, '$.a[1]'],
    [{ a: 1 }, { a: 1, b: 2 }, '$.b'],
    [[], {}, '$'],
    [null, {}, '$'],
    ['1', 1, '$'],
    [1, 1.000001, '$'],
  ])('%j and %j: %j', (expected, found, at) => {
    expect(difference(expected, found, none)).toBe(at)
  })
})

describe('npm run conformance', () => {
  let directory = ''
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'recorded-'))
    await mkdir(join(directory, 'deeper'))
    const cases = [
      recorded('sum', {}),
      recorded('other', { expected: { status: 'SUCCEEDED', output: 3 } }),
      recorded('path', {
        queryLanguage: 'JSONPath',
        definition: jsonPath({ Only: { Type: 'Pass', End: true } }),
        expected: { status: 'SUCCEEDED', output: {} },
      }),
      recorded('old', { suspect: 'AWS has changed it' }),
      recorded('token', {
        definition: jsonata({ Call: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', End: true } }),
      }),
    ]
    await writeFile(join(directory, 'one.json'), JSON.stringify(cases[0]))
    await writeFile(join(directory, 'deeper', 'more.json'), JSON.stringify(cases.slice(1)))
    await writeFile(join(directory, 'no-case.json'), '{"something": "else"}')
    await writeFile(join(directory, 'README.md'), 'not JSON')
  })
  afterAll(() => rm(directory, { recursive: true }))

  async function run(
    positionals: readonly string[],
    cwd = directory,
  ): Promise<{ code: number; out: readonly string[]; error: readonly string[] }> {
    const [out, error]: [string[], string[]] = [[], []]
    const code = await command.run(
      { values: {}, positionals },
      {
        out: (line) => out.push(line),
        write: (text) => out.push(text),
        error: (line) => error.push(line),
        colours: false,
        cwd,
        environment: {},
        signal: new AbortController().signal,
      },
    )
    return { code, out, error }
  }

  it('tells differences, then how many agree by feature, by language, and in all', async () => {
    expect(await run(['.'])).toEqual({
      code: 1,
      out: [
        'FAILED other',
        '  output at $: expected 3, found 2',
        '',
        'JSONPath  type:Pass: 1 passed, 0 failed',
        'JSONata  type:Pass: 1 passed, 1 failed',
        '',
        'left out: 1, outdated by its own word',
        'left out: 1, a task token',
        'JSONPath: 1 passed, 0 failed',
        'JSONata: 1 passed, 1 failed',
        '2 passed, 1 failed',
      ],
      error: [],
    })
  })
  it.each([
    [[], 'Say one directory of recorded executions: npm run conformance -- DIR'],
    [['a', 'b'], 'Say one directory of recorded executions: npm run conformance -- DIR'],
  ])('called with %j says how to', async (positionals, line) => {
    expect(await run(positionals)).toEqual({ code: 2, out: [], error: [line] })
  })
  it('says where there is nothing recorded', async () => {
    const [empty, absent] = [await run(['deeper/none']), await run(['.'], join(directory, 'nowhere'))]
    expect([empty.code, absent.code, empty.error[0]?.includes('deeper/none'), absent.out]).toEqual([2, 2, true, []])
  })
})
