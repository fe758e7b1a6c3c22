/** The functions of values, each on the engine, for empty, single and absent values as well. */
import { describe, expect, it } from 'vitest'
import {
  Type,
  atLeast,
  bedrockTask,
  chain,
  choice,
  claude,
  cond,
  dates,
  endsWith,
  equals,
  exists,
  greaterThan,
  isEmpty,
  json,
  lists,
  loop,
  numbers,
  objects,
  prompt,
  result,
  startsWith,
  texts,
  value,
  when,
  withDefault,
} from '../../compiler/index.ts'
import type { ChainInput, Infer, Ref } from '../../compiler/index.ts'
import type { RunInput } from '../../compiler/testing.ts'
import { run } from '../../compiler/testing.ts'

const Person = Type.Object({ name: Type.String(), age: Type.Number(), tags: Type.Array(Type.String()) })
const Params = Type.Object({
  text: Type.String(),
  part: Type.String(),
  number: Type.Number(),
  words: Type.Array(Type.String()),
  counts: Type.Array(Type.Number()),
  tables: Type.Array(Type.Array(Type.Number())),
  people: Type.Array(Person),
  person: Person,
  maybe: Type.Optional(Type.String()),
  nobody: Type.Optional(Person),
  nothing: Type.Union([Type.String(), Type.Null()]),
})
type Values = Ref<Infer<typeof Params>>

const ann = { name: 'Ann', age: 40, tags: ['a', 'b'] }
const bob = { name: 'Bob', age: 30, tags: [] }
const cyd = { name: 'Cyd', age: 40, tags: ['c'] }
const given: Infer<typeof Params> = {
  text: ' Ünïcode 😀 is\n"quoted" ',
  part: 'is',
  number: 7,
  words: ['one', 'two', 'three'],
  counts: [3, 1, 2, 3],
  tables: [[1, 2], [], [3]],
  people: [ann, bob, cyd],
  person: ann,
  nothing: null,
}

/** What the values are when the chain has run. */
async function valuesOf(
  of: (params: Values, input: ChainInput<Infer<typeof Params>>) => Readonly<Record<string, Ref<unknown>>>,
  params: Partial<Infer<typeof Params>> = {},
  input: RunInput = {},
) {
  const all = chain('all', { params: Params }, (_, start) => result(of(start.params, start)))
  const { result: data, outcome } = await run(all, { input: { ...input, params: { ...given, ...params } } })
  return outcome.status === 'SUCCEEDED' ? data : outcome
}

