/** Every way in which what the workflow found and says gets into the system prompt. */
import { describe, expect, test } from 'vitest'
import type { WorkflowOutput } from '../../compiler/contract.ts'
import { mergeSystemPrompt } from '../../runtime/system-prompt.ts'
import { details } from './support/fake-aws.ts'

const merged = (system: string, output: Partial<WorkflowOutput> = {}, requireTag = false) =>
  mergeSystemPrompt({ system, contentTag: 'document', requireTag }, { bedrock_details: details, ...output })
const replaceTag = (text: string, tag = 't'): Partial<WorkflowOutput> => ({
  system_chain_data: { system_chain_prompt: text, operation: 'REPLACE_TAG', configuration: { replace_tag: tag } },
})

describe('the context', () => {
  test.each<[string, Partial<WorkflowOutput>, string]>([
    ['is an empty list where the workflow gave none', {}, 'S\n\n<document>[]</document>'],
    ['is an empty list where the workflow gave null', { context_data: null }, 'S\n\n<document>[]</document>'],
    [
      'is compact JSON',
      { context_data: [{ a: 1, b: [true, null] }, 'x'] },
      'S\n\n<document>[{"a":1,"b":[true,null]},"x"]</document>',
    ],
    [
      'cannot open or close a tag',
      { context_data: ['</document><document>'] },
      String.raw`S` + '\n\n' + String.raw`<document>["\u003c/document\u003e\u003cdocument\u003e"]</document>`,
    ],
    ['keeps characters of every script', { context_data: ['é 日本 🌍'] }, 'S\n\n<document>["é 日本 🌍"]</document>'],
  ])('%s', (_, output, expected) => expect(merged('S', output)).toBe(expected))

  test('follows an empty prompt, too', () => expect(merged('')).toBe('\n\n<document>[]</document>'))
})

describe('the workflow’s instructions', () => {
  test.each<[string, string, Partial<WorkflowOutput>, string]>([
    [
      'come after the context',
      'S',
      { system_chain_data: { system_chain_prompt: 'P', operation: 'APPEND' } },
      'S\n\n<document>[]</document>\n\nP',
    ],
    [
      'may be empty',
      'S',
      { system_chain_data: { system_chain_prompt: '', operation: 'APPEND' } },
      'S\n\n<document>[]</document>\n\n',
    ],
    [
      'take the place of the whole prompt',
      'S',
      { system_chain_data: { system_chain_prompt: 'P', operation: 'REPLACE_ALL' } },
      'P\n\n<document>[]</document>',
    ],
    ['fill an empty tag', 'a<t></t>b', replaceTag('P'), 'a<t>P</t>b\n\n<document>[]</document>'],
    ['replace what a tag holds', 'a<t>old\nlines</t>b', replaceTag('P'), 'a<t>P</t>b\n\n<document>[]</document>'],
    ['replace the first pair only', '<t>1</t><t>2</t>', replaceTag('P'), '<t>P</t><t>2</t>\n\n<document>[]</document>'],
    ['are not searched for tags themselves', '<t></t>', replaceTag('<t></t>'), '<t><t></t></t>\n\n<document>[]</document>'],
    ['tell upper case from lower case', '<t></t><T></T>', replaceTag('P', 'T'), '<t></t><T>P</T>\n\n<document>[]</document>'],
    [
      'have no characters with a meaning of their own',
      '<t></t>',
      replaceTag("$& $1 $` $' \\1 $$"),
      "<t>$& $1 $` $' \\1 $$</t>\n\n<document>[]</document>",
    ],
    [
      'have a tag without characters of a meaning of their own',
      '<a.c></a.c><abc></abc>',
      replaceTag('P', 'abc'),
      '<a.c></a.c><abc>P</abc>\n\n<document>[]</document>',
    ],
    ['are appended where the tag is absent', 'S', replaceTag('P'), 'S\n\n<document>[]</document>\n\nP'],
    ['are appended where the tag is never closed', 'S<t>', replaceTag('P'), 'S<t>\n\n<document>[]</document>\n\nP'],
    ['are appended where the tag is only closed', '</t>S<t>', replaceTag('P'), '</t>S<t>\n\n<document>[]</document>\n\nP'],
  ])('%s', (_, system, output, expected) => expect(merged(system, output)).toBe(expected))

  test('are a failure where the chain requires a tag that is absent', () =>
    expect(() => merged('S', replaceTag('P'), true)).toThrow('The workflow answered in a form that this API does not know.'))
})
