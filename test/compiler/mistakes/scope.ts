/** Mistakes of scope and flow: a value read where it is not, a step in the wrong block, something after an end, cases. */
import {
  bedrockTask,
  chain,
  choice,
  claude,
  equals,
  fail,
  lists,
  loop,
  map,
  parallel,
  prompt,
  say,
  split,
  systemChain,
  Type,
  value,
} from '../../../compiler/index.ts'
import type { Ref } from '../../../compiler/index.ts'
import { answer, ask, TEXT, untyped } from '../mistake.ts'
import type { Mistake } from '../mistake.ts'

const model = claude.haiku45
const show = prompt('{{text}}')
const RETURN_IT = 'Read it there, or return it there: what a block gives can be read after the block.'
const RETURN_END = 'Return it, as the last thing in its block, or let one of its paths give a value.'
const OWN_STEP = "Take the block's own: (step) => …, or (step, item) => …. For steps of each item of a list use map(…)."

/** Where a reference is carried out of its block. */
const smuggler = () => {
  const carried: { ref?: Ref<string> } = {}
  return {
    out: <T extends Ref<string>>(ref: T): T => {
      carried.ref = ref
      return ref
    },
    ref: () => carried.ref as Ref<string>,
  }
}

/** A step of another chain, for whoever keeps one. */
const elsewhere = smuggler()
chain('other', { answer }, (step, { question }) =>
  say(elsewhere.out(step('theirs', bedrockTask({ model, prompt: ask({ question }) })).text)),
).build()

const readOutside = (shown: string, inside: string, path: readonly string[] = ['c']) => ({
  code: 'SC022',
  path,
  what: `${shown} is read here, but exists only inside ${inside}.`,
  remedy: RETURN_IT,
})

