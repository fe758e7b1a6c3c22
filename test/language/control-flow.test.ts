import { describe, expect, it } from 'vitest'
import {
  Type,
  allSettled,
  bedrockTask,
  chain,
  choice,
  claude,
  equals,
  fail,
  greaterThan,
  lists,
  loop,
  map,
  numbers,
  parallel,
  prompt,
  result,
  say,
  systemChain,
  texts,
  value,
  wait,
  when,
} from '../../compiler/index.ts'
import type { PlaceStep, Ref } from '../../compiler/index.ts'
import { flawsIn, run } from '../../compiler/testing.ts'

const model = claude.haiku45
const answer = { model, system: 'You answer.', maxTokens: 100 }
const ask = prompt('{{text}}')
const Names = Type.Object({ names: Type.Array(Type.String()) })

/** What every model call of a run was asked, in order. */
const asked = (requests: readonly { readonly arguments: unknown }[]) =>
  requests.map((request) => (request.arguments as { Messages: [{ Content: [{ Text: string }] }] }).Messages[0].Content[0].Text)

describe('map', () => {
  const story = chain('story', {}, (step, { question }) => {
    const { names } = step('find', bedrockTask({ model, prompt: ask({ text: question }), output: Names }))
    const arcs = step(
      'arcs',
      map(names, { concurrency: 2 }, (_, name, index) =>
        bedrockTask({ model, prompt: prompt('{{index}} {{name}}')({ name, index }) }),
      ),
    )
    return result({ arcs })
  })

  it('gives what every item gave, in the order of the items', async () => {
    const answers = { find: { json: { names: ['Ann', 'Bob'] } }, 'arcs.item': [{ text: 'A' }, { text: 'B' }] }
    const { result, requests, path } = await run(story, {
      input: { question: 'q' },
      answers: { find: answers.find, 'arcs.item': answers['arcs.item'] },
    })
    expect(result).toEqual({ arcs: [{ text: 'A' }, { text: 'B' }] })
    expect(asked(requests).slice(1)).toEqual(['0 Ann', '1 Bob'])
    expect(path).toEqual(['find', 'arcs', 'arcs.item', 'arcs.item', 'story'])
  })

  it('gives an empty list for an empty list, and a list for a single item', async () => {
    const none = await run(story, { answers: { find: { json: { names: [] } } } })
    expect(none.result).toEqual({ arcs: [] })
    const one = await run(story, { answers: { find: { json: { names: ['Ann'] } }, 'arcs.item': { text: 'A' } } })
    expect(one.result).toEqual({ arcs: [{ text: 'A' }] })
    expect(one.outcome).toMatchObject({
      output: { bedrock_details: { task_details: [{ task_name: 'find' }, { task_name: 'arcs.item' }] } },
    })
  })

  it('hands the items of an outer map on to an inner one that opens its item', async () => {
    const Groups = Type.Object({ groups: Type.Array(Type.Object({ label: Type.String(), members: Type.Array(Type.String()) })) })
    const nested = chain('nested', {}, (step, { question }) => {
      const { groups } = step('find', bedrockTask({ model, prompt: ask({ text: question }), output: Groups }))
      const all = step(
        'all',
        map(groups, (_, group) =>
          map(group.members, (step, member) => {
            const first = step(
              'first',
              bedrockTask({ model, prompt: prompt('{{label}}/{{member}}')({ label: group.label, member }) }),
            )
            return bedrockTask({ model, prompt: prompt('{{text}} of {{label}}')({ text: first.text, label: group.label }) })
          }),
        ),
      )
      return result({ all })
    })
    const groups = [
      { label: 'x', members: ['a', 'b'] },
      { label: 'y', members: [] },
      { label: 'z', members: ['c'] },
    ]
    const { result: data, requests } = await run(nested, {
      answers: { find: { json: { groups } }, 'all.item.first': { text: 'F' }, 'all.item.item': { text: 'E' } },
    })
    expect(data).toEqual({ all: [[{ text: 'E' }, { text: 'E' }], [], [{ text: 'E' }]] })
    expect([...asked(requests)].slice(1).toSorted()).toEqual(['F of x', 'F of x', 'F of z', 'x/a', 'x/b', 'z/c'])
  })
})

