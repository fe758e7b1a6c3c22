/** Random chains: every kind of step, nested in every other, with values of what ran before. Described as data, so that they shrink. */
import * as fc from 'fast-check'
import {
  Passage,
  Type,
  allSettled,
  amazonNova,
  bedrockTask,
  chain,
  choice,
  claude,
  dynamodb,
  equals,
  exists,
  greaterThan,
  httpRequest,
  isEmpty,
  lambda,
  lists,
  llama,
  loop,
  map,
  parallel,
  prompt,
  result,
  retrieve,
  say,
  split,
  startWorkflow,
  systemChain,
  texts,
  tool,
  toolLoop,
  value,
  wait,
  when,
  withDefault,
} from '../../compiler/index.ts'
import type { Block, Chain, Model, PlaceStep, Ref, Step } from '../../compiler/index.ts'

type Fallback = 'none' | 'value' | 'failure' | 'end' | 'named'
type Node =
  | { readonly do: 'ask'; readonly of: number; readonly model: number; readonly whole: boolean; readonly fallback: Fallback }
  | { readonly do: 'form'; readonly of: number; readonly way: number; readonly fallback: Fallback }
  | { readonly do: 'search'; readonly of: number; readonly fallback: Fallback }
  | { readonly do: 'call'; readonly of: number; readonly service: number; readonly fallback: Fallback }
  | { readonly do: 'tools'; readonly of: number; readonly fallback: Fallback }
  | { readonly do: 'value'; readonly of: number }
  | { readonly do: 'choose'; readonly by: number; readonly of: number; readonly blocks: readonly [Inner, Inner] }
  | { readonly do: 'both'; readonly isSettled: boolean; readonly fallback: Fallback; readonly blocks: readonly [Inner, Inner] }
  | {
      readonly do: 'each'
      readonly of: number
      readonly isSequential: boolean
      readonly fallback: Fallback
      readonly block: Inner
    }
  | { readonly do: 'again'; readonly of: number; readonly max: number; readonly block: Inner }
  | { readonly do: 'pause' }
interface Inner {
  readonly steps: readonly Node[]
  /** Which text it gives, and how: a value made of it, a step's output as it is, or a builder. */
  readonly of: number
  readonly gives: 'value' | 'reference' | 'builder'
}
export interface Described {
  readonly steps: readonly Node[]
  readonly of: number
  /** How it ends: `choice` in several ways. */
  readonly end: 'keep' | 'append' | 'tag' | 'say' | 'data' | 'choice'
}

const small = fc.nat(9)
const fallback = fc.constantFrom<Fallback>('none', 'none', 'value', 'failure', 'end', 'named')

const { described } = fc.letrec<{ node: Node; inner: Inner; described: Described }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2, depthSize: 'medium' },
    fc.record({ do: fc.constant('ask' as const), of: small, model: small, whole: fc.boolean(), fallback }),
    fc.record({ do: fc.constant('form' as const), of: small, way: small, fallback }),
    fc.record({ do: fc.constant('search' as const), of: small, fallback }),
    fc.record({ do: fc.constant('call' as const), of: small, service: small, fallback }),
    fc.record({ do: fc.constant('value' as const), of: small }),
    fc.constant({ do: 'pause' as const }),
    fc.record({ do: fc.constant('tools' as const), of: small, fallback }),
    fc.record({ do: fc.constant('choose' as const), by: small, of: small, blocks: fc.tuple(tie('inner'), tie('inner')) }),
    fc.record({
      do: fc.constant('both' as const),
      isSettled: fc.boolean(),
      fallback,
      blocks: fc.tuple(tie('inner'), tie('inner')),
    }),
    fc.record({ do: fc.constant('each' as const), of: small, isSequential: fc.boolean(), fallback, block: tie('inner') }),
    fc.record({ do: fc.constant('again' as const), of: small, max: fc.integer({ min: 1, max: 3 }), block: tie('inner') }),
  ),
  inner: fc.record({
    steps: fc.array(tie('node'), { maxLength: 2 }),
    of: small,
    gives: fc.constantFrom('value' as const, 'reference' as const, 'builder' as const),
  }),
  described: fc.record({
    steps: fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
    of: small,
    end: fc.constantFrom('keep' as const, 'append' as const, 'tag' as const, 'say' as const, 'data' as const, 'choice' as const),
  }),
}))
/** Descriptions of chains. */
export const anyChain: fc.Arbitrary<Described> = described