describe('texts', () => {
  it('are changed, measured and taken apart by characters', async () => {
    const values = await valuesOf(({ text }) => ({
      upper: texts.upper(text),
      lower: texts.lower(text),
      trim: texts.trim(text),
      trimLiteral: texts.trim('\t a  b\r\n'),
      length: texts.length(text),
      take: texts.take(text, 9),
      takeAll: texts.take(text, 1000),
      takeNone: texts.take(text, 0),
      drop: texts.drop(text, 9),
      dropAll: texts.drop(text, 1000),
      dropNone: texts.drop(text, -3),
    }))
    expect(values).toEqual({
      upper: ' ÜNÏCODE 😀 IS\n"QUOTED" ',
      lower: ' ünïcode 😀 is\n"quoted" ',
      trim: 'Ünïcode 😀 is\n"quoted"',
      trimLiteral: 'a  b',
      length: 23,
      take: ' Ünïcode ',
      takeAll: given.text,
      takeNone: '',
      drop: '😀 is\n"quoted" ',
      dropAll: '',
      dropNone: given.text,
    })
  })

  it('are put together, split and replaced', async () => {
    const of = ({ text, part, words, number }: Values) => ({
      concat: texts.concat(part, ':', number, '/', true, '/', 1.5),
      join: texts.join(words, ', '),
      joinWritten: texts.join(['a', part, 'c'], '-'),
      split: texts.split('one, two', ', '),
      splitNone: texts.split(part, ','),
      splitEmpty: texts.split('', ','),
      replace: texts.replace('a.b.c', '.', '$1'),
      replaceByValue: texts.replace(texts.concat(part, part), part, '$$'),
      unchanged: texts.replace(text, '', 'x'),
      of: texts.of(number),
    })
    const expected = {
      concat: 'is:7/true/1.5',
      join: 'one, two, three',
      joinWritten: 'a-is-c',
      split: ['one', 'two'],
      splitNone: ['is'],
      splitEmpty: [''],
      replace: 'a$1b$1c',
      replaceByValue: '$$$$',
      unchanged: given.text,
      of: '7',
    }
    expect(await valuesOf(of)).toEqual(expected)
    expect(await valuesOf(of, { words: [], part: '' })).toEqual({
      ...expected,
      concat: ':7/true/1.5',
      join: '',
      joinWritten: 'a--c',
      splitNone: [''],
      replaceByValue: '',
    })
    expect(await valuesOf(of, { words: ['one'] })).toEqual({ ...expected, join: 'one' })
  })

  it('are searched at their start, at their end, and for what is between two marks', async () => {
    const of = ({ text, part }: Values) => ({
      starts: startsWith(text, part),
      ends: endsWith(text, part),
      empty: isEmpty(text),
      sql: withDefault(texts.between(text, '<sql>', '</sql>'), 'none'),
      has: exists(texts.between(text, part, part)),
    })
    expect(await valuesOf(of, { text: 'a <sql>SELECT "x"</sql> <sql>2</sql>', part: 'a ' })).toEqual({
      starts: true,
      ends: false,
      empty: false,
      sql: 'SELECT "x"',
      has: false,
    })
    expect(await valuesOf(of, { text: '</sql><sql>', part: '</sql><sql> and more' })).toEqual({
      starts: false,
      ends: false,
      empty: false,
      sql: 'none',
      has: false,
    })
    expect(await valuesOf(of, { text: '', part: '' })).toEqual({ starts: true, ends: true, empty: true, sql: 'none', has: true })
  })

  it.each([
    ['{"a": "```"}', '{"a": "```"}'],
    ['  plain \n', 'plain'],
    ['```json\n{"a":1}\n```', '{"a":1}'],
    ['Here it is:\r\n```json\r\n{"a":"```"}\r\n```\r\nand ```x```', '{"a":"```"}'],
    ['```\n{"a":1}```', '{"a":1}'],
    ['```json\n\n```', ''],
    ['```sql\nSELECT 1\n```\n```sql\nSELECT 2\n```', 'SELECT 1'],
    ['```json\n{"a":', '```json\n{"a":'],
  ])('lose their code fence: %j', async (text, expected) => {
    const values = await valuesOf((params) => ({ bare: texts.withoutFence(params.text) }), { text })
    expect(values).toEqual({ bare: expected })
  })

  it('are the text of a message whose content is in blocks', async () => {
    const messages = [
      { role: 'user' as const, content: 'plain' },
      {
        role: 'user' as const,
        content: [
          { type: 'text' as const, text: 'two' },
          { type: 'text' as const, text: 'blocks' },
        ],
      },
    ]
    const values = await valuesOf(
      (_, { messages: all }) => ({
        last: lists.last(all).content,
        length: texts.length(withDefault(lists.last(all).content, '')),
        all: texts.join(
          lists.map(all, ({ content }) => content),
          '|',
        ),
        shown: prompt('{{content}}')({ content: lists.last(all).content }),
        same: equals(lists.first(all).content, 'plain'),
        none: exists(lists.at(all, 9).content),
        whole: lists.map(all, ({ role, content }) => ({ role, content })),
      }),
      {},
      { messages },
    )
    expect(values).toEqual({
      last: 'two\nblocks',
      length: 10,
      all: 'plain|two\nblocks',
      shown: 'two\nblocks',
      same: true,
      none: false,
      whole: [
        { role: 'user', content: 'plain' },
        { role: 'user', content: 'two\nblocks' },
      ],
    })
  })
})

