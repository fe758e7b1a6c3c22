/** Every operator of JSONata, as Step Functions has it. */
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../compiler/jsonata/index.ts'
import { INPUT, value } from './value.ts'

const NOTHING = undefined

describe.each<[string, readonly (readonly [string, unknown])[]]>([
  [
    'literals',
    [
      ['1', 1],
      ['-1.5e2', -150],
      ['"a\\n\\u00fc"', 'a\nü'],
      ['\'it is "so"\'', 'it is "so"'],
      ['true', true],
      ['false', false],
      ['null', null],
      ['[]', []],
      ['{}', {}],
      ['[1, [2], {"a": [3]}]', [1, [2], { a: [3] }]],
      ['{"a": 1, "b" & "c": 2}', { a: 1, bc: 2 }],
      ['[1..4]', [1, 2, 3, 4]],
      ['[1..3, 7, 9..10]', [1, 2, 3, 7, 9, 10]],
      ['[3..1]', []],
      ['/* a comment */ 1', 1],
    ],
  ],
  [
    'arithmetic',
    [
      ['1 + 2 * 3 - 4 / 2', 5],
      ['(1 + 2) * 3', 9],
      ['7 % 4', 3],
      ['-7 % 4', -3],
      ['5 / 2', 2.5],
      ['-$in.n', -5],
      ['1 + $in.nope', NOTHING],
      ['1 / 0', 'Infinity'],
      ['0 / 0', 'NaN'],
      ['1 + "a"', { code: 'T2002', message: 'The right side of the "+" operator must evaluate to a number' }],
      ['"a" * 1', { code: 'T2001', message: 'The left side of the "*" operator must evaluate to a number' }],
      ['-"a"', { code: 'D1002', message: 'Cannot negate a non-numeric value: "a"' }],
    ],
  ],
  [
    'comparisons',
    [
      ['1 = 1', true],
      ['1 = "1"', false],
      ['1 != 2', true],
      ['{"a": [1]} = {"a": [1]}', true],
      ['[1, 2] = [2, 1]', false],
      ['1 < 2', true],
      ['"a" < "b"', true],
      ['2 <= 2', true],
      ['3 > 2', true],
      ['3 >= 4', false],
      ['2 in $in.list', true],
      ['2 in 2', true],
      ['9 in $in.list', false],
      ['$in.nope = 1', false],
      ['$in.nope < 1', NOTHING],
      ['1 < "2"', { code: 'T2009', message: 'The values 1 and "2" either side of operator "<" must be of the same data type' }],
      [
        'true < false',
        { code: 'T2010', message: 'The expressions either side of operator "<" must evaluate to numeric or string values' },
      ],
    ],
  ],
  [
    'booleans',
    [
      ['true and false', false],
      ['true or false', true],
      ['1 and "a"', true],
      ['0 or ""', false],
      ['[] or {}', false],
      ['[0, 1] and true', true],
      ['$in.nope or true', true],
      ['$not(true) = false', true],
    ],
  ],
  [
    'text',
    [
      ['"a" & 1 & true & null', 'a1truenull'],
      ['"a" & $in.nope & "b"', 'ab'],
      ['"a" & [1, 2]', 'a[1,2]'],
      ['"a" & {"b": 1.10}', 'a{"b":1.1}'],
    ],
  ],
  [
    'paths',
    [
      ['$in.object.b.c', 2],
      ['$in.people.name', ['Ada', 'Bob', 'Cyd']],
      ['$in.people[1].name', 'Bob'],
      ['$in.people[-1].name', 'Cyd'],
      ['$in.people.tags', ['x', 'y', 'y']],
      ['$in.people.[name]', [['Ada'], ['Bob'], ['Cyd']]],
      ['$in.people[age = 36].name', ['Ada', 'Cyd']],
      ['$in.people[age = 20].name', 'Bob'],
      ['$in.people[age = 20].name[]', ['Bob']],
      ['$in.people[age > 99]', NOTHING],
      ['$in.people[[0, 2]].name', ['Ada', 'Cyd']],
      ['$in.people["y" in tags].name', ['Ada', 'Bob']],
      ['$in.people.(name & ":" & age)', ['Ada:36', 'Bob:20', 'Cyd:36']],
      ['$in.people.{"who": name}', [{ who: 'Ada' }, { who: 'Bob' }, { who: 'Cyd' }]],
      ['$in.people{$string(age): name}', { '36': ['Ada', 'Cyd'], '20': 'Bob' }],
      [
        '$in.people#$i.{"at": $i, "name": name}',
        [
          { at: 0, name: 'Ada' },
          { at: 1, name: 'Bob' },
          { at: 2, name: 'Cyd' },
        ],
      ],
      ['$in.people@$p.{"name": $p.name}', [{ name: 'Ada' }, { name: 'Bob' }, { name: 'Cyd' }]],
      [
        '$in.people.tags.{"tag": $, "of": %.name}',
        [
          { tag: 'x', of: 'Ada' },
          { tag: 'y', of: 'Ada' },
          { tag: 'y', of: 'Bob' },
        ],
      ],
      ['$in.people^(age, >name).name', ['Bob', 'Cyd', 'Ada']],
      ['$in.list^($)', [1, 2, 3]],
      ['$in.list^(>$)', [3, 2, 1]],
      ['$in.object.*', [1, { c: 2 }]],
      ['$in.**.c', 2],
      ['$in.`odd name`', 1],
      ['$in."odd name"', 1],
      ['$in.list[0]', 3],
      ['$in.none', []],
      ['$in.none[0]', NOTHING],
      ['$in.nope.more', NOTHING],
      ['$in.mixed^($)', { code: 'T2007', message: 'Type mismatch when comparing values 1 and "a" in order-by clause' }],
    ],
  ],
  [
    'control',
    [
      ['$in.n > 3 ? "big" : "small"', 'big'],
      ['$in.n > 9 ? "big"', NOTHING],
      ['($x := 1; $y := $x + 1; $x + $y)', 3],
      ['($x := 1; ($x := 2); $x)', 1],
      ['()', NOTHING],
      ['($f := function($a, $b) { $a - $b }; $f(5, 3))', 2],
      ['(λ($a) { $a * 2 })(4)', 8],
      ['($f := function($n) { $n < 2 ? 1 : $n * $f($n - 1) }; $f(10))', 3628800],
      ['($add := function($a, $b) { $a + $b }; $inc := $add(1, ?); $inc(4))', 5],
      ['($f := $uppercase ~> $trim; $f("  a "))', 'A'],
      ['$in.list ~> $sort() ~> $join2($)', { code: 'T1006', message: 'Attempted to invoke a non-function' }],
      ['$in.list ~> $sum()', 6],
      ['$in.object ~> |b|{"c": 9, "d": 1}|', { a: 1, b: { c: 9, d: 1 } }],
      ['$in.object ~> |$|{}, "a"|', { b: { c: 2 } }],
      [
        'function($a) <n:n> { $a }("x")',
        { code: 'T0410', message: 'Argument 1 of function undefined does not match function signature' },
      ],
      ['$sum', { notJson: 'a function' }],
      ['{"f": /a/}', { notJson: 'a function' }],
    ],
  ],
  [
    'syntax errors',
    [
      ['1 +', { code: 'S0207', message: 'Unexpected end of expression' }],
      ['a ?? 1', { code: 'S0211', message: 'The symbol "?" cannot be used as a unary operator' }],
      ['a ?: 1', { code: 'S0211', message: 'The symbol ":" cannot be used as a unary operator' }],
      ['"abc', { code: 'S0101', message: 'String literal must be terminated by a matching quote' }],
      ["'it\\'s'", { code: 'S0103', message: 'Unsupported escape sequence: \\"\'"' }],
      ['(1', { code: 'S0203', message: 'Expected ")" before end of expression' }],
      ['[1 2]', { code: 'S0202', message: 'Expected "]", got 2' }],
      ['1 := 2', { code: 'S0212', message: 'The left side of := must be a variable name (start with $)' }],
      ['/a', { code: 'S0302', message: 'No terminating / in regular expression' }],
    ],
  ],
])('%s', (_group, cases) => {
  it.each(cases)('%s', async (text, expected) => {
    expect(await value(text)).toEqual(expected)
  })
})

