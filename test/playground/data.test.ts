/** What the playground's page knows, as data: nothing here needs a browser. */
import { Lexer } from 'marked'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completed } from '../../runtime/playground/data/completed.ts'
import { decoded } from '../../runtime/playground/data/entities.ts'
import { modelCallOf } from '../../runtime/playground/data/model-call.ts'
import { passagesOf } from '../../runtime/playground/data/passages.ts'
import { remedyFor } from '../../runtime/playground/data/remedies.ts'
import { choicesOf, requestOf } from '../../runtime/playground/data/request.ts'
import { runOf } from '../../runtime/playground/data/run.ts'
import { fieldsOf, limitsOf, valueOf, writtenOf } from '../../runtime/playground/data/schema.ts'
import { answersBody, faultsBody, wordsOf } from '../../runtime/playground/data/script.ts'
import { asked, told } from '../../runtime/playground/data/turn.ts'
import type { AnswerEvent } from '../../runtime/playground/data/turn.ts'
import { dollars, duration, shortModel } from '../../runtime/playground/data/words.ts'
import { recording } from '../../runtime/local/stepfunctions/record.ts'
import type { EngineEvent } from '../../runtime/engine/index.ts'
import { manifestOf } from '../runtime/support/runtime.ts'

describe('a text of which more is to come', () => {
  test.each([
    ['emphasis is ended', 'a **bo', 'a **bo**'],
    ['and before a space', 'a **bold ', 'a **bold** '],
    ['a mark that has only begun is left out', 'a **', 'a '],
    ['or half of one', 'a *', 'a '],
    ['code is ended', 'a `co', 'a `co`'],
    ['and nothing in it counts', 'a `**', 'a `**`'],
    ['a link is its text', 'a [link](https://exa', 'a link'],
    ['from its bracket on', 'a [lin', 'a lin'],
    ['an image as well', '![alt](htt', 'alt'],
    ['a line that may underline a heading waits', 'a\n-', 'a\n'],
    ['so does a list that has only begun', '- one\n- ', '- one\n'],
    ['and a number', '1. one\n2.', '1. one\n'],
    ['an open fence hides all', '```js\n**a', '```js\n**a'],
    ['a closed one does not', '```\na\n```\n\n**b', '```\na\n```\n\n**b**'],
    ['what is over stays', '**a**\n\nb', '**a**\n\nb'],
    ['and does not reach into the next paragraph', 'a ** b\n\nc', 'a ** b\n\nc'],
  ])('%s', (_, text, shown) => expect(completed(text)).toBe(shown))

  const word = fc.constantFrom(
    'a',
    'b ',
    '**',
    '*',
    '`',
    '```',
    '~~',
    '[',
    ']',
    '(',
    ')',
    '\n',
    '\n\n',
    '- ',
    '1. ',
    '# ',
    '> ',
    '|',
    '![',
  )
  test('is Markdown whatever it is, and keeps every letter that is no mark', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        const text = words.join('')
        const letters = (of: string) => of.replaceAll(/[^ab]/g, '')
        const shown = completed(text)
        Lexer.lex(shown)
        // of a link's address nothing is shown until it is whole
        expect(letters(shown)).toBe(text.includes('](') ? letters(shown) : letters(text))
      }),
    )
  })
})

test('named and numbered characters are what they name, and others stay', () =>
  expect(decoded('&lt;b&gt; &amp;amp; &#8212;&#x41; &nope; &#0; &constructor;')).toBe('<b> &amp; —A &nope; \ufffd &constructor;'))