const Text = Type.Object({ text: Type.String() })
type Text = { text: string }
const Form = Type.Object({
  text: Type.String(),
  flag: Type.Boolean(),
  kind: Type.Union([Type.Literal('a'), Type.Literal('b')]),
  words: Type.Array(Type.String()),
  rows: Type.Array(Type.Array(Type.Integer())),
  maybe: Type.Optional(Type.String()),
})
const Found = Type.Object({ passages: Type.Array(Passage) })
const Used = Type.Object({
  text: Type.String(),
  stopped: Type.Union([Type.Literal('answered'), Type.Literal('limit')]),
  turns: Type.Integer(),
})
const Carry = Type.Object({ text: Type.String(), words: Type.Array(Type.String()) })
const NO_WORDS = lists.of(Type.String(), [])
const MODELS: readonly Model[] = [claude.haiku45, amazonNova.lite, llama.instruct8b, claude.haiku3]

/** What can be read at a place, newest last. */
interface Known {
  readonly texts: readonly Ref<string>[]
  readonly outputs: readonly Ref<Text>[]
  readonly lists: readonly Ref<string[]>[]
  readonly flags: readonly Ref<boolean>[]
  readonly kinds: readonly Ref<'a' | 'b'>[]
  readonly maybes: readonly Ref<string | undefined>[]
}
const NONE: Known = { texts: [], outputs: [], lists: [], flags: [], kinds: [], maybes: [] }
const and = (known: Known, more: Partial<Known>): Known =>
  Object.fromEntries(
    Object.entries(known).map(([key, all]) => [key, [...(all as unknown[]), ...(more[key as keyof Known] ?? [])]]),
  ) as unknown as Known
const pick = <T>(all: readonly T[], index: number): T | undefined =>
  all[all.length === 0 ? 0 : all.length - 1 - (index % all.length)]

