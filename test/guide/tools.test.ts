/**
 * What authors are shown and given, held to the tools that they have: the code of the README, of the guide, of the other pages, and of the
 * templates. One project for all, since each tool reads the whole compiler for it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TEMPLATES } from '../../compiler/cli/templates.ts'
import { call } from '../cli/io.ts'
import { run } from '../support/command.ts'
import { fencesIn } from '../support/fences.ts'
import { temporaryProject } from '../support/project.ts'
import { ROOT } from '../support/root.ts'
import { diagnosticsOf } from '../types/tsc.ts'
import type { Diagnostic } from '../types/tsc.ts'
import { DURABLE_SDK, INNER, RIGHT, WHOLE, WRONG } from './snippets.ts'

const README = Object.fromEntries(
  fencesIn(readFileSync(join(ROOT, 'README.md'), 'utf8')).flatMap(({ language, name, text }) =>
    language === 'ts' ? [[name, text]] : [],
  ),
)
const GIVEN = Object.keys(TEMPLATES).map((template) => `my-${template}`)
const mistakes = new Set(WRONG.map(({ file }) => file))

const project = temporaryProject({
  ...RIGHT,
  ...README,
  ...Object.fromEntries(WRONG.map(({ file, text }) => [file, text])),
  'infra/sdk.d.ts': DURABLE_SDK,
})
afterAll(() => project.remove())

/** What has to be as an author would leave it. */
const FILES = [...WHOLE, ...Object.keys(README), ...GIVEN.flatMap((name) => [`chains/${name}.ts`, `chains/${name}.test.ts`])]

let types: readonly Diagnostic[]
beforeAll(async () => {
  for (const template of Object.keys(TEMPLATES)) await call(project.root, 'new', `my-${template}`, '-t', template)
  types = await diagnosticsOf(project.root)
}, 120_000)

const tool = async (name: string, ...args: readonly string[]) => {
  const { code, out } = await run(process.execPath, [join(ROOT, 'node_modules', name, 'bin', name), ...args], {
    cwd: project.root,
  })
  return code === 0 ? '' : out
}

test('nothing of it has a type error but what is shown as one', () => {
  expect(types.filter(({ file }) => !mistakes.has(file))).toEqual([])
})

test('what is a file has nothing for the linter', async () => {
  expect(await tool('oxlint', '--type-aware', '--deny-warnings', ...FILES)).toBe('')
}, 120_000)

test('it is formatted as the project is', async () => {
  const rules = JSON.parse(readFileSync(join(ROOT, '.oxfmtrc.json'), 'utf8')) as { readonly printWidth: number }
  // what is the body of a function there stands two columns further to the left in the guide
  project.write('inner.json', JSON.stringify({ ...rules, printWidth: rules.printWidth + 2 }))
  for (const { line, text } of INNER)
    project.write(`inner/line${String(line)}.ts`, `async function snippet() {\n${text.replaceAll(/^(?=.)/gm, '  ')}}\n`)
  const inner = await tool('oxfmt', '--config', 'inner.json', '--check', 'inner')
  const files = await tool('oxfmt', '--config', join(ROOT, '.oxfmtrc.json'), '--check', ...FILES)
  expect({ inner, files }).toEqual({ inner: '', files: '' })
})

test('what is a test passes', async () => {
  const tests = FILES.filter((file) => file.endsWith('.test.ts'))
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const { code, out } = await run(process.execPath, [vitest, 'run', '--root', project.root, '--no-isolate', ...tests], {
    cwd: project.root,
  })
  expect({ code, passed: out.includes(`${String(tests.length)} passed`) ? '' : out }).toEqual({ code: 0, passed: '' })
  expect(tests.length).toBeGreaterThan(GIVEN.length + 2)
}, 120_000)

test('the mistakes of the guide are told in the words that it shows', async () => {
  const alone = temporaryProject(Object.fromEntries(WRONG.map(({ file, text }) => [file, text])), { tools: false })
  const told = new Map<string, string>()
  for (const { file, code, message } of types) if (!told.has(file)) told.set(file, `${code} ${message.split('\n')[0] ?? ''}`)
  for (const line of (await call(alone.root, 'compile')).error) {
    const {
      file = '',
      code = '',
      words = '',
    } = /^(?<file>\S+?):\d+:\d+ .*? {2}(?<code>SC\d{3}) {2}(?<words>.*)$/.exec(line)?.groups ?? {}
    if (!told.has(file)) told.set(file, `${code} ${words}`)
  }
  alone.remove()
  expect(WRONG.map(({ file }) => ({ file, told: told.get(file) }))).toEqual(
    WRONG.map(({ file, told: words }) => ({ file, told: words })),
  )
  expect(WRONG.length).toBeGreaterThan(3)
}, 60_000)
