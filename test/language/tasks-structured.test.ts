/** Answers by a schema, and models that step in: the ways they are asked, what goes wrong, and what is counted. */
import * as fc from 'fast-check'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { compileChain } from '../../compiler/compile.ts'
import {
  Type,
  allSettled,
  amazonNova,
  bedrockTask,
  chain,
  choice,
  claude,
  equals,
  llama,
  loop,
  map,
  mistral,
  parallel,
  prompt,
  result,
  say,
  value,
} from '../../compiler/index.ts'
import type { Chain } from '../../compiler/index.ts'
import { evaluate } from '../../compiler/jsonata/index.ts'
import { isAnswer } from '../../compiler/lower/structured.ts'
import { run } from '../../compiler/testing.ts'
import type { ChainRun, ScriptedAnswer } from '../../compiler/testing.ts'

const Route = Type.Object({
  department: Type.Union([Type.Literal('billing'), Type.Literal('other')]),
  urgency: Type.Integer({ minimum: 1, maximum: 5 }),
  note: Type.Optional(Type.String({ maxLength: 10 })),
})
const good = { department: 'billing', urgency: 2 } as const
const HAIKU = 'global.anthropic.claude-haiku-4-5-20251001-v1:0'
const told = {
  type: 'object',
  required: ['department', 'urgency'],
  properties: {
    department: {
      anyOf: [
        { type: 'string', const: 'billing' },
        { type: 'string', const: 'other' },
      ],
    },
    urgency: { type: 'integer' },
    note: { type: 'string' },
  },
  additionalProperties: false,
}

type Task = Parameters<typeof bedrockTask<typeof Route>>[0]
const routing = (task: Partial<Task>) =>
  chain('routing', {}, (step) => {
    const route = step('route', bedrockTask<typeof Route>({ model: claude.haiku45, prompt: 'Route it.', output: Route, ...task }))
    return result({ route })
  })
const definitionOf = (of: Chain) => {
  const { output, problems } = compileChain(of, { file: `chains/${of.name}.ts`, readPrompt: () => undefined })
  expect(problems).toEqual([])
  return output?.definition
}
const detailsOf = ({ outcome }: ChainRun) =>
  (
    outcome as {
      output: { bedrock_details: { task_details: { task_name: string; task_model_id: string; model_used?: string }[] } }
    }
  ).output.bedrock_details.task_details
const namesOf = (ran: ChainRun) => detailsOf(ran).map((one) => one.task_name)
const text = (of: string): ScriptedAnswer => ({ text: of })
const failing = (error: string, cause = ''): ScriptedAnswer => ({ throw: { error, cause } })
const lastMessages = ({ requests }: ChainRun) => (requests.at(-1)?.arguments as { Messages: unknown } | undefined)?.Messages