describe('a run', () => {
  const execution = { executionArn: 'arn', stateMachine: 'm', name: 'n', input: {} }
  const inBoth = { within: [{ state: 'both', branch: 0 }] }
  const runOfEvents = (...events: readonly EngineEvent[]) => {
    const { record, write } = recording(execution, 0)
    for (const event of events) write(event)
    const { steps, ...rest } = runOf(record, ['both', 'left', 'right', 'after'])
    return { ...rest, steps: [...steps.values()].map(({ state, status, ms, retries }) => [state, status, ms, retries]) }
  }
  const entered = (state: string, at: number, more = {}): EngineEvent => ({ type: 'StateEntered', state, input: {}, at, ...more })
  const task = (state: string, at: number, attempt = 0, more = {}): EngineEvent => ({
    type: 'TaskScheduled',
    state,
    resource: 'r',
    arguments: {},
    attempt,
    at,
    ...more,
  })
  const failed = (state: string, at: number, more = {}): EngineEvent => ({
    type: 'TaskFailed',
    state,
    error: 'E',
    cause: 'c',
    at,
    ...more,
  })
  const exited = (state: string, at: number, next?: string, more = {}): EngineEvent => ({
    type: 'StateExited',
    state,
    output: {},
    at,
    ...(next === undefined ? {} : { next }),
    ...more,
  })

  test('in progress: what has been, what runs and what is to come', () =>
    expect(
      runOfEvents(
        entered('both', 0),
        entered('left', 1, inBoth),
        exited('left', 5, undefined, inBoth),
        entered('right', 2, { within: [{ state: 'both', branch: 1 }] }),
      ),
    ).toEqual({
      status: 'RUNNING',
      ms: undefined,
      failure: undefined,
      taken: [],
      steps: [
        ['both', 'running', undefined, 0],
        ['left', 'done', 4, 0],
        ['right', 'running', undefined, 0],
        ['after', 'waiting', undefined, 0],
      ],
    }))

  test('that failed: the state at fault, what was cut off beside it, what was never reached', () =>
    expect(
      runOfEvents(
        entered('both', 0),
        entered('left', 1, inBoth),
        entered('right', 1, { within: [{ state: 'both', branch: 1 }] }),
        task('left', 2, 0, inBoth),
        failed('left', 3, inBoth),
        task('left', 4, 1, inBoth),
        failed('left', 5, inBoth),
        { type: 'StateFailed', state: 'left', error: 'E', cause: 'c', at: 5, ...inBoth },
        { type: 'StateFailed', state: 'both', error: 'E', cause: 'c', at: 5 },
        { type: 'ExecutionFailed', error: 'E', cause: 'c', at: 6 },
      ),
    ).toEqual({
      status: 'FAILED',
      ms: 6,
      failure: { state: 'left', error: 'E', cause: 'c' },
      taken: [],
      steps: [
        ['both', 'failed', undefined, 0],
        ['left', 'failed', undefined, 1],
        ['right', 'stopped', undefined, 0],
        ['after', 'skipped', undefined, 0],
      ],
    }))

  test('that went on: a block whose failure was caught, and the edge that was taken for it', () =>
    expect(
      runOfEvents(
        entered('both', 0),
        entered('left', 1, inBoth),
        task('left', 2, 0, inBoth),
        failed('left', 3, inBoth),
        { type: 'StateFailed', state: 'left', error: 'E', cause: 'c', at: 3, ...inBoth },
        { type: 'StateCaught', state: 'both', error: 'E', cause: 'c', next: 'after', at: 4 },
        exited('both', 4, 'after'),
        entered('after', 4),
      ),
    ).toMatchObject({
      taken: [{ from: 'both', to: 'after', caught: true }],
      steps: [
        ['both', 'caught', 4, 0],
        ['left', 'failed', undefined, 0],
        ['after', 'running', undefined, 0],
        ['right', 'waiting', undefined, 0],
      ],
    }))

  test('of an expression that failed: in the state, with its field', () => {
    const { record, write } = recording(execution, 0)
    write(entered('left', 0))
    write({ type: 'StateFailed', state: 'left', error: 'E', cause: 'c', location: 'Output/x', at: 1 })
    write({ type: 'ExecutionFailed', error: 'E', cause: 'c', at: 1 })
    expect([record.states[0]?.failed, runOf(record, []).steps.get('left')?.status]).toEqual([
      { error: 'E', cause: 'c', location: 'Output/x' },
      'failed',
    ])
  })
})

describe('a call of a model', () => {
  test.each([
    [
      'Converse',
      {
        arguments: {
          ModelId: 'm',
          System: [{ Text: 's' }],
          Messages: [{ Role: 'user', Content: [{ Text: 'q' }, { Image: {} }] }],
          InferenceConfig: { MaxTokens: 5 },
        },
        result: { Output: { Message: { Content: [{ Text: 'a' }] } }, Usage: { InputTokens: 1, OutputTokens: 2 } },
      },
      {
        model: 'm',
        prompt: [
          { role: 'system', text: 's' },
          { role: 'user', text: 'q\n\n{\n  "Image": {}\n}' },
        ],
        settings: { InferenceConfig: { MaxTokens: 5 } },
        answer: 'a',
        tokens: { input: 1, output: 2 },
      },
    ],
    [
      'Claude’s own body',
      {
        arguments: {
          ModelId: 'm',
          Body: { anthropic_version: 'v', max_tokens: 5, system: 's', messages: [{ role: 'assistant', content: 'q' }] },
        },
        result: { Body: { content: [{ type: 'text', text: 'a' }], usage: { input_tokens: 1, output_tokens: 2 } } },
      },
      {
        model: 'm',
        prompt: [
          { role: 'system', text: 's' },
          { role: 'assistant', text: 'q' },
        ],
        settings: { anthropic_version: 'v', max_tokens: 5 },
        answer: 'a',
        tokens: { input: 1, output: 2 },
      },
    ],
    [
      'Llama’s',
      {
        arguments: { ModelId: 'm', Body: { prompt: 'p' } },
        result: { Body: { generation: 'a', prompt_token_count: 1, generation_token_count: 2 } },
      },
      { model: 'm', prompt: [{ role: 'prompt', text: 'p' }], settings: {}, answer: 'a', tokens: { input: 1, output: 2 } },
    ],
    [
      'Mistral’s, not answered yet',
      { arguments: { ModelId: 'm', Body: { prompt: 'p', temperature: 0 } } },
      { model: 'm', prompt: [{ role: 'prompt', text: 'p' }], settings: { temperature: 0 }, answer: undefined, tokens: undefined },
    ],
    ['and what calls no model is none', { arguments: { KnowledgeBaseId: 'k' } }, undefined],
  ])('%s', (_, given, call) => expect(modelCallOf(given)).toEqual(call))
})

