/** Chains that are made of hand-written machines: as code, and as what they do. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeChain } from '../../compiler/import/write.ts'
import { call } from '../cli/io.ts'
import { ROOT } from '../support/root.ts'
import { expectedText } from '../support/expected.ts'
import { diagnosticsOf } from '../types/tsc.ts'
import { exitOf, imported, machineFile, run } from './support.ts'
import type { Imported, Services } from './support.ts'

const talk = (...messages: readonly (readonly [role: string, content: string])[]) => ({
  PromptInput: messages.map(([role, content]) => ({ role, content })),
  state_machine_custom_params: {},
})
const CONVERSATIONS = [
  talk(['user', 'What is in the attic?']),
  talk(['user', 'Hello'], ['assistant', 'Hello! How can I help?'], ['user', 'Who has the "key" {of} the <attic>?']),
]
const failure = { error: 'BedrockAgentRuntime.ResourceNotFoundException', cause: 'There is no such knowledge base.' }
const answering = (verdict: string, passages: NonNullable<Services['passages']>): Services => ({
  models: { claude: 'attic, key', llama: verdict },
  passages,
})

/** Each exit of a machine of this kind: searched, not searched, failed to search. */
const EXITS = (searched: string, talked: string) =>
  [
    ['with passages', answering(searched, ['Boxes.', 'The key is with Mira.'])],
    ['with no passage found', answering(searched, [])],
    ['without a search', answering(talked, [])],
    ['with a search that fails', answering(searched, failure)],
  ] as const

/** Both machines of a kind take the same exits, whatever is asked. */
async function sameExits({ original, compiled }: Imported, services: Services): Promise<readonly unknown[]> {
  const exits: unknown[] = []
  for (const input of CONVERSATIONS) {
    const [before, after] = [await run(original, input, services), await run(compiled, input, services)]
    expect(exitOf(after)).toEqual(exitOf(before))
    exits.push(exitOf(after))
  }
  return exits
}

describe('a JSONPath machine that searches where it has to', () => {
  let it: Imported
  beforeAll(async () => {
    it = await imported(machineFile('helpdesk.asl.json'))
  })
  afterAll(() => it.project.remove())

  test('becomes this chain, without a problem', () => {
    expect(it.called.error).toEqual([])
    expect(it.called.out.slice(-2)).toEqual([
      '',
      'chains/helpdesk.ts is written, with 1 TODO(import) for you. npm run compile compiles it.',
    ])
    expect(it.source).toBe(expectedText(new URL('expected/helpdesk.ts.txt', import.meta.url), it.source))
    expect(it.problems).toEqual([])
  })

  test.each(EXITS('true', 'false'))('ends the same %s', async (_, services) => {
    expect(await sameExits(it, services)).toHaveLength(CONVERSATIONS.length)
  })

  test('has three exits, each told in full', async () => {
    const input = CONVERSATIONS[0]
    const exits = await Promise.all(
      EXITS('true', 'false').map(async ([, services]) => exitOf(await run(it.compiled, input, services))),
    )
    const tokens = [84, 9]
    const none = { tokens, operation: 'none', configuration: null, prompt: null }
    expect(exits).toEqual([
      { ...none, context: ['Boxes.', 'The key is with Mira.'] },
      { ...none, context: [] },
      {
        tokens,
        operation: 'REPLACE_TAG',
        configuration: { replace_tag: 'handbook' },
        context: [],
        prompt: 'The handbook was not opened. Do not quote it.',
      },
      {
        tokens,
        operation: 'REPLACE_ALL',
        configuration: null,
        context: [{ Error: failure.error, Cause: failure.cause, Text: 'Is there a handbook?' }],
        prompt: `The handbook can't be read (${failure.error}). Say so, and nothing else.`,
      },
    ])
  })

  test('asks the models the same, in the marks of the model as they should be', async () => {
    const [input] = CONVERSATIONS
    const [before, after] = await Promise.all([it.original, it.compiled].map((one) => run(one, input, answering('true', []))))
    const claude = {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 120,
      temperature: 0.5,
      stop_sequences: ['</terms>'],
    }
    const said = (role: string, text: string) => ({ role, content: [{ type: 'text', text }] })
    expect(before?.asked[0]).toMatchObject({
      Body: { ...claude, messages: [{ content: 'What is in the attic?' }, { content: '<terms>' }] },
    })
    expect(after?.asked[0]).toEqual({
      ModelId: 'anthropic.claude-3-haiku-20240307-v1:0',
      Body: { ...claude, messages: [said('user', 'What is in the attic?'), said('assistant', '<terms>')] },
    })
    const system = 'Say {"needed":true} if the handbook is needed, {"needed":false} if not.'
    expect(after?.asked[1]).toEqual({
      ModelId: 'meta.llama3-8b-instruct-v1:0',
      Body: {
        prompt:
          `<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n${system}<|eot_id|>` +
          `<|start_header_id|>user<|end_header_id|>\n\n[{"role":"user","content":"What is in the attic?"}]<|eot_id|>` +
          `<|start_header_id|>assistant<|end_header_id|>\n\n{"needed":`,
        max_gen_len: 20,
        temperature: 0.2,
        top_p: 0.4,
      },
    })
    expect([before?.asked[2], after?.asked[2]]).toMatchObject([
      { KnowledgeBaseId: '${HandbookId}', RetrievalQuery: { Text: 'What is in the attic? (attic, key)' } },
      { KnowledgeBaseId: '${HandbookId}', RetrievalQuery: { Text: 'What is in the attic? (attic, key)' } },
    ])
  })

  test('an answer that is no JSON fails both', async () => {
    const services = answering('perhaps', [])
    const outcomes = await Promise.all(
      [it.original, it.compiled].map(async (one) => (await run(one, CONVERSATIONS[0], services)).outcome.status),
    )
    expect(outcomes).toEqual(['FAILED', 'FAILED'])
  })
})

