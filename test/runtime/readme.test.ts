/** The page about the runtime says what the code says. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { settingsTable } from './settings-table.ts'

const page = readFileSync(new URL('../../runtime/README.md', import.meta.url), 'utf8')

test('its table of settings is the code’s own', () =>
  expect(/<!-- settings -->\n([^]*)\n<!-- \/settings -->/.exec(page)?.[1]).toBe(settingsTable()))

test('it lists every code of a failure', () => {
  const code = readFileSync(new URL('../../runtime/failure.ts', import.meta.url), 'utf8')
  const codes = [...code.matchAll(/new Failure\(\s*\d+,\s*'([a-z_]+)'/g)].map(([, name]) => name as string)
  expect([...new Set(codes)].filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})