describe('a structured answer', () => {
  it("is asked for by Bedrock's grammar where the model has one", async () => {
    const ran = await run(routing({}), { answers: { route: { json: good } } })
    expect({ result: ran.result, path: ran.path, request: ran.requests }).toEqual({
      result: { route: good },
      path: ['route', 'routing'],
      request: [
        {
          state: 'route',
          resource: 'arn:aws:states:::aws-sdk:bedrockruntime:converse',
          arguments: {
            ModelId: HAIKU,
            Messages: [{ Role: 'user', Content: [{ Text: 'Route it.' }] }],
            InferenceConfig: { MaxTokens: 500 },
            OutputConfig: {
              TextFormat: {
                Type: 'json_schema',
                Structure: { JsonSchema: { Name: 'answer', Schema: JSON.stringify(told) } },
              },
            },
          },
        },
      ],
    })
  })

  it.each(['States.Timeout', 'BedrockRuntime.ValidationException', 'ValidationException'])(
    'is asked for by a tool where the grammar is not ready in time or is refused: %s',
    async (error) => {
      const ran = await run(routing({}), { answers: { route: failing(error), 'route.byTool': { json: good } } })
      expect({ result: ran.result, path: ran.path, tries: ran.requests.length, names: namesOf(ran) }).toEqual({
        result: { route: good },
        path: ['route', 'route.byTool', 'routing'],
        tries: 2,
        names: ['route.byTool'],
      })
      expect(ran.requests[1]?.arguments).toEqual({
        ModelId: HAIKU,
        Messages: [{ Role: 'user', Content: [{ Text: 'Route it.' }] }],
        InferenceConfig: { MaxTokens: 500 },
        ToolConfig: {
          Tools: [{ ToolSpec: { Name: 'answer', Description: 'Give the answer.', InputSchema: { Json: told } } }],
          ToolChoice: { Tool: { Name: 'answer' } },
        },
      })
    },
  )

  it('waits for a grammar half the time a try may take, and tries throttling again as ever', async () => {
    const states = definitionOf(routing({ timeout: 20 }))?.States
    expect(
      [states?.['route'], states?.['route.byTool']].map((state) => (state as { TimeoutSeconds: number }).TimeoutSeconds),
    ).toEqual([10, 20])
    const ran = await run(routing({}), {
      answers: { route: [failing('ThrottlingException'), failing('BedrockRuntime.ThrottlingException'), { json: good }] },
    })
    expect({ result: ran.result, path: ran.path, tries: ran.requests.length }).toEqual({
      result: { route: good },
      path: ['route', 'routing'],
      tries: 3,
    })
  })

  it('is asked for in the prompt where the model cannot be forced to call a tool', async () => {
    const ran = await run(routing({ model: claude.sonnet55 }), {
      answers: { route: failing('States.Timeout'), 'route.byPrompt': text(`Sure:\n\`\`\`json\n${JSON.stringify(good)}\n\`\`\``) },
    })
    expect({ result: ran.result, messages: lastMessages(ran) }).toEqual({
      result: { route: good },
      messages: [
        {
          Role: 'user',
          Content: [
            {
              Text: `Route it.\n\nAnswer with JSON only, by this JSON Schema, without a code fence:\n${JSON.stringify(told)}`,
            },
          ],
        },
      ],
    })
  })

  it.each([
    ['a tool', { structured: 'tool' as const }],
    ['the prompt', { structured: 'prompt' as const }],
    ['a grammar that is surely ready', { structured: 'json_schema' as const }],
    ['a model without grammars', { model: amazonNova.pro }],
    ['a model without tools', { model: llama.instruct8b }],
  ])('is one state by %s', async (_, task) => {
    expect(Object.keys(definitionOf(routing(task))?.States ?? {})).toEqual(['route', 'routing'])
    expect((await run(routing(task), { answers: { route: { json: good } } })).result).toEqual({ route: good })
  })

  it('is asked for again where it is wrong, and fails in the end', async () => {
    const plain = routing({ model: amazonNova.pro })
    const second = await run(plain, {
      answers: { route: [text('I do not know.'), { json: { ...good, urgency: 9 } }, { json: good }] },
    })
    expect({ result: second.result, tries: second.requests.length }).toEqual({ result: { route: good }, tries: 3 })
    const never = await run(plain, { answers: { route: { json: { department: 'sales', urgency: 2 } } } })
    expect(never.outcome).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' })
  })

  it('may be one of several, or a list, though the input of a tool is an object', async () => {
    const Any = Type.Union([
      Type.Object({ kind: Type.Literal('a'), a: Type.String() }),
      Type.Object({ kind: Type.Literal('b'), b: Type.Number() }),
    ])
    const pick = chain('pick', {}, (step) => {
      const { one, many } = step(
        'both',
        parallel({
          one: bedrockTask({ model: amazonNova.pro, prompt: 'One.', output: Any }),
          many: bedrockTask({ model: mistral.large, prompt: 'Many.', output: Type.Array(Any) }),
        }),
      )
      return result({ one, many })
    })
    const a = { kind: 'a', a: 'x' }
    const ran = await run(pick, { answers: { 'both.one': { json: { answer: a } }, 'both.many': { json: { answer: [a] } } } })
    expect(ran.result).toEqual({ one: a, many: [a] })
    const bare = await run(pick, { answers: { 'both.one': { json: a }, 'both.many': text(JSON.stringify([a, a])) } })
    expect(bare.result).toEqual({ one: a, many: [a, a] })
  })
})

