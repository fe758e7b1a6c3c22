/** Functions of numbers in JSONata. */
import { atom, code, operand, toCode } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { balanced, builtIn, infix } from './lower.ts'
import type { Functions, Lower } from './lower.ts'
import { trimmed } from './texts.ts'

/** `$sum` adds from left to right however many there are, at no depth. */
const plus: Lower = (of, call, inside) =>
  of.length === 2
    ? infix('+')(of, call, inside)
    : of.length === 1
      ? (of[0] as Shape)
      : atom(`$sum([${of.map(toCode).join(', ')}])`)

/** What `$number` takes as decimal; longer ones could pass the range. */
const DECIMAL = '/^-?[0-9]{1,200}(\\.[0-9]+)?([Ee][-+]?[0-9]{1,2})?$/'

export const NUMBERS: Functions = {
  'numbers.plus': plus,
  'numbers.minus': infix('-'),
  'numbers.times': (of) => (of.length === 1 ? (of[0] as Shape) : code(balanced(of.map(operand), '*'))),
  'numbers.dividedBy': infix('/'),
  'numbers.modulo': infix('%'),
  'numbers.round': builtIn('round'),
  'numbers.floor': builtIn('floor'),
  'numbers.ceil': builtIn('ceil'),
  'numbers.abs': builtIn('abs'),
  'numbers.sum': builtIn('sum'),
  'numbers.max': builtIn('max'),
  'numbers.min': builtIn('min'),
  'numbers.average': builtIn('average'),
  'numbers.parse': ([text]) =>
    code(`function($text) { $contains($text, ${DECIMAL}) ? $number($text) }(${trimmed(toCode(text as Shape))})`),
  'numbers.format': builtIn('formatNumber'),
}
