/** Whose words get where: every source in every sink, every cleaning, and what is told, whole. */
import { describe, expect, test } from 'vitest'
import {
  Type,
  and,
  awsTask,
  bedrockTask,
  chain,
  choice,
  cond,
  dynamodb,
  equals,
  fail,
  httpRequest,
  json,
  lambda,
  lists,
  loop,
  map,
  not,
  or,
  prompt,
  promptFile,
  result,
  retrieve,
  say,
  substitution,
  systemChain,
  texts,
  tool,
  toolLoop,
  trust,
  value,
  when,
  withDefault,
} from '../../compiler/index.ts'
import type { ChainInput, Infer, PlaceStep, Ref, Step } from '../../compiler/index.ts'
import { answer, definitionOf, model, told } from './told.ts'

const Params = Type.Object({
  word: Type.String(),
  few: Type.Union([Type.Literal('warm'), Type.Literal('dry')]),
  count: Type.Integer(),
  sure: Type.Boolean(),
  id: Type.String({ pattern: '^[A-Z]-[0-9]{1,8}$' }),
  free: Type.String({ pattern: '^.+$' }),
  date: Type.String({ format: 'date' }),
})
type Given = ChainInput<Infer<typeof Params>>
const Item = Type.Object({ tenant: Type.String(), note: Type.String() })
const Text = Type.Object({ text: Type.String() })
const everywhere = { resources: ['*'], reason: 'It is never run.' }

// ---------------------------------------------------------------- sinks

interface Sink {
  readonly code: string
  /** The last stop of the way. */
  readonly end: string
  readonly put: (step: PlaceStep, word: Ref<string>) => void
}

const task = (service: string, action: string, of: (word: Ref<string>) => object) => (step: PlaceStep, word: Ref<string>) =>
  void step('sink', awsTask({ service, action, arguments: of(word), ...everywhere }))

const sinks: Readonly<Record<string, Sink>> = {
  'system of a task': {
    code: 'SC040',
    end: 'sink.system',
    put: (step, word) => void step('sink', bedrockTask({ model, prompt: 'Go.', system: word })),
  },
  'Converse by another way': {
    code: 'SC040',
    end: 'sink.System',
    put: task('bedrockruntime', 'converse', (word) => ({ ModelId: 'm', Messages: [], System: [{ Text: word }] })),
  },
  'SQL of Athena': {
    code: 'SC041',
    end: 'sink.QueryString',
    put: task('athena', 'startQueryExecution', (word) => ({ QueryString: texts.concat('SELECT ', word), WorkGroup: 'w' })),
  },
  'a parameter of it': {
    code: 'SC041',
    end: 'sink.ExecutionParameters',
    put: task('athena', 'startQueryExecution', (word) => ({ QueryString: 'SELECT ?', ExecutionParameters: [word] })),
  },
  'SQL of RDS': { code: 'SC041', end: 'sink.Sql', put: task('rdsdata', 'executeStatement', (Sql) => ({ Sql })) },
  'a host': {
    code: 'SC042',
    end: 'sink.url',
    put: (step, word) => void step('sink', httpRequest({ connection: 'C', url: texts.concat('https://', word) })),
  },
  'a path': {
    code: 'SC042',
    end: 'sink.path',
    put: (step, word) => void step('sink', httpRequest({ connection: 'C', url: 'https://a.example', path: ['x', word] })),
  },
  'the key of an item': {
    code: 'SC043',
    end: 'sink.key',
    put: (step, word) => void step('sink', dynamodb.getItem({ table: 'T', key: { id: word }, item: Item })),
  },
  'the key of a query': {
    code: 'SC043',
    end: 'sink.key',
    put: (step, word) =>
      void step('sink', dynamodb.query({ table: 'T', key: { id: 1 }, sort: { at: { startsWith: word } }, item: Item })),
  },
  'the key of what is written': {
    code: 'SC043',
    end: 'sink.item.id',
    put: (step, word) => void step('sink', dynamodb.putItem({ table: 'T', item: { id: word, n: 1 }, keyName: 'id' })),
  },
  'what may be the key of what is written': {
    code: 'SC043',
    end: 'sink.item',
    put: (step, word) => void step('sink', dynamodb.putItem({ table: 'T', item: { id: word, n: 1 } })),
  },
  'a filter': {
    code: 'SC044',
    end: 'sink.filter.tenant',
    put: (step, word) =>
      void step('sink', retrieve({ knowledgeBase: 'K', query: 'q', filter: { attribute: 'tenant', equals: word } })),
  },
  'a condition of a filter': {
    code: 'SC044',
    end: 'sink.filter.team',
    put: (step, word) =>
      void step(
        'sink',
        retrieve({
          knowledgeBase: 'K',
          query: 'q',
          filter: {
            all: [
              { attribute: 'year', atLeast: 2025 },
              {
                any: [
                  { attribute: 'team', in: lists.of(Type.String(), [word]) },
                  { attribute: 'open', equals: true },
                ],
              },
            ],
          },
        }),
      ),
  },
  'the name of a function': {
    code: 'SC045',
    end: 'sink.FunctionName',
    put: task('lambda', 'invoke', (FunctionName) => ({ FunctionName })),
  },
  'the name of a table': {
    code: 'SC045',
    end: 'sink.TableName',
    put: task('dynamodb', 'getItem', (TableName) => ({ TableName, Key: { id: { S: 'a' } } })),
  },
}

