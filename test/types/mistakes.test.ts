/** What TypeScript itself tells an author who is wrong: its own words, kept in `mistakes.expected.txt`. */
import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectedText } from '../support/expected.ts'
import { diagnosticsOf } from './tsc.ts'
import type { Diagnostic } from './tsc.ts'

const FOLDER = new URL('mistakes/', import.meta.url)
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'))
const sourceOf = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8')
const wanted = (file: string) => /^\/\*\* (?<text>Wanted: .+) \*\/\n/.exec(sourceOf(file))?.groups?.['text'] ?? ''

let diagnostics: readonly Diagnostic[]
beforeAll(async () => {
  diagnostics = await diagnosticsOf('test/types/mistakes')
}, 60_000)

const told = (file: string) => {
  const own = diagnostics.filter((one) => one.file === file)
  const [line = 0] = own.map((one) => one.line)
  const source = sourceOf(file).split('\n')[line - 1]?.trim() ?? ''
  const words = own.map(({ code, message }) => `${code} ${message}`.replaceAll('\n', '\n  '))
  return [`${file}:${line}`, wanted(file), `| ${source}`, ...words].join('\n  ')
}

describe('a mistake of an author', () => {
  test('is told by TypeScript in the words that are kept', () => {
    const actual = `${files.map(told).join('\n\n')}\n`
    expect(actual).toBe(expectedText(new URL('mistakes.expected.txt', import.meta.url), actual))
  })

  test.each(files)('%s says what was wanted, and is told in one place', (file) => {
    expect({
      saysWhatWasWanted: wanted(file) !== '',
      places: new Set(diagnostics.filter((one) => one.file === file).map(({ line }) => line)).size,
    }).toEqual({ saysWhatWasWanted: true, places: 1 })
  })

  test('is told in four lines at most', () => {
    const long = diagnostics.filter(({ message }) => message.split('\n').length > 4).map(({ file }) => file)
    expect(long).toEqual([])
  })
})
