/** Expressions parsed together are what each of them is alone, whatever stands beside it. */
import { array, assert, constantFrom, oneof, property } from 'fast-check'
import { expect, test } from 'vitest'
import { JsonataError, parse, parseAll } from '../../compiler/jsonata/index.ts'

/** Positions inside trees, and the numbers that the parser gives to what `%` means, are not promised. */
const NOT_PROMISED = new Set(['position', 'label', 'index'])
const plain = (tree: unknown): unknown =>
  JSON.parse(JSON.stringify(tree, (key, value: unknown) => (NOT_PROMISED.has(key) ? undefined : value)))

type Told =
  | { readonly tree: unknown }
  | { readonly error: { readonly code: string; readonly message: string; readonly at: unknown } }
const told = (found: unknown): Told =>
  found instanceof JsonataError
    ? { error: { code: found.code, message: found.message, at: found.position } }
    : { tree: plain(found) }

function parsedAlone(text: string): Told {
  try {
    return told(parse(text))
  } catch (error) {
    return told(error)
  }
}
const together = (texts: readonly string[]): readonly Told[] => parseAll(texts).map(told)

const GOOD = [
  '1',
  ' $a.b[c = 1] ',
  '"]"',
  '`[`',
  '[1..2]',
  '($f := function($x) { $x }; $f(1))',
  '$match(a, /[\\[\\]]/)',
  'a ? b : c',
  '/* ] */ 1',
  'a^(>b)',
  '$x{"a": 1}',
  'a[]',
  'a.%.b',
  '{"a": [1, 2]}',
]
/** Wrong alone, some of them right beside another; the first is right, and can only be read alone. */
const BAD = [
  '/b/',
  '',
  ' ',
  '1,',
  '1, 2',
  ', 1',
  '1; 2',
  '1;',
  '1..2',
  'a], [b',
  '1]',
  '[1',
  '(1',
  '1)',
  'f((1',
  '2))',
  'f([1',
  '2])',
  '$a][0',
  '$a][',
  '$a]{"b": 1}[0',
  '$a].b[0',
  '$a] & [$b',
  '$a]^(b)[0',
  '$a]@$b[0',
  '"a',
  'a"',
  '`a',
  'a`',
  '1 /*',
  '*/ 2',
  '1 /* ',
  '*/, [2',
  '$f(/a',
  'b/)',
  '%.a',
  'a ? b :',
  ': c',
  '{"a":',
  '1}',
  '1 +',
]
const ALL = [...GOOD, ...BAD]
const ALONE = new Map(ALL.map((text) => [text, parsedAlone(text)]))
const alone = (text: string) => ALONE.get(text)

test('every expression that parses is read as it is alone', () => {
  expect(together(GOOD)).toEqual(GOOD.map(alone))
  expect(together(GOOD).filter((one) => 'error' in one)).toEqual([])
})

test('no two texts change what the other is', () => {
  const differing = ALL.flatMap((one) => ALL.map((other) => [one, other] as const)).filter(
    ([one, other]) => JSON.stringify(together([one, other])) !== JSON.stringify([alone(one), alone(other)]),
  )
  expect(differing).toEqual([])
})

test('nor do more', () => {
  const seen = { good: 0, bad: 0 }
  assert(
    property(
      array(oneof({ weight: 9, arbitrary: constantFrom(...GOOD) }, constantFrom(...BAD)), {
        minLength: 3,
        maxLength: 6,
      }),
      (texts) => {
        const found = together(texts)
        seen[found.some((one) => 'error' in one) ? 'bad' : 'good'] += 1
        expect(found).toEqual(texts.map(alone))
      },
    ),
    { numRuns: 500 },
  )
  console.log(`parsed together: ${seen.good} lists of good expressions, ${seen.bad} with bad ones`)
})