export const SCOPE: readonly Mistake[] = [
  {
    name: 'a step of a case, read after the choice',
    chain: chain('c', { answer }, (step, { question, session }) => {
      const { out, ref } = smuggler()
      step(
        'first',
        choice(equals(session, ''), {
          true: (step) => out(step('inner', bedrockTask({ model, prompt: ask({ question }) })).text),
          false: value(Type.String(), ''),
        }),
      )
      return say(ref())
    }),
    told: readOutside('inner.text', 'first › true'),
  },
  {
    name: 'a step of a case, read in another case',
    chain: chain('c', { answer }, (step, { question, session }) => {
      const { out, ref } = smuggler()
      step(
        'first',
        choice(equals(session, ''), {
          true: (step) => out(step('inner', bedrockTask({ model, prompt: ask({ question }) })).text),
          false: (step) => step('second', bedrockTask({ model, prompt: show({ text: ref() }) })).text,
        }),
      )
      return systemChain.keep()
    }),
    told: readOutside('inner.text', 'first › true', ['c', 'first', 'false', 'second']),
  },
  {
    name: 'a step of a branch, read in another branch',
    chain: chain('c', { answer }, (step, { question }) => {
      const { out, ref } = smuggler()
      step(
        'both',
        parallel({
          one: (step) => out(step('inner', bedrockTask({ model, prompt: ask({ question }) })).text),
          other: () => show({ text: ref() }),
        }),
      )
      return systemChain.keep()
    }),
    told: readOutside('inner.text', 'both › one', ['c', 'both', 'other']),
  },
  {
    name: 'the item of a map, read after it',
    chain: chain('c', { answer }, (step, { messages }) => {
      const { out, ref } = smuggler()
      step(
        'each',
        map(messages, (_, { content }) => bedrockTask({ model, prompt: out(content) })),
      )
      return say(ref())
    }),
    told: readOutside('item.content', 'each'),
  },
  {
    name: 'what a function of items is given, read outside of it',
    chain: chain('c', { answer }, (_, { messages }) => {
      const { out, ref } = smuggler()
      const texts = lists.map(messages, ({ content }) => out(content))
      return systemChain.keep({ context: [{ texts, ref: ref() }] })
    }),
    told: readOutside('item.content', 'a function of items'),
  },
  {
    name: 'what a catch is given, read after it',
    chain: chain('c', { answer }, (step, { question }) => {
      const { out, ref } = smuggler()
      step('draft', bedrockTask({ model, prompt: ask({ question }), catch: (_, { cause }) => value(TEXT, { text: out(cause) }) }))
      return say(ref())
    }),
    told: readOutside('failure.cause', 'draft › catch'),
  },
  {
    name: 'what a loop carries, read after it',
    chain: chain('c', { answer }, (step) => {
      const { out, ref } = smuggler()
      step(
        'draft',
        loop({ carry: TEXT, start: { text: '' }, max: 2, until: ({ text }) => equals(text, 'good') }, (_, { text }) =>
          bedrockTask({ model, prompt: show({ text: out(text) }), attempts: 1 }),
        ),
      )
      return say(ref())
    }),
    told: readOutside('carry.text', 'draft'),
  },
  {
    name: 'a step of another chain',
    chain: chain('c', { answer }, () => say(elsewhere.ref())),
    told: {
      code: 'SC022',
      path: ['c'],
      what: 'theirs.text is read here, but belongs to another chain.',
      remedy: 'A chain reads only what it is given and what its own steps give: ask for it here, too.',
    },
  },
  {
    name: 'a step that a case places in the block around it',
    chain: chain('c', { answer }, (step, { question, session }) =>
      choice(equals(session, ''), {
        true: systemChain.keep(),
        false: () => say(step('docs', bedrockTask({ model, prompt: ask({ question }) })).text),
      }),
    ),
    told: {
      code: 'SC023',
      path: ['c', 'docs'],
      what: '"docs" is placed with the `step` of an outer block, so it runs before the block it is written in, whether that block runs or not.',
      remedy: OWN_STEP,
    },
  },
  {
    name: 'a step after an end',
    chain: chain('c', { answer }, (step, { question, session }) => {
      step('hello', choice(equals(session, ''), { true: say('Who are you?'), false: systemChain.keep() }))
      return say(step('thought', bedrockTask({ model, prompt: ask({ question }) })).text)
    }),
    told: {
      code: 'SC024',
      path: ['c', 'hello'],
      what: '"hello" ends the chain on every path, so nothing after it can run.',
      remedy: RETURN_END,
    },
  },
  {
    name: 'a step after a failure',
    chain: chain('c', { answer }, (step) => {
      step('no', fail('No', 'Not today.'))
      return systemChain.keep()
    }),
    told: {
      code: 'SC024',
      path: ['c', 'no'],
      what: '"no" ends the chain on every path, so nothing after it can run.',
      remedy: RETURN_END,
    },
  },
  {
    name: 'a forgotten case, and one that never happens',
    chain: chain('c', { answer }, (step, { question }) => {
      const Topic = Type.Object({ topic: Type.Union([Type.Literal('bill'), Type.Literal('other')]) })
      const { topic } = step('asked', bedrockTask({ model, prompt: ask({ question }), output: Topic }))
      return choice(topic, untyped({ bill: say('A bill.'), others: say('Something else.') }))
    }),
    told: {
      code: 'SC025',
      path: ['c'],
      what: 'The choice by asked.topic has no case for "other" and has a case "others", which never happens.',
      remedy: 'Its values are "bill", "other": give it exactly these cases.',
    },
  },
  {
    name: 'a forgotten member of a discriminated union',
    chain: chain('c', { answer }, (step, { question }) => {
      const Asked = Type.Union([
        Type.Object({ kind: Type.Literal('order'), number: Type.String() }),
        Type.Object({ kind: Type.Literal('complaint'), about: Type.String() }),
      ])
      const asked = step('asked', bedrockTask({ model, prompt: ask({ question }), output: Asked }))
      return choice(asked, 'kind', untyped({ order: say('An order.') }))
    }),
    told: {
      code: 'SC025',
      path: ['c'],
      what: 'The choice by asked.kind has no case for "complaint".',
      remedy: 'Its values are "order", "complaint": give it exactly these cases.',
    },
  },
  {
    name: 'a forgotten variant',
    chain: chain('c', { answer }, (_, { session }) =>
      choice(split('tone', session, { control: 9, warm: 1 }), untyped({ control: systemChain.keep() })),
    ),
    told: {
      code: 'SC025',
      path: ['c'],
      what: 'The choice by split(\'tone\') has no case for "warm".',
      remedy: 'Its values are "control", "warm": give it exactly these cases.',
    },
  },
  {
    name: 'a choice by any text',
    chain: chain('c', { answer }, (_, { question }) => choice(untyped(question), untyped({ hello: say('Hello!') }))),
    told: {
      code: 'SC025',
      path: ['c'],
      what: 'question may have any value, so no cases can cover it.',
      remedy: 'Choose by a boolean or a union of literals, or use when(…).otherwise(…).',
    },
  },
  {
    name: 'a choice without cases',
    chain: chain('c', { answer }, (_, { session }) => choice(equals(session, ''), untyped({}))),
    told: { code: 'SC025', path: ['c'], what: 'This choice has no cases.', remedy: 'Give it one for each value.' },
  },
]