describe('loop', () => {
  const Draft = Type.Object({ text: Type.String(), good: Type.Boolean() })
  const write = chain('write', {}, (step, { question }) => {
    const draft = step(
      'draft',
      loop({ carry: Draft, start: { text: question, good: false }, max: 3, until: (draft) => draft.good }, (_, draft, turn) =>
        bedrockTask({ model, prompt: prompt('{{turn}}: {{text}}')({ turn, text: draft.text }), output: Draft }),
      ),
    )
    return result({ text: draft.text })
  })

  it('ends as soon as its condition holds', async () => {
    const {
      result: data,
      requests,
      seconds,
    } = await run(write, {
      input: { question: 'zero' },
      answers: { 'draft.turn': [{ json: { text: 'one', good: false } }, { json: { text: 'two', good: true } }] },
    })
    expect(data).toEqual({ text: 'two' })
    expect(asked(requests)).toEqual(['1: zero', '2: one'])
    expect(seconds).toBe(0)
  })

  it('ends after its last turn with what that carried on', async () => {
    const { result: data, outcome } = await run(write, { answers: { 'draft.turn': { json: { text: 'again', good: false } } } })
    expect(data).toEqual({ text: 'again' })
    expect(outcome).toMatchObject({ output: { bedrock_details: { task_details: [{}, {}, {}] } } })
  })

  it('that begins with a loop starts that with what it carries itself', async () => {
    const Said = Type.Object({ text: Type.String() })
    const once = { carry: Said, max: 2, until: ({ text }: Ref<{ text: string }>) => equals(text, 'enough') }
    const nested = chain('nested', {}, (step, { question }) => {
      const outer = step(
        'outer',
        loop({ ...once, start: { text: question } }, (step, outer) =>
          step(
            'inner',
            loop({ ...once, start: { text: outer.text } }, (_, inner, turn) =>
              bedrockTask({ model, prompt: prompt('{{turn}} {{text}}')({ turn, text: inner.text }) }),
            ),
          ),
        ),
      )
      return result({ text: outer.text })
    })
    const { requests, result: data } = await run(nested, {
      input: { question: 'Q' },
      answers: { 'outer.inner.turn': ['A', 'B', 'C', 'D'].map((text) => ({ text })) },
    })
    expect(asked(requests)).toEqual(['1 Q', '2 A', '1 B', '2 C'])
    expect(data).toEqual({ text: 'D' })
  })

  it('that begins with a loop starts that anew in every turn, whichever way led to it', async () => {
    const Count = Type.Object({ count: Type.Integer() })
    const twice = {
      carry: Count,
      start: { count: 0 },
      max: 2,
      until: ({ count }: Ref<{ count: number }>) => greaterThan(count, 1),
    }
    const nested = chain('nested', {}, (step, { question }) => {
      const style = step(
        'style',
        choice(equals(question, 'short'), { true: value(Type.String(), 'S'), false: value(Type.String(), 'L') }),
      )
      step(
        'outer',
        loop(twice, (step, outer) => {
          step(
            'inner',
            loop(twice, (step, inner) => {
              step(
                'said',
                bedrockTask({ model, prompt: prompt('{{style}}{{a}}{{b}}')({ style, a: outer.count, b: inner.count }) }),
              )
              return value(Count, { count: numbers.plus(inner.count, 1) })
            }),
          )
          return value(Count, { count: numbers.plus(outer.count, 1) })
        }),
      )
      return result({ style })
    })
    const said = async (question: string) =>
      asked((await run(nested, { input: { question }, answers: { 'outer.inner.said': { text: '' } } })).requests)
    expect({ short: await said('short'), long: await said('x') }).toEqual({
      short: ['S00', 'S01', 'S10', 'S11'],
      long: ['L00', 'L01', 'L10', 'L11'],
    })
  })
})

