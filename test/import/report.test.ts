/** What is told of hand-written machines. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { reportOn } from '../../compiler/import/report.ts'
import type { Finding } from '../../compiler/import/findings.ts'
import { call } from '../cli/io.ts'

const machine = (file: string) =>
  JSON.parse(readFileSync(new URL(`machines/${file}`, import.meta.url), 'utf8')) as Readonly<Record<string, unknown>>
const short = ({ code, state, location }: Finding) => `${code}  ${state}  ${location}`

const MODEL = 'arn:aws:states:::bedrock:invokeModel'
const good = { Retry: [{ ErrorEquals: ['States.ALL'] }], TimeoutSeconds: 9 }
const jsonpath = (states: Readonly<Record<string, unknown>>) => ({ StartAt: Object.keys(states)[0], States: states })
const jsonata = (states: Readonly<Record<string, unknown>>) => ({ QueryLanguage: 'JSONata', ...jsonpath(states) })
const found = (definition: Readonly<Record<string, unknown>>) => {
  const { problems, findings } = reportOn(definition)
  expect(problems).toEqual([])
  return findings.map(({ code, what }) => `${code}  ${what}`)
}

describe('a machine of the kind that is written by hand', () => {
  const report = reportOn(machine('helpdesk.asl.json'))

  test('has these findings, each with its state', () => {
    expect(report.problems).toEqual([])
    const [terms, needed] = [
      '/States/Look at it/Branches[0]/States/Find terms',
      '/States/Look at it/Branches[1]/States/Is it needed',
    ]
    expect(report.findings.map(short)).toEqual([
      `IM001  Look at it › Find terms  ${terms}`,
      `IM002  Look at it › Find terms  ${terms}`,
      `IM008  Look at it › Find terms  ${terms}`,
      `IM004  Look at it › Find terms  ${terms}/Parameters/ModelId`,
      `IM006  Look at it › Find terms  ${terms}/Parameters/Body/messages.$`,
      `IM001  Look at it › Is it needed  ${needed}`,
      `IM002  Look at it › Is it needed  ${needed}`,
      `IM006  Look at it › Is it needed  ${needed}/Parameters/Body/prompt.$`,
      `IM009  Look at it › Is it needed  ${needed}/Parameters/Body/prompt.$`,
      `IM003  Look at it › Is it needed  ${needed}/ResultSelector/needed.$`,
      'IM001  Search  /States/Search',
      'IM002  Search  /States/Search',
    ])
  })

  test('is drawn with its models, its conditions and its catchers', () => {
    expect(report.graph).toBe(`flowchart TD
  start(( ))
  subgraph s0 ["Look at it"]
    s1["Find terms<br/>claude-3-haiku"]
    s2["Is it needed<br/>llama3-8b-instruct"]
  end
  s3{"Handbook needed?"}
  s4["Search<br/>aws-sdk:bedrockagentruntime:retrieve"]
  s5["With pages"]
  s6["Just talk"]
  s7["Apologise"]
  s0 --> s3
  s3 -->|"$.Seen[1].needed = true"| s4
  s3 -->|"otherwise"| s6
  s4 --> s5
  s4 -.->|"on failure"| s7
  start --> s0
`)
  })

  test('needs these permissions', () => {
    expect(report.permissions).toEqual([
      {
        actions: ['bedrock:Retrieve'],
        resources: ['arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}:knowledge-base/${HandbookId}'],
      },
      {
        actions: ['bedrock:InvokeModel'],
        resources: [
          'arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/meta.llama3-8b-instruct-v1:0',
          'arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
        ],
      },
    ])
  })
})

describe('findings', () => {
  const ask = {
    Type: 'Task',
    Resource: MODEL,
    ...good,
    Parameters: { ModelId: 'meta.llama3-8b-instruct-v1:0', Body: { prompt: 'p' } },
  }
  const end = { Type: 'Succeed' }

  test('there are none in a machine that is well made', () => {
    const Default = 'Done'
    const rule = { Variable: '$.Body.generation', StringEquals: 'yes', Next: 'Done' }
    expect(
      found(jsonpath({ Ask: { ...ask, Next: 'Which' }, Which: { Type: 'Choice', Choices: [rule], Default }, Done: end })),
    ).toEqual([])
  })

  test("IM003: a model's answer that is parsed later, in either language; not where it is caught", () => {
    const parse = { Type: 'Pass', Parameters: { 'it.$': 'States.StringToJson($.Body.generation)' }, End: true }
    const told = ["IM003  A model's answer is read as JSON, and nothing catches an answer that is none."]
    expect(found(jsonpath({ Ask: { ...ask, Next: 'Parse' }, Parse: parse }))).toEqual(told)
    const { Parameters: Arguments, ...task } = ask
    const assigning = { ...task, Arguments, Assign: { said: '{% $states.result.Body.generation %}' } }
    const output = '{% $parse($said) %}'
    expect(found(jsonata({ Ask: { ...assigning, Next: 'Parse' }, Parse: { Type: 'Pass', Output: output, End: true } }))).toEqual(
      told,
    )
    const parsing = { ...task, Arguments, Output: '{% $parse($states.result.Body.generation) %}', End: true }
    expect(found(jsonata({ Ask: parsing }))).toEqual(told)
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Done' }]
    expect(found(jsonata({ Ask: { ...parsing, Catch }, Done: end }))).toEqual([])
  })

  test('IM004: regions and accounts, wherever an ARN is', () => {
    const call = { Type: 'Task', Resource: 'arn:aws:lambda:us-gov-west-1:123456789012:function:f', ...good, End: true }
    expect(found(jsonpath({ Call: call }))).toEqual([
      'IM004  The region us-gov-west-1 is written into an ARN: the machine runs nowhere else.',
      'IM004  The account 123456789012 is written into an ARN: the machine runs nowhere else.',
    ])
  })

  test.each([
    [
      'a model that is computed',
      { ...ask, Parameters: { 'ModelId.$': '$.model', Body: { prompt: 'p' } } },
      'bedrock:InvokeModel has to be allowed on every resource: which model is asked is known only when it runs.',
    ],
    [
      'a service whose resources are not known',
      { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:ssm:getParameter', ...good, Parameters: { Name: 'n' } },
      'ssm:GetParameter has to be allowed on every resource: which resources aws-sdk:ssm:getParameter works on is not known here.',
    ],
  ])('IM005: %s', (_, task, what) => {
    expect(found(jsonpath({ Call: { ...task, End: true } }))).toEqual([`IM005  ${what}`])
  })

  test.each([
    ['$.a[0, 1][*][*]', 'it takes whatever members these places happen to have, one list after the other'],
    ['$.a[*][*]', 'it takes every member of every member, in no order that is promised'],
    ['$.a[0, 1]', 'readers of JSONPath disagree about a union with spaces'],
    ['$.a.[0]', 'a dot before a bracket is no path, though AWS takes it'],
    ['$..text', 'it takes members of that name at any depth'],
  ])('IM006: %s', (path, why) => {
    const pass = (text: string) => jsonpath({ Only: { Type: 'Pass', Parameters: { 'a.$': text }, End: true } })
    const told = [`IM006  The path ${path} picks by accident: ${why}.`]
    expect(found(pass(path))).toEqual(told)
    expect(found(pass(`States.Format('a.[0] {}', ${path})`))).toEqual(told)
  })

  test('IM006: paths that say what they mean are not told', () => {
    const paths = {
      'a.$': '$.a[0].b',
      'b.$': '$.a[*].b',
      'c.$': '$.a[-1:].b',
      'd.$': '$$.Execution.Input.a',
      'e.$': "$['a.[0]']",
    }
    expect(found(jsonpath({ Only: { Type: 'Pass', Parameters: paths, End: true } }))).toEqual([])
  })

  test("IM007: a choice on a model's answer without Default", () => {
    const rule = { Variable: '$.Body.generation', StringEquals: 'yes', Next: 'Done' }
    expect(found(jsonpath({ Ask: { ...ask, Next: 'Which' }, Which: { Type: 'Choice', Choices: [rule] }, Done: end }))).toEqual([
      "IM007  The choice looks at a model's answer and has no Default: an answer that was not thought of fails the execution.",
    ])
  })
})

describe('npm run import', () => {
  test('prints all of it', async () => {
    const { code, out, error } = await call(new URL('machines', import.meta.url).pathname, 'import', 'helpdesk.asl.json')
    expect({ code, error }).toEqual({ code: 0, error: [] })
    const lines = out.slice(0, 6)
    expect(lines).toEqual([
      'helpdesk.asl.json: 8 states, JSONPath',
      '',
      '12 findings:',
      '  IM001  Look at it › Find terms  The task is never retried: one throttled call fails the execution. Give it a Retry; a chain has one.',
      '         at /States/Look at it/Branches[0]/States/Find terms',
      '  IM002  Look at it › Find terms  The task has no timeout: it may wait as long as the workflow may run. Give it TimeoutSeconds; a chain has it.',
    ])
    expect(out.slice(-6)).toEqual([
      'Permissions it needs:',
      '  bedrock:Retrieve',
      '    on arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}:knowledge-base/${HandbookId}',
      '  bedrock:InvokeModel',
      '    on arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/meta.llama3-8b-instruct-v1:0',
      '    on arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
    ])
  })

  test('tells the same as JSON', async () => {
    const { code, out } = await call(new URL('machines', import.meta.url).pathname, 'import', 'helpdesk.asl.json', '--json')
    expect({ code, report: JSON.parse(out.join('\n')) as unknown }).toEqual({
      code: 0,
      report: reportOn(machine('helpdesk.asl.json')),
    })
  })

  test.each([
    [['nowhere.json'], /^nowhere\.json: it cannot be read\. Give the path of a state machine definition\.$/],
    [['report.test.ts'], /^report\.test\.ts: it is not JSON \(.*\)\.$/],
    [[], /^Say one state machine definition: npm run import -- FILE$/],
  ])('refuses what is none: %o', async (args, message) => {
    const { code, error } = await call(new URL('.', import.meta.url).pathname, 'import', ...args)
    expect({ code, error }).toEqual({ code: 2, error: [expect.stringMatching(message)] })
  })
})