/** Places in which words of others are at home. */
const harmless: Readonly<Record<string, Sink['put']>> = {
  'a prompt': (step, word) => void step('sink', bedrockTask({ model, prompt: word })),
  'a search': (step, word) => void step('sink', retrieve({ knowledgeBase: 'K', query: word })),
  'a query of a URL, and a body': (step, word) =>
    void step('sink', httpRequest({ connection: 'C', url: 'https://a.example', query: { q: word }, body: { word } })),
  'what is written beside a key': (step, word) =>
    void step('sink', dynamodb.putItem({ table: 'T', item: { id: 'a', note: word }, keyName: 'id' })),
  'what is changed': (step, word) =>
    void step('sink', dynamodb.updateItem({ table: 'T', key: { id: 'a' }, set: { note: word }, onlyIf: { note: word } })),
  'what cannot be a key': (step, word) =>
    void step('sink', dynamodb.putItem({ table: 'T', item: { id: 'a', note: { of: word } } })),
  'what a function is given': (step, word) => void step('sink', lambda({ function: 'F', payload: { word } })),
}

// ---------------------------------------------------------------- sources

type Foreign = (step: PlaceStep, given: Given) => Ref<string>
const sourcesOfOthers: Readonly<Record<string, readonly [way: string, of: Foreign]>> = {
  'a caller': ['question (caller)', (_, { question }) => question],
  'a session': ['session (caller)', (_, { session }) => session],
  'a model': [
    'question (caller) → a prompt → said (model)',
    (step, { question }) => step('said', bedrockTask({ model, prompt: prompt('So: {{question}}')({ question }) })).text,
  ],
  'a model that was asked by nobody': ['said (model)', (step) => step('said', bedrockTask({ model, prompt: 'Say.' })).text],
  'a document': [
    'docs.passages (retrieved)',
    (step) => withDefault(lists.first(step('docs', retrieve({ knowledgeBase: 'K', query: 'q' })).passages).text, ''),
  ],
  'a service that was asked with words of others': [
    'question (caller) → call.text (retrieved)',
    (step, { question }) => step('call', lambda({ function: 'F', payload: { question }, result: Text })).text,
  ],
}

const withWord = (put: Sink['put'], of: Foreign) =>
  chain('c', { params: Params, answer }, (step, given) => {
    put(step, of(step, given))
    return systemChain.keep()
  })

describe.each(Object.entries(sourcesOfOthers))('words of %s', (_, [way, of]) => {
  test.each(Object.entries(sinks))('in %s', (__, { code, end, put }) => {
    expect(told(withWord(put, of))).toEqual([{ code, path: 'c › sink', ways: [`${way} → ${end}`] }])
  })

  test.each(Object.entries(harmless))('are at home in %s', (__, put) => {
    expect(told(withWord(put, of))).toEqual([])
  })
})

// ---------------------------------------------------------------- values that are let in