describe('a JSONata machine that returns data', () => {
  let it: Imported
  beforeAll(async () => {
    it = await imported(machineFile('triage.asl.json'))
  })
  afterAll(() => it.project.remove())
  const input = { PromptInput: [], state_machine_custom_params: { request: 'The roof leaks.' } }
  const services = (urgent: boolean) => ({
    models: { nova: JSON.stringify({ urgent, topic: 'the roof' }) },
    returned: { id: 'p-1' },
  })

  test('becomes this chain, without a problem', () => {
    expect(it.called.error).toEqual([])
    expect(it.source).toBe(expectedText(new URL('expected/triage.ts.txt', import.meta.url), it.source))
    expect(it.problems).toEqual([])
  })

  test.each([
    [true, { paged: 'p-1', topic: 'THE ROOF' }],
    [false, { filed: 'the roof' }],
  ])('gives the same data where it is urgent: %s', async (urgent, data) => {
    const [before, after] = await Promise.all([it.original, it.compiled].map((one) => run(one, input, services(urgent))))
    expect(before?.outcome).toEqual({ status: 'SUCCEEDED', output: data })
    expect(after?.outcome).toMatchObject({
      status: 'SUCCEEDED',
      output: { result: data, bedrock_details: { total_input_tokens: 11, total_output_tokens: 5 } },
    })
    expect(after?.asked.slice(1)).toEqual(before?.asked.slice(1))
  })
})

