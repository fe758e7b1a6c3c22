/** The table that `npm run compile` ends with, and the lines that `--watch` has in its place. */
import { describe, expect, test } from 'vitest'
import { boundsTable, changedBounds } from '../../compiler/cli/bounds-table.ts'
import {
  Type,
  bedrockTask,
  chain,
  choice,
  claude,
  equals,
  fail,
  parallel,
  prompt,
  result,
  retrieve,
  say,
  systemChain,
  value,
  wait,
  when,
} from '../../compiler/index.ts'
import type { Chain } from '../../compiler/index.ts'
import { boundsOf } from './support.ts'

const model = claude.haiku45
const answer = { model, system: 'You answer.', maxTokens: 100 }
const once = { model, attempts: 1, timeout: 10 } as const
const PLAIN = { colours: false }

const short = chain('short', {}, (_, { question }) => result({ question }))
const search = chain('search', { answer }, (step, { question }) => {
  const docs = step('docs', retrieve({ knowledgeBase: 'KB', query: question, number: 2, catch: say('Nothing works today.') }))
  return systemChain.keep({ context: docs.passages })
})
const Text = Type.Object({ text: Type.String() })
const Kind = Type.Union([Type.Literal('a'), Type.Literal('b'), Type.Literal('c'), Type.Literal('d'), Type.Literal('e')])
const many = chain('many', { answer, params: Type.Object({ kind: Kind }) }, (step, { params, question }) => {
  const priced = (maxTokens: number) => bedrockTask({ ...once, prompt: question, maxTokens })
  const reply = step(
    'reply',
    choice(params.kind, {
      a: priced(100),
      b: priced(200),
      c: priced(300),
      d: priced(400),
      e: (step) => {
        step('pause', wait(30))
        return value(Text, { text: question })
      },
    }),
  )
  return when(equals(question, ''), fail('NoQuestion')).otherwise(say(reply.text))
})
const patient = chain('patient', { answer }, (step, { question }) => {
  const ask = (name: string, content: string) => step(name, bedrockTask({ ...once, prompt: content })).text
  const first = ask('first', 'One?')
  const second = ask('second', 'Two?')
  const both = step(
    'both',
    parallel({
      docs: retrieve({ knowledgeBase: 'KB', query: question, attempts: 1, timeout: 5 }),
      kept: value(Type.String(), second),
    }),
  )
  return systemChain.append(prompt('{{first}} {{kept}}')({ first, kept: both.kept }))
})

describe('the table', () => {
  test('has a line for a chain of one way, and one for each of several: the dearest first', () => {
    const chains = [short, search].map((one) => ({ name: one.name, bounds: boundsOf(one) }))
    expect(boundsTable(chains, PLAIN)).toEqual([
      'at most, with every retry  states  calls  tokens in  out     US$  seconds',
      'short                           1      0          0    0  0.0000        0',
      'search',
      '  search                        2      1     19,296  100  0.0198       33',
      '  docs.catch                    2      0          0    0  0.0000       33',
    ])
  })

  test('shows three ways, and the slowest where it is another; it counts the rest', () => {
    const lines = boundsTable([{ name: many.name, bounds: boundsOf(many) }], PLAIN)
    expect(lines.slice(1)).toEqual([
      'many',
      '  reply: d › case1              4      1        675  400  0.0027       10',
      '  reply: d › otherwise          4      1        675  400  0.0027       10',
      '  reply: c › case1              4      1        675  300  0.0022       10',
      '  reply: e › case1              4      0          0    0  0.0000       30',
      '  6 more, none dearer',
    ])
  })

  test('says which steps could start earlier', () => {
    expect(boundsTable([{ name: patient.name, bounds: boundsOf(patient) }], PLAIN).slice(1)).toEqual([
      'patient                         5      3     14,745  1,100  0.0202       25',
      '  "second" needs nothing of "first": beside it, in a parallel, 10 s less',
    ])
  })

  test('names two of many steps that one need not wait for', () => {
    const slow = chain('slow', { answer }, (step) => {
      for (const name of ['one', 'two', 'three', 'four']) step(name, bedrockTask({ ...once, prompt: name }))
      return systemChain.keep()
    })
    expect(boundsTable([{ name: slow.name, bounds: boundsOf(slow) }], PLAIN).slice(2)).toEqual([
      '  "two" needs nothing of "one": beside it, in a parallel, 10 s less',
      '  "three" needs nothing of "one", "two": beside them, in a parallel, 10 s less',
      '  "four" needs nothing of "one", "two" and 1 more: beside them, in a parallel, 10 s less',
    ])
  })

  test('keeps the end of a long name', () => {
    const name = 'a-chain-with-a-name-that-is-too-long-for-a-line'
    const [, line] = boundsTable([{ name, bounds: boundsOf(short) }], PLAIN)
    expect(line?.slice(0, 32)).toBe('…e-that-is-too-long-for-a-line  ')
  })

  test('is coloured on a terminal alone', () => {
    const [head] = boundsTable([{ name: 'short', bounds: boundsOf(short) }], { colours: true })
    expect(head).toBe('\u001b[2mat most, with every retry  states  calls  tokens in  out     US$  seconds\u001b[0m')
  })

  test('has no line of more than 80 characters for the chains above', () => {
    const chains = [short, search, many, patient].map((one) => ({ name: one.name, bounds: boundsOf(one) }))
    expect(boundsTable(chains, PLAIN).filter((line) => line.length > 80)).toEqual([])
  })
})

test('while watching, a chain is told in a line, and again when that has changed', () => {
  const told = changedBounds()
  const of = (...chains: readonly Chain[]) => chains.map((one) => ({ name: one.name, bounds: boundsOf(one) }))
  expect([told(of(short, search)), told(of(short, search)), told([{ name: 'short', bounds: boundsOf(search) }])]).toEqual([
    ['short  at most 0 s, $0.0000', 'search  at most 33 s, $0.0198'],
    [],
    ['short  at most 33 s, $0.0198'],
  ])
})
