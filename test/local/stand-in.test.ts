import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wholeAnswer } from '../../runtime/local/model/model.ts'
import type { ModelRequest } from '../../runtime/local/model/model.ts'
import { standIn } from '../../runtime/local/model/stand-in.ts'

type Said = [role: 'user' | 'assistant', text: string]
const request = (said: readonly Said[], more: Partial<ModelRequest> = {}): ModelRequest => ({
  modelId: 'any',
  system: '',
  turns: said.map(([role, text]) => ({ role, blocks: [{ kind: 'text', text }] })),
  stopSequences: [],
  tools: [],
  toolChoice: 'auto',
  ...more,
})
const answer = (given: ModelRequest) => wholeAnswer(standIn(given, new AbortController().signal))
const ask = async (prompt: string, more: Partial<ModelRequest> = {}) => (await answer(request([['user', prompt]], more))).text
const fill = async (prompt: string, schema: unknown, more: Partial<ModelRequest> = {}) =>
  JSON.parse(await ask(prompt, { schema, ...more })) as unknown

describe('is it answered already?', () => {
  /** The same question in other words, with other names for everything. */
  const wordings = [
    {
      prompt: (talk: string) => `Is the question already answered here, or only a greeting?\n${talk}`,
      field: 'value',
    },
    {
      prompt: (talk: string) =>
        `Look at the talk.\n\n<talk>\n${talk}\n</talk>\n\nSay whether what was asked last is covered before it, or is just someone saying hello.`,
      field: 'xq7',
    },
    {
      prompt: (talk: string) =>
        `Decide if no lookup is wanted because the last line is mere greeting or the reply is known from above.\n${talk}`,
      field: 'skip_it',
    },
  ]
  const talks: readonly (readonly [string, boolean])[] = [
    ['user: What is a glowfish?', false],
    ['user: hello', true],
    ['user: Good morning, thanks!', true],
    ['user: What is a glowfish?\nassistant: A glowfish is a small fish that shines.\nuser: So what is a glowfish?', true],
    ['user: What is a glowfish?\nassistant: A glowfish is a small fish that shines.\nuser: How do otters hunt?', false],
  ]
  const cases = wordings.flatMap(({ prompt, field }, index) =>
    talks.map(([talk, expected]) => ({ wording: index + 1, talk, expected, prompt, field })),
  )

  test.each(cases)('wording $wording, $talk', async ({ talk, expected, prompt, field }) => {
    const schema = {
      type: 'object',
      properties: { [field]: { type: 'boolean' } },
      required: [field],
      additionalProperties: false,
    }
    expect(await fill(prompt(talk), schema)).toEqual({ [field]: expected })
  })

  test('the opposite question has the opposite answer', async () => {
    const schema = {
      type: 'object',
      properties: { flag: { type: 'boolean', description: 'true if a search is needed' } },
      required: ['flag'],
    }
    const [asked, said] = ['What is a glowfish?', 'A glowfish is a small fish.']
    expect(await fill(`Read this.\n\nuser: ${asked}`, schema)).toEqual({ flag: true })
    expect(await fill(`Read this.\n\nuser: ${asked}\nassistant: ${said}\nuser: ${asked}`, schema)).toEqual({ flag: false })
    expect(await fill('Read this.\n\nuser: hello', schema)).toEqual({ flag: false })
  })

  test('the conversation may be real turns, or JSON', async () => {
    const schema = { type: 'object', properties: { z: { type: 'boolean' } }, required: ['z'] }
    const talk = [
      { role: 'user', content: 'What is a glowfish?' },
      { role: 'assistant', content: [{ type: 'text', text: 'A glowfish is a small fish.' }] },
      { role: 'user', content: 'What is a glowfish again?' },
    ]
    expect(await fill(`Has this been answered? ${JSON.stringify(talk)}`, schema)).toEqual({ z: true })
    expect(await fill(`Has this been answered? ${JSON.stringify(talk.slice(0, 1))}`, schema)).toEqual({ z: false })
    const turns = request(
      [
        ['user', 'What is a glowfish?'],
        ['assistant', 'A glowfish is a small fish.'],
        ['user', 'What is a glowfish again?'],
      ],
      { schema, system: 'Has the last question been answered?' },
    )
    expect(JSON.parse((await answer(turns)).text)).toEqual({ z: true })
  })
})

