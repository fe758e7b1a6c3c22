/** Every code by example: the wrong project is told exactly that, the right one compiles; and both are what the page of codes shows. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Edit } from '../../compiler/cli/edits.ts'
import { call } from '../cli/io.ts'
import { CODES } from '../support/codes.ts'
import { temporaryProject } from '../support/project.ts'
import type { TemporaryProject } from '../support/project.ts'
import { ROOT } from '../support/root.ts'
import { diagnosticsOf } from '../types/tsc.ts'
import { MISTAKES, projectOf } from './examples.ts'
import type { Mistake } from './examples.ts'

/** What is told only where nothing else is wrong: it gets a project of its own. */
const UNUSED_PROMPT = 'SC052'
const projects: TemporaryProject[] = []
afterAll(() => projects.forEach((project) => project.remove()))
function project(files: Readonly<Record<string, string>>): TemporaryProject {
  const made = temporaryProject(files)
  projects.push(made)
  return made
}

const untidy = project(projectOf(MISTAKES.filter(({ code }) => code === UNUSED_PROMPT).flatMap(({ wrong }) => wrong)))
const wrong = project(projectOf(MISTAKES.filter(({ code }) => code !== UNUSED_PROMPT).flatMap(({ wrong }) => wrong)))
const right = project({
  ...projectOf(MISTAKES.flatMap((one) => one.right)),
  'tsconfig.json': JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), include: ['chains'] }),
})

const lines = [...(await call(untidy.root, 'compile')).error, ...(await call(wrong.root, 'compile')).error]
const saidOf = (mistake: Mistake) => lines.filter((line) => mistake.wrong.some(({ file }) => line.startsWith(`${file}:`)))

test.each(MISTAKES)('$code, $title: the wrong example is told that and nothing else', (mistake) => {
  const codes = saidOf(mistake).map((line) => /\bSC\d{3}\b/.exec(line)?.[0])
  expect(codes).toEqual([mistake.code])
})

test('every right example compiles, without a warning', async () => {
  const { code, error } = await call(right.root, 'compile')
  expect({ code, error }).toEqual({ code: 0, error: [] })
})

test('every right example is right for the type checker, too', async () => {
  expect(await diagnosticsOf(right.root)).toEqual([])
})

test('every code has an example', () => {
  expect(MISTAKES.map(({ code }) => code)).toEqual(CODES)
})

interface Told {
  readonly code: string
  readonly edit?: Edit
}
const problemsOf = async ({ root }: TemporaryProject) =>
  (JSON.parse((await call(root, 'compile', '--json')).out.join('\n')) as { readonly problems: readonly Told[] }).problems

/** The text after the edit; made here by lines, as an editor makes it. */
function edited(text: string, { line, column, endLine, endColumn, text: inserted }: Edit): string {
  const all = text.split('\n')
  const before = (all[line - 1] ?? '').slice(0, column - 1)
  const after = (all[endLine - 1] ?? '').slice(endColumn - 1)
  return [...all.slice(0, line - 1), before + inserted + after, ...all.slice(endLine)].join('\n')
}

test('the edits that are told mend their examples', async () => {
  const before = await problemsOf(wrong)
  const edits = before.flatMap(({ code, edit }) => (edit ? [{ code, edit }] : []))
  expect(edits).toEqual([
    { code: 'SC001', edit: { file: 'chains/welcome.ts', line: 5, column: 23, endLine: 5, endColumn: 30, text: 'welcome' } },
    {
      code: 'SC050',
      edit: { file: 'chains/abroad.ts', line: 9, column: 14, endLine: 9, endColumn: 59, text: "claude.haiku45.in('eu')" },
    },
    { code: 'SC056', edit: { file: 'chains/mood.ts', line: 5, column: 72, endLine: 5, endColumn: 77, text: 'tone' } },
    {
      code: 'SC057',
      edit: { file: 'chains/rates.ts', line: 7, column: 73, endLine: 7, endColumn: 100, text: "'https://bank.example/rates'" },
    },
    { code: 'SC028', edit: { file: 'chains/tell-desk.ts', line: 10, column: 15, endLine: 10, endColumn: 23, text: "'publish'" } },
    { code: 'SC006', edit: { file: 'chains/tone.ts', line: 8, column: 60, endLine: 8, endColumn: 66, text: '' } },
    {
      code: 'SC012',
      edit: { file: 'chains/translate/translate.hbs', line: 1, column: 18, endLine: 1, endColumn: 26, text: 'language' },
    },
    {
      code: 'SC055',
      edit: { file: 'chains/weather.ts', line: 12, column: 17, endLine: 12, endColumn: 31, text: 'States.Timeout' },
    },
  ])
  for (const { edit } of edits) wrong.write(edit.file, edited(readFileSync(join(wrong.root, edit.file), 'utf8'), edit))
  const codes = (problems: readonly Told[]) => problems.map(({ code }) => code).toSorted()
  const mended = new Set(edits.map(({ code }) => code))
  expect(codes(await problemsOf(wrong))).toEqual(codes(before).filter((code) => !mended.has(code)))
})

const shown = (files: Mistake['wrong']) =>
  files.map(({ file, language, text }) => `\`${file}\`\n\n\`\`\`${language}\n${text}\`\`\``).join('\n\n')

/** `npx vitest run --config test/vitest.config.ts test/mistakes -u` writes it. */
test('the page of codes shows them as they are', async () => {
  const sections = MISTAKES.map((mistake) => {
    const said = `\`\`\`text\n${saidOf(mistake).join('\n')}\n\`\`\``
    const others = mistake.right.filter((source) => !mistake.wrong.includes(source))
    return [`## ${mistake.code} ${mistake.title}`, mistake.why, shown(mistake.wrong), said, `Right:`, shown(others)].join('\n\n')
  })
  const page = [
    '# What the compiler says',
    'Every problem has a code that stays, a place (`file:line:column`), the path to it in the chain, a sentence and what to do. A warning says that it is one; anything else is an error, and nothing is written. `npm run compile -- --json` tells the same as data, with the edit that mends it where that is beyond doubt.',
    'This page is made from the examples in `test/mistakes`, which are tests.',
    ...sections,
  ].join('\n\n')
  await expect(`${page}\n`).toMatchFileSnapshot('../../compiler/CODES.md')
})
