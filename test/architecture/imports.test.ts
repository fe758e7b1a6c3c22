/** The import directions, over every file of the project. */
import { beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../support/root.ts'
import { temporaryProject } from '../support/project.ts'
import { importsOf, sources } from './imports.ts'
import type { Imports } from './imports.ts'
import { ALLOWED, forbidden, placeOf, RECURSIVE, rings } from './layers.ts'

const SOURCES = ['compiler', 'runtime', 'chains', 'infra']

/** Started by a script, a platform or an author, not imported. */
const ENTRIES = [
  /^compiler\/(index|testing)\.ts$/,
  /^compiler\/cli\/main\.ts$/,
  /^compiler\/cli\/templates\//,
  /^runtime\/(server|playground\/page\/main)\.ts$/,
  /^chains\//,
  /^infra\//,
]

describe('the imports of the project', () => {
  let imports: Imports
  beforeAll(async () => {
    imports = await importsOf(ROOT, sources(ROOT, [...SOURCES, 'test']))
  })

  test('go only where the table allows', () => {
    expect(forbidden(imports)).toEqual([])
  })

  test('never go round, but where a thing is recursive', async () => {
    const known = RECURSIVE.map((ring) => ring.toSorted())
    const values = await importsOf(ROOT, sources(ROOT, SOURCES), false)
    expect(
      rings(values)
        .map((ring) => ring.toSorted())
        .filter((ring) => !known.some((one) => one.join() === ring.join())),
    ).toEqual([])
  })

  test('reach every file: nothing is left over', () => {
    const imported = new Set([...imports].filter(([file]) => !file.startsWith('test/')).flatMap(([, files]) => files))
    const leftOver = [...imports.keys()].filter(
      (file) => !file.startsWith('test/') && !imported.has(file) && !ENTRIES.some((entry) => entry.test(file)),
    )
    expect(leftOver).toEqual([])
  })
})

describe('the table', () => {
  test('lets no two places need each other', () => {
    expect(rings(new Map(Object.entries(ALLOWED)))).toEqual([])
  })

  test('knows the longest place that fits', () => {
    const files = ['runtime/engine/state.ts', 'runtime/app.ts', 'compiler/index.ts', 'compiler/group.ts', 'compiler/new/x.ts']
    expect(files.map(placeOf)).toEqual(['runtime/engine', 'runtime', 'compiler/index.ts', 'compiler/*.ts', undefined])
  })

  test('refuses what it does not allow', () => {
    const wrong: Imports = new Map([
      ['runtime/engine/state.ts', ['runtime/local/index.ts', 'compiler/jsonata/index.ts']],
      ['runtime/app.ts', ['runtime/engine/index.ts', 'compiler/contract.ts', 'runtime/routes/chain.ts']],
      ['compiler/language/step.ts', ['compiler/lower/machine.ts']],
      ['compiler/cli/main.ts', ['infra/app.ts', 'runtime/local/index.ts']],
      ['chains/rag.ts', ['compiler/language/step.ts', 'compiler/index.ts']],
      ['scripts/x.ts', []],
    ])
    expect(forbidden(wrong)).toEqual([
      'runtime/engine/state.ts imports runtime/local/index.ts: runtime/engine may not',
      'runtime/app.ts imports runtime/engine/index.ts: runtime may not',
      'compiler/language/step.ts imports compiler/lower/machine.ts: compiler/language may not',
      'compiler/cli/main.ts imports infra/app.ts: compiler/cli may not',
      'chains/rag.ts imports compiler/language/step.ts: chains may not',
      'scripts/x.ts is in no place of the table',
    ])
  })

  test('sees imports of every kind', async () => {
    const project = temporaryProject({
      'chains/all.ts': `import './plain.ts'
import type { A } from './types.ts'
import { type B, c } from './mixed.ts'
export type { D } from './types-again.ts'
export * from './star.ts'
import type * as whole from './namespace.ts'
import {
  type E,
} from './lines.ts'
const text = "import x from './text.ts'"
// import y from './comment.ts'
export const later = () => import('./later.ts')
`,
    })
    try {
      const found = await importsOf(project.root, ['chains/all.ts'])
      expect(found.get('chains/all.ts')?.toSorted()).toEqual(
        ['later', 'lines', 'mixed', 'namespace', 'plain', 'star', 'types', 'types-again']
          .map((name) => `chains/${name}.ts`)
          .toSorted(),
      )
      const values = await importsOf(project.root, ['chains/all.ts'], false)
      expect(values.get('chains/all.ts')?.toSorted()).toEqual(
        ['later', 'lines', 'mixed', 'plain', 'star'].map((name) => `chains/${name}.ts`).toSorted(),
      )
    } finally {
      project.remove()
    }
  })
})
