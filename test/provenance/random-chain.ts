/** Random chains whose texts go everywhere: through values, steps, branches, items, turns and fallbacks, into sinks of all kinds. */
import * as fc from 'fast-check'
import {
  Type,
  allSettled,
  awsTask,
  bedrockTask,
  chain,
  choice,
  cond,
  differs,
  dynamodb,
  equals,
  exists,
  httpRequest,
  json,
  jsonata,
  lambda,
  lists,
  loop,
  map,
  not,
  parallel,
  prompt,
  retrieve,
  systemChain,
  texts,
  value,
  when,
  withDefault,
} from '../../compiler/index.ts'
import type { Chain, ChainInput, Infer, PlaceStep, Ref, Step } from '../../compiler/index.ts'
import { answer, model } from './told.ts'

type Draw = fc.GeneratorValue
const KIND = Type.Union([Type.Literal('a'), Type.Literal('b')])
const ID = Type.String({ pattern: '^[A-Z]-[0-9]{1,8}$' })
const Line = Type.Object({ kind: KIND, note: Type.String() })
/** No room for words, but in fields that are not declared. */
const Tag = Type.Object({ kind: KIND })
/** What models, functions and tables give: fields with and without room for words. */
const Given = Type.Object({ kind: KIND, id: ID, note: Type.String(), lines: Type.Array(Line), tags: Type.Array(Tag) })
const Params = Type.Object({ word: Type.String(), few: KIND, id: ID, lines: Type.Array(Line), tags: Type.Array(Tag) })
const Text = Type.Object({ text: Type.String() })
const OWN = ['a', 'b', 'own']

type Lines = Ref<Infer<typeof Line>[]>
/** What can be read at a place. */
interface Scope {
  readonly texts: readonly Ref<string>[]
  readonly lines: readonly Lines[]
  readonly tags: readonly Ref<Infer<typeof Tag>[]>[]
}
const also = (scope: Scope, ...more: readonly Ref<string>[]): Scope => ({ ...scope, texts: [...scope.texts, ...more] })
const pick = <T>(g: Draw, from: readonly T[]): T => from[g(fc.nat, { max: from.length - 1 })] as T

/** A text made of those that can be read. */
function text(g: Draw, scope: Scope, depth = 2): Ref<string> {
  // what is new is read more often
  const plain = () => pick(g, g(fc.boolean) ? scope.texts.slice(-2) : scope.texts)
  if (depth === 0) return plain()
  const inner = () => text(g, scope, depth - 1)
  const own = lists.of(Type.String(), OWN)
  const lines = pick(g, scope.lines)
  const made: readonly (() => Ref<string>)[] = [
    plain,
    plain,
    () => texts.concat('x', inner(), inner()),
    () => texts.upper(inner()),
    () => texts.replace(inner(), 'x', inner()),
    () => texts.join(lists.map(lines, ({ note }) => note)),
    () => texts.join(lists.map(lines, ({ kind }) => kind)),
    () => prompt('{{a}} {{#if b}}yes{{/if}}')({ a: inner(), b: inner() }),
    () => prompt('{{#each lines as |line|}}{{line.kind}} {{../a}}{{/each}}')({ lines, a: inner() }),
    () => prompt('{{#each lines}}{{note}}{{/each}}')({ lines }),
    () => prompt('{{json lines}}')({ lines }),
    () => prompt('{{#with line}}{{xml note}}{{/with}}')({ line: withDefault(lists.first(lines), { kind: 'a', note: '' }) }),
    () => cond(lists.includes(own, plain()), inner(), 'a'),
    () => {
      const one = plain()
      return cond(lists.includes(own, one), one, inner())
    },
    () => {
      const one = plain()
      const test = pick(g, [lists.includes(own, one), not(lists.includes(own, one)), equals(one, 'own'), differs(one, 'own')])
      const [first, second] = g(fc.boolean) ? [one, inner()] : [inner(), one]
      return cond(test, first, second)
    },
    () => json.stringify(pick(g, scope.tags)),
    () => prompt('{{#each tags}}{{kind}}{{/each}}')({ tags: pick(g, scope.tags) }),
    () =>
      withDefault(
        lists.find(own, (one) => equals(one, plain())),
        'a',
      ),
    () => withDefault(lists.last(lists.reverse(lines)).note, 'x'),
    () => withDefault(lists.first(lists.filter(lines, ({ note }) => exists(note))).kind, 'a'),
    () => json.stringify(lists.append(lines, { kind: 'a', note: inner() })),
    () => withDefault(lists.first(texts.split(inner(), '|')), ''),
    () =>
      json.parse(Text, json.stringify(withDefault(lists.first(lists.map(lines, ({ note }) => ({ text: note }))), { text: 'x' })))
        .text,
    () => jsonata(Type.String(), '$one & $two', { one: inner(), two: plain() }),
    () => texts.of(texts.length(inner())),
  ]
  return pick(g, made)()
}

/** Names of steps say what they are answered: the runner reads it. */
function counter() {
  let count = 0
  return (kind: string) => `${kind}${++count}`
}
type Name = ReturnType<typeof counter>

/** Places a few steps and gives what can be read behind them. */
function steps(g: Draw, step: PlaceStep, outer: Scope, name: Name, depth: number): Scope {
  let scope = outer
  const count = 1 + g(fc.nat, { max: depth === 0 ? 1 : 2 })
  for (let index = 0; index < count; index++) {
    scope = oneStep(g, step, scope, name, depth)
    if (g(fc.boolean)) sink(g, step, scope, name)
  }
  return scope
}

