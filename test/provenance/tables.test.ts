/** What bounds a text, and what functions pass on: the tables and the reader of patterns. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isBounded } from '../../compiler/check/provenance/bounded.ts'
import { KNOWN } from '../../compiler/check/provenance/passes.ts'
import { isToken } from '../../compiler/check/provenance/token.ts'
import { Type } from '../../compiler/index.ts'
import { FUNCTIONS } from '../../compiler/lower/functions/index.ts'

test('of every function it is known what it passes on', () => {
  expect(KNOWN.toSorted()).toEqual(Object.keys(FUNCTIONS).toSorted())
})

test.each([
  '^[A-Z]{2}-[0-9]{1,8}$',
  '^\\d{4}-\\d{2}-\\d{2}$',
  '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
  '^(open|sent|v\\d+(\\.\\d+)?)$'.replaceAll('+', '{1,3}'),
  '^\\w{1,40}$',
  '^[A-Za-z_]{1,10}$',
  '^a?$',
])('%s lets nothing but tokens through', (pattern) => {
  expect(isToken(pattern)).toBe(true)
})

test.each([
  ['is open at its start', '[a-z]{1,9}$'],
  ['is open at its end', '^[a-z]{1,9}'],
  ['ends in a dollar that is one', '^[a-z]{1,9}\\$'],
  ['is anchored on one side of an alternative', '^a|b$'],
  ['is too long', '^[a-z]+$'],
  ['is too long by a little', '^[a-z]{41}$'],
  ['has marks side by side', '^[a-z-]{1,9}$'],
  ['has marks side by side, of two parts', '^[a-z]-?\\.[a-z]$'],
  ['has marks side by side, of what is repeated', '^(?:-a-){2}$'],
  ['has spaces', '^[a-z ]{1,9}$'],
  ['has a quote', "^[a-z']{1,9}$"],
  ['has a slash', '^[a-z/]{1,9}$'],
  ['has anything', '^.{1,9}$'],
  ['has what is not something', '^[^a]{1,9}$'],
  ['has more than it seems', '^[A-z]{1,9}$'],
  ['has white space by its name', '^\\s{1,9}$'],
  ['looks ahead', '^(?=a)a$'],
  ['refers back', '^(a)\\1$'],
])('a pattern that %s is no bound: %s', (_, pattern) => {
  expect(isToken(pattern)).toBe(false)
})

test('a length beside a pattern is enough', () => {
  const schema = (maxLength: number) => Type.String({ pattern: '^[a-z]+$', maxLength }) as never
  expect([isBounded(schema(40)), isBounded(schema(41))]).toEqual([true, false])
})

const part = fc.tuple(
  fc.constantFrom('a', '[a-c]', '\\d', '-', '\\.', ':', '[0-9-]', '(?:a|-)', '(?:a-|b)', "'", ' ', '[^a]'),
  fc.constantFrom('', '', '?', '{2}', '{0,2}', '+'),
)
const pattern = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `^${parts.map((of) => of.join('')).join('')}$`)
/** Texts near the patterns' own, and far from any token. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', '7', '-', '.', ':', "'", ' '), maxLength: 8 })
const TOKEN = /^(?=[^]{0,40}$)(?:[-.:]?\w)*[-.:]?$/

test('what a pattern of tokens lets through is a token', () => {
  const seen = { tokens: 0, matches: 0 }
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 30, maxLength: 30 }), (of, tried) => {
      if (!isToken(of)) return
      seen.tokens += 1
      const through = tried.filter((one) => new RegExp(of, 'u').test(one))
      seen.matches += through.length
      expect([of, through.filter((one) => !TOKEN.test(one))]).toEqual([of, []])
    }),
    { seed: 11, numRuns: 2000 },
  )
  expect(Math.min(seen.tokens, seen.matches)).toBeGreaterThan(200)
})

test('and every pattern that lets something else through is told from them', () => {
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 30, maxLength: 30 }), (of, tried) => {
      fc.pre(tried.some((one) => new RegExp(of, 'u').test(one) && !TOKEN.test(one)))
      expect([of, isToken(of)]).toEqual([of, false])
    }),
    { seed: 12, numRuns: 200 },
  )
})