describe('repair', () => {
  const mending = routing({ repair: 2, structured: 'tool' })
  const question = { Role: 'user', Content: [{ Text: 'Route it.' }] }
  const repairTurn = (said: string, wrong: string) => [
    question,
    { Role: 'assistant', Content: [{ Text: said }] },
    { Role: 'user', Content: [{ Text: `This answer cannot be used. ${wrong} Give the whole answer again, without it.` }] },
  ]

  it('costs three states, and a right answer passes through two of them', async () => {
    expect(Object.keys(definitionOf(mending)?.States ?? {})).toEqual([
      'route',
      'route.check',
      'routing',
      'route.repair',
      'route.failed',
    ])
    const ran = await run(mending, { answers: { route: { json: good } } })
    expect({ result: ran.result, path: ran.path }).toEqual({ result: { route: good }, path: ['route', 'route.check', 'routing'] })
  })

  it('sends a wrong answer back with what is wrong with it, and counts the tokens of every answer', async () => {
    const ran = await run(mending, {
      answers: { route: { json: { department: 'sales', urgency: 9 } }, 'route.repair': [text('Sorry!'), { json: good }] },
    })
    expect({ result: ran.result, path: ran.path, names: namesOf(ran) }).toEqual({
      result: { route: good },
      path: ['route', 'route.check', 'route.repair', 'route.check', 'route.repair', 'route.check', 'routing'],
      names: ['route', 'route.repair', 'route.repair'],
    })
    expect(ran.requests.slice(1).map((request) => (request.arguments as { Messages: unknown }).Messages)).toEqual([
      repairTurn(
        '{"department":"sales","urgency":9}',
        '"department" must be {"anyOf":[{"type":"string","const":"billing"},{"type":"string","const":"other"}]}. "urgency" must be {"type":"integer"}.',
      ),
      repairTurn('Sorry!', 'It is not JSON.'),
    ])
    const total = (ran.outcome as { output: { bedrock_details: { total_output_tokens: number } } }).output.bedrock_details
    expect(total.total_output_tokens).toBe(
      detailsOf(ran).reduce((sum, one) => sum + (one as unknown as { output_token: number }).output_token, 0),
    )
  })

  it('fails as InvalidAnswer when the last answer is wrong, which can be caught', async () => {
    const wrong = { route: text('{"department": "billing"'), 'route.repair': { json: { department: 'billing' } } }
    const failed = await run(mending, { answers: wrong })
    expect({ outcome: failed.outcome, asked: failed.requests.length }).toEqual({
      outcome: {
        status: 'FAILED',
        error: 'InvalidAnswer',
        cause: 'No answer of the schema: "urgency" is missing.',
      },
      asked: 3,
    })
    const caught = routing({
      repair: 1,
      structured: 'tool',
      catch: { InvalidAnswer: value(Route, { department: 'other', urgency: 1 }) },
    })
    const ran = await run(caught, { answers: wrong })
    expect({ result: ran.result, path: ran.path, names: namesOf(ran) }).toEqual({
      result: { route: { department: 'other', urgency: 1 } },
      path: ['route', 'route.check', 'route.repair', 'route.check', 'routing'],
      names: ['route', 'route.repair'],
    })
  })

  it('tells a catch of everything what was wrong', async () => {
    const telling = chain('telling', { answer: { model: claude.haiku45, system: 's', maxTokens: 9 } }, (step) => {
      const route = step(
        'route',
        bedrockTask({
          model: claude.haiku3,
          prompt: 'Route it.',
          output: Route,
          repair: 1,
          catch: (_, failure) => say(failure.cause),
        }),
      )
      return say(route.department)
    })
    const ran = await run(telling, { answers: { route: text(''), 'route.repair': text('[]') } })
    expect(ran.answer?.answer_text).toBe('No answer of the schema: The answer must be an object.')
    expect((ran.requests[1]?.arguments as { Messages: unknown[] } | undefined)?.Messages[1]).toEqual({
      Role: 'assistant',
      Content: [{ Text: '(no text)' }],
    })
  })

  it('comes after the other way where the grammar was not ready', async () => {
    const ran = await run(routing({ repair: 1 }), {
      answers: { route: failing('States.Timeout'), 'route.byTool': text('Hm.'), 'route.repair': { json: good } },
    })
    expect({ result: ran.result, path: ran.path, names: namesOf(ran) }).toEqual({
      result: { route: good },
      path: ['route', 'route.byTool', 'route.check', 'route.repair', 'route.check', 'routing'],
      names: ['route.byTool', 'route.repair'],
    })
  })

  it('works in the items of a map, each with its own', async () => {
    const many = chain('many', { params: Type.Object({ texts: Type.Array(Type.String()) }) }, (step, { params }) => {
      const routes = step(
        'routes',
        map(params.texts, (_, text) =>
          bedrockTask({ model: claude.haiku3, prompt: text, output: Route, repair: 1, fallback: [llama.instruct8b] }),
        ),
      )
      return result({ routes })
    })
    const ran = await run(many, {
      input: { params: { texts: ['a', 'b', 'c'] } },
      answers: {
        'routes.item': [text('no'), { json: good }, failing('BedrockRuntime.AccessDeniedException')],
        'routes.item.repair': { json: { ...good, urgency: 5 } },
        'routes.item.fallback': { json: { ...good, urgency: 1 } },
      },
    })
    expect(ran.result).toEqual({ routes: [{ ...good, urgency: 5 }, good, { ...good, urgency: 1 }] })
    expect(namesOf(ran)).toEqual(['routes.item', 'routes.item.repair', 'routes.item', 'routes.item.fallback'])
  })
})