describe('numbers', () => {
  it('are calculated with', async () => {
    const values = await valuesOf(({ number }) => ({
      plus: numbers.plus(number, 1),
      more: numbers.plus(number, 0.5, -2),
      minus: numbers.minus(1, number),
      product: numbers.times(number, 2, -3),
      share: numbers.dividedBy(number, 2),
      rest: numbers.modulo(numbers.minus(0, number), 4),
      nested: numbers.times(numbers.minus(number, 2), numbers.plus(1, number)),
      rounded: lists.map(lists.of(Type.Number(), [0.5, 1.5, 2.4, -2.6]), (one) => numbers.round(one)),
      digits: numbers.round(numbers.dividedBy(number, 3), 2),
      floor: numbers.floor(-1.5),
      ceil: numbers.ceil(1.2),
      abs: numbers.abs(numbers.minus(0, number)),
      format: numbers.format(1234.5, '#,##0.00'),
    }))
    expect(values).toEqual({
      plus: 8,
      more: 5.5,
      minus: -6,
      product: -42,
      share: 3.5,
      rest: -3,
      nested: 40,
      rounded: [0, 2, 2, -3],
      digits: 2.33,
      floor: -2,
      ceil: 2,
      abs: 7,
      format: '1,234.50',
    })
  })

  it('of a list have a sum and, where there are any, a largest, a smallest and a mean', async () => {
    const of = ({ counts, number }: Values) => ({
      sum: numbers.sum(counts),
      max: numbers.max(counts),
      min: numbers.min(counts),
      average: numbers.average(counts),
      clamped: numbers.min([number, 5]),
    })
    expect(await valuesOf(of)).toEqual({ sum: 9, max: 3, min: 1, average: 2.25, clamped: 5 })
    expect(await valuesOf(of, { counts: [4] })).toEqual({ sum: 4, max: 4, min: 4, average: 4, clamped: 5 })
    expect(await valuesOf(of, { counts: [] })).toEqual({ sum: 0, clamped: 5 })
  })

  it.each([
    ['12.5', 12.5],
    [' -3e4\n', -30000],
    ['007', 7],
    ['1,000', null],
    ['', null],
    ['0x1F', null],
    ['1e999', null],
    ['twelve', null],
  ])('are read from a text that is one: %j', async (text, expected) => {
    const values = await valuesOf((params) => ({ number: withDefault(numbers.parse(params.text), -1) }), { text })
    expect(values).toEqual({ number: expected ?? -1 })
  })
})

describe('dates', () => {
  it('are moved, compared, written and read', async () => {
    const values = await valuesOf(
      ({ text, number }) => ({
        now: dates.now(),
        millis: dates.toMillis(text),
        back: dates.fromMillis(dates.toMillis(text)),
        later: dates.plus(text, { days: 1, hours: -2, seconds: number }),
        minutes: dates.plus(text, { minutes: numbers.minus(0, number) }),
        seconds: dates.secondsBetween(text, '2026-02-28T12:00:30Z'),
        days: numbers.floor(dates.daysBetween(text, '2026-03-10')),
        before: dates.isBefore(text, dates.plus(text, { seconds: 1 })),
        format: dates.format(text, '[D]. [MNn] [Y] [H01]:[m01]', '+0100'),
        parse: dates.parse('24.12.2026', '[D01].[M01].[Y0001]'),
      }),
      { text: '2026-02-28T12:00:00Z' },
    )
    expect(values).toEqual({
      now: '2026-01-01T00:00:00.000Z',
      millis: 1772280000000,
      back: '2026-02-28T12:00:00.000Z',
      later: '2026-03-01T10:00:07.000Z',
      minutes: '2026-02-28T11:53:00.000Z',
      seconds: 30,
      days: 9,
      before: true,
      format: '28. February 2026 13:00',
      parse: '2026-12-24T00:00:00.000Z',
    })
  })
})