it('takes what a function made of a list as a list, as context and as items', async () => {
  const Names = Type.Object({ names: Type.Array(Type.String()) })
  const taken = chain('taken', { params: Names, answer }, (step, { params }) => {
    const two = lists.take(params.names, 2)
    const asked = step(
      'asked',
      map(two, (_, name) => bedrockTask({ model, prompt: ask({ text: name }) })),
    )
    return systemChain.keep({
      context: lists.merge(
        two,
        lists.map(asked, ({ text }) => text),
      ),
    })
  })
  for (const names of [['Ann', 'Bob', 'Cy'], ['Ann']]) {
    const { answer: given } = await run(taken, { input: { params: { names } }, answers: { 'asked.item': { text: 'yes' } } })
    expect(given?.context_data).toEqual([...names.slice(0, 2), ...names.slice(0, 2).map(() => 'yes')])
  }
})

it('needs no state for branches and items that run nothing', async () => {
  const Names = Type.Object({ names: Type.Array(Type.String()) })
  const plain = chain('plain', { params: Names }, (step, { params }) => {
    const both = step(
      'both',
      parallel({ x: value(Type.Object({ y: Type.Number() }), { y: 1 }), z: value(Type.String(), 'fixed') }),
    )
    const numbered = step(
      'numbered',
      map(params.names, (_, name, index) => value(Type.Object({ name: Type.String(), at: Type.Integer() }), { name, at: index })),
    )
    return result({ both, numbered })
  })
  expect(await run(plain, { input: { params: { names: ['Ann'] } } })).toMatchObject({
    result: { both: { x: { y: 1 }, z: 'fixed' }, numbered: [{ name: 'Ann', at: 0 }] },
    path: ['plain'],
  })
})

it('needs no state for what runs nothing at any depth, wherever it stands', async () => {
  const Text = Type.Object({ text: Type.String() })
  const Names = Type.Object({ names: Type.Array(Type.String()) })
  const deep = chain('deep', { params: Names }, (step, { params, question }) => {
    // the first of the chain, after a task whose output it reads, and in a branch
    const shout = (step: PlaceStep, name: Ref<string>) => {
      const loud = step('loud', value(Text, { text: texts.upper(name) }))
      return value(Text, { text: texts.concat(loud.text, '!') })
    }
    const first = step(
      'first',
      map(params.names, (step, name) => shout(step, name)),
    )
    const said = step('said', bedrockTask({ model, prompt: question }))
    const both = step(
      'both',
      parallel({
        one: (step) => shout(step, said.text),
        other: (step) => {
          const each = step(
            'each',
            map(params.names, (step, name) => shout(step, name)),
          )
          return lists.map(each, ({ text }) => text)
        },
      }),
    )
    return result({ first: lists.map(first, ({ text }) => text), one: both.one.text, other: both.other })
  })
  expect(await run(deep, { input: { params: { names: ['Ann'] } }, answers: { said: { text: 'hi' } } })).toMatchObject({
    result: { first: ['ANN!'], one: 'HI!', other: ['ANN!'] },
    path: ['said', 'deep'],
  })
})

it('keeps its own variables and states apart from the steps of an author', async () => {
  const Text = Type.Object({ text: Type.String() })
  const named = chain('named', {}, (step, { question }) => {
    const details = step('task_details', bedrockTask({ model, prompt: question }))
    const docs = step(
      'docs',
      bedrockTask({ model, prompt: details.text, catch: (_, failure) => value(Text, { text: failure.cause }) }),
    )
    const failure = step('docs_failure', bedrockTask({ model, prompt: docs.text }))
    const draft = step(
      'draft',
      loop({ carry: Text, start: { text: failure.text }, max: 2, until: ({ text }) => equals(text, 'x') }, (step, { text }) => {
        const turns = step('turns', bedrockTask({ model, prompt: text }))
        return value(Text, { text: turns.text })
      }),
    )
    const order = step('order', bedrockTask({ model, prompt: draft.text, output: Text, structured: 'prompt', repair: 1 }))
    const said = step('order_said', bedrockTask({ model, prompt: order.text }))
    const both = step(
      'both',
      parallel({
        one: (step) => {
          const end = step('end', bedrockTask({ model, prompt: said.text }))
          return choice(equals(end.text, 'x'), { true: value(Text, { text: 'x' }), false: () => end })
        },
      }),
    )
    return result([details, docs, failure, draft, order, said, both.one].map(({ text }) => text))
  })
  const answers = {
    task_details: { text: 'a' },
    docs: { throw: { error: 'Broken', cause: 'b' } },
    docs_failure: { text: 'c' },
    'draft.turns': [{ text: 'd' }, { text: 'e' }],
    order: { json: { text: 'f' } },
    order_said: { text: 'g' },
    'both.one.end': { text: 'h' },
  }
  const told = await run(named, { answers })
  expect(told.result).toEqual(['a', 'b', 'c', 'e', 'f', 'g', 'h'])
  expect(flawsIn(named, told)).toEqual([])
})

