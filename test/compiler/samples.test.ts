/** Whole definitions and charts of small chains: `UPDATE_SAMPLES=1` writes them anew, and the diff is to be read. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compileChain } from '../../compiler/compile.ts'
import { mermaid } from '../../compiler/emit/graph/mermaid.ts'
import { graphOf } from '../../compiler/emit/graph/of-machine.ts'
import { jsonText } from '../../compiler/emit/version.ts'
import { isChain } from '../../compiler/language/chain.ts'

const folder = new URL('samples/', import.meta.url)
const names = readdirSync(folder).filter((file) => file.endsWith('.ts'))

/** The text of an expected file; written first where asked to. */
function expected(file: string, actual: string): string {
  const url = new URL(file, folder)
  if (process.env['UPDATE_SAMPLES'] !== undefined || !existsSync(url)) writeFileSync(url, actual)
  return readFileSync(url, 'utf8')
}

describe('samples', () => {
  it.each(names)('%s', async (file) => {
    const { default: chain } = (await import(new URL(file, folder).href)) as { default: unknown }
    if (!isChain(chain)) throw new TypeError(`${file} has no chain`)
    const { output, problems } = compileChain(chain, { file, readPrompt: () => undefined })
    expect(problems).toEqual([])
    const name = file.replace(/\.ts$/, '')
    const definition = jsonText(output?.definition)
    expect(definition).toBe(expected(`${name}.asl.json`, definition))
    const chart = output ? mermaid(graphOf({ name, ...output })) : ''
    expect(chart).toBe(expected(`${name}.mmd`, chart))
  })
})
