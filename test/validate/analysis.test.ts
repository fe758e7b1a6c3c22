import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { analyse, type Analysis } from '../../compiler/validate/analysis.ts'
import { LIBRARY } from '../../compiler/validate/functions.ts'

const nothing: Analysis = { bare: [], root: false, states: [], variables: [], calls: [], bindsStates: false, depth: 0 }

test.each<[string, Partial<Analysis>]>([
  // names need an item, and only where there is none
  ['a', { bare: ['a'] }],
  ['$', { bare: ['$'] }],
  ['$.a', { bare: ['$'] }],
  ['"a".b', { bare: ['a'] }],
  ['{"k": a, b: 1}', { bare: ['a', 'b'] }],
  ['[a, -b, c ? d : e]', { bare: ['a', 'b', 'c', 'd', 'e'] }],
  ['$x.a.b', { variables: ['x'] }],
  ['$x[a = $.b and c]', { variables: ['x'] }],
  ['$x.a[b].(c + $)', { variables: ['x'] }],
  ['$x^(>a, b.c)', { variables: ['x'] }],
  ['$x{a: b}', { variables: ['x'] }],
  ['$f($x){a: b}', { variables: ['x'], calls: ['f'] }],
  ['$x ~> |a|{"b": c}, "d"|', { variables: ['x'] }],
  ['(a; $x.(b))', { bare: ['a'], variables: ['x'] }],
  ['$map($x, function($v) { $v.a & b })', { bare: ['b'], variables: ['x'], calls: ['map'] }],
  ['$x.$map(a, function($v) { b })', { variables: ['x'], calls: ['map'] }],
  ['$x[$$.a]', { variables: ['x'], root: true }],
  ['* + **', {}],
  // members of $states
  ['$states', {}],
  ['$states.input.a & $states.context.Map', { states: ['input', 'context'] }],
  ['$x[a = $states.result.b]', { states: ['result'], variables: ['x'] }],
  ['$states[0].input', { states: ['input'] }],
  // variables it binds itself
  ['($a := $b; $a + $c)', { variables: ['b', 'c'] }],
  ['($a := $a; $a)', { variables: ['a'] }],
  ['(($a := 1; $a); $a)', { variables: ['a'] }],
  ['function($a) { $a + $b }', { variables: ['b'] }],
  ['($f := function($n) { $n < 1 ? 0 : $f($n - 1) }; $f(3))', {}],
  ['($even := function($n) { $odd($n) }; $odd := function($n) { $even($n) }; $even(1))', {}],
  ['$x.a@$v#$i.b[$v.c = $i]', { variables: ['x'] }],
  ['($states := 1)', { bindsStates: true }],
  ['function($states) { 1 }', { bindsStates: true }],
  // functions
  ['$sum($x) ~> $string', { variables: ['x', 'string'], calls: ['sum'] }],
  ['$f(?, $x)(1)', { variables: ['x'], calls: ['f'] }],
])('%s', (code, expected) => {
  expect({ ...analyse(code), depth: 0 }).toEqual({ ...nothing, ...expected })
})

test.each([
  ['1', 1],
  ['1 + 2 + 3', 3],
  ['$join(["a", "b", "c", "d", "e"])', 3],
  ['$states.input.a[b = 1]', 5],
])('%s is %i levels deep', (code, depth) => {
  expect(analyse(code).depth).toBe(depth)
})

test('the list of built-in functions is that of the library', () => {
  const source = readFileSync(createRequire(import.meta.url).resolve('jsonata'), 'utf8')
  const bound = [...source.matchAll(/staticFrame\.bind\('(\w+)'/g)].map(([, name]) => String(name))
  expect([...LIBRARY].toSorted()).toEqual([...new Set([...bound, 'now', 'millis'])].toSorted())
})
