/** Random typed values of the language: each can be written into a chain, and evaluated directly in TypeScript. */
import * as fc from 'fast-check'
import {
  Type,
  and,
  atLeast,
  atMost,
  cond,
  contains,
  dates,
  differs,
  endsWith,
  equals,
  exists,
  greaterThan,
  isEmpty,
  json,
  jsonata,
  lessThan,
  lists,
  not,
  numbers,
  objects,
  or,
  prompt,
  startsWith,
  texts,
  withDefault,
} from '../../compiler/index.ts'
import type { Infer, Ref } from '../../compiler/index.ts'
import type { TSchema } from '../../compiler/language/schema.ts'

export const Person = Type.Object({ name: Type.String(), 'is true': Type.Number(), null: Type.Array(Type.String()) })
export const Params = Type.Object({
  true: Type.String(),
  'a b': Type.String(),
  false: Type.Number(),
  'it`s': Type.Number(),
  flag: Type.Boolean(),
  words: Type.Array(Type.String()),
  counts: Type.Array(Type.Number()),
  tables: Type.Array(Type.Array(Type.Number())),
  people: Type.Array(Person),
  person: Person,
  maybe: Type.Optional(Type.String()),
  '{% x %}': Type.Optional(Type.String()),
})
export type Params = Infer<typeof Params>
type Person = Infer<typeof Person>

const HOSTILE = [
  '',
  ' ',
  '{% $x %}',
  '${KnowledgeBaseId}',
  '"',
  "it's",
  '\\',
  '\u0000\u001f',
  '😀é',
  '\n\t ',
  '```json\n{}\n```',
  '%}',
  '$1$$',
  'null',
]
export const anyText = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
)
export const anyNumber = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.integer({ min: -4000, max: 4000 }).map((n) => n / 8),
)
const some = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 })
export const anyPerson: fc.Arbitrary<Person> = fc.record({ name: anyText, 'is true': anyNumber, null: some(anyText) })
export const anyParams: fc.Arbitrary<Params> = fc.record(
  {
    true: anyText,
    'a b': anyText,
    false: anyNumber,
    'it`s': anyNumber,
    flag: fc.boolean(),
    words: some(anyText),
    counts: some(anyNumber),
    tables: some(some(anyNumber)),
    people: some(anyPerson),
    person: anyPerson,
    maybe: anyText,
    '{% x %}': anyText,
  },
  { requiredKeys: ['true', 'a b', 'false', 'it`s', 'flag', 'words', 'counts', 'tables', 'people', 'person'] },
)

interface Types {
  text: string
  number: number
  boolean: boolean
  date: string
  texts: string[]
  numbers: number[]
  tables: number[][]
  person: Person
  people: Person[]
  maybeText: string | undefined
  maybeNumber: number | undefined
}
type Kind = keyof Types

/** What values of each kind there are to read where one stands: references when it is written, else the values themselves. */
type Scope = { readonly [K in Kind]: readonly unknown[] }

export interface Random {
  readonly functions: readonly string[]
  readonly depth: number
  readonly write: (scope: Scope) => unknown
  readonly evaluate: (scope: Scope) => unknown
}
export interface Node<T> extends Random {
  readonly evaluate: (scope: Scope) => T
}

/** The same for references and for values: parameters and items have the same fields. */
const scopeOfPerson = (person: Person) => ({
  text: [person.name],
  number: [person['is true']],
  texts: [person.null],
  person: [person],
})
export function scopeOf(params: Params): Scope {
  const own = scopeOfPerson(params.person)
  return {
    text: [params.true, params['a b'], ...own.text],
    number: [params.false, params['it`s'], ...own.number],
    boolean: [params.flag],
    date: [],
    texts: [params.words, ...own.texts],
    numbers: [params.counts],
    tables: [params.tables],
    person: own.person,
    people: [params.people],
    maybeText: [params.maybe, params['{% x %}']],
    maybeNumber: [],
  }
}

const inside = (scope: Scope, kind: Kind, item: unknown, index?: unknown): Scope => {
  const more: Partial<Record<Kind, readonly unknown[]>> = kind === 'person' ? scopeOfPerson(item as Person) : { [kind]: [item] }
  const both = index === undefined ? more : { ...more, number: [...(more.number ?? []), index] }
  return Object.fromEntries(
    Object.entries(scope).map(([name, values]) => [name, [...values, ...(both[name as Kind] ?? [])]]),
  ) as unknown as Scope
}

