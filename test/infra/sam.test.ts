/** The template for users of SAM, as a whole for a small project, and its parts read as CloudFormation reads them. */
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { samTemplate } from '../../compiler/emit/template.ts'
import type { Manifest } from '../../compiler/contract.ts'
import { expectedText } from '../support/expected.ts'
import { CHAINS } from './project.ts'

const manifests: readonly Manifest[] = CHAINS.map(({ manifest }) => manifest)
const text = samTemplate(manifests)

/** Short forms as the text they hold. */
const tags = ['!Sub', '!Ref', '!GetAtt'].map((tag) => ({ tag, resolve: (given: string) => `${tag} ${given}` }))
const template = parse(text, { customTags: tags }) as {
  readonly Parameters: unknown
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>>
}

test('it reads as it was reviewed', () => {
  expect(text).toBe(expectedText(new URL('sam.expected.txt', import.meta.url), text))
})

test('every chain is there with its definition, its values and its permissions', () => {
  const machines = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Serverless::StateMachine')
  const sub = (text: string) => (text.includes('${') ? `!Sub ${text}` : text)
  expect(machines.map(({ Properties }) => Properties)).toMatchObject(
    manifests.map(({ name, substitutions, iam }) => ({
      Type: 'EXPRESS',
      DefinitionUri: `${name}.asl.json`,
      ...(Object.keys(substitutions).length === 0
        ? {}
        : { DefinitionSubstitutions: Object.fromEntries(Object.keys(substitutions).map((key) => [key, `!Ref ${key}`])) }),
      Policies: [
        {
          Version: '2012-10-17',
          Statement: [
            ...iam.stateMachine.map(({ actions, resources }) => ({
              Effect: 'Allow',
              Action: actions,
              Resource: resources.map(sub),
            })),
            { Effect: 'Allow', Resource: ['*'] },
          ],
        },
      ],
    })),
  )
  expect(template.Parameters).toEqual({
    KnowledgeBaseId: { Type: 'String', Description: 'Id of the knowledge base.' },
    TableName: { Type: 'String' },
  })
})

test('every permission by a pattern has its reason before it', () => {
  const blocks = text.split(/^ +- (?=# |Effect: )/m).slice(1)
  expect(blocks.filter((block) => /"?\*"?(?=$|:)/m.test(block.split('Tracing')[0] ?? '') && !block.startsWith('# '))).toEqual([])
})