const own = lists.of(Type.String(), ['a', 'b'])
const cleanings: Readonly<Record<string, Foreign>> = {
  'the verified identity': (_, { caller }) => withDefault(caller, 'nobody'),
  'a parameter out of a few': (_, { params }) => params.few,
  'a number': (_, { params }) => texts.of(params.count),
  'a boolean': (_, { params }) => texts.of(params.sure),
  'a token': (_, { params }) => params.id,
  'a literal of an answer': (step, { question }) =>
    step('said', bedrockTask({ model, prompt: question, output: Type.Object({ kind: Params.properties.few }) })).kind,
  'a token of an answer': (step, { question }) =>
    step('said', bedrockTask({ model, prompt: question, output: Type.Object({ id: Params.properties.id }) })).id,
  'a token of a service': (step, { question }) =>
    step('call', lambda({ function: 'F', payload: question, result: Type.Object({ id: Params.properties.id }) })).id,
  'a token in JSON': (_, { question }) => json.parse(Type.Object({ id: Params.properties.id }), question).id,
  'an item of a list that was looked up': (_, { question }) =>
    withDefault(
      lists.find(own, (one) => equals(one, question)),
      'a',
    ),
  'one of a list, by a cond': (_, { question }) => cond(lists.includes(own, question), question, 'a'),
  'one of two, by a cond': (_, { question }) => cond(or(equals(question, 'a'), equals(question, 'b')), question, 'a'),
  'what was vouched for': (_, { question }) => trust(question, 'It is a test.'),
  'one out of cases': (step, { question }) =>
    step(
      'case',
      when(equals(question, 'a'), value(Type.String(), 'first'))
        .when(equals(question, 'b'), value(Type.String(), question))
        .otherwise(value(Type.String(), '-')),
    ),
}

describe.each(Object.entries(cleanings))('%s is let in', (_, of) => {
  test.each(Object.entries(sinks))('to %s', (__, { put }) => {
    expect(told(withWord(put, of))).toEqual([])
  })
})

describe('is not let in', () => {
  const { put } = sinks['SQL of RDS'] as Sink
  test.each<[what: string, way: string, of: Foreign]>([
    ['a pattern that lets sentences through', 'params.free (caller)', (_, { params }) => params.free],
    ['a format, which nobody checks', 'params.date (caller)', (_, { params }) => params.date],
    [
      'a text that is none of a list',
      'question (caller)',
      (_, { question }) => cond(lists.includes(own, question), 'a', question),
    ],
    [
      'a text that is one of what somebody says',
      'question (caller)',
      (_, { question, params }) => cond(lists.includes(lists.of(Type.String(), [params.word]), question), question, 'a'),
    ],
    [
      'a text that may be another',
      'question (caller)',
      (_, { question, params }) => cond(or(equals(question, 'a'), params.sure), question, 'a'),
    ],
    [
      'a text beside one that is known',
      'params.word (caller)',
      (_, { question, params }) => cond(lists.includes(own, question), params.word, 'a'),
    ],
    [
      'a literal that a fallback does not hold to',
      'question (caller)',
      (step, { question }) =>
        step(
          'id',
          bedrockTask({
            model,
            prompt: 'Go.',
            output: Type.Object({ id: Params.properties.id }),
            catch: value(Type.Object({ id: Params.properties.id }), { id: question }),
          }),
        ).id,
    ],
  ])('%s', (_, way, of) => {
    expect(told(withWord(put, of)).map(({ ways }) => ways)).toEqual([[`${way} → sink.Sql`]])
  })
})

// ---------------------------------------------------------------- instructions of the final model

const ending = (body: (step: PlaceStep, given: Given) => ReturnType<typeof say>) =>
  chain('c', { params: Params, answer }, (step, given) => body(step, given))

describe('the final model', () => {
  test('may be told words of others as context, and as data in a prompt', () => {
    const kept = ending((_, { question, params }) =>
      systemChain.append(promptFile('wish.hbs')({ wish: question, tone: params.few }), { context: [question] }),
    )
    expect([told(kept), told(ending((_, { question }) => say(question)))]).toEqual([[], []])
  })

  test.each(['append', 'replaceAll'] as const)('is not instructed by words of others: %s', (how) => {
    const instructed = ending((_, { question }) => systemChain[how](promptFile('ask.hbs')({ question })))
    expect(told(instructed)).toEqual([{ code: 'SC040', path: 'c', ways: [`question (caller) → ask.hbs → systemChain.${how}`] }])
  })

  test('every text and every way is told at once', () => {
    const instructed = ending((step, { question, messages, params }) => {
      const { text } = step('first', bedrockTask({ model, messages }))
      return systemChain.replaceAll(texts.concat(question, params.word, text))
    })
    expect(told(instructed)).toEqual([
      {
        code: 'SC040',
        path: 'c',
        ways: [
          'question (caller) → systemChain.replaceAll',
          'params.word (caller) → systemChain.replaceAll',
          'messages (caller) → first (model) → systemChain.replaceAll',
        ],
      },
    ])
  })

  test('is not instructed by why a step has failed', () => {
    const failing = ending((step, { question }) => {
      const docs = step(
        'docs',
        retrieve({
          knowledgeBase: 'K',
          query: question,
          catch: (_, { error, cause }) => systemChain.append(texts.concat(error, cause)),
        }),
      )
      return systemChain.keep({ context: docs.passages })
    })
    expect(told(failing)).toEqual([
      { code: 'SC040', path: 'c › docs › catch', ways: ['docs.failure (retrieved) → systemChain.append'] },
    ])
  })
})