// ---------------------------------------------------------------- making nodes

const leaf = <T>(name: string, write: (scope: Scope) => unknown, evaluate: (scope: Scope) => T): Node<T> => ({
  functions: [name],
  depth: 1,
  write,
  evaluate,
})
/** A list that is written, with the schema that an empty one does not show. */
const literalLists = <S extends TSchema>(items: S, arbitrary: fc.Arbitrary<Infer<S>[]>): fc.Arbitrary<Node<Infer<S>[]>> =>
  arbitrary.map((value) =>
    leaf(
      'literal',
      () => lists.of(items, value as never),
      () => value,
    ),
  )
const literals = <T>(arbitrary: fc.Arbitrary<T>) =>
  arbitrary.map((value) =>
    leaf(
      'literal',
      () => value,
      () => value,
    ),
  )

/** One of the values in scope; the later ones, items of lists, more often. */
const reads = <K extends Kind>(kind: K): fc.Arbitrary<Node<Types[K]>> =>
  fc.nat({ max: 99 }).map((pick) => {
    const read = (scope: Scope) => scope[kind][scope[kind].length - 1 - (pick % Math.min(scope[kind].length, 4))]
    return leaf('read', read, read as (scope: Scope) => Types[K])
  })

type NodesOf<A> = { readonly [I in keyof A]: fc.Arbitrary<Node<A[I]>> }
const depthOf = (nodes: readonly Random[]) => 1 + Math.max(0, ...nodes.map(({ depth }) => depth))

/** A function of values. */
function of<const A extends readonly unknown[], T>(
  name: string,
  parts: NodesOf<A>,
  // oxlint-disable-next-line typescript/no-explicit-any -- references of any type, as the language's functions want them
  write: (...given: any[]) => unknown,
  evaluate: (...given: A) => T,
): fc.Arbitrary<Node<T>> {
  return fc.tuple(...(parts as unknown as fc.Arbitrary<Node<unknown>>[])).map((nodes) => ({
    functions: [name, ...nodes.flatMap(({ functions }) => functions)],
    depth: depthOf(nodes),
    write: (scope) => write(...nodes.map((node) => node.write(scope))),
    evaluate: (scope) => evaluate(...(nodes.map((node) => node.evaluate(scope)) as unknown as A)),
  }))
}

/** A function of a list and of its items. */
function ofItems<I, B, T>(
  name: string,
  kind: Kind,
  list: fc.Arbitrary<Node<I[]>>,
  body: fc.Arbitrary<Node<B>>,
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  write: (list: any, each: (item: Ref<any>, index: Ref<number>) => any) => unknown,
  evaluate: (list: I[], each: (item: I, index: number) => B) => T,
  indexed = false,
): fc.Arbitrary<Node<T>> {
  return fc.tuple(list, body).map(([items, each]) => {
    const within = (scope: Scope, item: unknown, index: unknown) => inside(scope, kind, item, indexed ? index : undefined)
    return {
      functions: [name, ...items.functions, ...each.functions],
      depth: depthOf([items, each]),
      write: (scope) =>
        write(
          items.write(scope),
          indexed
            ? (item, index) => each.write(within(scope, item, index))
            : (item) => each.write(within(scope, item, undefined)),
        ),
      evaluate: (scope) => evaluate(items.evaluate(scope), (item, index) => each.evaluate(within(scope, item, index))),
    }
  })
}

// ---------------------------------------------------------------- what functions mean

