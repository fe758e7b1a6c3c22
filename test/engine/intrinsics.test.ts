/** Every intrinsic function of JSONPath. */
import { describe, expect, it } from 'vitest'
import { at, failed, jsonPath, outcomeOf, succeeded } from './run.ts'

const call = (text: string): object => jsonPath({ Only: { Type: 'Pass', Parameters: { 'v.$': text }, End: true } })
const INPUT = {
  n: 5,
  half: 2.5,
  text: 'a,b;c',
  list: [1, 2, 3, 2],
  objects: [{ a: 1, b: [] }, { a: 2 }],
  object: { a: 1, deep: { b: 'x', c: null } },
  json: '{"a":[1,null]}',
  template: 'n={}',
  nothing: null,
}

describe('gives', () => {
  it.each([
    ['States.Array()', []],
    ["States.Array(1, 'x', $.n, null, true)", [1, 'x', 5, null, true]],
    ['States.ArrayContains($.list, 3)', true],
    ['States.ArrayContains($.list, 9)', false],
    ['States.ArrayContains($.objects, $.objects[0])', true],
    ["States.ArrayContains($.list, '3')", false],
    ['States.ArrayGetItem($.list, 1)', 2],
    ['States.ArrayLength($.list)', 4],
    ['States.ArrayLength($.objects[*].nope)', 0],
    ['States.ArrayPartition($.list, 3)', [[1, 2, 3], [2]]],
    ['States.ArrayPartition(States.Array(), 3)', []],
    ['States.ArrayPartition($.list, 2.5)', [[1, 2, 3], [2]]],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(1, 9, 3)', [1, 4, 7]],
    ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
    ['States.ArrayRange(3, 1, 1)', []],
    ['States.ArrayUnique($.list)', [1, 2, 3]],
    ["States.Base64Encode('Grüße')", 'R3LDvMOfZQ=='],
    ["States.Base64Decode('R3LDvMOfZQ==')", 'Grüße'],
    ["States.Format('plain')", 'plain'],
    ["States.Format('{}-{}-{}', $.n, $.text, $.nothing)", '5-a,b;c-null'],
    ["States.Format('{}', $.object)", '{a=1, deep={b=x, c=null}}'],
    ["States.Format('{}', $.objects)", '[{a=1, b=[]}, {a=2}]'],
    [String.raw`States.Format('\{{}\} isn\'t \\', 1)`, String.raw`{1} isn't \ `.trim()],
    ['States.Format($.template, 1)', 'n=1'],
    ["States.Hash('x', 'MD5')", '9dd4e461268c8034f5c8564e155c67a6'],
    ["States.Hash('x', 'SHA-1')", '11f6ad8ec52a2984abaafd7c3b516503785c2072'],
    ["States.Hash('x', 'SHA-256')", '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'],
    ['States.JsonMerge($.object, $.objects[1], false)', { a: 2, deep: { b: 'x', c: null } }],
    ['States.JsonToString($.object)', '{"a":1,"deep":{"b":"x","c":null}}'],
    ['States.MathAdd(1, -3)', -2],
    ['States.MathAdd($.half, 0)', 3],
    ['States.MathAdd(-2.5, 0)', -2],
    ['States.MathAdd(1.4, 1.4)', 2],
    ['States.MathRandom(1, 11)', 6],
    ["States.StringSplit($.text, ',;')", ['a', 'b', 'c']],
    ["States.StringSplit(',,a,,b,', ',')", ['a', 'b']],
    ["States.StringSplit('plain', ',')", ['plain']],
    ['States.StringToJson($.json)', { a: [1, null] }],
    ["States.StringToJson('-0')", 0],
    ["States.StringToJson(' ')", null],
    ['States.UUID()', '00000000-0000-4000-8000-000000000000'],
    ["States.ArrayGetItem(States.StringSplit($$.State.Name, 'n'), 0)", 'O'],
    ['States.ArrayLength( States.Array( $.n ,$.text ) )', 2],
    ["States.Format('{}', $['text'])", 'a,b;c'],
    ['States.ArrayLength($.objects[?(@.a == 1)])', 1],
    ["States.Format('a, (b) and {}', $.list[0])", 'a, (b) and 1'],
  ])('%s', async (text, value) => {
    expect(await outcomeOf(call(text), { input: INPUT })).toEqual(succeeded({ v: value }))
  })
  it('the same random number for the same seed', async () => {
    const [first, second] = [
      await outcomeOf(call('States.MathRandom(0, 1000, 3)')),
      await outcomeOf(call('States.MathRandom(0, 1000, 3)')),
    ]
    expect(first).toEqual(second)
  })
})

describe('fails for', () => {
  const failure = (text: string, why: string): string => at('Only', 2, `The function '${text}' had the following error: ${why}`)

  it.each([
    ["States.Format('{}', $.nope)", '$.nope'],
    ['States.MathAdd($.a.b, 1)', '$.a.b'],
    ['States.Array(States.Array($.nope))', '$.nope'],
    ['States.Array($.list[5])', '$.list[5]'],
    ["States.Format('{}', $$.Nope.Deep)", '$.Nope.Deep'],
  ])('%s, which is not there', async (text, path) => {
    const why = `The JsonPath argument for the field '${path}' could not be found in the input '{"list":[1]}'`
    expect(await outcomeOf(call(text), { input: { list: [1] } })).toEqual(failed('States.Runtime', failure(text, why)))
  })
  it('an item of what is no list', async () => {
    const text = 'States.Array($.n[0])'
    expect(await outcomeOf(call(text), { input: { n: 1 } })).toEqual(
      failed('States.Runtime', failure(text, 'Filter: [0] can only be applied to arrays. Current context is: 1')),
    )
  })
  it.each([
    ["States.Format('{} {}', 1)", 'The template has 2 placeholders, but 1 arguments were given'],
    ["States.Format('{ {}', 1)", "'{ {}' has a brace that is neither escaped nor a placeholder"],
    ["States.MathAdd('1', 1)", 'Argument 1 must be a number but was: "1"'],
    ['States.ArrayGetItem($.list, 9)', "The index 9 is out of the array's 4 items"],
    ['States.ArrayRange(1, 9, 0)', 'The step must not be 0'],
    ['States.ArrayRange(1, 9999, 1)', 'The range must not have more than 1000 elements'],
    ['States.ArrayPartition($.list, 0)', 'The chunk size must be positive'],
    ["States.Hash('x', 'sha1')", "There is no hash algorithm 'sha1'"],
    ['States.JsonMerge($.object, $.object, true)', 'Only the shallow merge is there: the third argument must be false'],
    ['States.ArrayLength($.n)', 'Argument 1 must be an array but was: 5'],
    ['States.UUID(1)', 'States.UUID was called with 1 arguments'],
    ['States.Nope()', "There is no function 'States.Nope'"],
    ['States.MathRandom(5, 5)', 'The end must be greater than the start'],
  ])('%s', async (text, why) => {
    expect(await outcomeOf(call(text), { input: INPUT })).toEqual(failed('States.IntrinsicFailure', failure(text, why)))
  })
})