describe('fallback', () => {
  const models = [claude.sonnet45, llama.instruct70b]

  it('asks the next model when every try has failed, and tells which one answered', async () => {
    const plain = chain('plain', {}, (step) => {
      const said = step('say', bedrockTask({ model: claude.haiku45, fallback: models, prompt: 'Hi', attempts: 2 }))
      return result({ said })
    })
    const first = await run(plain, { answers: { say: text('One.') } })
    expect(detailsOf(first)).toEqual([
      {
        task_name: 'say',
        task_model_id: HAIKU,
        input_token: expect.any(Number),
        output_token: expect.any(Number),
        model_used: HAIKU,
      },
    ])
    const third = await run(plain, {
      answers: {
        say: failing('ThrottlingException'),
        'say.fallback': failing('BedrockRuntime.AccessDeniedException'),
        'say.fallback2': text('Three.'),
      },
    })
    expect({ result: third.result, path: third.path, details: detailsOf(third), asked: third.requests.length }).toEqual({
      result: { said: { text: 'Three.' } },
      path: ['say', 'say.fallback', 'say.fallback2', 'plain'],
      asked: 4,
      details: [
        {
          task_name: 'say.fallback2',
          task_model_id: HAIKU,
          input_token: expect.any(Number),
          output_token: expect.any(Number),
          model_used: 'meta.llama3-70b-instruct-v1:0',
        },
      ],
    })
    const { manifest } = compileChain(plain, { file: 'chains/plain.ts', readPrompt: () => undefined }).output ?? {}
    expect(manifest?.models).toEqual([HAIKU, 'global.anthropic.claude-sonnet-4-5-20250929-v1:0', 'meta.llama3-70b-instruct-v1:0'])
    expect(manifest?.iam.stateMachine[0]?.resources.filter((one) => one.includes('llama3-70b')).length).toBe(1)
  })

  it('asks each model in the way it knows, for one shape of answer', async () => {
    const ran = await run(routing({ fallback: models }), {
      answers: {
        route: failing('BedrockRuntime.ModelNotReadyException'),
        'route.fallback': text('no JSON'),
        'route.fallback2': text(`{"department": "other", "urgency": 5}`),
      },
    })
    expect({
      result: ran.result,
      path: ran.path,
      ways: ran.requests.map((one) => Object.keys(one.arguments as object).at(-1)),
    }).toEqual({
      result: { route: { department: 'other', urgency: 5 } },
      path: ['route', 'route.fallback', 'route.fallback2', 'routing'],
      ways: ['OutputConfig', 'OutputConfig', 'OutputConfig', 'ToolConfig', 'ToolConfig', 'InferenceConfig'],
    })
  })

  it('leaves to the catch what the last model fails with', async () => {
    const ran = await run(
      routing({
        structured: 'tool',
        fallback: [llama.instruct8b],
        repair: 1,
        catch: { 'States.ALL': value(Route, { department: 'other', urgency: 1 }) },
      }),
      {
        answers: {
          route: text('no'),
          'route.repair': failing('ThrottlingException'),
          'route.fallback': failing('ThrottlingException'),
        },
      },
    )
    expect({ result: ran.result, path: ran.path, names: namesOf(ran) }).toEqual({
      result: { route: { department: 'other', urgency: 1 } },
      path: ['route', 'route.check', 'route.repair', 'route.fallback', 'routing'],
      names: ['route'],
    })
  })

  it('asks for no repair any more after one has failed, so that two models cannot go on for ever', async () => {
    const ran = await run(routing({ structured: 'tool', fallback: [llama.instruct8b], repair: 2 }), {
      answers: { route: text('no'), 'route.repair': failing('ThrottlingException'), 'route.fallback': text('no') },
    })
    expect({ error: ran.failure?.error, path: ran.path }).toEqual({
      error: 'InvalidAnswer',
      path: ['route', 'route.check', 'route.repair', 'route.fallback', 'route.check', 'route.failed'],
    })
    const late = await run(routing({ structured: 'tool', fallback: [llama.instruct8b], repair: 2 }), {
      answers: {
        route: failing('ThrottlingException'),
        'route.fallback': text('no'),
        'route.repair': [text('no'), { json: good }],
      },
    })
    expect({ result: late.result, path: late.path }).toEqual({
      result: { route: good },
      path: ['route', 'route.fallback', 'route.check', 'route.repair', 'route.check', 'route.repair', 'route.check', 'routing'],
    })
  })
})

