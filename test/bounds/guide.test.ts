/** What the guide says of bounds: its table of rag is the one that compile gives, and it tells all that is assumed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import rag from '../../chains/rag.ts'
import { ASSUMED } from '../../compiler/bounds/index.ts'
import { boundsTable } from '../../compiler/cli/bounds-table.ts'
import { compileChain } from '../../compiler/compile.ts'
import { promptReader } from '../../compiler/prompt-files.ts'
import { ROOT } from '../support/root.ts'

const guide = readFileSync(join(ROOT, 'compiler/README.md'), 'utf8')

test('the guide shows what compile says of rag', () => {
  const { output } = compileChain(rag, { file: 'chains/rag.ts', readPrompt: promptReader(ROOT) })
  const lines = output ? boundsTable([{ name: 'rag', bounds: output.bounds }], { colours: false }) : []
  const [, shown = ''] = guide.split('```text\nat most, ')
  expect(`at most, ${shown.split('\n```')[0]}`).toBe(lines.join('\n'))
})

test('the guide tells every assumption', () => {
  const [, table = ''] = guide.split('| | reckoned with |\n|---|---|\n')
  const figures = table
    .split('\n\n')[0]
    ?.split('\n')
    .map((row) => Number(/\| ([\d.,]+) [^|]*\|$/.exec(row)?.[1]?.replaceAll(',', '')))
  expect(figures?.toSorted((one, other) => one - other)).toEqual(Object.values(ASSUMED).toSorted((one, other) => one - other))
})