describe('a form', () => {
  const schema = {
    type: 'object',
    properties: {
      tier: { anyOf: [{ const: 'gold' }, { const: 'none' }] },
      pages: { type: 'integer', minimum: 1, maximum: 9 },
      share: { type: 'number', minimum: 0 },
      name: { type: 'string', maxLength: 5 },
      tags: { type: 'array', items: { type: 'string' } },
      loud: { type: 'boolean' },
      more: { type: 'object' },
    },
    required: ['tier'],
  }
  test('has a field for each parameter, of its kind', () =>
    expect(fieldsOf(schema).map(({ name, required, is, schema: one }) => [name, required, is, limitsOf(one)])).toEqual([
      ['tier', true, { kind: 'choice', values: ['gold', 'none'] }, ''],
      ['pages', false, { kind: 'number', whole: true }, '1 to 9'],
      ['share', false, { kind: 'number', whole: false }, 'at least 0'],
      ['name', false, { kind: 'text' }, '5 characters at most'],
      ['tags', false, { kind: 'lines' }, ''],
      ['loud', false, { kind: 'choice', values: [true, false] }, ''],
      ['more', false, { kind: 'json' }, ''],
    ]))

  test('reads what was written as it was meant, and says what cannot be', () => {
    const written = { tier: '"gold"', pages: '3', share: '0.5', name: '7', tags: 'a\nb', loud: 'false', more: '{"a":1}' }
    const read = fieldsOf(schema).map((field) => valueOf(field, written[field.name as keyof typeof written]))
    const again = fieldsOf(schema).map((field, index) => writtenOf(field, read[index]?.value))
    expect([read.map(({ value }) => value), again]).toEqual([
      ['gold', 3, 0.5, '7', ['a', 'b'], false, { a: 1 }],
      Object.values(written),
    ])
    const [, pages, share, , , , more] = fieldsOf(schema)
    expect([valueOf(pages!, '1.5'), valueOf(share!, 'x'), valueOf(more!, 'a'), valueOf(more!, '')]).toEqual([
      { wrong: 'This has to be a whole number.' },
      { wrong: 'This is not a number.' },
      { wrong: 'This is not JSON: a text needs its quotes, a list its brackets.' },
      {},
    ])
  })

  test('offers what the chain allows, and nothing else', () => {
    const { answer } = manifestOf('rag')
    const names = (allow: object) => fieldsOf(choicesOf({ answer: { ...answer!, allow } })).map(({ name }) => name)
    expect([
      names({}),
      names({ models: [answer!.model] }),
      names({
        models: [answer!.model, 'm'],
        maxTokens: true,
        sampling: true,
        stopSequences: true,
        contentTag: true,
        system: true,
      }),
      fieldsOf(choicesOf({ answer: null })),
    ]).toEqual([[], [], ['model', 'max_tokens', 'temperature', 'top_p', 'top_k', 'stop_sequences', 'content_tag', 'system'], []])
  })
})