describe('lists', () => {
  const of = ({ tables, words, people, number }: Values) => ({
    count: lists.count(tables),
    first: lists.first(tables),
    last: lists.last(tables),
    second: lists.at(tables, 1),
    fromEnd: lists.at(tables, -2),
    at: lists.at(tables, numbers.minus(number, 6)),
    take: lists.take(tables, 2),
    takeLast: lists.takeLast(tables, 2),
    drop: lists.drop(tables, numbers.minus(number, 6)),
    map: lists.map(tables, (table) => lists.map(table, (one) => numbers.times(one, 10))),
    indexed: lists.map(words, (word, index) => texts.concat(index, word)),
    objects: lists.map(people, ({ name, tags }, index) => ({ name, tags, first: equals(index, 0), 'a key': [name] })),
    filter: lists.filter(tables, (table) => greaterThan(lists.count(table), 0)),
    none: lists.filter(tables, (table) => greaterThan(lists.count(table), 9)),
    find: lists.find(tables, (table) => isEmpty(table)),
    some: lists.some(tables, (table) => isEmpty(table)),
    every: lists.every(tables, (table) => isEmpty(table)),
    includes: lists.includes(words, 'two'),
    merge: lists.merge(tables, tables),
    append: lists.append(tables, [], [9]),
    appendValue: lists.append(
      tables,
      lists.map(people, ({ age }) => age),
    ),
    flatten: lists.flatten(tables),
    reverse: lists.reverse(tables),
    unique: lists.unique(lists.merge(tables, tables)),
    range: lists.range(1, number),
    noRange: lists.range(number, 1),
    byAge: lists.map(
      lists.sort(people, ({ age }) => age),
      ({ name }) => name,
    ),
    byAgeDown: lists.map(
      lists.sort(people, ({ age }) => age, 'descending'),
      ({ name }) => name,
    ),
    oldest: lists.highest(people, ({ age }) => age).name,
    youngest: lists.lowest(people, ({ age }) => age).name,
    longest: lists.highest(tables, (table) => lists.count(table)),
  })

  it('stay lists of lists with several items', async () => {
    expect(await valuesOf(of)).toEqual({
      count: 3,
      first: [1, 2],
      last: [3],
      second: [],
      fromEnd: [],
      at: [],
      take: [[1, 2], []],
      takeLast: [[], [3]],
      drop: [[], [3]],
      map: [[10, 20], [], [30]],
      indexed: ['0one', '1two', '2three'],
      objects: [
        { name: 'Ann', tags: ['a', 'b'], first: true, 'a key': ['Ann'] },
        { name: 'Bob', tags: [], first: false, 'a key': ['Bob'] },
        { name: 'Cyd', tags: ['c'], first: false, 'a key': ['Cyd'] },
      ],
      filter: [[1, 2], [3]],
      none: [],
      find: [],
      some: true,
      every: false,
      includes: true,
      merge: [[1, 2], [], [3], [1, 2], [], [3]],
      append: [[1, 2], [], [3], [], [9]],
      appendValue: [[1, 2], [], [3], [40, 30, 40]],
      flatten: [1, 2, 3],
      reverse: [[3], [], [1, 2]],
      unique: [[1, 2], [], [3]],
      range: [1, 2, 3, 4, 5, 6, 7],
      noRange: [],
      byAge: ['Bob', 'Ann', 'Cyd'],
      byAgeDown: ['Ann', 'Cyd', 'Bob'],
      oldest: 'Ann',
      youngest: 'Bob',
      longest: [1, 2],
    })
  })

  it('stay lists with one item that is an empty list', async () => {
    expect(await valuesOf(of, { tables: [[]], words: ['one'], people: [bob], number: 6 })).toEqual({
      count: 1,
      first: [],
      last: [],
      at: [],
      take: [[]],
      takeLast: [[]],
      drop: [[]],
      map: [[]],
      indexed: ['0one'],
      objects: [{ name: 'Bob', tags: [], first: true, 'a key': ['Bob'] }],
      filter: [],
      none: [],
      find: [],
      some: true,
      every: true,
      includes: false,
      merge: [[], []],
      append: [[], [], [9]],
      appendValue: [[], [30]],
      flatten: [],
      reverse: [[]],
      unique: [[]],
      range: [1, 2, 3, 4, 5, 6],
      noRange: [],
      byAge: ['Bob'],
      byAgeDown: ['Bob'],
      oldest: 'Bob',
      youngest: 'Bob',
      longest: [],
    })
  })

  it('stay lists without items', async () => {
    expect(await valuesOf(of, { tables: [], words: [], people: [], number: 1 })).toEqual({
      count: 0,
      take: [],
      takeLast: [],
      drop: [],
      map: [],
      indexed: [],
      objects: [],
      filter: [],
      none: [],
      some: false,
      every: true,
      includes: false,
      merge: [],
      append: [[], [9]],
      appendValue: [[]],
      flatten: [],
      reverse: [],
      unique: [],
      range: [1],
      noRange: [1],
      byAge: [],
      byAgeDown: [],
    })
  })

  it('are written with values of any kind, each of them an item', async () => {
    const values = await valuesOf(({ words, text, maybe, person }) => ({
      lists: lists.of(Type.Array(Type.String()), [words, [text], lists.take(words, 1)]),
      count: lists.count(lists.of(Type.Array(Type.String()), [words, [text], lists.take(words, 1)])),
      objects: lists.last(lists.of(Person, [person, { name: text, age: 1, tags: words }])).tags,
      present: numbers.sum(lists.map(lists.of(Type.String(), [text, maybe as unknown as Ref<string>]), () => 1)),
    }))
    expect(values).toEqual({
      lists: [given.words, [given.text], ['one']],
      count: 3,
      objects: given.words,
      present: 1,
    })
  })

  it('make a conversation grow', async () => {
    const values = await valuesOf(
      ({ text }, { messages }) => ({
        grown: lists.append(messages, { role: 'assistant', content: text }, { role: 'user', content: 'Go on.' }),
      }),
      { text: 'Yes.' },
      { question: 'Well?' },
    )
    expect(values).toEqual({
      grown: [
        { role: 'user', content: 'Well?' },
        { role: 'assistant', content: 'Yes.' },
        { role: 'user', content: 'Go on.' },
      ],
    })
  })

  it('have functions inside functions, which read what is around them', async () => {
    const values = await valuesOf(
      ({ people, number, words }) => ({
        pairs: lists.map(people, (person, index) =>
          lists.map(
            lists.filter(words, (word) => greaterThan(texts.length(word), index)),
            (word, place) => texts.concat(person.name, '/', word, '/', index, '/', place, '/', number),
          ),
        ),
      }),
      { people: [ann, bob], words: ['a', 'bc'] },
    )
    expect(values).toEqual({ pairs: [['Ann/a/0/0/7', 'Ann/bc/0/1/7'], ['Bob/bc/1/0/7']] })
  })
})

