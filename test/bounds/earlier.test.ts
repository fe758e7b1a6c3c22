/** Which steps could start earlier: those that need nothing of what they wait for. */
import { expect, test } from 'vitest'
import {
  Type,
  bedrockTask,
  chain,
  choice,
  claude,
  dynamodb,
  equals,
  lists,
  loop,
  map,
  parallel,
  prompt,
  retrieve,
  say,
  systemChain,
  texts,
  value,
  wait,
  when,
} from '../../compiler/index.ts'
import type { PlaceStep, Ref } from '../../compiler/index.ts'
import { boundsOf } from './support.ts'

const model = claude.haiku45
const answer = { model, system: 'You answer.', maxTokens: 100 }
const Text = Type.Object({ text: Type.String() })
const about = prompt('About {{text}}.')

type Body = (step: PlaceStep, question: Ref<string>) => ReturnType<typeof systemChain.keep>
const ask = (step: PlaceStep, name: string, content: string | Ref<string>, seconds = 10) =>
  step(name, bedrockTask({ model, prompt: content, attempts: 1, timeout: seconds })).text
const find = (step: PlaceStep, name: string, query: string | Ref<string>) =>
  step(name, retrieve({ knowledgeBase: 'KB', query, attempts: 1, timeout: 4 })).passages

/** By way: `step | what it could run beside | seconds`. */
const earlierIn = (body: Body) =>
  boundsOf(chain('c', { answer }, (step, { question }) => body(step, question))).paths.map(({ path, earlier }) => [
    path.join(' › '),
    ...earlier.map(({ step, beside, seconds }) => `${step} | ${beside.join(' ')} | ${seconds}`),
  ])

test.each<readonly [string, Body, readonly (readonly string[])[]]>([
  [
    'not one that reads what was before it, in a prompt, through a value or in a branch',
    (step, question) => {
      const one = ask(step, 'one', question)
      const short = step('short', value(Text, { text: texts.take(one, 10) }))
      const two = ask(step, 'two', about({ text: short.text }))
      const both = step('both', parallel({ a: bedrockTask({ model, prompt: 'A?' }), b: bedrockTask({ model, prompt: two }) }))
      return systemChain.append(both.a.text)
    },
    [['']],
  ],
  [
    'one that reads only what was before that',
    (step, question) => {
      const one = ask(step, 'one', question)
      const two = ask(step, 'two', one, 30)
      const three = ask(step, 'three', one, 20)
      return systemChain.append(texts.concat(two, three))
    },
    [['', 'three | two | 20']],
  ],
  [
    'one beside several, by what is shorter',
    (step, question) => {
      const one = ask(step, 'one', question, 3)
      const two = ask(step, 'two', one, 4)
      const docs = step(
        'docs',
        map(lists.of(Type.String(), [question, 'more']), (_, query) => retrieve({ knowledgeBase: 'KB', query })),
      )
      return systemChain.append(two, { context: [docs] })
    },
    [['', 'docs | one two | 7']],
  ],
  [
    'not one that an earlier end keeps from running',
    (step, question) => {
      step('one', bedrockTask({ model, prompt: question, attempts: 1, timeout: 5, catch: say('Sorry.') }))
      ask(step, 'two', question)
      step('checked', when(equals(question, ''), say('What?')).otherwise(value(Text, { text: question })))
      return systemChain.append(ask(step, 'three', question))
    },
    [['checked: otherwise'], ['checked: case1'], ['one.catch']],
  ],
  [
    'one that is before an end in which only others are decided',
    (step, question) => {
      const one = ask(step, 'one', question)
      const picked = step(
        'picked',
        choice(equals(one, ''), { true: value(Text, { text: 'x' }), false: value(Text, { text: one }) }),
      )
      const two = ask(step, 'two', question)
      return systemChain.append(texts.concat(picked.text, two))
    },
    [['', 'two | one | 10']],
  ],
  [
    'not a wait, a change, a search after a change; but a model after one',
    (step, question) => {
      step('saved', dynamodb.putItem({ table: 'T', item: { id: question } }))
      const docs = find(step, 'docs', question)
      const said = ask(step, 'said', question)
      step('pause', wait(3))
      const late = ask(step, 'late', question)
      step('again', dynamodb.putItem({ table: 'T', item: { id: late } }))
      return systemChain.append(said, { context: docs })
    },
    [['', 'said | saved docs | 10']],
  ],
  [
    'in a loop, and in the slowest branch alone',
    (step, question) => {
      const looped = step(
        'looped',
        loop({ carry: Text, start: { text: question }, max: 2, until: ({ text }) => equals(text, '') }, (step, { text }) => {
          ask(step, 'one', text)
          return value(Text, { text: ask(step, 'two', text) })
        }),
      )
      const pair = (seconds: number) => (step: PlaceStep) => {
        ask(step, 'first', question, seconds)
        return ask(step, 'second', question, seconds)
      }
      const both = step('both', parallel({ quick: pair(2), slow: pair(5) }))
      return systemChain.append(texts.concat(looped.text, both.slow))
    },
    [['', 'both | looped | 10', 'looped.two | looped.one | 10', 'both.slow.second | both.slow.first | 5']],
  ],
  [
    'on each way what is on it',
    (step, question) =>
      choice(equals(question, 'x'), {
        true: (step) => {
          ask(step, 'one', question)
          ask(step, 'two', question)
          return systemChain.keep()
        },
        false: systemChain.append(ask(step, 'before', question)),
      }),
    [['true', 'two | one | 10'], ['false']],
  ],
])('%s', (_, body, expected) => {
  expect(earlierIn(body)).toEqual(expected)
})
