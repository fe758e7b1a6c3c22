/** The compiler's own failures are problems among the others: none of them hides what else is wrong. */
import { expect, test } from 'vitest'
import { bedrockTask, chain, claude, exists, say, systemChain, when } from '../../compiler/index.ts'
import type { Chain } from '../../compiler/index.ts'
import type { ChainTree } from '../../compiler/tree.ts'
import { answer, problemsOf } from './mistake.ts'

/** The chain, with something in its tree that no builder makes. */
const spoilt = (given: Chain, change: (tree: ChainTree) => ChainTree): Chain => ({ ...given, build: () => change(given.build()) })

const misnamed = chain('c', { answer }, (step, { question }) => {
  step('find-it', bedrockTask({ model: claude.haiku45, prompt: question }))
  return systemChain.keep()
})
const needless = chain('c', { answer }, (_, { question }) => when(exists(question), say('So.')).otherwise(systemChain.keep()))

const failed = (what: string) => ({
  code: 'SC099',
  severity: 'error',
  path: ['c'],
  what: `The compiler failed: ${what}.`,
  remedy: 'This is a defect of the compiler, unless the chain was made without the language: please report it with the chain.',
})
const told = (given: Chain) => problemsOf(given).map((one) => (one.code === 'SC099' ? one : one.code))

test('a check that throws hides no other check', () => {
  const broken = spoilt(misnamed, (tree) => ({ ...tree, unplaced: null as never }))
  expect(told(broken)).toEqual(['SC003', failed("TypeError: Cannot read properties of null (reading 'map')")])
})

test('a lowering that throws hides no check', () => {
  const broken = spoilt(needless, (tree) => ({
    ...tree,
    get description(): string {
      throw new RangeError('Invalid string length')
    },
  }))
  expect(told(broken)).toEqual(['SC058', failed('RangeError: Invalid string length')])
})

test('a tree that is none is told as well', () => {
  expect(told({ ...misnamed, build: () => undefined as never })).toEqual([
    failed("TypeError: Cannot destructure property 'answer' of 'tree' as it is undefined"),
  ])
})