describe('values that may be absent', () => {
  it('have fields that may be absent, and give way to a default', async () => {
    const of = ({ maybe, nobody, nothing, words, person }: Values) => ({
      maybe,
      there: exists(maybe),
      text: withDefault(maybe, 'none'),
      tags: withDefault(nobody.tags, words),
      whole: withDefault(nobody, person).name,
      notNull: withDefault(nothing, 'null'),
      computed: withDefault(lists.last(lists.filter(words, (word) => startsWith(word, 't'))), texts.concat('no', 'ne')),
    })
    expect(await valuesOf(of)).toEqual({
      there: false,
      text: 'none',
      tags: given.words,
      whole: 'Ann',
      notNull: 'null',
      computed: 'three',
    })
    expect(await valuesOf(of, { maybe: 'x', nobody: bob, nothing: 'y', words: [] })).toEqual({
      maybe: 'x',
      there: true,
      text: 'x',
      tags: [],
      whole: 'Bob',
      notNull: 'y',
      computed: 'none',
    })
  })

  it('are chosen by a condition', async () => {
    const of = ({ number, words, tables }: Values) => ({
      size: cond(greaterThan(number, 5), 'large', 'small'),
      list: cond(greaterThan(number, 5), lists.take(words, 1), []),
      nested: cond(greaterThan(number, 5), cond(isEmpty(tables), 1, 2), { other: tables }),
    })
    expect(await valuesOf(of)).toEqual({ size: 'large', list: ['one'], nested: 2 })
    expect(await valuesOf(of, { number: 1 })).toEqual({ size: 'small', list: [], nested: { other: given.tables } })
  })
})