describe('classification', () => {
  const variant = (key: string, value: string, description: string, more: Record<string, unknown> = {}) => ({
    type: 'object',
    properties: { [key]: { const: value, description }, ...more },
    required: [key, ...Object.keys(more)],
    additionalProperties: false,
  })
  /** The same union under three sets of names. */
  const vocabularies = [
    { key: 'department', names: ['billing', 'technical', 'other'] },
    { key: 'k', names: ['alpha', 'beta', 'other'] },
    { key: 'art', names: ['v1', 'v2', 'default'] },
  ] as const

  test.each(vocabularies)('into a union keyed by $key', async ({ key, names: [money, broken, rest] }) => {
    const schema = {
      anyOf: [
        variant(key, money, 'invoices, payments and refunds', { number: { type: 'string', description: 'of the invoice' } }),
        variant(key, broken, 'errors, crashes and logins'),
        variant(key, rest, 'anything else'),
      ],
    }
    const prompt = (text: string) => `What is this message about?\n\n<message>${text}</message>`
    expect(await fill(prompt('The number 4711 invoice wants a refund'), schema)).toEqual({ [key]: money, number: '4711' })
    expect(await fill(prompt('It crashed with an error'), schema)).toEqual({ [key]: broken })
    expect(await fill(prompt('Lovely weather'), schema)).toEqual({ [key]: rest })
  })

  test('by what the prompt says of each choice', async () => {
    const schema = { type: 'object', properties: { c: { enum: ['red', 'blue'] } }, required: ['c'] }
    const prompt = 'Choose a colour.\n- red: fire, blood, roses\n- blue: sea, sky\n\nMessage: I look at the sky'
    expect(await fill(prompt, schema)).toEqual({ c: 'blue' })
  })

  test('of several at once', async () => {
    const schema = { type: 'array', items: { enum: ['moss', 'stone', 'otter'] } }
    expect(await fill('Which things are named?\n\n<text>An otter on a stone</text>', schema)).toEqual(['stone', 'otter'])
  })
})