// ---------------------------------------------------------------- whose data it is

const Found = Type.Object({ tenant: Type.String() })
const caller = ({ caller }: Given) => withDefault(caller, 'nobody')

describe('the verified identity beside words of others', () => {
  const lets = (body: (step: PlaceStep, given: Given) => Step<unknown>) =>
    told(
      chain('c', { params: Params, answer }, (step, given) => {
        step('sink', body(step, given))
        return systemChain.keep()
      }),
    ).map(({ code }) => code)

  test.each<[what: string, body: (step: PlaceStep, given: Given) => Step<unknown>, codes: readonly string[]]>([
    [
      'in a key',
      (_, given) => dynamodb.getItem({ table: 'T', key: { owner: caller(given), id: given.question }, item: Item }),
      [],
    ],
    [
      'in one part of a key',
      (_, given) => dynamodb.getItem({ table: 'T', key: { id: texts.concat(caller(given), '/', given.question) }, item: Item }),
      [],
    ],
    [
      'in one part of a key, after words of others',
      (_, given) => dynamodb.getItem({ table: 'T', key: { id: texts.concat(given.question, '/', caller(given)) }, item: Item }),
      ['SC043'],
    ],
    [
      'in some cases',
      (_, given) =>
        dynamodb.getItem({
          table: 'T',
          key: { owner: cond(equals(given.session, ''), 'all', caller(given)), id: given.question },
          item: Item,
        }),
      ['SC043'],
    ],
    [
      'in one part of a key, with nothing between',
      (_, given) => dynamodb.getItem({ table: 'T', key: { id: texts.concat(caller(given), given.question) }, item: Item }),
      ['SC043'],
    ],
    [
      'in a condition',
      (_, given) =>
        dynamodb.updateItem({ table: 'T', key: { id: given.question }, set: { seen: true }, onlyIf: { owner: caller(given) } }),
      [],
    ],
    [
      'in what is set, which is no condition',
      (_, given) => dynamodb.updateItem({ table: 'T', key: { id: given.question }, set: { by: caller(given) } }),
      ['SC043'],
    ],
    ['in an item', (_, given) => dynamodb.putItem({ table: 'T', item: { owner: caller(given), note: given.question } }), []],
    [
      'beside the key of an item',
      (_, given) => dynamodb.putItem({ table: 'T', item: { id: given.question, by: caller(given) }, keyName: 'id' }),
      ['SC043'],
    ],
    [
      'in a path',
      (_, given) => httpRequest({ connection: 'C', url: 'https://a.example', path: ['of', caller(given), given.question] }),
      [],
    ],
    [
      'in a path, which does not help a host',
      (_, given) => httpRequest({ connection: 'C', url: texts.concat('https://', given.question), path: [caller(given)] }),
      ['SC042'],
    ],
    [
      'in a filter, with all',
      (_, given) =>
        retrieve({
          knowledgeBase: 'K',
          query: 'q',
          filter: {
            all: [
              { attribute: 'owner', equals: caller(given) },
              {
                any: [
                  { attribute: 'a', equals: given.question },
                  { attribute: 'b', equals: given.question },
                ],
              },
            ],
          },
        }),
      [],
    ],
    [
      'in a filter, with any',
      (_, given) =>
        retrieve({
          knowledgeBase: 'K',
          query: 'q',
          filter: {
            any: [
              { attribute: 'owner', equals: caller(given) },
              { attribute: 'a', equals: given.question },
            ],
          },
        }),
      ['SC044'],
    ],
    [
      'in a filter that it must not meet',
      (_, given) =>
        retrieve({
          knowledgeBase: 'K',
          query: 'q',
          filter: {
            all: [
              { attribute: 'owner', differs: caller(given) },
              { attribute: 'a', equals: given.question },
            ],
          },
        }),
      ['SC044'],
    ],
    [
      'in SQL, where it helps nothing',
      (_, given) =>
        awsTask({
          service: 'rdsdata',
          action: 'executeStatement',
          arguments: { Sql: texts.concat(caller(given), given.question) },
          ...everywhere,
        }),
      ['SC041'],
    ],
  ])('%s', (_, body, codes) => {
    expect(lets(body)).toEqual(codes)
  })

  const filtered = (tenant: Ref<string>) =>
    retrieve({ knowledgeBase: 'K', query: 'q', filter: { attribute: 'tenant', equals: tenant } })
  test.each<[what: string, body: (step: PlaceStep, given: Given) => Step<unknown>, codes: readonly string[]]>([
    [
      'was asked for by it',
      (step, given) => filtered(step('who', lambda({ function: 'F', payload: { caller: given.caller }, result: Found })).tenant),
      [],
    ],
    ['was asked for by nobody', (step) => filtered(step('who', lambda({ function: 'F', result: Found })).tenant), []],
    [
      'was asked for by it and by words of others',
      (step, given) =>
        filtered(
          step('who', lambda({ function: 'F', payload: { caller: given.caller, q: given.question }, result: Found })).tenant,
        ),
      ['SC044'],
    ],
    [
      'was found by a key with it',
      (step, given) =>
        filtered(
          withDefault(
            step('who', dynamodb.getItem({ table: 'T', key: { id: caller(given), n: given.question }, item: Item })).item.tenant,
            '',
          ),
        ),
      [],
    ],
    [
      'was found by a key of others',
      (step, given) =>
        filtered(
          withDefault(step('who', dynamodb.getItem({ table: 'T', key: { id: given.question }, item: Item })).item.tenant, ''),
        ),
      ['SC043', 'SC044'],
    ],
  ])('what %s may be a filter', (_, body, codes) => {
    expect(lets(body)).toEqual(codes)
  })

  test('what was asked for by it stands beside words of others as well', () => {
    const body = (step: PlaceStep, given: Given) => {
      const { tenant } = step('who', lambda({ function: 'F', payload: { caller: given.caller }, result: Found }))
      return retrieve({
        knowledgeBase: 'K',
        query: 'q',
        filter: {
          all: [
            { attribute: 'tenant', equals: tenant },
            { attribute: 'a', equals: given.question },
          ],
        },
      })
    }
    expect(lets(body)).toEqual([])
  })
})

