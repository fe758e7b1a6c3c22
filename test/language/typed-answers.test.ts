/** What the compiler writes of each chain's tasks makes a wrong answer in a test a type error. */
import { expect, it } from 'vitest'
import rag from '../../chains/rag.ts'
import { Type } from '../../compiler/index.ts'
import { typeText } from '../../compiler/emit/steps.ts'
import type { Schema } from '../../compiler/tree.ts'
import type { AnswersOf, RunOptions } from '../../compiler/testing.ts'

type RagAnswers = AnswersOf<'rag'>

it('a wrong state or a wrong shape of an answer is a type error', () => {
  const right = {
    'analysis.keywords': { text: 'aws' },
    'analysis.answered': [{ json: { value: true } }, { text: 'not JSON' }],
  } satisfies RagAnswers
  // @ts-expect-error -- there is no such state
  const wrongState: RagAnswers = { 'analysis.keyword': { text: 'aws' } }
  // @ts-expect-error -- the answer has no such field
  const wrongField: RagAnswers = { 'analysis.answered': { json: { answered: true } } }
  // @ts-expect-error -- the model is asked for text
  const wrongKind: RagAnswers = { 'analysis.keywords': { json: ['aws'] } }
  const ofAnyChain: RunOptions = { answers: { whatever: { json: 1 } } }
  expect([right, wrongState, wrongField, wrongKind, ofAnyChain, rag.name]).toHaveLength(6)
})

it('the type of a schema is written as TypeScript has it', () => {
  const schema = Type.Object({
    name: Type.String(),
    'at home': Type.Optional(Type.Boolean()),
    tags: Type.Array(Type.Union([Type.Literal('a'), Type.Literal('b')])),
    parent: Type.Union([Type.Object({ id: Type.Integer() }), Type.Null()]),
    rest: Type.Unknown(),
  })
  expect(typeText(schema as unknown as Schema)).toBe(
    `{ readonly name: string; readonly 'at home'?: boolean; readonly tags: readonly ("a" | "b")[]; readonly parent: { readonly id: number } | null; readonly rest: unknown }`,
  )
})