it('repeats a turn that runs nothing', async () => {
  const counting = chain('counting', {}, (step) => {
    const Count = Type.Object({ n: Type.Integer() })
    const count = step(
      'count',
      loop({ carry: Count, start: { n: 1 }, max: 10, until: ({ n }) => greaterThan(n, 20) }, (_step, { n }) =>
        value(Count, { n: numbers.times(n, 2) }),
      ),
    )
    return result({ n: count.n })
  })
  expect(await run(counting)).toMatchObject({
    result: { n: 32 },
    path: ['count.start', 'count', 'count', 'count', 'count', 'count', 'counting'],
  })
})

describe('choice', () => {
  it('gives a value in the middle of a chain', async () => {
    const Found = Type.Object({ size: Type.Union([Type.Literal('small'), Type.Literal('large')]) })
    const middle = chain('middle', { answer }, (step, { question }) => {
      const found = step('found', bedrockTask({ model, prompt: question, output: Found }))
      const advice = step(
        'advice',
        choice(found.size, {
          small: value(Type.Object({ text: Type.String() }), { text: 'no need' }),
          large: bedrockTask({ model, prompt: ask({ text: 'advise' }) }),
        }),
      )
      return say(advice.text)
    })
    const small = await run(middle, { answers: { found: { json: { size: 'small' } } } })
    expect(small.answer?.answer_text).toBe('no need')
    expect(small.path).toEqual(['found', 'advice', 'middle'])
    const large = await run(middle, { answers: { found: { json: { size: 'large' } }, 'advice.large': { text: 'do it' } } })
    expect(large.answer?.answer_text).toBe('do it')
    expect(large.answer?.bedrock_details.task_details.map((task) => task.task_name)).toEqual(['found', 'advice.large'])
  })

  it('ends the chain in one case while the others go on', async () => {
    const guard = chain('guard', { answer }, (step, { question }) => {
      const check = step('check', bedrockTask({ model, prompt: question, output: Type.Object({ ok: Type.Boolean() }) }))
      const kept = step(
        'kept',
        choice(check.ok, { true: bedrockTask({ model, prompt: 'go on' }), false: say('I cannot help with that.') }),
      )
      return systemChain.append(kept.text)
    })
    const stopped = await run(guard, { answers: { check: { json: { ok: false } } } })
    expect(stopped.answer?.answer_text).toBe('I cannot help with that.')
    const through = await run(guard, { answers: { check: { json: { ok: true } }, 'kept.true': { text: 'so be it' } } })
    expect(through.answer?.system_chain_data).toEqual({ operation: 'APPEND', system_chain_prompt: 'so be it' })
  })

  it('takes the first way whose condition holds', async () => {
    const Order = Type.Object({ total: Type.Number(), country: Type.Optional(Type.String()) })
    const order = chain('order', { answer }, (step, { question }) => {
      const order = step('order', bedrockTask({ model, prompt: question, output: Order }))
      return when(greaterThan(order.total, 100), say('large'))
        .when(equals(order.country, 'FR'), say('French'))
        .otherwise(fail('UnknownOrder', 'There is no such order.'))
    })
    const told = async (total: number, country?: string) => {
      const { answer: given, outcome } = await run(order, {
        answers: { order: { json: { total, ...(country ? { country } : {}) } } },
      })
      return given?.answer_text ?? outcome
    }
    expect(await told(101, 'FR')).toBe('large')
    expect(await told(5, 'FR')).toBe('French')
    expect(await told(5)).toEqual({ status: 'FAILED', error: 'UnknownOrder', cause: 'There is no such order.' })
  })
})