describe('what is written', () => {
  const ask = (body: Readonly<Record<string, unknown>> = {}) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::bedrock:invokeModel',
    Parameters: { ModelId: 'meta.llama3-8b-instruct-v1:0', Body: { prompt: 'Hello.', ...body } },
  })
  const definition = (states: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) => ({
    ...more,
    StartAt: Object.keys(states)[0],
    States: states,
  })
  /** The lines of the chain's body, without the indentation that the formatter gives. */
  const body = (states: Readonly<Record<string, unknown>>, more?: Readonly<Record<string, unknown>>) => {
    const { source, todos } = writeChain(definition(states, more), 'machine.asl.json')
    const [, code = ''] = /\) => \{\n([\s\S]*)\n\}\)\n$/.exec(source) ?? []
    return { code, todos }
  }

  test('what has no words in a chain is marked, with the original beside it', () => {
    const put = { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:putItem', Parameters: { TableName: 't' }, Next: 'Done' }
    expect(body({ Put: put, Done: { Type: 'Pass', Result: { ok: true }, End: true } })).toEqual({
      todos: 1,
      code: `// TODO(import): the state "Put" is not imported: no builder is known here for arn:aws:states:::dynamodb:putItem; compiler/README.md lists them
//   {
//     "Put": {
//       "Type": "Task",
//       "Resource": "arn:aws:states:::dynamodb:putItem",
//       "Parameters": {
//         "TableName": "t"
//       },
//       "Next": "Done"
//     }
//   }
return result({ ok: true })`,
    })
  })

  test('what reads a state that is not imported is marked as well, and ends the chain as failed', () => {
    const put = { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:getItem', Parameters: { TableName: 't' }, Next: 'Done' }
    const { code, todos } = body({ Get: put, Done: { Type: 'Pass', Parameters: { 'item.$': '$.Item' }, End: true } })
    expect(todos).toBe(2)
    expect(code).toContain('// TODO(import): what comes out of "Done" is not imported: the state "Get" is not imported')
    expect(code.split('\n').at(-1)).toBe("return fail('NotImported', 'What comes out of Done is not imported.')")
  })

  test('a loop is marked', () => {
    const again = {
      Type: 'Choice',
      Choices: [{ Variable: '$.Body.generation', StringEquals: 'more', Next: 'Ask' }],
      Default: 'Done',
    }
    const { code, todos } = body({ Ask: { ...ask(), Next: 'Again?' }, 'Again?': again, Done: { Type: 'Succeed' } })
    expect(todos).toBe(2)
    expect(code).toContain(`when(equals(ask.text, 'more'), () => {
// TODO(import): the way back to "Ask" is a loop: write it with loop(…)
return fail('NotImported', 'The loop back to Ask is not imported.')
})`)
  })

  const choosing = () => {
    const rule = (test: Readonly<Record<string, unknown>>) => ({ ...test, Next: 'Done' })
    const variable = (name: string) => `$.state_machine_custom_params.${name}`
    const rules = [
      rule({
        And: [{ Variable: variable('tier'), StringEquals: 'gold' }, { Not: { Variable: variable('age'), NumericLessThan: 18 } }],
      }),
      rule({ Variable: variable('name'), StringMatches: 'A*' }),
      rule({ Variable: variable('plan'), IsPresent: true }),
      rule({ Variable: variable('when'), TimestampEquals: '2026-01-01T00:00:00Z' }),
    ]
    return { Which: { Type: 'Choice', Choices: rules, Default: 'Done' }, Done: { Type: 'Pass', Result: 1, End: true } }
  }

  test('rules of a choice become conditions', () => {
    expect(body(choosing())).toEqual({
      todos: 1,
      code: `// TODO(import): a rule of "Which" is not imported: the language has no condition for TimestampEquals
//   {"Variable":"$.state_machine_custom_params.when","TimestampEquals":"2026-01-01T00:00:00Z","Next":"Done"}
return when(and(equals(params.tier, 'gold'), not(lessThan(params.age, 18))), result(1)).when(startsWith(params.name, 'A'), result(1)).when(exists(params.plan), result(1)).otherwise(result(1))`,
    })
    const { source } = writeChain(definition(choosing()), 'machine.asl.json')
    expect(source).toContain(
      'params: Type.Object({ tier: Type.String(), age: Type.Number(), name: Type.String(), plan: Type.Optional(Type.Unknown()), when: Type.Unknown() }),',
    )
  })

  test('what may be no boolean goes where it went', () => {
    const rules = [{ Variable: '$.state_machine_custom_params.vip', BooleanEquals: true, Next: 'Yes' }]
    const states = {
      Which: { Type: 'Choice', Choices: rules, Default: 'No' },
      Yes: { Type: 'Pass', Result: 1, End: true },
      No: { Type: 'Pass', Result: 0, End: true },
    }
    expect(body(states)).toEqual({ todos: 0, code: 'return when(equals(params.vip, true), result(1)).otherwise(result(0))' })
  })

  const mapping = (output: string) => ({
    Each: {
      Type: 'Map',
      ItemsPath: '$.state_machine_custom_params.cities',
      MaxConcurrency: 2,
      ItemProcessor: definition({
        Tell: { ...ask({ prompt: undefined, 'prompt.$': "States.Format('Tell of {}.', $)" }), End: true },
      }),
      ResultPath: '$.told',
      Next: 'Pause',
    },
    Pause: { Type: 'Wait', Seconds: 5, Next: 'Send' },
    Send: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:sns:publish',
      Parameters: { TopicArn: '${TopicArn}', 'Message.$': '$.told[0].Body.generation' },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Lost' }],
      ResultPath: null,
      OutputPath: output,
      End: true,
    },
    Lost: { Type: 'Fail', Error: 'Lost', Cause: 'Nobody was told.' },
  })

  test('a map, a wait, an SDK call and a failure', () => {
    expect(body(mapping('$.told[0].Body.generation')).code)
      .toBe(`const each = step('each', map(params.cities, { concurrency: 2 }, (_, item) => bedrockTask({ api: 'invoke', model: llama.instruct8b, prompt: tellPrompt({ item: jsonata(Type.String(), '$value', { value: item }) }) })))
step('pause', wait(5))
step('send', awsTask({ service: 'sns', action: 'publish', arguments: { TopicArn: substitution('TopicArn'), Message: lists.first(each).text }, actions: ['sns:Publish'], resources: ['\${TopicArn}'], result: Type.Unknown(), catch: fail('Lost', 'Nobody was told.') }))
return result(lists.first(each).text)`)
    expect(body(mapping('$.told')).code).toContain(
      '// TODO(import): what comes out of "Send" is not imported: tokens are added up by the compiler, and are in bedrock_details without being asked for',
    )
  })

  test('values of the deployment in texts and prompts', () => {
    const telling = {
      Ask: { ...ask({ prompt: 'You work for ${Shop}, and say so. '.repeat(4) }), ResultPath: '$.said', Next: 'Send' },
      Send: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:sns:publish',
        Parameters: { TopicArn: '${TopicArn}', Subject: '${Shop}: news', 'Message.$': '$.said.Body.generation' },
        End: true,
      },
    }
    const { code } = body(telling)
    expect(code).toContain("prompt: askPrompt({ shop: substitution('Shop') })")
    expect(code).toContain("Subject: texts.concat(substitution('Shop'), ': news')")
  })

  const branching = () => {
    const search = {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:bedrockagentruntime:retrieve',
      Parameters: { KnowledgeBaseId: 'ABCDEFGHIJ', RetrievalQuery: { 'Text.$': '$.Body.generation' } },
      End: true,
    }
    const branches = [
      { StartAt: 'Ask', States: { Ask: { ...ask(), Next: 'Search' }, Search: search } },
      { StartAt: 'Judge', States: { Judge: { ...ask(), End: true } } },
    ]
    return {
      Both: { Type: 'Parallel', Branches: branches, Next: 'Done' },
      Done: {
        Type: 'Pass',
        Parameters: { 'first.$': '$[0].RetrievalResults[0].Content.Text', 'verdict.$': '$[1].Body.generation' },
        End: true,
      },
    }
  }

  test('a branch of several steps gives what is read of it', () => {
    expect(body(branching())).toEqual({
      todos: 1,
      code: `const { askBranch, judge } = step('both', parallel({ askBranch: (step) => {
// TODO(import): KnowledgeBaseId was written down as ABCDEFGHIJ; a deployment gives it now
const ask = step('ask', bedrockTask({ api: 'invoke', model: llama.instruct8b, prompt: 'Hello.' }))
const search = step('search', retrieve({ knowledgeBase: 'KnowledgeBaseId', query: ask.text }))
return value(Type.Object({ passages: Type.Array(Passage) }), { passages: search.passages })
}, judge: bedrockTask({ api: 'invoke', model: llama.instruct8b, prompt: 'Hello.' }) }))
return result({ first: lists.first(askBranch.passages).text, verdict: judge.text })`,
    })
  })

  test('an existing chain is left alone, unless it is said otherwise', async () => {
    const { project, source } = await imported(machineFile('helpdesk.asl.json'))
    project.write('chains/helpdesk.ts', '// mine')
    expect(await call(project.root, 'import', 'helpdesk.asl.json', '--write')).toEqual({
      code: 2,
      out: [],
      error: ['chains/helpdesk.ts is there already. Give --force to write over it, or rename helpdesk.asl.json.'],
    })
    expect(readFileSync(join(project.root, 'chains/helpdesk.ts'), 'utf8')).toBe('// mine')
    expect((await call(project.root, 'import', 'helpdesk.asl.json', '--write', '--force', '--json')).code).toBe(0)
    expect(readFileSync(join(project.root, 'chains/helpdesk.ts'), 'utf8')).toBe(source)
    project.remove()
  })

  test('a machine that AWS would refuse is not written', async () => {
    const { project } = await imported(machineFile('helpdesk.asl.json'))
    project.write('broken.asl.json', JSON.stringify(definition({ Only: { Type: 'Pass', Next: 'Nowhere' } })))
    const { code, error } = await call(project.root, 'import', 'broken.asl.json', '--write')
    expect({ code, error: error[0], written: existsSync(join(project.root, 'chains/broken.ts')) }).toEqual({
      code: 1,
      error: "broken.asl.json  /States/Only/Next  MISSING_TRANSITION_TARGET  Missing 'Next' target: Nowhere",
      written: false,
    })
    project.remove()
  })

  test('is what the type checker and the compiler take', async () => {
    const { project } = await imported(machineFile('helpdesk.asl.json'))
    project.write('triage.asl.json', readFileSync(machineFile('triage.asl.json'), 'utf8'))
    project.write('choosing.asl.json', JSON.stringify(definition(choosing())))
    project.write('mapping.asl.json', JSON.stringify(definition(mapping('$.told[0].Body.generation'))))
    project.write('branching.asl.json', JSON.stringify(definition(branching())))
    for (const name of ['triage', 'choosing', 'mapping', 'branching']) {
      expect((await call(project.root, 'import', `${name}.asl.json`, '--write')).error).toEqual([])
    }
    const settings = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')) as Readonly<Record<string, unknown>>
    project.write('tsconfig.json', JSON.stringify({ ...settings, include: ['chains'] }))
    expect(await diagnosticsOf(project.root)).toEqual([])
    const { code, error } = await call(project.root, 'compile')
    expect({ code, error }).toEqual({ code: 0, error: [] })
    project.remove()
  })
})

