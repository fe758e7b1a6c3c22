/** `compiler/llms.txt` is what the guide, the codes and the chains make it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { expectedText } from '../support/expected.ts'
import { ROOT } from '../support/root.ts'
import { llms } from './llms.ts'

const text = llms()

describe('llms.txt', () => {
  test('is fresh; UPDATE_EXPECTED=1 writes it anew', () => {
    expect(text).toBe(expectedText(new URL('../../compiler/llms.txt', import.meta.url), text))
  })

  test('holds every code and every chain', () => {
    const wanted = readFileSync(join(ROOT, 'compiler/CODES.md'), 'utf8').match(/^## SC\d{3}/gm) ?? []
    expect(text.match(/^- \*\*SC\d{3}/gm)?.map((one) => one.replace('- **', '## '))).toEqual(wanted)
    const table = readFileSync(join(ROOT, 'chains/examples/README.md'), 'utf8')
    const ten = [...table.matchAll(/^\| \[([\w-]+)\]/gm)].map(([, name = '']) => name)
    expect(ten.filter((name) => !new RegExp(`^### chains/(?:examples/)?${name}\\.ts$`, 'm').test(text))).toEqual([])
  })

  test('is one page that a model can take whole', () => {
    expect(text.length / 4).toBeLessThan(30_000)
    expect(text.match(/^# /gm)).toHaveLength(1)
  })
})
