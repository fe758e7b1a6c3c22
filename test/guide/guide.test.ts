/** The guide: what it shows compiles and runs, what it says of mistakes is told, and it leaves out nothing that authors import. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dates, dynamodb, json, lists, numbers, objects, systemChain, texts } from '../../compiler/index.ts'
import { call } from '../cli/io.ts'
import { run } from '../support/command.ts'
import { fencesIn } from '../support/fences.ts'
import { temporaryProject } from '../support/project.ts'
import { ROOT } from '../support/root.ts'
import { diagnosticsOf } from '../types/tsc.ts'
import { DURABLE_SDK, MIGRATION, TYPES, VALUES, chainOf, filesOf, isFile, isMistake } from './snippets.ts'

const guide = readFileSync(join(ROOT, 'compiler/README.md'), 'utf8')
const fences = fencesIn(guide)
const snippets = fences.filter(({ language }) => language === 'ts')
const right = snippets.filter((one) => !isMistake(one))
const wrong = snippets.filter(isMistake)
/** Chains, tests and other whole files. */
const FILES = [...right.filter(isFile).map(({ name }) => name), ...Object.keys(MIGRATION).filter((name) => name.endsWith('.ts'))]
const PROMPTS = ['chains/rag/keywords.hbs']

const project = temporaryProject({
  ...filesOf(right),
  ...MIGRATION,
  'infra/sdk.d.ts': DURABLE_SDK,
  ...Object.fromEntries(PROMPTS.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')])),
})
afterAll(() => project.remove())

describe('the snippets of the guide and of the migration page', () => {
  test('compile, each to a state machine that AWS takes', async () => {
    const { code, error } = await call(project.root, 'compile')
    expect({ code, error }).toEqual({ code: 0, error: [] })
    const bodies = right.filter((one) => !isFile(one)).map(chainOf)
    expect(bodies.filter((name) => !existsSync(join(project.root, `generated/${name}.asl.json`)))).toEqual([])
  }, 60_000)

  test('have no type error', async () => {
    expect(await diagnosticsOf(project.root)).toEqual([])
  }, 60_000)

  const node = (tool: string, ...args: readonly string[]) =>
    run(process.execPath, [join(ROOT, 'node_modules', tool, 'bin', tool), ...args], { cwd: project.root })

  test('that are files have nothing for the linter', async () => {
    const { code, out } = await node('oxlint', '--type-aware', '--deny-warnings', ...FILES)
    expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' })
  }, 60_000)

  test('are formatted as the project is', async () => {
    const rules = JSON.parse(readFileSync(join(ROOT, '.oxfmtrc.json'), 'utf8')) as { readonly printWidth: number }
    // what is the body of a function there stands two columns further to the left in the guide
    project.write('inner.json', JSON.stringify({ ...rules, printWidth: rules.printWidth + 2 }))
    for (const { line, text } of snippets.filter((one) => !isFile(one)))
      project.write(`inner/line${String(line)}.ts`, `async function snippet() {\n${text.replaceAll(/^(?=.)/gm, '  ')}}\n`)
    const inner = await node('oxfmt', '--config', 'inner.json', '--check', 'inner')
    const files = await node('oxfmt', '--config', join(ROOT, '.oxfmtrc.json'), '--check', ...FILES)
    expect([inner, files].map(({ code, out }) => (code === 0 ? '' : out))).toEqual(['', ''])
  })

  test('that are tests pass', async () => {
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
    const { code, out } = await run(process.execPath, [vitest, 'run', '--root', project.root, 'chains'], { cwd: project.root })
    expect({ code, passed: /Tests .*4 passed/.test(out) }).toEqual({ code: 0, passed: true })
  }, 60_000)
})

describe('the mistakes of the guide', () => {
  const shown = wrong.map((snippet) => ({
    line: snippet.line,
    told: fences.find(({ language, line }) => language === 'text' && line > snippet.line)?.text.trim(),
  }))
  const mistaken = temporaryProject(filesOf(wrong))
  const told = new Map<string, string>()
  beforeAll(async () => {
    for (const { file, code, message } of await diagnosticsOf(mistaken.root))
      told.set(file, `${code} ${message.split('\n')[0] ?? ''}`)
    for (const line of (await call(mistaken.root, 'compile')).error) {
      const {
        file = '',
        code = '',
        words = '',
      } = /^(?<file>\S+?):\d+:\d+ .*? {2}(?<code>SC\d{3}) {2}(?<words>.*)$/.exec(line)?.groups ?? {}
      if (!told.has(file)) told.set(file, `${code} ${words}`)
    }
    mistaken.remove()
  }, 60_000)

  test('are told in the words that it shows', () => {
    expect(wrong.map((snippet) => ({ line: snippet.line, told: told.get(`chains/${chainOf(snippet)}.ts`) }))).toEqual(shown)
    expect(shown.length).toBeGreaterThan(3)
  })
})

describe('the guide', () => {
  /** Whether a name stands in the guide as code. */
  const says = (name: string) => new RegExp(`(?<![\\w.])${name}(?!\\w)`).test(guide)

  test('names everything that authors import', () => {
    expect([...VALUES, ...TYPES].filter((name) => !says(name))).toEqual([])
    expect(VALUES.length + TYPES.length).toBeGreaterThan(70)
  })

  const alphabetically = (one = '', other = '') => (one < other ? -1 : 1)

  test('names every function of values', () => {
    const row = (group: string) => guide.split('\n').find((line) => line.startsWith(`| \`${group}.\` |`)) ?? ''
    const groups = { texts, numbers, lists, objects, dates, json }
    const listed = Object.keys(groups).map((group) => [
      group,
      [...row(group).matchAll(/`(\w+)`/g)].map(([, name]) => name).toSorted(alphabetically),
    ])
    expect(listed).toEqual(
      Object.entries(groups).map(([group, members]) => [group, Object.keys(members).toSorted(alphabetically)]),
    )
    expect(Object.keys(dynamodb).filter((name) => !says(name) && !guide.includes(`dynamodb.${name}`))).toEqual([])
    expect(Object.keys(systemChain).filter((name) => !guide.includes(`| \`systemChain.${name}(`))).toEqual([])
  })

  test('leads through all ten chains', () => {
    const table = readFileSync(join(ROOT, 'chains/examples/README.md'), 'utf8')
    const ten = [...table.matchAll(/^\| \[([\w-]+)\]/gm)].map(([, name]) => name ?? '')
    expect(ten.filter((name) => !guide.includes(`| [${name}](../chains/`))).toEqual([])
    expect(ten).toHaveLength(10)
  })
})

describe.each(['compiler/README.md', 'compiler/MIGRATION.md'])('the links of %s', (file) => {
  const text = readFileSync(join(ROOT, file), 'utf8')
  const links = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link = '']) => link)

  test('lead to files and headings that there are', () => {
    const anchor = (heading: string) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-')
    const headings = new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => `#${anchor(heading)}`))
    const broken = links.filter((link) =>
      link.startsWith('#') ? !headings.has(link) : !existsSync(join(ROOT, dirname(file), link.replace(/#.*/, ''))),
    )
    expect(broken).toEqual([])
    expect(links.length).toBeGreaterThan(0)
  })
})