describe('values', () => {
  test('are taken from the words beside their names', async () => {
    const schema = {
      type: 'object',
      properties: {
        order: { type: 'string' },
        city: { type: 'string' },
        amount: { type: 'integer', minimum: 10, maximum: 99 },
        note: { type: 'string', maxLength: 12 },
        invoice: { type: 'string', description: 'if one is named' },
      },
      required: ['order', 'city', 'amount', 'note'],
    }
    expect(await fill('Read the message.\n\n<message>My order A77 to Lisbon costs 42 euros</message>', schema)).toEqual({
      order: 'A77',
      city: 'Lisbon',
      amount: 42,
      note: 'My order A77',
    })
  })

  test('are as many as the prompt asks for, in digits or words', async () => {
    const line = {
      type: 'object',
      properties: { article: { type: 'string' }, quantity: { type: 'integer' } },
      required: ['article', 'quantity'],
    }
    const schema = { type: 'object', properties: { lines: { type: 'array', items: line } }, required: ['lines'] }
    const order = (instruction: string, mail: string) => fill(`${instruction}\n\n<mail>${mail}</mail>`, schema)
    const quantities = async (instruction: string, mail: string) =>
      ((await order(instruction, mail)) as { readonly lines: readonly { readonly quantity: number }[] }).lines.map(
        ({ quantity }) => quantity,
      )
    expect([
      await quantities('Read the order.', 'Hello, three kettles please'),
      await quantities('Read the order.', 'Hello, a kettle please'),
      await quantities('Write 3 lines.', 'Hello, a kettle please'),
      await quantities('Write two short lines. Use 9 words.', '7 kettles'),
    ]).toEqual([[3], [1], [1, 1, 1], [7, 7]])
  })

  test('fit their schema, whatever it is', async () => {
    const leaf = fc.oneof(
      fc.constant({ type: 'boolean' }),
      fc.constant({ type: 'null' }),
      fc.record({
        type: fc.constant('integer'),
        minimum: fc.integer({ min: -9, max: 9 }),
        maximum: fc.integer({ min: 10, max: 50 }),
      }),
      fc.record({ type: fc.constant('number'), exclusiveMinimum: fc.integer({ min: -9, max: 9 }) }),
      fc.record({
        type: fc.constant('string'),
        minLength: fc.integer({ min: 0, max: 5 }),
        maxLength: fc.integer({ min: 5, max: 60 }),
      }),
      fc.constantFrom({ type: 'string', pattern: '^[a-z]+$' }, { type: 'string', pattern: '^\\d+$' }),
      fc.record({ enum: fc.uniqueArray(fc.oneof(fc.string(), fc.integer()), { minLength: 1, maxLength: 4 }) }),
      fc.record({ const: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)) }),
    )
    const { schema } = fc.letrec<{ schema: Record<string, unknown> }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        leaf as fc.Arbitrary<Record<string, unknown>>,
        fc.record({
          type: fc.constant('array'),
          items: tie('schema'),
          minItems: fc.integer({ min: 0, max: 2 }),
          maxItems: fc.integer({ min: 2, max: 4 }),
        }),
        fc
          .dictionary(fc.string({ minLength: 1, maxLength: 8 }), tie('schema'), { maxKeys: 4 })
          .chain((properties) =>
            fc
              .subarray(Object.keys(properties))
              .map((required) => ({ type: 'object', properties, required, additionalProperties: false })),
          ),
        fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
      ),
    }))
    const ajv = new Ajv2020({ strict: false, logger: false })
    const kinds = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(schema, fc.constantFrom('hello', 'Where is order 12 for Ada Lovelace?', ''), async (given, prompt) => {
        const kind = 'anyOf' in given ? 'union' : 'enum' in given || 'const' in given ? 'choice' : String(given['type'])
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
        const value = await fill(`Do it.\n\n<text>${prompt}</text>`, given)
        if (!ajv.validate(given, value))
          throw new Error(`${JSON.stringify(value)} does not fit ${JSON.stringify(given)}: ${ajv.errorsText()}`)
      }),
      { numRuns: 300, seed: 1 },
    )
    console.log('schemas filled:', Object.fromEntries([...kinds].sort(([a], [b]) => a.localeCompare(b))))
    expect([...kinds.keys()].toSorted((a, b) => a.localeCompare(b))).toEqual([
      'array',
      'boolean',
      'choice',
      'integer',
      'null',
      'number',
      'object',
      'string',
      'union',
    ])
  })

  test('follow references, join allOf, and end recursion', async () => {
    const tree = {
      $defs: {
        node: {
          type: 'object',
          properties: { name: { type: 'string' }, next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } },
          required: ['name', 'next'],
        },
      },
      allOf: [{ $ref: '#/$defs/node' }, { type: 'object', properties: { flag: { const: 1 } }, required: ['flag'] }],
    }
    const value = await fill('Make one of these: Ada', tree)
    expect(new Ajv2020({ strict: false }).validate(tree, value)).toBe(true)
  })
})

