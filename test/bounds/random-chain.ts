/** Chains of random shape: tasks with retries, repairs and other models, searches, parallels, maps, loops, choices, waits, catches. */
import {
  Type,
  allSettled,
  amazonNova,
  bedrockTask,
  chain,
  choice,
  claude,
  equals,
  fail,
  lambda,
  lists,
  llama,
  loop,
  map,
  numbers,
  parallel,
  prompt,
  promptFile,
  retrieve,
  say,
  split,
  systemChain,
  texts,
  value,
  wait,
  when,
} from '../../compiler/index.ts'
import type { Chain, ChainMessage, Model, PlaceStep, Ref, Step } from '../../compiler/index.ts'
import type { Random } from './worst-run.ts'

const Text = Type.Object({ text: Type.String() })
const Found = Type.Object({
  kind: Type.Union([Type.Literal('one'), Type.Literal('two')]),
  note: Type.String(),
  names: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 4 }),
})
const Items = Type.Object({ items: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 5 }), label: Type.String() })

const talk = prompt(`{{#each messages}}
{{role}}: {{content}}
{{/each}}
Know: {{#if text}}{{text}}{{else}}nothing{{/if}}`)
const about = prompt('Tell me about {{text}}. {{join names}} {{json names}}')
const plain = prompt('{{text}} {{@root.text}} {{#with passage}}{{text}}{{/with}}')
/** Used where a file would be: the test has none. */
export const PROMPTS: Readonly<Record<string, string>> = {
  'part.hbs': 'Once more: {{text}}\n{{> note note=text}}',
  'note.hbs': '<{{note}}>',
}
const inFile = promptFile('part.hbs')

interface Given {
  readonly question: Ref<string>
  readonly messages: Ref<ChainMessage[]>
  readonly session: Ref<string>
}

export function randomChain(random: Random): Chain {
  let names = 0
  const name = () => `s${names++}`
  const pick = <T>(...of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
  const chance = (of: number) => random() < of
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))

  const effort = () => (chance(0.7) ? { timeout: whole(1, 4), attempts: whole(1, 3) } : {})
  const model = () => pick<Model>(claude.haiku45, claude.haiku3, amazonNova.lite)
  const fallback = () =>
    chance(0.3) ? [pick<Model>(claude.haiku45, amazonNova.micro), llama.instruct70b].slice(0, whole(1, 2)) : []

  /** A text, of what is known. */
  const words = (given: Given, known: Ref<string>): Ref<string> =>
    pick(
      () => talk({ messages: given.messages, text: known }),
      () => about({ text: known, names: [known, 'two'] }),
      () => plain({ text: known, passage: { text: given.question } }),
      () => inFile({ text: known }),
      () => texts.concat(known, ' and ', given.question),
      () => texts.take(known, whole(10, 300)),
      () => known,
    )()

  const ask = (given: Given, known: Ref<string>): Step<{ text: string }> =>
    bedrockTask({
      model: model(),
      fallback: fallback(),
      ...(chance(0.2) ? { messages: given.messages } : {}),
      prompt: words(given, known),
      ...(chance(0.3) ? { system: words(given, known) } : {}),
      maxTokens: whole(5, 80),
      ...effort(),
      ...(chance(0.3) ? { catch: value(Text, { text: known }) } : {}),
    })
  const find = (given: Given, known: Ref<string>) =>
    bedrockTask({
      model: model(),
      fallback: fallback(),
      prompt: words(given, known),
      output: Found,
      maxTokens: whole(120, 300),
      ...(chance(0.5) ? { repair: whole(1, 2) } : {}),
      ...(chance(0.3) ? { structured: 'prompt' as const } : {}),
      ...effort(),
      ...(chance(0.4) ? { catch: value(Found, { kind: 'one', note: known, names: [] }) } : {}),
    })
  const fetched = (known: Ref<string>) => lambda({ function: 'F', payload: { known }, result: Items, ...effort() })

  /** A step that gives a text. */
  const told = (step: PlaceStep, given: Given, known: Ref<string>, depth: number): Ref<string> => {
    const inner = (inside: PlaceStep) => told(inside, given, known, depth - 1)
    const simple: (() => Ref<string>)[] = [
      () => step(name(), ask(given, known)).text,
      () => step(name(), find(given, known)).note,
      () => step(name(), fetched(known)).label,
      () => {
        const search = retrieve({
          knowledgeBase: 'KB',
          query: known,
          number: whole(1, 8),
          maxLength: whole(50, 900),
          ...effort(),
        })
        const { passages } = step(name(), search)
        return texts.join(
          lists.map(passages, (one) => one.text),
          '\n',
        )
      },
      () => {
        step(name(), wait(chance(0.5) ? whole(1, 9) : numbers.min([texts.length(known), whole(1, 5)])))
        return known
      },
    ]
    const nested: (() => Ref<string>)[] = [
      () => {
        const both = step(
          name(),
          parallel({ a: inner, b: ask(given, known), c: (inside) => told(inside, given, known, depth - 1) }),
        )
        return texts.concat(both.a, both.b.text, both.c)
      },
      () => {
        const both = step(name(), allSettled({ a: find(given, known), b: inner }))
        return about({ text: known, names: [both.b.value] })
      },
      () => {
        const { items } = step(name(), fetched(known))
        const options = chance(0.5) ? { concurrency: whole(1, 3) } : {}
        const each = map(items, options, (inside, item) => told(inside, given, item, depth - 1))
        return texts.join(step(name(), each), ', ')
      },
      () => {
        const carried = loop(
          { carry: Text, start: { text: known }, max: whole(1, 6), until: ({ text }) => equals(text, 'done') },
          (inside, { text }) => {
            const more = told(inside, given, text, depth - 1)
            return value(Text, { text: chance(0.5) ? texts.concat(text, more) : more })
          },
        )
        return step(name(), carried).text
      },
      () => {
        const found = step(name(), find(given, known))
        const cases = { one: (inside: PlaceStep) => told(inside, given, found.note, depth - 1), two: value(Type.String(), known) }
        return step(name(), choice(found.kind, cases))
      },
    ]
    return pick(...simple, ...(depth > 0 ? [...nested, ...nested] : []))()
  }

  const end = (given: Given, known: Ref<string>) =>
    pick(
      () => systemChain.append(words(given, known), { context: [{ known }] }),
      () => systemChain.keep(),
      () => say(known),
      () => systemChain.replaceAll(words(given, known)),
    )()

  const answer = { model: claude.haiku45, system: 'You answer.', maxTokens: 300 }
  return chain('random', { answer }, (step, given) => {
    let known = given.question
    for (let left = whole(1, 4); left > 0; left--) known = told(step, given, known, 2)
    return pick(
      () => end(given, known),
      () =>
        choice(split('half', given.session, { a: 1, b: 1 }), {
          a: (inside) => end(given, told(inside, given, known, 1)),
          b: end(given, known),
        }),
      () =>
        when(equals(known, 'x'), fail('Odd', known)).otherwise((inside) => {
          const last = inside(
            name(),
            bedrockTask({ model: model(), prompt: known, ...effort(), catch: (_, { cause }) => say(cause) }),
          )
          return end(given, last.text)
        }),
    )()
  })
}
