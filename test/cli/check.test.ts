/** `check`: what is wrong with a project is told by whichever tool knows it, in one call. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryProject } from '../support/project.ts'
import type { TemporaryProject } from '../support/project.ts'
import { call } from './io.ts'

const GOOD = `import { chain, result } from '../compiler/index.ts'

export default chain('echo', {}, (_, { question }) => result(question))
`

/** A project whose compiler is not checked along with its chains: that is done elsewhere. */
function projectOf(chains: Readonly<Record<string, string>>): TemporaryProject {
  const project = temporaryProject(chains)
  const settings = (file: string) => JSON.parse(readFileSync(join(project.root, file), 'utf8')) as Record<string, unknown>
  project.write('tsconfig.json', JSON.stringify({ ...settings('tsconfig.json'), include: ['chains'] }))
  for (const file of ['.oxlintrc.json', '.oxfmtrc.json'])
    project.write(
      file,
      JSON.stringify({
        ...settings(file),
        ignorePatterns: ['compiler/**', 'runtime/**', 'generated/**', '.stepchain/**', '*.json'],
      }),
    )
  return project
}

test('all is right, then one tool after the other finds what is wrong', async () => {
  const project = projectOf({ 'chains/echo.ts': GOOD })
  await call(project.root, 'compile')
  const good = await call(project.root, 'check', 'generated', 'types', 'format')
  expect({ ...good, out: good.out.toSorted() }).toEqual({
    code: 0,
    error: [],
    out: ['format     good', 'generated  good', 'types      good'],
  })

  project.write('chains/echo.ts', `${GOOD}\nconst unused: string = 5;\n`)
  const { code, out } = await call(project.root, 'check', 'generated', 'types', 'format', '--json')
  const { checks } = JSON.parse(out.join('\n')) as {
    readonly checks: readonly { readonly check: string; readonly state: string; readonly told?: string }[]
  }
  const places = { types: 'echo.ts(5,7): error TS2322', format: 'echo.ts' } as Readonly<Record<string, string>>
  expect({
    code,
    checks: checks.map(({ check, state, told = '' }) => ({ check, state, names: told.includes(places[check] ?? '') })),
  }).toEqual({
    code: 1,
    checks: [
      { check: 'generated', state: 'good', names: true },
      { check: 'types', state: 'wrong', names: true },
      { check: 'format', state: 'wrong', names: true },
    ],
  })

  project.write('chains/echo.ts', GOOD.replace("chain('echo'", "chain('ehco'"))
  expect(await call(project.root, 'check', 'generated')).toEqual({
    code: 1,
    out: [],
    error: [
      'generated  wrong',
      'chains/echo.ts:1:1  ehco  SC001  The chain "ehco" is in a file called chains/echo.ts. A chain is called as its file: rename one of them.',
    ],
  })
  project.remove()
}, 120_000)

test('a check that is none is told', async () => {
  const project = temporaryProject({})
  expect(await call(project.root, 'check', 'tpyes')).toEqual({
    code: 2,
    out: [],
    error: ['There is no check "tpyes". Did you mean types?'],
  })
  project.remove()
})