function oneStep(g: Draw, step: PlaceStep, scope: Scope, name: Name, depth: number): Scope {
  const some = () => text(g, scope)
  const place = (kind: string, builder: Step<Infer<typeof Given>>): Scope => {
    const given = step(name(kind), builder)
    return { ...also(scope, given.id, given.kind, given.note), lines: [...scope.lines, given.lines], tags: [given.tags] }
  }
  const ask = () => bedrockTask({ model, prompt: some(), attempts: 1, timeout: 1 })
  const block =
    (from: Scope = scope) =>
    (inner: PlaceStep): Ref<string> =>
      text(g, steps(g, inner, from, name, depth - 1), 1)
  const simple: readonly (() => Scope)[] = [
    () => also(scope, step(name('text'), ask()).text),
    () =>
      also(
        scope,
        step(
          name('caught'),
          bedrockTask({
            model,
            prompt: some(),
            attempts: 1,
            timeout: 1,
            catch: (_, { error, cause }) => value(Text, { text: pick(g, [error, cause, some()]) }),
          }),
        ).text,
      ),
    () => place('record', bedrockTask({ model, prompt: some(), output: Given, structured: 'tool', attempts: 1, timeout: 1 })),
    () => place('call', lambda({ function: 'F', payload: { some: some() }, result: Given, attempts: 1, timeout: 1 })),
    () => {
      const { passages } = step(name('docs'), retrieve({ knowledgeBase: 'K', query: some(), attempts: 1, timeout: 1 }))
      return also(scope, withDefault(lists.first(passages).text, ''), texts.join(lists.map(passages, (one) => one.text)))
    },
  ]
  const nested: readonly (() => Scope)[] = [
    () => {
      const both = step(name('both'), parallel({ one: block(), other: block() }))
      return also(scope, both.one, both.other)
    },
    () => {
      const { one } = step(name('settled'), allSettled({ one: ask(), other: block() }))
      return also(scope, withDefault(one.value.text, 'x'), withDefault(one.failure.cause, 'x'), one.status)
    },
    () => {
      const kind = lists.first(pick(g, scope.lines)).kind
      return also(scope, step(name('case'), choice(withDefault(kind, 'a'), { a: block(), b: block() })))
    },
    () => {
      const one = pick(g, scope.texts)
      const known = lists.includes(lists.of(Type.String(), OWN), one)
      const ways = pick(g, [known, not(known)])
      return also(scope, step(name('guard'), when(ways, block()).otherwise(block())), one)
    },
    () => {
      const each = step(
        name('each'),
        map(pick(g, scope.lines), (inner, line) => block(also(scope, line.note, line.kind))(inner)),
      )
      return also(scope, texts.join(each))
    },
    () => {
      const start = { text: some() }
      const turns = loop({ carry: Text, start, max: 2, until: ({ text: one }) => equals(one, 'end') }, (inner, carry) => {
        // a loop that a turn of another begins with cannot start from what that carries
        const first = inner(name('text'), ask()).text
        const said = block(also(scope, first, carry.text))(inner)
        return value(Text, { text: pick(g, [said, texts.concat(carry.text, said)]) })
      })
      return also(scope, step(name('loop'), turns).text)
    },
  ]
  return pick(g, depth > 0 ? [...simple, ...nested] : simple)()
}

/** Texts that get where they are not to be written by others. */
function sink(g: Draw, step: PlaceStep, scope: Scope, name: Name): void {
  const word = text(g, scope, 1)
  const brief = { attempts: 1, timeout: 1 } as const
  const aws = (service: string, action: string, given: object) =>
    awsTask({ service, action, arguments: given, resources: ['*'], reason: 'It is never run.', ...brief })
  const builders: readonly (() => Step<unknown>)[] = [
    () => bedrockTask({ model, prompt: 'Go.', system: word, ...brief }),
    () => aws('rdsdata', 'executeStatement', { Sql: word }),
    () => aws('lambda', 'invoke', { FunctionName: word }),
    () => httpRequest({ connection: 'C', url: texts.concat('https://', word), ...brief }),
    () => httpRequest({ connection: 'C', url: 'https://a.example', path: ['x', word], ...brief }),
    () => dynamodb.deleteItem({ table: 'T', key: { id: word, sort: text(g, scope, 1) }, ...brief }),
    () => dynamodb.updateItem({ table: 'T', key: { id: word }, set: { note: text(g, scope, 1) }, ...brief }),
    () =>
      retrieve({
        knowledgeBase: 'K',
        query: 'q',
        filter: {
          any: [
            { attribute: 'a', equals: word },
            { attribute: 'b', equals: 'c' },
          ],
        },
        ...brief,
      }),
  ]
  step(name('sink'), pick(g, builders)())
}

export const randomChain = (g: Draw): Chain =>
  chain('random', { answer, params: Params }, (step, given: ChainInput<Infer<typeof Params>>) => {
    const { question, session, params, messages, caller } = given
    const before = withDefault(lists.first(messages).content, '')
    const first: Scope = {
      texts: [question, session, params.word, params.few, params.id, before, withDefault(caller, 'nobody')],
      lines: [params.lines],
      tags: [params.tags],
    }
    const last = steps(g, step, first, counter(), 2)
    return systemChain.append(text(g, last))
  })
