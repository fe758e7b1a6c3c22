/** Every function of JSONata, and those that Step Functions adds, changes or takes away. */
import { describe, expect, it } from 'vitest'
import { value } from './value.ts'

const NOTHING = undefined

describe.each<[string, readonly (readonly [string, unknown])[]]>([
  [
    'text',
    [
      ['$string(5)', '5'],
      ['$string({"a": [1, "b"]})', '{"a":[1,"b"]}'],
      ['$string([1], true)', '[\n  1\n]'],
      ['$string(1/3)', '0.333333333333333'],
      ['$string($sum)', ''],
      ['$string(1/0)', { code: 'D3001', message: 'Attempting to invoke string function on Infinity or NaN' }],
      ['$length("Grüße")', 5],
      ['$length("😀")', 1],
      ['$substring("hello", 1)', 'ello'],
      ['$substring("hello", -3, 2)', 'll'],
      ['$substringBefore("a-b", "-")', 'a'],
      ['$substringBefore("ab", "-")', 'ab'],
      ['$substringAfter("a-b", "-")', 'b'],
      ['$uppercase("ü")', 'Ü'],
      ['$lowercase("Ü")', 'ü'],
      ['$trim("  a \\n b ")', 'a b'],
      ['$pad("a", 3)', 'a  '],
      ['$pad("a", -3, "#")', '##a'],
      ['$contains("abc", "b")', true],
      ['$contains("abc", /B/i)', true],
      ['$split("a, b,c", /,\\s*/)', ['a', 'b', 'c']],
      ['$split("a,b,c", ",", 2)', ['a', 'b']],
      ['$join(["a", "b"], "-")', 'a-b'],
      ['$join(["a", "b"])', 'ab'],
      [
        '$match("a1b22", /([a-z])(\\d+)/)',
        [
          { match: 'a1', index: 0, groups: ['a', '1'] },
          { match: 'b22', index: 2, groups: ['b', '22'] },
        ],
      ],
      ['$match("abc", /x/)', NOTHING],
      ['$replace("aXbX", "X", "$1")', 'a$1b$1'],
      ['$replace("a1b2", /(\\d)/, "<$1>")', 'a<1>b<2>'],
      ['$replace("a1b2", /\\d/, function($m) { $string($number($m.match) * 2) })', 'a2b4'],
      ['$replace("aaa", "a", "b", 2)', 'bba'],
      ['$base64encode("abc")', 'YWJj'],
      ['$base64decode("YWJj")', 'abc'],
      ['$encodeUrlComponent("a b/ü")', 'a%20b%2F%C3%BC'],
      ['$encodeUrl("http://x/a b")', 'http://x/a%20b'],
      ['$decodeUrlComponent("a%20b")', 'a b'],
      ['$decodeUrl("http://x/a%20b")', 'http://x/a b'],
      ['$join([1])', { code: 'T0412', message: 'Argument 1 of function "join" must be an array of "strings"' }],
    ],
  ],
  [
    'numbers',
    [
      ['$number("1.5")', 1.5],
      ['$number("0x10")', 16],
      ['$number(true)', 1],
      ['$number("x")', { code: 'D3030', message: 'Unable to cast value to a number: "x"' }],
      ['$abs(-5)', 5],
      ['$floor(1.7)', 1],
      ['$ceil(1.2)', 2],
      ['$round(2.5)', 2],
      ['$round(3.5)', 4],
      ['$round(1.245, 2)', 1.24],
      ['$round(125, -1)', 120],
      ['$power(2, 10)', 1024],
      ['$sqrt(9)', 3],
      ['$sqrt(-1)', { code: 'D3060', message: 'The sqrt function cannot be applied to a negative number: -1' }],
      ['$formatNumber(1234.5, "#,##0.00")', '1,234.50'],
      ['$formatNumber(0.14, "01%")', '14%'],
      ['$formatBase(255, 16)', 'ff'],
      ['$formatInteger(1999, "I")', 'MCMXCIX'],
      ['$formatInteger(7, "w")', 'seven'],
      ['$parseInteger("one hundred and two", "w")', 102],
      ['$sum([1, 2, 3])', 6],
      ['$sum([])', 0],
      ['$sum($in.nope)', NOTHING],
      ['$max([1, 3, 2])', 3],
      ['$min([1, 3, 2])', 1],
      ['$average([1, 2])', 1.5],
      ['$sum(["a"])', { code: 'T0412', message: 'Argument 1 of function "sum" must be an array of "numbers"' }],
    ],
  ],
  [
    'lists',
    [
      ['$count([1, 2])', 2],
      ['$count(null)', 1],
      ['$count($in.nope)', 0],
      ['$append([1], 2)', [1, 2]],
      ['$append([1], $in.nope)', [1]],
      ['$sort([3, 1, 2])', [1, 2, 3]],
      ['$sort($in.people, function($a, $b) { $a.age > $b.age }).name', ['Bob', 'Ada', 'Cyd']],
      ['$reverse([1, 2])', [2, 1]],
      ['$distinct([1, 1, {"a": 1}, {"a": 1}])', [1, { a: 1 }]],
      [
        '$zip([1, 2], ["a", "b"])',
        [
          [1, 'a'],
          [2, 'b'],
        ],
      ],
      ['$count($shuffle([1, 2, 3]))', 3],
      ['$map([1, 2], function($v, $i) { $v * 10 + $i })', [10, 21]],
      ['$map([1], function($v) { $v })', 1],
      ['$filter([1, 2, 3], function($v) { $v > 1 })', [2, 3]],
      ['$filter([1], function($v) { $v > 1 })', NOTHING],
      ['$single([1, 2], function($v) { $v = 2 })', 2],
      [
        '$single([1, 2])',
        { code: 'D3138', message: 'The $single() function expected exactly 1 matching result.  Instead it matched more.' },
      ],
      ['$reduce([1, 2, 3], function($a, $b) { $a + $b })', 6],
      ['$reduce([1, 2], function($a, $b) { $a & $b }, "x")', 'x12'],
    ],
  ],
  [
    'objects',
    [
      ['$keys({"a": 1, "b": 2})', ['a', 'b']],
      ['$keys({"a": 1})', 'a'],
      ['$lookup({"a": 1}, "a")', 1],
      ['$spread({"a": 1, "b": 2})', [{ a: 1 }, { b: 2 }]],
      ['$merge([{"a": 1, "b": 1}, {"b": 2}])', { a: 1, b: 2 }],
      ['$sift({"a": 1, "b": 2}, function($v) { $v > 1 })', { b: 2 }],
      ['$each({"a": 1, "b": 2}, function($v, $k) { $k & $v })', ['a1', 'b2']],
      ['$type(null)', 'null'],
      [
        '[$type(1), $type(""), $type(true), $type([]), $type({}), $type($sum)]',
        ['number', 'string', 'boolean', 'array', 'object', 'function'],
      ],
      ['$exists($in.nope)', false],
      ['$exists(null)', true],
      ['$clone({"a": [1]})', { a: [1] }],
      ['$boolean([0])', false],
      ['$boolean("x")', true],
      ['$not(0)', true],
      ['$error("mine")', { code: 'D3137', message: 'mine' }],
      ['$assert(false, "mine")', { code: 'D3141', message: 'mine' }],
      ['$assert(true, "mine")', NOTHING],
    ],
  ],
  [
    'time, which is the execution’s own',
    [
      ['$now()', '2030-01-02T03:04:05.678Z'],
      ['$now("[Y]/[M01]/[D01]")', '2030/01/02'],
      ['$now("[H01]:[m01]", "+0100")', '04:04'],
      ['$millis()', Date.UTC(2030, 0, 2, 3, 4, 5, 678)],
      ['$fromMillis(0)', '1970-01-01T00:00:00.000Z'],
      ['$fromMillis(0, "[D1o] [MNn] [Y]")', '1st January 1970'],
      ['$toMillis("1970-01-01T00:00:01Z")', 1000],
      ['$toMillis("02/01/1970", "[D01]/[M01]/[Y0001]")', 86_400_000],
    ],
  ],
  [
    'what Step Functions adds',
    [
      ['$parse("{\\"a\\": [1, null]}")', { a: [1, null] }],
      ['$parse("{\\"a\\": 1}").a', 1],
      ['$parse($in.nope)', NOTHING],
      ['$partition([1, 2, 3, 4, 5], 2)', [[1, 2], [3, 4], [5]]],
      ['$partition([1], 4)', [[1]]],
      ['$partition([1, 2, 3], 2.9)', [[1, 2], [3]]],
      ['$partition([1, 2], 0)', NOTHING],
      ['$partition([1, 2], -1)', NOTHING],
      ['$partition([], 2)', NOTHING],
      ['$range(0, 6, 2)', [0, 2, 4, 6]],
      ['$range(0, 7, 2)', [0, 2, 4, 6]],
      ['$range(5, 1, -2)', [5, 3, 1]],
      ['$range(1.9, 4.9, 1.9)', [1, 2, 3, 4]],
      ['$range(1, 1, 1)', 1],
      ['$range(1, 5, 0)', NOTHING],
      ['$range(1, 5, -1)', NOTHING],
      ['$range(1, 5)', NOTHING],
      ['$hash("x", "MD5")', '9dd4e461268c8034f5c8564e155c67a6'],
      ['$hash("x", "SHA-1")', '11f6ad8ec52a2984abaafd7c3b516503785c2072'],
      ['$hash("x", "SHA-256")', '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'],
      ['$length($hash("x", "SHA-384"))', 96],
      ['$length($hash("x", "SHA-512"))', 128],
      ['$hash("x", "sha-1")', NOTHING],
      ['$hash("x")', NOTHING],
      ['$random()', 0.25],
      ['$random(42)', 0.7275636800328681],
      ['$random(0)', 0.730967787376657],
      ['$random(-1)', 0.26894263088050496],
      ['$random(42.9)', 0.7275636800328681],
      ['$uuid()', 'a-new-id'],
      ['"a,b" ~> $hash("MD5")', 'b345e1dc09f20fdefdea469f09167892'],
    ],
  ],
  [
    'what Step Functions takes away',
    [
      ['$eval("1 + 1")', { code: 'T1006', message: 'Attempted to invoke a non-function' }],
      ['$exists($eval)', false],
      ['$randomSeeded(1)', { code: 'T1006', message: 'Attempted to invoke a non-function' }],
    ],
  ],
  [
    'numbers that JSON does not have',
    [
      ['1/0', 'Infinity'],
      ['-1/0', '-Infinity'],
      ['{"a": [1/0]}', { a: ['Infinity'] }],
      [
        '$power(10, 400)',
        {
          code: 'D3061',
          message:
            'The power function has resulted in a value that cannot be represented as a JSON number: base=10, exponent=400',
        },
      ],
    ],
  ],
  [
    'limits',
    [
      ['$count([1..873782])', 873_782],
      [
        '$count([1..873783])',
        { code: 'U1001', message: 'Expression evaluation memory limit exceeded: Check for excessive memory usage' },
      ],
      [
        '$count($range(1, 900000, 1))',
        { code: 'U1001', message: 'Expression evaluation memory limit exceeded: Check for excessive memory usage' },
      ],
      [
        '$pad("x", 10000000)',
        { code: 'U1001', message: 'Expression evaluation memory limit exceeded: Check for excessive memory usage' },
      ],
      [
        '($p := function($s, $n) { $n = 0 ? $s : $p($s & $s, $n - 1) }; $length($p("x", 23)))',
        { code: 'U1001', message: 'Expression evaluation memory limit exceeded: Check for excessive memory usage' },
      ],
      ['$count($distinct($append([1..2000], [1..2000])))', 2000],
      ['$distinct([1..200000])', { code: 'U1001', message: 'Expression evaluation timeout: Check for infinite loop' }],
      ['($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(1000))', 0],
      ['$count($split($join($map([1..5000], function($i) { "word" }), "  "), /\\s+/))', 5000],
      ['$replace($join($map([1..500], function($i) { "ab" })), /a+/, "") = $join($map([1..500], function($i) { "b" }))', true],
    ],
  ],
])('%s', (_group, cases) => {
  it.each(cases)('%s', async (text, expected) => {
    expect(await value(text)).toEqual(expected)
  })
})