const characters = (text: string) => Array.from(text)
const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0)
const precise = (value: number) => Number(value.toPrecision(15))
const asText = (value: number | boolean) => String(typeof value === 'number' ? precise(value) : value)
const asJson = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'number' ? precise(one) : one)))
const trim = (text: string) => text.replace(/^[ \t\r\n]+/, '').replace(/[ \t\r\n]+$/, '')
const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right)
const unique = <T>(all: readonly T[]) => all.filter((one, index) => all.findIndex((other) => same(one, other)) === index)
const roundHalfToEven = (value: number) => {
  const rounded = Math.round(value)
  return Math.abs(rounded - value) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded
}
function between(text: string, open: string, close: string) {
  const start = text.indexOf(open)
  if (start < 0) return undefined
  const end = text.indexOf(close, start + open.length)
  return end < 0 ? undefined : text.slice(start + open.length, end)
}
const parsed = (text: string) => (/^-?\d{1,200}(\.\d+)?([eE][-+]?\d{1,2})?$/.test(trim(text)) ? Number(trim(text)) : undefined)
const sorted = <T>(all: readonly T[], key: (item: T) => number | string, order: 1 | -1) => {
  const keys = new Map(all.map((item, index) => [index, key(item)]))
  const compare = (left: number, right: number) => {
    const [a, b] = [keys.get(left) as number, keys.get(right) as number]
    return a < b ? -order : a > b ? order : left - right
  }
  return [...all.keys()].toSorted(compare).map((index) => all[index] as T)
}
const extreme = <T>(all: readonly T[], key: (item: T) => number, order: 1 | -1) =>
  all.length === 0 ? undefined : sorted(all, key, order)[0]
const day = 86_400_000

const TEMPLATE = prompt('<{{first}}|{{second}}>')
const SEPARATORS = fc.constantFrom(',', ' ', '😀', '"', '${', '{%')
const COUNTS = fc.constantFrom(0, 1, 2, 5)
const DATES = fc.constantFrom('2026-02-28T12:00:00Z', '1969-12-31T23:59:59.999Z', '2024-02-29T00:00:00+02:00')