describe('objects and JSON', () => {
  it('are merged and cut down', async () => {
    const values = await valuesOf(({ person, number, words }) => ({
      merged: objects.merge(person, { age: numbers.plus(person.age, number), words }),
      age: objects.merge(person, { age: 1 }).age,
      picked: objects.pick(person, 'name', 'tags'),
    }))
    expect(values).toEqual({
      merged: { name: 'Ann', age: 47, tags: ['a', 'b'], words: given.words },
      age: 1,
      picked: { name: 'Ann', tags: ['a', 'b'] },
    })
  })

  it('are written as JSON and read back', async () => {
    const of = ({ text, number, words, person, tables, nothing, maybe }: Values) => ({
      text: json.stringify(text),
      number: json.stringify(number),
      list: json.stringify(words),
      object: json.stringify(person),
      tables: json.stringify(tables),
      nothing: json.stringify(nothing),
      back: json.parse(Person, json.stringify(person)),
      fenced: json.parse(
        Type.Array(Type.Array(Type.Number())),
        texts.concat('Here:\n```json\n', json.stringify(tables), '\n```'),
      ),
      default: json.stringify(withDefault(maybe, 'none')),
    })
    const expected = {
      text: JSON.stringify(given.text),
      number: '7',
      list: JSON.stringify(given.words),
      object: JSON.stringify(ann),
      tables: JSON.stringify(given.tables),
      nothing: 'null',
      back: ann,
      fenced: given.tables,
      default: '"none"',
    }
    expect(await valuesOf(of)).toEqual(expected)
    expect(await valuesOf(of, { words: [], tables: [[]], nothing: '"' })).toEqual({
      ...expected,
      list: '[]',
      tables: '[[]]',
      fenced: [[]],
      nothing: '"\\""',
    })
  })

  it('are refused when a list holds a list that is too short', async () => {
    const Pairs = Type.Array(Type.Array(Type.Number(), { minItems: 1 }))
    const of = ({ text }: Values) => ({ pairs: json.parse(Pairs, text) })
    expect(await valuesOf(of, { text: '[[1],[2,3]]' })).toEqual({ pairs: [[1], [2, 3]] })
    expect(await valuesOf(of, { text: '[[]]' })).toMatchObject({ status: 'FAILED' })
    expect(await valuesOf(of, { text: '[]' })).toEqual({ pairs: [] })
  })

  it('fail the run when a text does not have the schema', async () => {
    const outcome = await valuesOf(({ text }) => ({ person: json.parse(Person, text) }), { text: '{"name":"Ann"}' })
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' })
  })
})