it('no expression changes what it reads', async () => {
  const before = structuredClone(INPUT)
  for (const text of [
    '$in.none{"a": 1}',
    '$x := $in.none; $x{"a": 1}',
    '$append($in.list, 9)',
    '$sort($in.list)',
    '$reverse($in.list)',
    '$in ~> |$|{"n": 0}|',
  ]) {
    await value(`(${text})`)
  }
  expect(INPUT).toEqual(before)
})

describe('a path that needs no evaluator gives what the library gives', () => {
  const DATA = {
    a: { b: [{ c: 1 }, { c: 2 }], s: 'x', n: null, one: [1], nested: [[1, 2]], 'odd name': { d: 0 }, empty: [], f: false },
    list: [{ a: { b: 1 } }, { a: { b: 2 } }],
    text: 'abc',
    none: null,
  }
  const names = [
    'a',
    'b',
    'c',
    's',
    'n',
    'one',
    'nested',
    'odd name',
    'd',
    'empty',
    'f',
    'list',
    'text',
    'none',
    'nope',
    'length',
    'constructor',
  ]

  it('for every path of three steps', async () => {
    const differing: unknown[] = []
    let paths = 0
    for (const variable of ['a', 'list', 'text', 'none', 'nope']) {
      for (const first of ['', ...names]) {
        for (const second of ['', ...names.slice(0, 9), '0', '-1', '5']) {
          const step = (name: string): string => (name === '' ? '' : /^-?\d+$/.test(name) ? `[${name}]` : `.\`${name}\``)
          const text = `$${variable}${step(first)}${step(second)}`
          // In brackets it is a block, which the library evaluates.
          const [short, long] = [await evaluate(text, DATA), await evaluate(`(${text})`, DATA)]
          paths += 1
          if (JSON.stringify(short) !== JSON.stringify(long)) differing.push([text, short, long])
        }
      }
    }
    expect([differing, paths]).toEqual([[], 1170])
  })
  it('and nothing where a name is not the data’s own', async () => {
    expect(await evaluate('$a.constructor', DATA)).toBe(undefined)
  })
})