describe('a schema in the prompt itself', () => {
  const schema = { type: 'object', properties: { b: { type: 'boolean', description: 'answered already?' } }, required: ['b'] }

  test.each([
    ['at its end', `Judge.\n\nuser: hello there\n\nAnswer with JSON only, by this JSON Schema:\n${JSON.stringify(schema)}`],
    [
      'in a fence',
      `Judge.\n\nuser: hello there\n\nRespond in JSON that fits this schema:\n\`\`\`json\n${JSON.stringify(schema, null, 2)}\n\`\`\``,
    ],
  ])('%s', async (_, prompt) => {
    expect(JSON.parse(await ask(prompt))).toEqual({ b: false })
  })

  test('in the system prompt', async () => {
    const system = `Is it only a greeting? Reply with JSON by this schema: ${JSON.stringify(schema)}`
    expect(JSON.parse(await ask('hello there', { system }))).toEqual({ b: true })
  })

  test('as examples of the answer', async () => {
    const prompt = 'Is this only a greeting? Answer with {"hi": true} or {"hi": false}, as JSON.\n\n<text>hello</text>'
    expect(JSON.parse(await ask(prompt))).toEqual({ hi: true })
  })

  test('begun by the assistant, is continued', async () => {
    const said: Said[] = [
      ['user', 'Is this only a greeting? Answer with the JSON {"hi": true}\n\n<text>hello</text>'],
      ['assistant', '{"hi":'],
    ]
    expect((await answer(request(said))).text).toBe('true')
    const earlier: Said[] = [said[0] as Said, ['assistant', '{']]
    expect((await answer(request(earlier))).text).toBe('"hi":true}')
  })

  test('is not found in data that a prompt shows', async () => {
    const system = `Answer questions from this JSON:\n<data>${JSON.stringify([{ text: 'Glowfish eat moss.', kind: 'a' }])}</data>`
    expect(await ask('What do glowfish eat?', { system })).toBe('Glowfish eat moss.')
  })
})

describe('text', () => {
  const system = (value: unknown) => `Use the data.\n\n<anything>${JSON.stringify(value)}</anything>`

  test('is quoted from the context, best sentences and their sources', async () => {
    const context = [
      { body: { words: 'Otters are mammals. Otters hunt at night.' }, where: 's3://docs/otter.md' },
      {
        body: { words: '# Moss\n\nMoss is a plant that\nlikes rain. It has no roots. Stones are grey.' },
        where: 's3://docs/moss.md',
      },
    ]
    expect(await ask('What is moss?', { system: system(context) })).toBe(
      'Moss is a plant that likes rain. It has no roots.\n\nSource: s3://docs/moss.md',
    )
    expect(await ask('When do otters hunt?', { system: system(context) })).toBe(
      'Otters are mammals. Otters hunt at night.\n\nSource: s3://docs/otter.md',
    )
  })

  test('comes from documents, tools and the conversation too', async () => {
    const document = { kind: 'document', name: 'd', text: 'Moss likes rain.' } as const
    const turns = [{ role: 'user', blocks: [{ kind: 'text', text: 'What does moss like?' }, document] }] as const
    expect((await answer({ ...request([]), turns })).text).toBe('Moss likes rain.')
    const told: Said[] = [
      ['user', 'Hi'],
      ['assistant', 'I know that: moss likes rain.'],
      ['user', 'What does moss like?'],
    ]
    expect((await answer(request(told))).text).toBe('I know that: moss likes rain.')
  })

  test('says politely that nothing was found, and what it was told', async () => {
    expect(await ask('What is a zorble?', { system: system([]) })).toBe(
      'I found nothing about "zorble" in what I was given, and as the stand-in for a model I know nothing else. My instructions end with: "Use the data."',
    )
  })

  test('tells an error that the context holds', async () => {
    const error = [{ Error: 'Service.GoneException', Cause: 'it is gone' }]
    expect(await ask('What is moss?', { system: system(error) })).toBe(
      'I cannot answer that: Service.GoneException was reported: it is gone',
    )
  })

  test('greets, lists keywords, and hands back what it cannot work on', async () => {
    expect(await ask('Good morning!')).toBe('Hello! What would you like to know?')
    expect(await ask('List search keywords, separated by commas, for: What do wild otters eat in winter?')).toBe(
      'wild, otters, eat, winter',
    )
    expect(await ask('Rewrite this question so that it stands alone:\n\nWhat do they eat?')).toBe('What do they eat?')
  })

  test('is the same every time', async () => {
    const given = request([['user', 'What is moss?']], { system: system([{ t: 'Moss is a plant.' }]) })
    expect(await answer(given)).toEqual(await answer(given))
  })
})

