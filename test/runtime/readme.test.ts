/** The page about the runtime says what the code says. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tableIn, withTable } from '../bench/table.ts'
import { settingsTable } from './settings-table.ts'

const page = readFileSync(new URL('../../runtime/README.md', import.meta.url), 'utf8')

test('its table of settings is the code’s own', () =>
  expect(/<!-- settings -->\n([^]*)\n<!-- \/settings -->/.exec(page)?.[1]).toBe(settingsTable()))

test('it lists every code of a failure', () => {
  const code = readFileSync(new URL('../../runtime/failure.ts', import.meta.url), 'utf8')
  const codes = [...code.matchAll(/new Failure\(\s*\d+,\s*'([a-z_]+)'/g)].map(([, name]) => name as string)
  expect([...new Set(codes)].filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})

test('the figures of its benchmark are all there, and marked where they are beyond their bound', () => {
  const rows = tableIn(page, 'runtime')
  const figure = (text: string) => Number(/[\d.]+/.exec(text)?.[0])
  const beyond = (seen: string, bound: string) =>
    bound.startsWith('≥') ? figure(seen) < figure(bound) : figure(seen) > figure(bound)
  const judged = rows.filter(([, , bound]) => bound !== '')
  const unmarked = judged.filter(([, seen = '', bound = '']) => beyond(seen, bound) && !bound.endsWith('✗'))
  expect([judged.length >= 15, unmarked]).toEqual([true, []])
})

test('a table is put in the place of the one before', () => {
  const first = withTable('a\n<!-- bench x -->\n<!-- /bench x -->\nb\n', 'x', 'Node', [{ what: 'old', seen: '1 ms' }])
  const then = withTable(first, 'x', 'Node', [
    { what: 'start', seen: '1.00 ×', bound: '≤ 1.15 ×', holds: true },
    { what: 'total', seen: '2.00 ×', bound: '≤ 1.05 ×', holds: false },
  ])
  expect([then.split('\n'), tableIn(then, 'x')]).toEqual([
    [
      'a',
      '<!-- bench x -->',
      '| Node | seen | bound |',
      '|---|---|---|',
      '| start | 1.00 × | ≤ 1.15 × |',
      '| total | 2.00 × | ≤ 1.05 × ✗ |',
      '<!-- /bench x -->',
      'b',
      '',
    ],
    [
      ['start', '1.00 ×', '≤ 1.15 ×'],
      ['total', '2.00 ×', '≤ 1.05 × ✗'],
    ],
  ])
})