describe('values that are calculated', () => {
  it('are printed by prompts as their schemas say', async () => {
    const shown = prompt(`{{#each people}}{{@index}} {{name}}{{#if nick}} ({{nick}}){{/if}}: {{join tags}}
{{/each}}{{#if none}}some{{else}}none{{/if}} {{#with oldest}}{{name}}{{/with}}`)
    const values = await valuesOf(({ people, maybe }) => ({
      shown: shown({
        people: lists.map(people, ({ name, tags }) => ({ name: texts.upper(name), tags, nick: maybe })),
        none: lists.filter(people, ({ age }) => greaterThan(age, 99)),
        oldest: lists.highest(people, ({ age }) => age),
      }),
    }))
    expect(values).toEqual({ shown: '0 ANN: a, b\n1 BOB: \n2 CYD: c\nnone Ann' })
  })

  it('decide which way a chain goes', async () => {
    const size = chain('size', { params: Params }, (_, { params: { number, words } }) =>
      choice(cond(greaterThan(number, 5), 'large', 'small'), {
        large: when(
          lists.every(words, (word) => greaterThan(texts.length(word), 2)),
          result({ size: texts.concat('large ', number) }),
        ).otherwise(result({ size: 'large, short words' })),
        small: result({ size: 'small' }),
      }),
    )
    const sizeOf = async (params: Partial<Infer<typeof Params>>) =>
      (await run(size, { input: { params: { ...given, ...params } } })).result
    expect(await sizeOf({})).toEqual({ size: 'large 7' })
    expect(await sizeOf({ words: ['a'] })).toEqual({ size: 'large, short words' })
    expect(await sizeOf({ number: 1 })).toEqual({ size: 'small' })
  })

  it('are carried through the turns of a loop', async () => {
    const Message = Type.Object({ role: Type.Union([Type.Literal('user'), Type.Literal('assistant')]), content: Type.String() })
    const Talk = Type.Object({ messages: Type.Array(Message), round: Type.Integer() })
    const talk = chain('talk', {}, (step, { question }) => {
      const { messages } = step(
        'talk',
        loop(
          {
            carry: Talk,
            start: { messages: [{ role: 'user', content: question }], round: 1 },
            max: 5,
            until: ({ round }) => atLeast(round, 3),
          },
          (step, carry) => {
            const { text } = step('reply', bedrockTask({ model: claude.haiku45, messages: carry.messages }))
            return value(Talk, {
              messages: lists.append(carry.messages, { role: 'assistant', content: text }, { role: 'user', content: 'Go on.' }),
              round: numbers.plus(carry.round, 1),
            })
          },
        ),
      )
      return result({ messages: lists.takeLast(messages, 3), count: lists.count(messages) })
    })
    const { result: data, requests } = await run(talk, {
      input: { question: 'Well?' },
      answers: { 'talk.reply': [{ text: 'One.' }, { text: 'Two.' }] },
    })
    expect(data).toEqual({
      messages: [
        { role: 'user', content: 'Go on.' },
        { role: 'assistant', content: 'Two.' },
        { role: 'user', content: 'Go on.' },
      ],
      count: 5,
    })
    expect(requests[1]?.arguments).toMatchObject({
      Messages: [
        { Role: 'user', Content: [{ Text: 'Well?' }] },
        { Role: 'assistant', Content: [{ Text: 'One.' }] },
        { Role: 'user', Content: [{ Text: 'Go on.' }] },
      ],
    })
  })

  it('may be called as the variables that their own code uses', async () => {
    const names = chain('names', { params: Params }, (step, { params }) => {
      const list = step('list', value(Params.properties.people, params.people))
      const key = step('key', value(Type.Number(), 1))
      const text = step('text', value(Type.String(), params.text))
      const left = step('left', value(Type.Number(), params.number))
      return result({
        sorted: lists.map(
          lists.sort(list, ({ age }) => numbers.plus(numbers.times(age, key), left)),
          ({ name }) => name,
        ),
        highest: lists.highest(list, ({ age }) => numbers.plus(numbers.times(age, key), left)).name,
        ends: endsWith(texts.concat(text, '!'), texts.concat(text, '!')),
        bare: texts.withoutFence(texts.concat('```\n', text, '\n```')),
      })
    })
    expect((await run(names, { input: { params: given } })).result).toEqual({
      sorted: ['Bob', 'Ann', 'Cyd'],
      highest: 'Ann',
      ends: true,
      bare: given.text.trim(),
    })
  })
})