const SEED = new URL('../../../shared/seed/', import.meta.url).pathname
describe.each(['RagGenAI.asl.json', 'RagGenAI.converse.asl.json'])(
  'the machine of the sample this project re-creates: %s',
  (name) => {
    test.skipIf(!existsSync(join(SEED, name)))('compiles, and takes the same exits', async () => {
      const it = await imported(join(SEED, name))
      // what the machine itself does: it tells the final model, as its system prompt, why the search has failed
      expect([...new Set(it.problems)]).toEqual(
        name.includes('converse') ? ['SC040  Text of what was retrieved is in a system prompt, which a model obeys.'] : [],
      )
      const operations = new Set<unknown>()
      for (const [, services] of EXITS('false', 'true')) {
        const isText = name.includes('converse')
        for (const input of CONVERSATIONS) {
          const [before, after] = [await run(it.original, input, services), await run(it.compiled, input, services)]
          const [one, other] = [exitOf(before), exitOf(after)] as { prompt: string | null; operation: string }[]
          operations.add(other?.operation)
          // one of them puts the passages into the prompt, where each keeps the names that it has
          const passages =
            isText && other?.operation === 'REPLACE_TAG' && other.prompt?.startsWith('[') ? { prompt: other.prompt } : {}
          expect(other).toEqual({ ...one, ...passages })
          const texts = (prompt: string | null | undefined) =>
            [...(prompt ?? '').matchAll(/"[Tt]ext":"([^"]*)"/g)].map(([, text]) => text)
          expect(texts(other?.prompt)).toEqual(texts(one?.prompt))
        }
      }
      expect(operations.size).toBe(name.includes('converse') ? 2 : 3)
      it.project.remove()
    })
  },
)