// ---------------------------------------------------------------- what is known where

describe('a value that is known to be one of the author', () => {
  const call = (word: Ref<string>) =>
    awsTask({ service: 'lambda', action: 'invoke', arguments: { FunctionName: word }, ...everywhere })
  const codes = (body: (step: PlaceStep, given: Given) => Step<unknown>) =>
    told(
      chain('c', { params: Params }, (step, given) => {
        step('sink', body(step, given) as Step<null>)
        return result({ done: true })
      }),
    ).map(({ code }) => code)
  const nothing = value(Type.Null(), null)

  test.each<[what: string, body: (step: PlaceStep, given: Given) => Step<unknown>, codes: readonly string[]]>([
    ['in the case for it', (_, { question }) => when(lists.includes(own, question), call(question)).otherwise(nothing), []],
    ['in no other case', (_, { question }) => when(lists.includes(own, question), nothing).otherwise(call(question)), ['SC045']],
    [
      'in the cases after the one for all others',
      (_, { question }) => when(not(lists.includes(own, question)), nothing).otherwise(call(question)),
      [],
    ],
    [
      'with another condition beside',
      (_, { question, params }) => when(and(params.sure, lists.includes(own, question)), call(question)).otherwise(nothing),
      [],
    ],
    [
      'as a field, whoever refers to it',
      (_, { params }) => when(equals(params.word, 'a'), call(texts.lower(params.word))).otherwise(nothing),
      [],
    ],
    [
      'as the identity',
      (_, { params, caller }) => when(equals(params.word, withDefault(caller, '')), call(params.word)).otherwise(nothing),
      ['SC045'],
    ],
    [
      'inside the inner blocks',
      (_, { question }) =>
        when(
          lists.includes(own, question),
          map(own, () => call(question)),
        ).otherwise(value(Type.Array(Type.Null()), [])),
      [],
    ],
    [
      'behind a guard that ends the chain for all others',
      (step, { question }) => {
        step('known', when(lists.includes(own, question), value(Type.Null(), null)).otherwise(fail('Unknown')))
        return call(question)
      },
      [],
    ],
    [
      'not behind a choice that goes on for all',
      (step, { question }) => {
        step('known', when(lists.includes(own, question), value(Type.Null(), null)).otherwise(value(Type.Null(), null)))
        return call(question)
      },
      ['SC045'],
    ],
    [
      'in the case of a discriminated union, by the schema of that case',
      (step, { question }) => {
        const Call = Type.Union([
          Type.Object({ kind: Type.Literal('known'), name: Type.Union([Type.Literal('a'), Type.Literal('b')]) }),
          Type.Object({ kind: Type.Literal('other'), name: Type.String() }),
        ])
        const asked = step('asked', bedrockTask({ model, prompt: question, output: Call }))
        return choice(asked, 'kind', { known: (_, { name }) => call(name), other: nothing })
      },
      [],
    ],
    [
      'and in no other case of the union',
      (step, { question }) => {
        const Call = Type.Union([
          Type.Object({ kind: Type.Literal('known'), name: Type.Union([Type.Literal('a'), Type.Literal('b')]) }),
          Type.Object({ kind: Type.Literal('other'), name: Type.String() }),
        ])
        const asked = step('asked', bedrockTask({ model, prompt: question, output: Call }))
        return choice(asked, 'kind', { known: nothing, other: (_, { name }) => call(name) })
      },
      ['SC045'],
    ],
    [
      'from turn to turn, only where each turn knows it',
      (_, { question }) =>
        loop({ carry: Text, start: { text: 'a' }, max: 2, until: ({ text }) => equals(text, 'x') }, (step, { text }) => {
          step('call', call(text))
          return value(Text, { text: cond(lists.includes(own, question), question, 'b') })
        }),
      [],
    ],
    [
      'and not where another turn does not',
      (_, { question }) =>
        loop({ carry: Text, start: { text: 'a' }, max: 2, until: ({ text }) => equals(text, 'x') }, (step, { text }) => {
          step('call', call(text))
          return value(Text, { text: question })
        }),
      ['SC045'],
    ],
  ])('%s', (_, body, expected) => {
    expect(codes(body)).toEqual(expected)
  })

  test('tools are called with inputs of their schemas alone', () => {
    const by = (schema: typeof Text | typeof Few) =>
      tool({ description: 'Calls.', input: schema as typeof Text, block: (_, { text }) => call(text) })
    const Few = Type.Object({ text: Type.Union([Type.Literal('a'), Type.Literal('b')]) })
    const using = (tools: Record<string, ReturnType<typeof by>>) =>
      told(
        chain('c', { answer }, (step, { question }) => {
          const { text } = step('agent', toolLoop({ model, prompt: question, tools, maxTurns: 2, timeout: 5, attempts: 1 }))
          return say(text)
        }),
      )
    expect(using({ free: by(Text), few: by(Few) })).toEqual([
      {
        code: 'SC045',
        path: 'c › agent › case1 › tools › free',
        ways: ['question (caller) → agent.call (model) → agent.tools.item → agent.tools.item.free.FunctionName'],
      },
    ])
  })
})