describe('a call that can lead to others', () => {
  const careful = {
    model: claude.haiku45,
    output: Route,
    repair: 1,
    fallback: [amazonNova.pro],
    timeout: 2,
    attempts: 1,
  } as const
  const bad = text('no')
  const mend = { json: { ...good, urgency: 3 } }

  it('stands in settled branches, of which each tells how it ended', async () => {
    const both = chain('both', {}, (step) => {
      const { a, b, c } = step(
        'all',
        allSettled({
          a: bedrockTask({ ...careful, prompt: 'a' }),
          b: bedrockTask({ ...careful, prompt: 'b' }),
          c: (step) => {
            const first = step('first', bedrockTask({ ...careful, prompt: 'c' }))
            return bedrockTask({ ...careful, prompt: first.department })
          },
        }),
      )
      return result({ a, b, c })
    })
    const ran = await run(both, {
      answers: {
        'all.a': bad,
        'all.a.repair': mend,
        'all.b': bad,
        'all.b.repair': bad,
        'all.c.run.first': failing('States.Timeout'),
        'all.c.run.first.byTool': failing('ThrottlingException'),
        'all.c.run.first.fallback': bad,
        'all.c.run.first.repair': mend,
        'all.c.run': { json: good },
      },
    })
    expect(ran.result).toEqual({
      a: { status: 'fulfilled', value: { ...good, urgency: 3 } },
      b: { status: 'rejected', failure: { error: 'InvalidAnswer', cause: 'No answer of the schema: It is not JSON.' } },
      c: { status: 'fulfilled', value: good },
    })
    expect(namesOf(ran).toSorted()).toEqual([
      'all.a',
      'all.a.repair',
      'all.b',
      'all.b.repair',
      'all.c.run',
      'all.c.run.first.fallback',
      'all.c.run.first.repair',
    ])
  })

  it('stands in the turns of a loop, as a case and after a catch', async () => {
    const around = chain('around', { params: Type.Object({ deep: Type.Boolean() }) }, (step, { params }) => {
      const last = step(
        'last',
        loop({ carry: Route, start: good, max: 4, until: (route) => equals(route.urgency, 5) }, (step, _, turn) => {
          const found = step(
            'found',
            choice(params.deep, {
              true: bedrockTask({ ...careful, prompt: prompt('Turn {{turn}}')({ turn }), catch: value(Route, good) }),
              false: bedrockTask({ ...careful, prompt: 'Plain.' }),
            }),
          )
          return bedrockTask({ ...careful, prompt: prompt('Then {{urgency}}')({ urgency: found.urgency }) })
        }),
      )
      return result({ last })
    })
    const ran = await run(around, {
      input: { params: { deep: true } },
      answers: {
        'last.found.true': [bad, { json: good }, failing('States.Timeout'), bad],
        'last.found.true.byTool': failing('ThrottlingException'),
        'last.found.true.fallback': failing('ThrottlingException'),
        'last.found.true.repair': [mend, bad],
        'last.turn': [{ json: good }, bad, { json: good }, { json: { ...good, urgency: 5 } }],
        'last.turn.repair': { json: good },
      },
    })
    expect(ran.result).toEqual({ last: { ...good, urgency: 5 } })
    expect(namesOf(ran)).toEqual([
      'last.found.true',
      'last.found.true.repair',
      'last.turn',
      'last.found.true',
      'last.turn',
      'last.turn.repair',
      'last.turn',
      'last.found.true',
      'last.found.true.repair',
      'last.turn',
    ])
    expect(
      ran.requests.map(
        ({ arguments: given }) => (given as { Messages: [{ Content: [{ Text: string }] }] }).Messages[0].Content[0].Text,
      ),
    ).toContain('Then 3')
  })

  it('is never called as a step of the author is', async () => {
    const named = chain('named', {}, (step) => {
      const { x } = step(
        'both',
        parallel({
          x: (step) => {
            const check = step('check', bedrockTask({ ...careful, prompt: 'own' }))
            return bedrockTask({ ...careful, prompt: check.department })
          },
        }),
      )
      return result({ x })
    })
    const ran = await run(named, {
      answers: { 'both.x.check': { json: good }, 'both.x': bad, 'both.x.repair': mend },
    })
    expect({ result: ran.result, path: ran.path }).toEqual({
      result: { x: { ...good, urgency: 3 } },
      path: [
        'both',
        'both.x.check',
        'both.x.check.check',
        'both.x',
        'both.x.check_',
        'both.x.repair',
        'both.x.check_',
        'both.x.end',
        'named',
      ],
    })
  })
})

