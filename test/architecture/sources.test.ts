/** Habits of the sources that no linter has a rule for. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/root.ts'
import { sources } from './imports.ts'

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const files = sources(ROOT, ['compiler', 'runtime', 'chains', 'infra']).filter((file) => !file.endsWith('.test.ts'))
const support = sources(ROOT, ['test']).filter((file) => !file.endsWith('.test.ts') && !file.includes('/mistakes/'))

/** Where a constraint must accept everything, `any` is the only type that does; each place says why. */
const MAY_SAY_ANY = new Set(['compiler/language/step.ts'])

const MOST_LINES = 500

test('a module begins by saying what it is; a chain says it at the chain', () => {
  const says = (text: string) => text.startsWith('/**') || /\*\/\nexport default chain\(/.test(text)
  expect([...files, ...support].filter((file) => !says(textOf(file)))).toEqual([])
})

test(`no module is longer than ${MOST_LINES} lines`, () => {
  expect(files.filter((file) => textOf(file).split('\n').length > MOST_LINES)).toEqual([])
})

test('no type is escaped: no `any` but where it is said, no error of the type checker silenced', () => {
  const escapes = files.filter((file) => {
    const text = textOf(file)
    return (/no-explicit-any/.test(text) && !MAY_SAY_ANY.has(file)) || /@ts-(ignore|nocheck|expect-error)/.test(text)
  })
  expect(escapes).toEqual([])
})

test('a lint rule that is switched off is named, with the reason', () => {
  const withReason = /(ox|es)lint-disable(-next-line)? [\w/, -]+ -- \w/
  const bad = files.flatMap((file) =>
    textOf(file)
      .split('\n')
      .filter((line) => /(ox|es)lint-disable/.test(line) && !withReason.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  )
  expect(bad).toEqual([])
})