describe('failures', () => {
  it('keep the branches that did not fail, when settled', async () => {
    const trip = chain('trip', {}, (step, { question }) => {
      const found = step(
        'found',
        allSettled({
          hotels: bedrockTask({ model, prompt: question }),
          museums: (step) => {
            const city = step('city', bedrockTask({ model, prompt: question }))
            return bedrockTask({ model, prompt: ask({ text: city.text }) })
          },
        }),
      )
      return result(found)
    })
    const broken = { throw: { error: 'BedrockRuntime.ValidationException', cause: 'no' } }
    const { result: data } = await run(trip, {
      answers: { 'found.hotels': broken, 'found.museums.run.city': { text: 'Rome' }, 'found.museums.run': { text: 'MAXXI' } },
    })
    expect(data).toEqual({
      hotels: { status: 'rejected', failure: { error: 'BedrockRuntime.ValidationException', cause: 'no' } },
      museums: { status: 'fulfilled', value: { text: 'MAXXI' } },
    })
  })

  it('are caught by name', async () => {
    const caught = chain('caught', { answer }, (step, { question }) => {
      const { text } = step(
        'ask',
        bedrockTask({
          model,
          prompt: question,
          catch: {
            'BedrockRuntime.AccessDeniedException': (_, failure) => say(prompt('denied: {{cause}}')({ cause: failure.cause })),
            'States.ALL': value(Type.Object({ text: Type.String() }), { text: 'fallback' }),
          },
        }),
      )
      return say(text)
    })
    const after = async (error: string) =>
      (await run(caught, { answers: { ask: { throw: { error, cause: 'why' } } } })).answer?.answer_text
    expect(await after('BedrockRuntime.AccessDeniedException')).toBe('denied: why')
    expect(await after('BedrockRuntime.ValidationException')).toBe('fallback')
  })
})

it('waits on the virtual clock', async () => {
  const slow = chain('slow', { answer }, (step) => {
    step('pause', wait(5))
    return say('done')
  })
  expect(await run(slow)).toMatchObject({ answer: { answer_text: 'done' }, seconds: 5, path: ['pause', 'slow'] })
})

it('runs branches of branches, with a choice that ends a branch', async () => {
  const deep = chain('deep', {}, (step, { question }) => {
    const out = step(
      'out',
      parallel({
        a: parallel({ x: bedrockTask({ model, prompt: question }), y: value(Type.String(), 'fixed') }),
        b: (step) => {
          const ok = step('ok', bedrockTask({ model, prompt: question, output: Type.Object({ yes: Type.Boolean() }) }))
          return choice(ok.yes, { true: value(Type.String(), 'yes'), false: value(Type.String(), 'no') })
        },
      }),
    )
    return result(out)
  })
  const { result: data, path } = await run(deep, { answers: { 'out.a.x': { text: 'X' }, 'out.b.ok': { json: { yes: false } } } })
  expect(data).toEqual({ a: { x: { text: 'X' }, y: 'fixed' }, b: 'no' })
  expect(path).toContain('out.b.end')
})

it('makes a value of an item where an item begins with a choice', async () => {
  const Params = Type.Object({ words: Type.Array(Type.String()), isLong: Type.Boolean() })
  const labelled = chain('labelled', { params: Params }, (step, { params }) => {
    const all = step(
      'all',
      map(params.words, (step, word, index) => {
        const label = step('label', value(Type.String(), texts.concat(texts.of(index), '-', word)))
        step('size', choice(params.isLong, { true: value(Type.String(), 'long'), false: value(Type.String(), 'short') }))
        return label
      }),
    )
    return result({ all })
  })
  const { result: data } = await run(labelled, { input: { params: { words: ['a', 'b'], isLong: true } } })
  expect(data).toEqual({ all: ['0-a', '1-b'] })
})
