/** What a chain says of its final call, in the manifest and in the template: context, guardrail, history. */
import { expect, test } from 'vitest'
import { compileChain } from '../../compiler/compile.ts'
import { samTemplate } from '../../compiler/emit/template.ts'
import { chain, claude, systemChain } from '../../compiler/index.ts'

const answer = { model: claude.haiku45, system: 'Be brief.', maxTokens: 200 }
const manifest = (more: object) => {
  const made = chain('asked', { answer: { ...answer, ...more }, substitutions: { GuardrailId: 'Id of the guardrail.' } }, () =>
    systemChain.keep(),
  )
  const { output, problems } = compileChain(made, { file: 'chains/asked.ts', readPrompt: () => undefined })
  if (!output) throw new Error(JSON.stringify(problems))
  return output.manifest
}
const plain = { model: claude.haiku45.id, system: 'Be brief.', maxTokens: 200, contentTag: 'document', allow: {} }

test('nothing said is nothing in the manifest', () => expect(manifest({}).answer).toEqual(plain))

test('a guardrail is a deploy-time value, a permission of the runtime and one of its variables', () => {
  const guarded = manifest({ guardrail: { id: 'GuardrailId' }, contextPlacement: 'messages' })
  const { substitutions, iam } = guarded
  expect({ answer: guarded.answer, substitutions, runtime: iam.runtime.slice(1) }).toEqual({
    answer: { ...plain, guardrail: { id: '${GuardrailId}', version: 'DRAFT' }, contextPlacement: 'messages' },
    substitutions: { GuardrailId: { description: 'Id of the guardrail.' } },
    runtime: [
      {
        actions: ['bedrock:ApplyGuardrail'],
        resources: ['arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}:guardrail/${GuardrailId}'],
      },
    ],
  })
  expect(samTemplate([guarded])).toMatch(/Variables:\n(?: +.*\n)*? +GuardrailId: !Ref GuardrailId\n/)
})

test('a history that is cut has to fit the smallest model that may answer', () => {
  const models = [claude.haiku45, claude.sonnet45]
  expect(manifest({ history: 'cut', allow: { models } }).answer).toEqual({
    ...plain,
    history: 'cut',
    contextWindow: claude.haiku45.contextWindow,
    allow: { models: models.map(({ id }) => id) },
  })
})