describe('the longest time', () => {
  const secondsOf = (task: Partial<Task>) =>
    compileChain(routing({ timeout: 10, attempts: 2, ...task }), { file: 'chains/routing.ts', readPrompt: () => undefined })
      .output?.manifest.worstCase
  it.each([
    ['one way', { structured: 'tool' as const }, { seconds: 21, states: 2, outputTokens: 1000 }],
    ['a grammar', {}, { seconds: 11 + 21, states: 3, outputTokens: 2000 }],
    ['two repairs', { structured: 'tool' as const, repair: 2 }, { seconds: 21 + 42, states: 7, outputTokens: 3000 }],
    [
      'two models more',
      { structured: 'tool' as const, fallback: [claude.haiku3, claude.sonnet45] },
      { seconds: 63, states: 4, outputTokens: 3000 },
    ],
    // another model may be asked before a repair and after one has failed
    [
      'a repair and a model more',
      { structured: 'tool' as const, repair: 1, fallback: [claude.haiku3] },
      { seconds: 21 + 21 + 42, states: 7, outputTokens: 4000 },
    ],
    // a grammar that is not ready in time is asked for once more in another way, and a wrong answer is repaired
    ['a grammar and a repair', { repair: 1 }, { seconds: 11 + 21 + 21, states: 6, outputTokens: 500 + 1000 + 1000 }],
  ])('counts %s', (_, task, cost) => {
    expect(secondsOf(task)).toMatchObject(cost)
  })
})

describe('whether a text is an answer', () => {
  const Deep = Type.Object({
    list: Type.Array(Type.Object({ n: Type.Number(), t: Type.Optional(Type.String()) })),
    any: Type.Optional(Type.Unknown()),
  })
  const code = isAnswer(Deep as never, '$text')
  const is = (of: string) => evaluate(code, { text: of })
  /** What is to be said, and whether it is JSON at all. */
  const expected = (of: string) => {
    try {
      return { json: true, answer: Value.Check(Deep, JSON.parse(of)) }
    } catch {
      return { json: false, answer: false }
    }
  }

  it('is said as JSON.parse says it, of texts with and without mistakes', async () => {
    const value = fc.record({
      list: fc.array(fc.record({ n: fc.double({ noNaN: true, noDefaultInfinity: true }), t: fc.string() }), { maxLength: 4 }),
    })
    const indent = fc.constantFrom(undefined, 2, '\t')
    const mistake = fc.option(
      fc.tuple(fc.nat(), fc.constantFrom('', '"', ',', '}', ']', '\\', '\n', '0', 'e', ' ', ':', 'null', '-')),
      { freq: 3 },
    )
    const seen = { answers: 0, json: 0, other: 0 }
    await fc.assert(
      fc.asyncProperty(value, indent, mistake, async (of, space, wrong) => {
        const right = JSON.stringify(of, null, space)
        const at = wrong ? wrong[0] % right.length : 0
        const written = wrong ? right.slice(0, at) + wrong[1] + right.slice(at + 1) : right
        const { json, answer } = expected(written)
        seen[answer ? 'answers' : json ? 'json' : 'other']++
        expect([written, await is(written)]).toEqual([written, answer])
      }),
      { seed: 5, numRuns: 400 },
    )
    console.log(`texts: ${seen.answers} answers, ${seen.json} other JSON, ${seen.other} no JSON`)
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(3)
  })

  it.each([
    '',
    'x',
    '{',
    '{}',
    '[]',
    '{"list":[]} {}',
    '{"list":[]',
    "{'list':[]}",
    '{"list":[01]}',
    '{"list":[{"n":1,}]}',
    '{"list": nul}',
  ])('tells %j from one', async (of) => {
    expect(await is(of)).toBe(false)
  })
})
