/** What IAM is asked for when a model is called: the model, or the profile with every region that it may send to. */
import { describe, expect, test } from 'vitest'
import { modelArns, namedModel } from '../../compiler/geographies.ts'
import { CATALOGUE, catalogueEntry } from '../../compiler/models/catalogue.ts'

const caller = { partition: 'aws', region: 'eu-west-1', account: '123456789012' }
const MODEL = 'anthropic.claude-haiku-4-5-20251001-v1:0'

describe('the ARNs of a model', () => {
  test.each([
    [MODEL, [`arn:aws:bedrock:eu-west-1::foundation-model/${MODEL}`]],
    [
      `au.${MODEL}`,
      [
        `arn:aws:bedrock:eu-west-1:123456789012:inference-profile/au.${MODEL}`,
        `arn:aws:bedrock:ap-southeast-2::foundation-model/${MODEL}`,
        `arn:aws:bedrock:ap-southeast-4::foundation-model/${MODEL}`,
        `arn:aws:bedrock:ap-southeast-6::foundation-model/${MODEL}`,
      ],
    ],
    [
      `global.${MODEL}`,
      [
        `arn:aws:bedrock:eu-west-1:123456789012:inference-profile/global.${MODEL}`,
        `arn:aws:bedrock:eu-west-1::foundation-model/${MODEL}`,
        `arn:aws:bedrock:::foundation-model/${MODEL}`,
      ],
    ],
  ])('%s', (id, arns) => {
    expect(modelArns(id, caller)).toEqual(arns)
  })

  test('have no pattern, whatever the geography', () => {
    const ids = CATALOGUE.flatMap(({ model }) => [
      model.foundation,
      ...(model.profiles ?? []).map((geography) => `${geography}.${model.foundation}`),
    ])
    expect(ids.flatMap((id) => modelArns(id, caller)).filter((arn) => arn.includes('*'))).toEqual([])
  })
})

test('a model is found by its id and by that of each of its profiles', () => {
  for (const { family, code, model } of CATALOGUE) {
    expect(catalogueEntry(namedModel(model.id))).toEqual({ family, code })
    for (const geography of model.profiles ?? [])
      expect(catalogueEntry(namedModel(`${geography}.${model.foundation}`))).toEqual({
        family,
        code: geography === model.profile ? code : `${code}.in('${geography}')`,
      })
  }
})
