/** JSONata of an author's own: what it gives, and what of it is refused. */
import { describe, expect, it } from 'vitest'
import { compileChain } from '../../compiler/compile.ts'
import { Type, chain, exists, jsonata, lists, result } from '../../compiler/index.ts'
import { run } from '../../compiler/testing.ts'

const Params = Type.Object({ words: Type.Array(Type.String()), tables: Type.Array(Type.Array(Type.Number())) })

describe('JSONata that an author writes', () => {
  const raw = chain('raw', { params: Params }, (_, { params, question }) => {
    const { words, tables } = params
    return result({
      count: jsonata(Type.Integer(), '$count($words[$length($) > $least])', { words, least: 3 }),
      long: jsonata(Type.Array(Type.String()), '$words[$length($) > $least]', { words, least: 3 }),
      same: jsonata(Type.Array(Type.Array(Type.Number())), '$filter($tables, function($table) { true })', { tables }),
      doubled: jsonata(Type.Integer(), '($one := $count($words); /* twice */ $one * 2)', { words }),
      hidden: lists.map(words, (item) => jsonata(Type.String(), '$item & $text', { item, text: question })),
      constant: jsonata(Type.Number(), '1 + 1'),
      there: exists(jsonata(Type.Optional(Type.String()), '$words[9]', { words })),
      object: jsonata(Type.Object({ 'a b': Type.String() }), '{"a b": "{% x %}"}')['a b'],
    })
  })
  const input = (words: string[], tables: number[][]) => ({ question: '?', params: { words, tables } })

  it('reads the values it is given', async () => {
    expect((await run(raw, { input: input(['one', 'three', 'seven'], [[1], []]) })).result).toEqual({
      count: 2,
      long: ['three', 'seven'],
      same: [[1], []],
      doubled: 6,
      hidden: ['one?', 'three?', 'seven?'],
      constant: 2,
      there: false,
      object: '{% x %}',
    })
  })

  it('gives a list where its schema is one', async () => {
    expect((await run(raw, { input: input(['three'], [[]]) })).result).toMatchObject({ count: 1, long: ['three'], same: [[]] })
    expect((await run(raw, { input: input([], []) })).result).toMatchObject({ count: 0, long: [], same: [], hidden: [] })
  })

  const problemsOf = (code: string, names: readonly string[] = ['words']) => {
    const wrong = chain('wrong', { params: Params }, (_, { params }) =>
      result({ value: jsonata(Type.Unknown(), code, Object.fromEntries(names.map((name) => [name, params.words]))) }),
    )
    return compileChain(wrong, { file: 'chains/wrong.ts', readPrompt: () => undefined }).problems.map(
      ({ code: number, what, remedy, inCode, path }) =>
        `${number} ${path.join(' › ')} ${inCode?.line}:${inCode?.column} ${what} ${remedy}`,
    )
  }
  const giveIt = "Give what it needs as values: jsonata(schema, '$count($messages)', { messages })."

  it.each([
    [
      '$count($words',
      'SC021 wrong 1:13 The JSONata does not parse: Expected ")" before end of expression. Correct it; it is JSONata 2.0.6.',
    ],
    ['$count(\n  $word)', `SC021 wrong 2:3 \`$word\` is not among its values (words). ${giveIt}`],
    ['$states.input', `SC021 wrong 1:1 \`$states\` is the state machine's own. ${giveIt}`],
    ['$string($states)', `SC021 wrong 1:9 \`$states\` is the state machine's own. ${giveIt}`],
    ['$words[$ = $$.x]', `SC021 wrong 1:12 There is no \`$$\`. ${giveIt}`],
    ['$length($)', `SC021 wrong 1:9 There is no \`$\` outside of a path or predicate. ${giveIt}`],
    [
      '1 + words',
      'SC021 wrong 1:5 `words` is a field of nothing: an expression has no context. Write `$words` and give it as a value, or the path to it from a value.',
    ],
    [
      '$eval("1")',
      "SC021 wrong 1:1 There is no function `$eval`. Use one of JSONata's or Step Functions' functions, or define it.",
    ],
    [
      '"${Base}"',
      'SC021 wrong 1:2 Deployment would put a value in the place of `${`. Write "\\u0024{" in a text, and `$ {` elsewhere.',
    ],
  ])('is refused: %j', (code, told) => {
    expect(problemsOf(code)).toEqual([told])
  })

  it('is refused with values whose names are functions it calls, or no names', () => {
    expect(problemsOf('$count($words)', ['words', 'count'])).toEqual([
      'SC021 wrong 1:1 `$count` is a value here, no function. Rename the value.',
    ])
    expect(problemsOf('1', ['a b'])).toEqual([
      'SC021 wrong 1:1 "a b" cannot be the name of a value. Use letters, digits and _, start with a letter or _, and not `states`.',
    ])
  })
})