describe('tools', () => {
  const tools = [
    {
      name: 'get_weather',
      description: 'The weather of a city',
      schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
    { name: 'get_time', description: 'The time of day', schema: { type: 'object', properties: {} } },
  ]
  const called = async (prompt: string, toolChoice: ModelRequest['toolChoice']) => {
    const { text, toolCalls, stopReason } = await answer(request([['user', prompt]], { tools, toolChoice }))
    return { text, calls: toolCalls.map(({ name, input }) => [name, input]), stopReason }
  }

  test('are called when they must be, and when they fit', async () => {
    const weather = { text: '', calls: [['get_weather', { city: 'Oslo' }]], stopReason: 'tool_use' }
    expect(await called('What is the weather in Oslo?', 'auto')).toEqual(weather)
    expect(await called('Tell me about Oslo', { name: 'get_weather' })).toEqual(weather)
    expect(await called('hello', 'any')).toMatchObject({ stopReason: 'tool_use' })
    expect(await called('hello', 'auto')).toMatchObject({ text: 'Hello! What would you like to know?', calls: [] })
    expect(await called('What is the weather in Oslo?', 'none')).toMatchObject({ calls: [] })
  })

  test('are answered from', async () => {
    const turns: ModelRequest['turns'] = [
      { role: 'user', blocks: [{ kind: 'text', text: 'What is the weather in Oslo?' }] },
      { role: 'assistant', blocks: [{ kind: 'tool-call', id: 't1', name: 'get_weather', input: { city: 'Oslo' } }] },
      { role: 'user', blocks: [{ kind: 'tool-result', id: 't1', text: 'It snows in Oslo.' }] },
    ]
    expect(await answer({ ...request([], { tools }), turns })).toMatchObject({
      text: 'It snows in Oslo.',
      stopReason: 'end_turn',
    })
  })
})

test('the sources of the stand-in name no chain, prompt or field of this project', async () => {
  const { readFile, readdir } = await import('node:fs/promises')
  const folder = new URL('../../runtime/local/model/', import.meta.url)
  const sources = (await Promise.all((await readdir(folder)).map((file) => readFile(new URL(file, folder), 'utf8')))).join('\n')
  const manifests = (await readdir(new URL('../../generated/', import.meta.url))).filter((file) => file.endsWith('.asl.json'))
  const chains = manifests.map((file) => file.replace('.asl.json', ''))
  expect(chains.length).toBeGreaterThan(0)
  expect(
    [...chains, 'bypass', 'department', 'billing', 'chain-information', 'knowledgeBase'].filter((name) =>
      new RegExp(`['"\`]${name}['"\`]`).test(sources),
    ),
  ).toEqual([])
})

test('a schema that asks for too much is answered in time', async () => {
  const endless = {
    $defs: { n: { type: 'object', properties: { a: { $ref: '#/$defs/n' }, b: { $ref: '#/$defs/n' } }, required: ['a', 'b'] } },
    $ref: '#/$defs/n',
  }
  for (const schema of [
    endless,
    { type: 'string', minLength: 1e9 },
    { type: 'array', items: { type: 'array', items: { type: 'null' }, minItems: 1e9 }, minItems: 1e9 },
    { type: 'string', pattern: '(' },
    { type: 'number', multipleOf: 0 },
    { $ref: '#/nowhere' },
    { anyOf: [] },
    true,
  ]) {
    const started = performance.now()
    await ask('Do it: hello', { schema })
    expect(performance.now() - started).toBeLessThan(8000)
  }
})

test('a huge, hostile prompt is answered in time', async () => {
  const texts = [
    '{'.repeat(200_000),
    '[{'.repeat(100_000),
    '<a>'.repeat(100_000),
    'user: a\n'.repeat(50_000),
    `answer json ${'{"a":'.repeat(30_000)}`,
    'word '.repeat(100_000),
  ]
  for (const text of texts) {
    const started = performance.now()
    await ask(text, { system: text, schema: { type: 'object', properties: { a: { type: 'boolean' }, b: { type: 'string' } } } })
    expect(performance.now() - started).toBeLessThan(8000)
  }
})
