/** An expression that is read piece by piece, without its words, reads what it reads as a whole, or is refused as it is as a whole. */
import { array, assert, constantFrom, letrec, oneof, property, string, tuple } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import { JsonataError, parse } from '../../compiler/jsonata/index.ts'
import { analyse, analysisOf } from '../../compiler/validate/analysis.ts'
import { withoutNames } from '../../compiler/validate/nameless.ts'
import { piecesOf, withoutWords } from '../../compiler/validate/pieces.ts'

const told = (read: () => unknown): unknown => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof JsonataError)) throw error
    return { code: error.code, message: error.message, at: error.position }
  }
}

/** Texts as JSON has them, and as JSONata has them besides or not at all; those with marks that mean something outside of a text. */
const words = oneof(
  string().map((text) => JSON.stringify(text)),
  constantFrom('"]), "', '"\\""', '"\\\\"', '"\\q"', '"\\u12"', '"a\nb"', '"/*"', "'a'", "'\"'", '`a"b`', '"'),
)
/** Code around other code, and code by itself, right and wrong. */
const AROUND = [
  ['$join([', '])'],
  [' $join([ ', ' ]) '],
  ['$join([', '], ", ")'],
  ['$join([', ']).a'],
  ['[', ']'],
  ['(', ')'],
  ['$x[', ']'],
  ['{"a": ', '}'],
  ['{', ': 1}'],
  ['$f(', ', ?)'],
  ['$x.', ''],
  ['', '.b'],
  ['$map($x, function($v) { ', ' })'],
  ['$y := ', ''],
  ['($y := 1; ', ')'],
  ['$a ? ', ' : $b'],
  ['$a = ', ' or $b'],
  ['', '"x"'],
  ['', '}'],
] as const
const ALONE = [
  '$x',
  '$y',
  '$states.input.a',
  '$states."result"',
  'a',
  '$',
  '$$.a',
  '1',
  '',
  ' ',
  '/[,]/',
  '/* ] */ 1',
  'b@$v.$v',
  '%.a',
  ':',
]

const { code } = letrec<{ code: string }>((tie) => ({
  code: oneof(
    { depthSize: 'small', withCrossShrink: true },
    words,
    constantFrom(...ALONE),
    tuple(constantFrom(...AROUND), tie('code')).map(([[before, after], inside]) => `${before}${inside}${after}`),
    array(tie('code'), { minLength: 1, maxLength: 4 }).map((parts) => `$join([${parts.join(', ')}])`),
  ),
})) as { readonly code: Arbitrary<string> }

/** Where pieces would mislead. */
const TRAPS = [
  '$join([$y := 1, $y])',
  '$join([$join([$y := "", ""]), $y])',
  '$join([$x]) & $join(["", $y])',
  '$join([$x.("a"), $x."a"])',
  '$join(["]", $x, "["])',
  '$join([$y"x", $$y, $x$y])',
  '$join([$ø0, $y, ($y := $f; $y($x))])',
]
const join = array(code, { minLength: 1, maxLength: 4 }).map((parts) => `$join([${parts.join(', ')}])`)

test('reading pieces is reading the whole', () => {
  const seen = { right: 0, wrong: 0, joined: 0 }
  assert(
    property(oneof(join, code), (text) => {
      const whole = told(() => analysisOf(parse(text)))
      expect(told(() => analyse(text))).toEqual(whole)
      if ('message' in (whole as object)) seen.wrong++
      else if ('joined' in piecesOf(withoutWords(text))) seen.joined++
      else seen.right++
    }),
    { numRuns: 1500, examples: TRAPS.map((text) => [text]) },
  )
  expect(Object.values(seen).every((count) => count > 150)).toBe(true)
})

test('prompts that differ in their words have the same pieces', () => {
  const prompt = (word: string) =>
    piecesOf(withoutWords(`$join(["${word}: ", $x.a != "" ? $join(["in ${word} ", $x.a]) : "", $part])`))
  expect(prompt('One')).toEqual({
    joined: [{ whole: '""' }, { whole: ' $x.a != "" ? $join(["", $x.a]) : ""' }, { whole: ' $part' }],
  })
  expect(prompt('Two')).toEqual(prompt('One'))
})

test('expressions that differ in their variables are the same without them', () => {
  const without = (text: string) => {
    const { code, names } = withoutNames(text)
    return [code, Object.fromEntries(names)]
  }
  expect(
    ['$draft.text != "in $x: " ? $draft & $style', '$f($states.input, $f, function($n) { $n })', '$a"b" & $c', '$c /* $d */'].map(
      without,
    ),
  ).toEqual([
    ['$ø0.text != "in $x: " ? $ø0 & $ø1', { ø0: 'draft', ø1: 'style' }],
    ['$f($states.input, $f, function($ø0) { $ø0 })', { ø0: 'n' }],
    ['$a"b" & $c', {}],
    ['$c /* $d */', {}],
  ])
})
