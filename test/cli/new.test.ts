/** `new`: every template is a chain that compiles; what is in the way is told. Types, lint and tests of templates: `test/guide/tools.test.ts`. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { TEMPLATES } from '../../compiler/cli/templates.ts'
import { temporaryProject } from '../support/project.ts'
import { ROOT } from '../support/root.ts'
import { call } from './io.ts'

const project = temporaryProject({}, { tools: false })
afterAll(() => project.remove())
const templates = Object.keys(TEMPLATES)
const chainOf = (template: string) => `my-${template}`

describe('new', () => {
  test('has a folder for each template, and a template for each folder', () => {
    expect(readdirSync(join(ROOT, 'compiler/cli/templates')).sort()).toEqual(templates.toSorted())
  })

  test('says what it wrote and what comes next', async () => {
    expect(await call(project.root, 'new', 'my-answer')).toEqual({
      code: 0,
      error: [],
      out: [
        'wrote chains/my-answer/judge.hbs',
        'wrote chains/my-answer.test.ts',
        'wrote chains/my-answer.ts',
        'wrote chains/my-answer/system.hbs',
        '',
        'Next:',
        '  npm run compile                                 its state machine, in generated/',
        '  npm run run -- my-answer -q "Hello!"            asked once, on this machine',
        '  npx vitest run chains/my-answer.test.ts         its test',
      ],
    })
    for (const template of templates.filter((name) => name !== 'answer'))
      expect((await call(project.root, 'new', chainOf(template), '-t', template)).code).toBe(0)
  })

  test('writes chains that compile without a warning', async () => {
    const { code, error } = await call(project.root, 'compile')
    expect({ code, error }).toEqual({ code: 0, error: [] })
  })

  test.each([
    [['new'], 'Give the chain one name: npm run new -- NAME'],
    [['new', 'a', 'b'], 'Give the chain one name: npm run new -- NAME'],
    [['new', 'my-answer'], 'There is a chain "my-answer" already: chains/my-answer.ts. Choose another name.'],
    [
      ['new', 'My Chain'],
      '"My Chain" cannot be the name of a chain. Use small letters, digits and - between them, such as order-desk.',
    ],
    [['new', 'other', '-t', 'rga'], 'There is no template "rga". Did you mean rag?'],
    [['new', 'other', '-t', 'agents'], 'There is no template "agents". There are answer, rag, router, experiment, data.'],
  ])('%j is told what is wrong', async (argv, error) => {
    expect(await call(project.root, ...argv)).toEqual({ code: 2, out: [], error: [error] })
  })

  test('writes nothing over', async () => {
    project.write('chains/fresh/system.hbs', 'mine')
    expect(await call(project.root, 'new', 'fresh')).toEqual({
      code: 2,
      out: [],
      error: ['chains/fresh/system.hbs would be written over. Move it away, or choose another name.'],
    })
    expect(readFileSync(join(project.root, 'chains/fresh/system.hbs'), 'utf8')).toBe('mine')
  })
})