describe('a turn', () => {
  const request = { messages: [{ role: 'user' as const, content: 'q' }] }
  const begun = asked({ id: 'i', chain: 'c', kind: 'answer', question: 'q', request, sentAt: 100 })
  const after = (...events: readonly AnswerEvent[]) =>
    events.reduce((turn, event, index) => told(turn, event, 110 + 10 * index), begun)
  const delta = (text: string): AnswerEvent => ({ type: 'delta', text })

  test('becomes what it is told, and nothing after its end', () => {
    const workflow: AnswerEvent = { type: 'workflow', version: 'v', experiments: [], tokens: { input: 1, output: 2 } }
    const usage: AnswerEvent = { type: 'usage', inputTokens: 3, outputTokens: 4, usd: 0.1 }
    expect(after(workflow, delta('a'), delta('b'), usage, { type: 'done', stopReason: 'end_turn' }, delta('c'))).toEqual({
      ...begun,
      phase: 'done',
      text: 'ab',
      firstByteMs: 20,
      totalMs: 50,
      version: 'v',
      workflowTokens: { input: 1, output: 2 },
      usage: { input: 3, output: 4, usd: 0.1 },
      stopReason: 'end_turn',
    })
  })

  test('goes into the next request as far as there is an answer, also where it was stopped', () => {
    const failure = { code: 'c', message: 'm', requestId: 'r' }
    const turns = [
      after(delta('a'), { type: 'stopped' }),
      after({ type: 'stopped' }),
      after(delta('half'), { type: 'failed', failure }),
      after(delta('b'), { type: 'done', stopReason: 'end_turn' }),
    ]
    expect(requestOf('next', turns, { session: '', params: {}, choices: { max_tokens: 5 } })).toEqual({
      messages: [
        { role: 'user', content: 'q' },
        { role: 'assistant', content: 'a' },
        { role: 'user', content: 'q' },
        { role: 'assistant', content: 'b' },
        { role: 'user', content: 'next' },
      ],
      max_tokens: 5,
    })
  })
})

describe('a script', () => {
  const script = {
    answers: {
      a: { kind: 'text', text: 't' },
      b: { kind: 'error', error: 'E', cause: '' },
      c: { kind: 'result', result: { d: 1 } },
    },
    faults: { e: { kind: 'delay', ms: 5 } },
    model: { kind: 'cut', after: 3 },
  } as const
  test('is told to local AWS for every call of a run', () => {
    const { stateMachine, answers } = answersBody('m', script)
    expect([
      stateMachine,
      Object.entries(answers).map(([state, list]) => [state, list.length, list[0], list.at(-1)]),
      faultsBody(script),
    ]).toEqual([
      'm',
      [
        ['a', 100, { text: 't' }, { text: 't' }],
        ['b', 100, { throw: { error: 'E' } }, { throw: { error: 'E' } }],
        ['c', 100, { return: { d: 1 } }, { return: { d: 1 } }],
      ],
      {
        faults: [
          { on: 'task', state: 'e', kind: 'delay', ms: 5 },
          { on: 'model', operation: 'ConverseStream', kind: 'cut', after: 3 },
        ],
      },
    ])
  })
  test('is told to people in words', () =>
    expect([...Object.values(script.answers), script.faults.e, script.model].map(wordsOf)).toEqual([
      'answers “t”',
      'fails with E',
      'has a scripted result',
      'is 5 ms late',
      'breaks off after 3 words',
    ]))
})

test('passages are what looks like them, and JSON otherwise', () =>
  expect([
    passagesOf({ context_data: [{ text: 't', source: 's', score: 0.5 }, 'plain', { error: 'E' }] }),
    passagesOf({ context_data: null }),
    passagesOf(undefined),
  ]).toEqual([[{ text: 't', source: 's', score: 0.5 }, { text: 'plain' }, { text: '{\n  "error": "E"\n}' }], [], []]))

test('figures are short', () =>
  expect([
    [0.4, 999, 1000, 59_949, 59_950, 125_000].map(duration),
    [0, 0.00000123, 0.000706, 0.05, 1.5].map(dollars),
    [
      'global.anthropic.claude-haiku-4-5-20251001-v1:0',
      'meta.llama3-8b-instruct-v1:0',
      'arn:aws:bedrock:us-east-1:1:inference-profile/us.amazon.nova-lite-v1:0',
      'mistral.mistral-7b-instruct-v0:2',
    ].map(shortModel),
  ]).toEqual([
    ['0 ms', '999 ms', '1.0 s', '59.9 s', '1 min 0 s', '2 min 5 s'],
    ['$0', '$0.0000012', '$0.00071', '$0.05', '$1.50'],
    ['claude-haiku-4-5', 'llama3-8b-instruct', 'nova-lite', 'mistral-7b-instruct'],
  ]))

test('every failure that the runtime has a code for has a next step', async () => {
  const { readFile } = await import('node:fs/promises')
  const source = await readFile(new URL('../../runtime/failure.ts', import.meta.url), 'utf8')
  const codes = [...source.matchAll(/new Failure\(\s*\d+,\s*'([a-z_]+)'/g)].map(([, code]) => String(code))
  const unsaid = remedyFor('another')
  // what a page of ours cannot do wrong, and what only the log knows of
  const elsewhere = new Set([
    'not_found',
    'method_not_allowed',
    'not_acceptable',
    'unsupported_media_type',
    'invalid_json',
    'internal',
  ])
  expect([...new Set(codes)].filter((code) => remedyFor(code) === unsaid && !elsewhere.has(code))).toEqual([])
})