/** The chain that is described. It compiles, but for what takes too long or nests too deep. */
export function chainOf({ steps, of, end }: Described, name = 'random'): Chain {
  let count = 0
  const next = () => `s${++count}`
  const effort = { timeout: 2, attempts: 2 } as const
  const bare = prompt('{{text}}')
  const filled = prompt('Say: {{text}}{{#if maybe}} ({{maybe}}){{/if}}{{#each words}} {{this}}{{/each}}')

  /** A catch that gives another value, with or without the failure's cause, or ends the chain where it can. */
  const catching = (kind: Fallback, withText: (text: Ref<string> | string) => Step<unknown>, canEnd: boolean) => {
    const by = (_: PlaceStep, failure: Ref<{ error: string; cause: string }>) => withText(failure.cause)
    switch (kind) {
      case 'none':
        return {}
      case 'value':
        return { catch: withText('none') as never }
      case 'failure':
        return { catch: by as never }
      case 'end':
        return { catch: (canEnd ? ending() : withText('none')) as never }
      case 'named':
        return { catch: { 'Mine.Error': withText('named'), 'States.Timeout': by } as never }
      default:
        return kind satisfies never
    }
  }
  const ending = () => (end === 'data' ? result({ failed: true }) : say('It failed.'))
  const texted = (text: Ref<string> | string) => value(Text, { text })

  function place(step: PlaceStep, node: Node, known: Known, canEnd: boolean): Known {
    const text = (index: number) => pick(known.texts, index) as Ref<string>
    const said = (made: Ref<Text>) => and(known, { texts: [made.text], outputs: [made] })
    switch (node.do) {
      case 'ask': {
        const words = pick(known.lists, node.of)
        const content =
          node.whole || !words
            ? bare({ text: text(node.of) })
            : filled({ text: text(node.of), maybe: withDefault(pick(known.maybes, node.of) ?? text(0), ''), words })
        const caught = catching(node.fallback, texted, canEnd)
        return said(
          step(
            next(),
            bedrockTask({ model: MODELS[node.model % MODELS.length] as Model, prompt: content, ...effort, ...caught }),
          ),
        )
      }
      case 'form': {
        const plain = { text: '', flag: false, kind: 'a' as const, words: [], rows: [] }
        const caught = catching(node.fallback, (text) => value(Form, { ...plain, text }), canEnd)
        const model = MODELS[node.way % MODELS.length] as Model
        const ways = [
          {},
          { structured: 'prompt' as const },
          { repair: 1 },
          { fallback: [amazonNova.lite] },
          { structured: 'prompt' as const, repair: 1 },
        ]
        const form = step(
          next(),
          bedrockTask({
            model,
            prompt: filled({ text: text(node.of), maybe: '', words: NO_WORDS }),
            output: Form,
            ...ways[node.way % ways.length],
            ...effort,
            ...caught,
          }),
        )
        return and(known, {
          texts: [form.text],
          lists: [form.words],
          flags: [form.flag],
          kinds: [form.kind],
          maybes: [form.maybe],
        })
      }
      case 'search': {
        const caught = catching(node.fallback, (text) => value(Found, { passages: [{ text }] }), canEnd)
        const { passages } = step(
          next(),
          retrieve({ knowledgeBase: 'KnowledgeBaseId', query: text(node.of), ...effort, ...caught }),
        )
        return and(known, {
          lists: [lists.map(passages, (one) => one.text)],
          maybes: [lists.first(passages).text],
          flags: [isEmpty(passages)],
        })
      }
      case 'call':
        return called(step, node, known, canEnd)
      case 'tools': {
        const look = tool({
          description: 'Looks.',
          input: Text,
          block: (_, given) => bedrockTask({ model: claude.haiku3, prompt: given.text, timeout: 1, attempts: 1 }),
        })
        const caught = catching(node.fallback, (text) => value(Used, { text, stopped: 'limit', turns: 0 }), canEnd)
        const used = step(
          next(),
          toolLoop({
            model: claude.haiku45,
            prompt: text(node.of),
            tools: { look },
            maxTurns: 2,
            timeout: 1,
            attempts: 1,
            ...caught,
          }),
        )
        return and(known, { texts: [used.text], flags: [equals(used.stopped, 'limit')] })
      }
      case 'value':
        return said(step(next(), texted(texts.concat(text(node.of), '-', text(node.of + 1)))))
      case 'choose':
        return said(step(next(), chosen(node, known, canEnd)))
      case 'both': {
        const [one, other] = node.blocks.map((block) => blockOf(block, known, false)) as [Block<never, Text>, Block<never, Text>]
        if (node.isSettled) {
          const settled = step(next(), allSettled({ one, other }))
          return and(known, { maybes: [settled.one.value.text, settled.other.failure.cause], flags: [exists(settled.one.value)] })
        }
        const Both = Type.Object({ one: Text, other: Text })
        const caught = catching(node.fallback, (text) => value(Both, { one: { text }, other: { text } }), canEnd)
        const both = step(next(), parallel({ one, other }, caught))
        return and(known, { texts: [both.one.text, both.other.text], outputs: [both.one] })
      }
      case 'each': {
        const items = lists.take(pick(known.lists, node.of) ?? lists.of(Type.String(), ['x', 'y']), 3)
        const caught = catching(node.fallback, (text) => value(Type.Array(Text), [{ text }]), canEnd)
        const options = { ...(node.isSequential ? { concurrency: 1 } : {}), ...caught }
        const each = step(
          next(),
          map(
            items,
            options,
            (step: PlaceStep, item: Ref<string>, index: Ref<number>) =>
              inside(step, node.block, and(known, { texts: [item, texts.of(index)] }), false) as Step<Text>,
          ),
        )
        return and(known, { lists: [lists.map(each, (one) => one.text)], maybes: [lists.last(each).text] })
      }
      case 'again': {
        const start = { text: text(node.of), words: pick(known.lists, node.of) ?? [] }
        const looped = step(
          next(),
          loop({ carry: Carry, start, max: node.max, until: ({ text }) => equals(text, 'done') }, (step, carry, turn) => {
            const inner = placeAll(
              step,
              node.block.steps,
              and(known, { texts: [carry.text, texts.of(turn)], lists: [carry.words] }),
              false,
            )
            const last = pick(inner.texts, node.block.of) as Ref<string>
            return value(Carry, { text: last, words: lists.take(lists.append(carry.words, last), 3) })
          }),
        )
        return and(known, { texts: [looped.text], lists: [looped.words], flags: [greaterThan(lists.count(looped.words), 2)] })
      }
      case 'pause':
        step(next(), wait(1))
        return known
      default:
        return node satisfies never
    }
  }

  function called(step: PlaceStep, node: Extract<Node, { do: 'call' }>, known: Known, canEnd: boolean): Known {
    const key = pick(known.texts, node.of) as Ref<string>
    const caught = () => catching(node.fallback, texted, canEnd)
    const said = (made: Ref<Text>) => and(known, { texts: [made.text], outputs: [made] })
    switch (node.service % 5) {
      case 0:
        return said(step(next(), lambda({ function: 'Fn', payload: { key }, result: Text, ...effort, ...caught() })))
      case 1:
        return said(
          step(
            next(),
            httpRequest({
              connection: 'ConnectionArn',
              url: 'https://a.example',
              path: [key],
              result: Text,
              ...effort,
              ...caught(),
            }),
          ),
        )
      case 2: {
        const { item } = step(next(), dynamodb.getItem({ table: 'Table', key: { id: key }, item: Form, ...effort }))
        return and(known, { maybes: [item.text, item.maybe], flags: [exists(item)] })
      }
      case 3: {
        const { items } = step(next(), dynamodb.query({ table: 'Table', key: { id: key }, item: Form, ...effort }))
        return and(known, { lists: [lists.map(items, (one) => one.text)], maybes: [lists.first(items).maybe] })
      }
      default:
        return and(known, {
          texts: [step(next(), startWorkflow({ stateMachine: 'OtherArn', input: { key }, ...effort })).execution],
        })
    }
  }

  function chosen(node: Extract<Node, { do: 'choose' }>, known: Known, canEnd: boolean): Step<Text> {
    const [one, other] = node.blocks.map((block) => blockOf(block, known, canEnd)) as [Block<never, Text>, Block<never, Text>]
    const flag = pick(known.flags, node.of)
    const kind = pick(known.kinds, node.of)
    const maybe = pick(known.maybes, node.of)
    if (node.by % 4 === 0 && flag) return choice(flag, { true: one, false: other })
    if (node.by % 4 === 1 && kind) return choice(kind, { a: one, b: other })
    if (node.by % 4 === 2)
      return choice(split('trial', pick(known.texts, node.of) as Ref<string>, { a: 1, b: 2 }), { a: one, b: other })
    const test = maybe ? equals(maybe, 'yes') : equals(pick(known.texts, node.of) as Ref<string>, 'yes')
    return when(test, one)
      .when(equals(pick(known.texts, node.of + 1) as Ref<string>, 'no'), other)
      .otherwise(texted('neither')) as Step<Text>
  }

  const placeAll = (step: PlaceStep, nodes: readonly Node[], known: Known, canEnd: boolean): Known =>
    nodes.reduce((now, node) => place(step, node, now, canEnd), known)

  function inside(step: PlaceStep, { steps, of, gives }: Inner, known: Known, canEnd: boolean): Step<Text> | Ref<Text> {
    const inner = placeAll(step, steps, known, canEnd)
    const text = pick(inner.texts, of) as Ref<string>
    const output = pick(inner.outputs, of)
    if (gives === 'reference' && output) return output
    if (gives === 'builder') return bedrockTask({ model: claude.haiku45, prompt: bare({ text }), ...effort })
    return texted(text)
  }
  const blockOf = (block: Inner, known: Known, canEnd: boolean): Block<never, Text> =>
    // a block that runs nothing is a builder as often as a function
    block.steps.length === 0 && block.gives === 'value'
      ? texted(pick(known.texts, block.of) as Ref<string>)
      : (step) => inside(step, block, known, canEnd)

  const body = (
    step: PlaceStep,
    { question, session }: { readonly question: Ref<string>; readonly session: Ref<string> },
  ): Step<never> => {
    const known = placeAll(step, steps, and(NONE, { texts: [question, session] }), true)
    const text = pick(known.texts, of) as Ref<string>
    const words = pick(known.lists, of)
    const context = [...(words ? [words] : []), text]
    const ends = {
      keep: () => systemChain.keep({ context: words ?? context }),
      append: () =>
        systemChain.append(filled({ text, maybe: withDefault(pick(known.maybes, of) ?? text, ''), words: words ?? NO_WORDS }), {
          context,
        }),
      tag: () => systemChain.replaceTag('tag', text, { context }),
      say: () => say(text),
      data: () => result({ text, all: known.texts, words: words ?? [], maybe: withDefault(pick(known.maybes, of) ?? text, '') }),
      choice: () =>
        when(equals(text, 'yes'), say(text))
          .when(pick(known.flags, of) ?? equals(session, ''), systemChain.append(text))
          .otherwise(systemChain.keep({ context })),
    }
    return ends[end]() as Step<never>
  }
  return end === 'data'
    ? chain(name, {}, body as never)
    : chain(name, { answer: { model: claude.haiku45, system: 'You answer. <tag></tag>', maxTokens: 100 } }, body as never)
}
