/** A chain that names a guardrail: the stack asks for its id, and hands it to the runtime with the permission to use it. */
import { expect, test } from 'vitest'
import { runtimeVariables } from '../../compiler/contract.ts'
import type { Manifest } from '../../compiler/contract.ts'
import { withGuardrail } from '../../runtime/guardrails.ts'
import { CHAINS, writeProject } from './project.ts'
import { ofType, synthesise } from './synth.ts'

const [faq, ...others] = CHAINS as readonly [(typeof CHAINS)[number], ...typeof CHAINS]
const { answer, substitutions, iam } = faq.manifest
const resource = 'arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}:guardrail/${GuardrailId}'
const manifest: Manifest = {
  ...faq.manifest,
  answer: answer && { ...answer, guardrail: { id: '${GuardrailId}', version: '1' } },
  substitutions: { ...substitutions, GuardrailId: { description: 'Id of the guardrail.' } },
  iam: { ...iam, runtime: [...iam.runtime, { actions: ['bedrock:ApplyGuardrail'], resources: [resource] }] },
}

test('its id is a parameter, a variable of the runtime and the resource of a permission', () => {
  const { template } = synthesise(writeProject([{ ...faq, manifest }, ...others]))
  const runtime = ofType(template, 'AWS::Lambda::Function').find(
    ({ Properties }) => Properties['FunctionName'] === 'stepchain-runtime',
  )
  const statements = ofType(template, 'AWS::IAM::Policy').flatMap(
    ({ Properties }) => (Properties['PolicyDocument'] as { readonly Statement: readonly object[] }).Statement,
  )
  expect(statements).toContainEqual({ Action: 'bedrock:ApplyGuardrail', Effect: 'Allow', Resource: { 'Fn::Sub': resource } })
  expect([
    template.Parameters['GuardrailId'],
    (runtime?.Properties['Environment'] as { readonly Variables: Readonly<Record<string, unknown>> } | undefined)?.Variables[
      'GuardrailId'
    ],
  ]).toEqual([{ Type: 'String', MinLength: 1, Description: 'Id of the guardrail.' }, { Ref: 'GuardrailId' }])
})

test('what the stack sets is what the runtime reads', () => {
  const [name = ''] = runtimeVariables([manifest])
  expect([name, withGuardrail(manifest, { [name]: 'gr4nd' }).answer?.guardrail]).toEqual([
    'GuardrailId',
    { id: 'gr4nd', version: '1' },
  ])
})
