/** A `pattern` in a schema: what a model answers is held to it in the workflow, in JSONata's own words for it. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bedrockTask, chain, claude, result, Type } from '../../compiler/index.ts'
import { evaluate } from '../../compiler/jsonata/index.ts'
import { patternCode } from '../../compiler/lower/pattern.ts'
import { run } from '../../compiler/testing.ts'

const holds = (pattern: string, text: string) => evaluate(`$contains($text, ${patternCode(pattern)})`, { text })

const one = fc.constantFrom('a', 'B', '7', '-', '\\d', '\\w', '\\.', '\\/', '/', '\\(', '\\]', '\\\\', '.', '[a-c]', '[^a]')
const inClass = fc.constantFrom('a', '0-9', '(', ')', '{', '[', '/', '\\]', '\\\\', '\\/', '$', ' ')
const charClass = fc.tuple(fc.constantFrom('', '^'), fc.array(inClass, { minLength: 1, maxLength: 3 }))
const atom = fc.oneof(
  one,
  charClass.map(([not, members]) => `[${not}${members.join('')}]`),
)
const times = fc.constantFrom('', '', '?', '*', '+', '{2}', '{1,3}')
const { pattern: patterns } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc
    .tuple(
      fc.oneof(
        { depthSize: 'small' },
        atom,
        tie('pattern').map((inner) => `(?:${inner})`),
      ),
      times,
    )
    .map(([inner, often]) => `${inner}${often}`),
  pattern: fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
}))
const anchored = fc.tuple(fc.constantFrom('', '^'), patterns, fc.constantFrom('', '$')).map((parts) => parts.join(''))
const texts = fc.string({
  unit: fc.constantFrom('a', 'b', 'B', '7', '-', '.', '/', '(', ')', '[', ']', '{', '\\', '$', '\n', ' '),
})

describe('a pattern in JSONata', () => {
  test('holds for the texts for which it holds in TypeScript', async () => {
    const seen = { yes: 0, no: 0 }
    await fc.assert(
      fc.asyncProperty(anchored, texts, async (pattern, text) => {
        const expected = new RegExp(pattern, 'u').test(text)
        seen[expected ? 'yes' : 'no']++
        expect([pattern, text, await holds(pattern, text)]).toEqual([pattern, text, expected])
      }),
      { seed: 7, numRuns: 600 },
    )
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(60)
  })

  test.each([
    ['^[A-Z0-9-]{1,20}$', '/^[A-Z0-9-]{1,20}(?![\\s\\S])/'],
    ['^a/b$', '/^a\\x2fb(?![\\s\\S])/'],
    ['[)\\]$]\\(', '/[\\x29\\x5d$]\\x28/'],
  ])('%s is %s', (pattern, code) => {
    expect(patternCode(pattern)).toBe(code)
  })

  test.each(['\\p{L}+', '\\u{1F600}', '(?<year>\\d+)', '(?<=a)b', '(', ''])('there is none for %s', (pattern) => {
    expect(patternCode(pattern)).toBeNull()
  })
})

describe('a model that is to answer by a pattern', () => {
  const Invoice = Type.Object({ invoice: Type.String({ pattern: '^[A-Z]-[0-9]{1,6}$' }) })
  const reading = (structured: 'json_schema' | 'tool' | 'prompt') =>
    chain('reading', {}, (step) => {
      const task = { model: claude.haiku45, prompt: 'Read it.', output: Invoice, structured, attempts: 1 } as const
      return result(step('read', bedrockTask(task)))
    })
  const answered = async (invoice: string) => {
    const { result: data, outcome } = await run(reading('tool'), { answers: { read: { json: { invoice } } } })
    return data ?? (outcome as { readonly error: string }).error
  }

  test('cannot answer otherwise', async () => {
    const said = ['A-17', 'A-17 ', 'A-17\n', "A-1' OR 1=1", 'a-17', 'A-1234567']
    expect(await Promise.all(said.map(answered))).toEqual([
      { invoice: 'A-17' },
      ...said.slice(1).map(() => 'States.QueryEvaluationError'),
    ])
  })

  test('is told it in words, but not in a grammar, which may not know it', async () => {
    const told = async (way: 'json_schema' | 'tool' | 'prompt') => {
      const { requests } = await run(reading(way), { answers: { read: { json: { invoice: 'A-17' } } } })
      return JSON.stringify(requests[0]?.arguments).includes('[0-9]{1,6}')
    }
    expect([await told('json_schema'), await told('tool'), await told('prompt')]).toEqual([false, true, true])
  })
})
