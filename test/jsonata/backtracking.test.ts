import { expect, it } from 'vitest'
import { safeLength } from '../../compiler/jsonata/backtracking.ts'

const lengths = (...sources: readonly string[]) => Object.fromEntries(sources.map((source) => [source, safeLength(source)]))

it('lets an expression without repeats see any text', () => {
  expect(lengths('abc', '[*+]', '\\*', 'a|b', '(?:u[0-9a-f]{4}|b?)', '^$')).toEqual({
    abc: Infinity,
    '[*+]': Infinity,
    '\\*': Infinity,
    'a|b': Infinity,
    '(?:u[0-9a-f]{4}|b?)': Infinity,
    '^$': Infinity,
  })
})

it('takes repeats one after another for a power of the length, those of alternatives for the worst of them', () => {
  expect(lengths('\\{[\\s\\S]*\\}', '^ +| +$', '"[^"]*":? *"[^"]*"', '[sv](,[sv])*')).toEqual({
    '\\{[\\s\\S]*\\}': 3162,
    '^ +| +$': 3162,
    '"[^"]*":? *"[^"]*"': 56,
    '[sv](,[sv])*': 3162,
  })
})

it('trusts no repeat inside a repeat, no choice inside one, and no look back', () => {
  const wild = ['(a+)+b', '(a|aa)+b', '(a?)*b', '(a*){20}b', '((a|b)c)*', '(.)\\1*', '(?<x>.)\\k<x>', '(?:a{1,30}){1,30}b']
  expect(new Set(wild.map(safeLength))).toEqual(new Set([16]))
})
