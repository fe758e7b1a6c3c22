import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { evaluate } from '../../compiler/jsonata/index.ts'
import { lowerPrompt } from '../../compiler/prompt/index.ts'

/** What a template prints of `value`, called `x`, when that is of `schema`; or why it is refused. */
async function printed(template: string, schema: unknown, value: unknown): Promise<unknown> {
  const lowered = lowerPrompt(template, { x: { code: '$x', schema } })
  if (lowered.kind === 'refused') return lowered.problems.map(({ message }) => message)
  return lowered.kind === 'text' ? lowered.text : evaluate(lowered.code, { x: value })
}

test('schemas of every make say how a value prints', async () => {
  const found = Type.Union([
    Type.Object({ kind: Type.Literal('page'), title: Type.String() }),
    Type.Object({ kind: Type.Literal('image'), width: Type.Number() }),
  ])
  expect(
    await Promise.all([
      printed('{{x}}', Type.Enum(['a', 'b']), 'b'),
      printed('{{x}}', Type.Union([Type.Literal(1), Type.Literal('one'), Type.Literal(true)]), true),
      printed('{{x}}', { type: ['string', 'null'] }, null),
      printed('{{x}}{{#if x}}y{{else}}n{{/if}}', Type.Null(), null),
      printed('{{x.any}}{{x.other}}', Type.Record(Type.String(), Type.Number()), { any: 1 }),
      printed('{{x.any}}', { type: 'object', properties: {}, additionalProperties: { type: 'string' } }, { any: 'thing' }),
      printed('{{x.[1]}}{{#each x}} {{this}}{{/each}}', Type.Tuple([Type.String(), Type.Number()]), ['a', 2]),
      printed('{{#each x}} {{this}}{{/each}}', { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'number' } }, [
        'a',
        2,
      ]),
      printed(
        '{{x.a}}{{x.b}}',
        Type.Intersect([Type.Object({ a: Type.String() }), Type.Object({ b: Type.Optional(Type.String()) })]),
        { a: 'A' },
      ),
      printed('{{x.kind}}{{x.title}}{{x.width}}{{#if (eq x.kind "image")}}!{{/if}}', found, { kind: 'image', width: 3 }),
      printed('{{x.depth}}', found, undefined),
      printed('{{#with x}}{{title}}{{/with}}', Type.Union([found, Type.Null()]), null),
      printed('{{#each x}}{{this}}{{else}}none{{/each}}', Type.Union([Type.Array(Type.String()), Type.Null()]), null),
      printed('{{#each x}}[{{#each this}}{{this}}{{/each}}]{{/each}}', Type.Array(Type.Array(Type.Number())), [[1], [], [2, 3]]),
      printed('{{x}}', true, 'a'),
      printed('{{json x}}', Type.Any(), { a: [{}] }),
      printed('{{x.a}}', { type: 'object' }, { a: 1 }),
      printed('{{x}}', { $ref: '#/$defs/name' }, 'a'),
      printed('{{x}}', Type.Union([Type.String(), Type.Object({})]), 'a'),
    ]),
  ).toEqual([
    'b',
    'true',
    '',
    'n',
    '1',
    'thing',
    '2 a 2',
    ' a 2',
    'A',
    'image3!',
    ['x has no field depth.'],
    '',
    'none',
    '[1][][23]',
    ['The schema does not say what x is, so it cannot be printed.'],
    '{"a":[{}]}',
    ['The schema does not say what x holds, so a in it cannot be checked.'],
    ['The schema does not say what x is, so it cannot be printed.'],
    ['x may be text or an object, which has no text of its own.'],
  ])
})

test('numbers print as in JavaScript up to 14 significant digits; JSONata knows 15', async () => {
  const numbers = [0, -0, -1.5, 1e21, 1e-7, 123456789.12345, 0.1 + 0.2]
  expect(await Promise.all(numbers.map((number) => printed('{{x}}', Type.Number(), number)))).toEqual([
    '0',
    '0',
    '-1.5',
    '1e+21',
    '1e-7',
    '123456789.12345',
    '0.3',
  ])
})