// ---------------------------------------------------------------- trust

describe('trust', () => {
  const looked = (id: (given: Given) => Ref<string>) =>
    chain('c', { params: Params }, (step, given) => {
      const { item } = step('found', dynamodb.getItem({ table: 'T', key: { id: id(given) }, item: Item }))
      return result({ note: item.note })
    })

  test('changes nothing in the machine', () => {
    const vouched = looked(({ params }) => trust(params.word, 'It is no secret.'))
    expect(definitionOf(vouched)).toEqual(definitionOf(looked(({ params }) => params.word)))
    expect([told(vouched), told(looked(({ params }) => params.word)).map(({ code }) => code)]).toEqual([[], ['SC043']])
  })

  test('of an object is trust in its fields', () => {
    expect(told(looked(({ params }) => trust(params, 'It is no secret.').word))).toEqual([])
  })

  test.each<[where: string, id: (given: Given) => Ref<string>]>([
    ['in what is bounded already', ({ params }) => trust(params.id, 'It is no secret.')],
    ['in the identity', ({ caller }) => trust(withDefault(caller, 'nobody'), 'It is verified.')],
    ['in a text of the author', () => trust(substitution('Id'), 'It is mine.')],
  ])('that is not needed is told: %s', (_, id) => {
    expect(told(looked(id))).toEqual([{ code: 'SC046', path: 'c › found', ways: [] }])
  })

  test('takes a reference, and a reason', () => {
    expect(() => looked(({ params }) => trust(params.word, ' ')).build()).toThrow(
      'trust(…) takes the reason why the text may go there.',
    )
    expect(() => trust('a' as never, 'It is mine.')).toThrow(
      'trust(…) takes a reference; what you write yourself needs no trust.',
    )
  })
})