it('$parse says why', async () => {
  expect(await value('$parse("{")')).toEqual({
    code: 'D0000',
    message: expect.stringMatching(/^The argument of function "parse" is not valid JSON: /) as unknown,
  })
})

it.each([
  [100, 'ok'],
  [101, 'too deep'],
])('a tree of depth %d is %s', async (depth, expected) => {
  const text = Array.from({ length: depth }, () => '1').join('+')
  expect(typeof (await value(text)) === 'number' ? 'ok' : 'too deep').toBe(expected)
})

describe('what is wide is not deep:', () => {
  const parts = Array.from({ length: 200 }, (_, n) => n)
  it.each([
    ['a list', `[${parts.map((n) => `$f(${n})`).join(', ')}]`, parts],
    ['an object', `{${parts.map((n) => `"k${n}": $f(${n})`).join(', ')}}`, Object.fromEntries(parts.map((n) => [`k${n}`, n]))],
    ['lists in an object', `{"a": [${parts.map((n) => `$f(${n})`).join(', ')}], "b": [1, $f(2)]}`, { a: parts, b: [1, 2] }],
    [
      'a grouping',
      `[${parts.map((n) => `{"k": "k${n}", "v": ${n}}`).join(', ')}]{k: $f(v)}`,
      Object.fromEntries(parts.map((n) => [`k${n}`, n])),
    ],
    [
      'a grouping in an object, and lists in its groups',
      `{"a": [${parts.map((n) => `{"k": "k${n}"}`).join(', ')}]{k: [$f(1), [$f(2), $f(3)]]}, "b": $f(4)}`,
      { a: Object.fromEntries(parts.map((n) => [`k${n}`, [1, [2, 3]]])), b: 4 },
    ],
    [
      'a list that a function builds by calling itself',
      '($g := function($n) { [$f($n), $n < 5 ? $g($n + 1) : []] }; $g(0))',
      [0, 1, 2, 3, 4, 5],
    ],
  ])('%s gives all its parts', async (_what, text, expected) => {
    expect(await value(`($f := function($x) { $x }; ${text})`)).toEqual(expected)
  })
  it('and a part that fails fails it all', async () => {
    expect(await value('($f := function($x) { $x }; [$f(1), $f(2) + "a", $f(3)])')).toEqual({
      code: 'T2002',
      message: 'The right side of the "+" operator must evaluate to a number',
    })
  })
})