/** `depth`: levels of functions at most. */
export function randomValues(depth: number) {
  const { all } = fc.letrec<{ [K in Kind]: Node<Types[K]> } & { all: Random }>((tie) => {
    const pick = <T>(simple: fc.Arbitrary<Node<T>>, ...rest: fc.Arbitrary<Node<T>>[]): fc.Arbitrary<Node<T>> =>
      fc.oneof({ maxDepth: depth, depthIdentifier: 'values', withCrossShrink: true }, simple, ...rest)
    const [text, number, boolean, date] = [tie('text'), tie('number'), tie('boolean'), tie('date')]
    const [words, counts, tables] = [tie('texts'), tie('numbers'), tie('tables')]
    const [person, people, maybeText, maybeNumber] = [tie('person'), tie('people'), tie('maybeText'), tie('maybeNumber')]
    const divisor = literals(fc.constantFrom(1, 2, -3, 8))
    const separator = literals(SEPARATORS)
    const count = literals(COUNTS)

    return {
      text: pick(
        fc.oneof(literals(anyText), reads('text')),
        of('texts.upper', [text], texts.upper, (one) => one.toUpperCase()),
        of('texts.lower', [text], texts.lower, (one) => one.toLowerCase()),
        of('texts.trim', [text], texts.trim, trim),
        of('texts.take', [text, count], texts.take, (one, most) => characters(one).slice(0, most).join('')),
        of('texts.drop', [text, count], texts.drop, (one, most) => characters(one).slice(most).join('')),
        of('texts.concat', [text, number, boolean], texts.concat, (one, two, three) => one + asText(two) + asText(three)),
        of('texts.join', [words, text], texts.join, (all, by) => all.join(by)),
        of(
          'texts.join',
          [text, text, text],
          (...all) => texts.join(all as string[], '+'),
          (...all) => all.join('+'),
        ),
        of('texts.replace', [text, text, text], texts.replace, (one, what, by) =>
          what === '' ? one : one.replaceAll(what, () => by),
        ),
        of('texts.of', [fc.oneof(number, boolean) as fc.Arbitrary<Node<number | boolean>>], texts.of, asText),
        of(
          'prompt',
          [text, text],
          (first, second) => TEMPLATE({ first, second }),
          (first, second) => `<${first}|${second}>`,
        ),
        of('withDefault', [maybeText, text], withDefault, (one, other) => one ?? other),
        of('cond', [boolean, text, text], cond, (test, one, other) => (test ? one : other)),
        of(
          'json.stringify',
          [text],
          (one) => json.stringify(one),
          (one) => JSON.stringify(one),
        ),
        of('json.stringify', [people], json.stringify, (one) => JSON.stringify(asJson(one))),
        of(
          'dates.format',
          [date],
          (one) => dates.format(one, '[Y0001]/[M01]/[D01]'),
          (one) => new Date(one).toISOString().slice(0, 10).replaceAll('-', '/'),
        ),
        of(
          'person.name',
          [person],
          (one: Ref<Person>) => one.name,
          (one) => one.name,
        ),
      ),
      number: pick(
        fc.oneof(literals(anyNumber), reads('number')),
        of('numbers.plus', [number, number], numbers.plus, (one, two) => one + two),
        of('numbers.plus', [number, number, number], numbers.plus, (...all) => sum(all)),
        of('numbers.minus', [number, number], numbers.minus, (one, two) => one - two),
        of('numbers.times', [number, number, number], numbers.times, (one, two, three) => one * two * three),
        of('numbers.dividedBy', [number, divisor], numbers.dividedBy, (one, two) => one / two),
        of('numbers.modulo', [number, divisor], numbers.modulo, (one, two) => one % two),
        of('numbers.round', [number], (one) => numbers.round(one), roundHalfToEven),
        of('numbers.floor', [number], numbers.floor, Math.floor),
        of('numbers.ceil', [number], numbers.ceil, Math.ceil),
        of('numbers.abs', [number], numbers.abs, Math.abs),
        of('numbers.sum', [counts], numbers.sum, sum),
        of(
          'numbers.max',
          [number, number],
          (...all) => numbers.max(all as [number]),
          (...all) => Math.max(...all),
        ),
        of('withDefault', [maybeNumber, number], withDefault, (one, other) => one ?? other),
        of('texts.length', [text], texts.length, (one) => characters(one).length),
        of('lists.count', [fc.oneof(words, tables) as fc.Arbitrary<Node<unknown[]>>], lists.count, (all) => all.length),
        of('dates.toMillis', [date], dates.toMillis, (one) => Date.parse(one)),
        of('dates.secondsBetween', [date, date], dates.secondsBetween, (one, two) => (Date.parse(two) - Date.parse(one)) / 1000),
        of('dates.daysBetween', [date, date], dates.daysBetween, (one, two) => (Date.parse(two) - Date.parse(one)) / day),
        of(
          'jsonata',
          [number, words],
          (one, all) => jsonata(Type.Number(), '$one + $count($all)', { one, all }),
          (one, all) => one + all.length,
        ),
      ),
      boolean: pick(
        fc.oneof(literals(fc.boolean()), reads('boolean')),
        of('equals', [text, text], equals, (one, two) => one === two),
        of('equals', [number, number], equals, (one, two) => one === two),
        of('differs', [text, text], differs, (one, two) => one !== two),
        of('lessThan', [number, number], lessThan, (one, two) => one < two),
        of('atMost', [number, number], atMost, (one, two) => one <= two),
        of('greaterThan', [text, text], greaterThan, (one, two) => one > two),
        of('atLeast', [number, number], atLeast, (one, two) => one >= two),
        of('and', [boolean, boolean, boolean], and, (...all) => all.every(Boolean)),
        of('or', [boolean, boolean, boolean], or, (...all) => all.some(Boolean)),
        of('not', [boolean], not, (one) => !one),
        of('contains', [text, text], contains, (one, part) => one.includes(part)),
        of('startsWith', [text, text], startsWith, (one, part) => one.startsWith(part)),
        of('endsWith', [text, text], endsWith, (one, part) => one.endsWith(part)),
        of('exists', [maybeText], exists, (one) => one !== undefined),
        of('isEmpty', [text], isEmpty, (one) => one === ''),
        of('isEmpty', [tables], isEmpty, (all) => all.length === 0),
        of('lists.includes', [words, text], lists.includes, (all, one) => all.includes(one)),
        of('dates.isBefore', [date, date], dates.isBefore, (one, two) => Date.parse(one) < Date.parse(two)),
        ofItems('lists.some', 'numbers', tables, boolean, lists.some, (all, test) => all.some(test)),
        ofItems('lists.every', 'person', people, boolean, lists.every, (all, test) => all.every(test)),
      ),
      date: pick(
        literals(DATES),
        of(
          'dates.plus',
          [date, count, number],
          (one, days, seconds: number) =>
            dates.plus(one, { days, hours: -3, seconds: numbers.floor(numbers.modulo(seconds, 1000)) }),
          (one, days, seconds) =>
            new Date(Date.parse(one) + days * day - 3 * 3_600_000 + Math.floor(seconds % 1000) * 1000).toISOString(),
        ),
        of(
          'dates.fromMillis',
          [number],
          (one) => dates.fromMillis(numbers.floor(numbers.modulo(one, 1000))),
          (one) => new Date(Math.floor(one % 1000)).toISOString(),
        ),
        fc.constant(
          leaf(
            'dates.now',
            () => dates.now(),
            () => '2026-01-01T00:00:00.000Z',
          ),
        ),
        of(
          'dates.parse',
          [date],
          (one) => dates.parse(dates.format(one, '[D01].[M01].[Y0001]'), '[D01].[M01].[Y0001]'),
          (one) => `${new Date(one).toISOString().slice(0, 10)}T00:00:00.000Z`,
        ),
      ),
      texts: pick(
        fc.oneof(reads('texts'), literalLists(Type.String(), some(anyText))),
        of('texts.split', [text, separator], texts.split, (one, by) => one.split(by)),
        of(
          'lists.of',
          [text, text],
          (...all) => lists.of(Type.String(), all as string[]),
          (...all) => all,
        ),
        of('lists.take', [words, count], lists.take, (all, most) => all.slice(0, most)),
        of(
          'lists.sort',
          [words],
          (all: Ref<string[]>) => lists.sort(all, (one) => one),
          (all) => sorted(all, (one) => one, 1),
        ),
        of('lists.reverse', [words], lists.reverse, (all) => all.toReversed()),
        of('lists.unique', [words], lists.unique, unique),
        of('lists.merge', [words, words], lists.merge, (one, two) => [...one, ...two]),
        of('lists.append', [words, text], lists.append, (all, one) => [...all, one]),
        ofItems('lists.map', 'person', people, text, lists.map, (all, each) => all.map(each)),
        ofItems('lists.map', 'text', words, text, lists.map, (all, each) => all.map(each), true),
        ofItems('lists.filter', 'text', words, boolean, lists.filter, (all, test) => all.filter(test), true),
        of(
          'jsonata',
          [words],
          (all) => jsonata(Type.Array(Type.String()), '$all[$length($) > 1]', { all }),
          (all) => all.filter((one) => characters(one).length > 1),
        ),
        of('cond', [boolean, words, words], cond, (test, one, other) => (test ? one : other)),
      ),
      numbers: pick(
        fc.oneof(reads('numbers'), literalLists(Type.Number(), some(anyNumber))),
        of(
          'lists.of',
          [number, number],
          (...all) => lists.of(Type.Number(), all as number[]),
          (...all) => all,
        ),
        of('lists.range', [count, count], lists.range, (from, to) =>
          Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index),
        ),
        of('lists.flatten', [tables], lists.flatten, (all) => all.flat()),
        of(
          'withDefault',
          [of('lists.first', [tables], lists.first, (all) => all[0]), counts],
          withDefault,
          (one, other) => one ?? other,
        ),
        of(
          'withDefault',
          [
            of(
              'lists.at',
              [tables, number],
              (all, at) => lists.at(all, numbers.floor(numbers.modulo(at, 4))),
              (all, at) => all.at(Math.floor(at % 4)),
            ),
            counts,
          ],
          withDefault,
          (one, other) => one ?? other,
        ),
        ofItems('lists.map', 'number', counts, number, lists.map, (all, each) => all.map(each)),
        ofItems('lists.filter', 'number', counts, boolean, lists.filter, (all, test) => all.filter(test)),
        of(
          'withDefault',
          [ofItems('lists.find', 'numbers', tables, boolean, lists.find, (all, test) => all.find(test)), counts],
          withDefault,
          (one, other) => one ?? other,
        ),
        of(
          'withDefault',
          [
            ofItems(
              'lists.highest',
              'numbers',
              tables,
              number,
              (all, key) => lists.highest(all, (item) => key(item, 0 as never) as never),
              (all, key) => extreme(all, key as never, -1),
            ),
            counts,
          ],
          withDefault,
          (one, other) => one ?? other,
        ),
      ),
      tables: pick(
        fc.oneof(reads('tables'), literalLists(Type.Array(Type.Number()), some(some(anyNumber)))),
        of(
          'lists.of',
          [counts, counts],
          (...all) => lists.of(Type.Array(Type.Number()), all as number[][]),
          (...all) => all,
        ),
        of('lists.take', [tables, count], lists.take, (all, most) => all.slice(0, most)),
        of('lists.takeLast', [tables, count], lists.takeLast, (all, most) => (most === 0 ? [] : all.slice(-most))),
        of('lists.drop', [tables, count], lists.drop, (all, most) => all.slice(most)),
        of('lists.append', [tables, counts, counts], lists.append, (all, one, two) => [...all, one, two]),
        of('lists.merge', [tables, tables], lists.merge, (one, two) => [...one, ...two]),
        of('lists.unique', [tables], lists.unique, unique),
        of('lists.reverse', [tables], lists.reverse, (all) => all.toReversed()),
        ofItems('lists.map', 'numbers', tables, counts, lists.map, (all, each) => all.map(each)),
        ofItems('lists.filter', 'numbers', tables, boolean, lists.filter, (all, test) => all.filter(test)),
        ofItems(
          'lists.sort',
          'numbers',
          tables,
          number,
          (all, key) => lists.sort(all, key, 'descending'),
          (all, key) => sorted(all, key as never, -1),
        ),
        of(
          'json.parse',
          [tables],
          (all) =>
            json.parse(Type.Array(Type.Array(Type.Number())), texts.concat('So:\n```json\n', json.stringify(all), '\n```')),
          (all) => asJson(all) as number[][],
        ),
      ),
      person: pick(
        reads('person'),
        of(
          'object',
          [text, number, words],
          (name, age, tags) => ({ name, 'is true': age, null: tags }),
          (name, age, tags) => ({ name, 'is true': age, null: tags }),
        ),
        of(
          'objects.merge',
          [person, text],
          (one, name) => objects.merge(one, { name }),
          (one, name) => ({ ...one, name }),
        ),
        of(
          'withDefault',
          [of('lists.last', [people], lists.last, (all) => all.at(-1)), person],
          withDefault,
          (one, other) => one ?? other,
        ),
        of(
          'withDefault',
          [
            ofItems(
              'lists.lowest',
              'person',
              people,
              number,
              (all, key) => lists.lowest(all, (item) => key(item, 0 as never) as never),
              (all, key) => extreme(all, key as never, 1),
            ),
            person,
          ],
          withDefault,
          (one, other) => one ?? other,
        ),
        of(
          'json.parse',
          [person],
          (one) => json.parse(Person, json.stringify(one)),
          (one) => asJson(one) as Person,
        ),
      ),
      people: pick(
        reads('people'),
        of(
          'lists.of',
          [person],
          (one) => lists.of(Person, [one]),
          (one) => [one],
        ),
        of('lists.append', [people, person], lists.append, (all, one) => [...all, one]),
        ofItems('lists.map', 'text', words, person, lists.map, (all, each) => all.map(each)),
        ofItems('lists.filter', 'person', people, boolean, lists.filter, (all, test) => all.filter(test)),
        ofItems('lists.sort', 'person', people, text, lists.sort, (all, key) => sorted(all, key as never, 1)),
      ),
      maybeText: pick(
        reads('maybeText'),
        of('texts.between', [text, text, text], texts.between, between),
        of('lists.first', [words], lists.first, (all) => all[0]),
        of('lists.last', [words], lists.last, (all) => all.at(-1)),
        of(
          'lists.last',
          [people],
          (all: Ref<Person[]>) => lists.last(all).name,
          (all) => all.at(-1)?.name,
        ),
        ofItems('lists.find', 'text', words, boolean, lists.find, (all, test) => all.find(test)),
      ),
      maybeNumber: pick(
        of('numbers.parse', [text], numbers.parse, parsed),
        of('numbers.max', [counts], numbers.max, (all) => (all.length === 0 ? undefined : Math.max(...all))),
        of('numbers.min', [counts], numbers.min, (all) => (all.length === 0 ? undefined : Math.min(...all))),
        of('numbers.average', [counts], numbers.average, (all) => (all.length === 0 ? undefined : sum(all) / all.length)),
      ),
      all: fc.oneof(
        text,
        number,
        boolean,
        date,
        words,
        counts,
        tables,
        person,
        people,
        maybeText,
        maybeNumber,
      ) as fc.Arbitrary<Random>,
    }
  })
  return all
}
