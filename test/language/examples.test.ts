/** The examples beside the functions of values are what an author can write: TypeScript takes every one. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ROOT } from '../support/root.ts'
import { diagnosticsOf } from '../types/tsc.ts'

const FUNCTIONS = join(ROOT, 'compiler/language/functions')
const EXAMPLE = /@example\s+(?:\* )?(?<code>[^\n]+?)(?: \*\/)?\n/g
const examples = readdirSync(FUNCTIONS).flatMap((file) =>
  [...readFileSync(join(FUNCTIONS, file), 'utf8').matchAll(EXAMPLE)].map((match) => match.groups?.['code'] ?? ''),
)

/** What the examples are about. */
const SURROUNDINGS = `
import * as language from '${ROOT}/compiler/index.ts'
import type { ChainMessage, Passage, Ref, Step } from '${ROOT}/compiler/index.ts'
const { Type, and, atLeast, atMost, cond, contains, dates, differs, endsWith, equals, exists, greaterThan, isEmpty, json, jsonata, lessThan, lists, map, not, numbers, objects, or, prompt, startsWith, texts, withDefault } = language
const Message = Type.Object({ role: Type.Union([Type.Literal('user'), Type.Literal('assistant')]), content: Type.String() })
declare const question: Ref<string>, messages: Ref<ChainMessage[]>, count: Ref<number>, index: Ref<number>, rows: Ref<string[]>
declare const params: Ref<{ country: string; order: number; customer: string; roles: string[]; limit: number; since: string; deadline: string; budget: number; chapters: number; tone?: string }>
declare const answer: Ref<{ text: string }>, draft: Ref<{ text: string }>, review: Ref<{ text: string }>, analysis: Ref<{ keywords: string[] }>
declare const docs: Ref<{ text: string; passages: Passage[] }>, search: Ref<{ passages: Passage[] }>, archive: Ref<{ passages: Passage[] }>, searches: Ref<{ passages: Passage[] }[]>
declare const order: Ref<{ id: string; date: string; status: 'paid' | 'sent' | 'open'; total: number; items: { price: number }[] }>, item: Ref<{ price: number; count: number }>
declare const judge: Ref<{ good: boolean; score: number; scores: number[] }>, votes: Ref<{ verdict: 'yes' | 'no' }[]>, scores: Ref<{ total: number; mean: number }>
declare const dishes: Ref<{ score: number; recipe: string }[]>, offers: Ref<{ price: number }[]>, tools: Ref<{ name: string }[]>, plan: Ref<{ steps: string[] }>
declare const carry: Ref<{ round: number; messages: ChainMessage[] }>, first: Ref<{ score: number }>, second: Ref<{ score: number }>, spent: Ref<{ total: number }>
declare const event: Ref<{ timestamp: number }>, form: Ref<{ birthday: string }>, session: Ref<{ started: string }>
declare const writeChapter: (number: Ref<number>) => Step<{ text: string }>
`

mkdirSync(join(ROOT, '.stepchain'), { recursive: true })
const folder = mkdtempSync(join(ROOT, '.stepchain', 'examples-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('every example of a function type-checks', async () => {
  const lines = examples.map((code, number) => `export const example${number} = ${code}`)
  writeFileSync(join(folder, 'examples.ts'), `${SURROUNDINGS}${lines.join('\n')}\n`)
  const compilerOptions = { incremental: false, tsBuildInfoFile: null }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['examples.ts'], exclude: [] }),
  )
  const diagnostics = await diagnosticsOf(join('.stepchain', basename(folder)))
  const before = SURROUNDINGS.split('\n').length
  expect(diagnostics.map(({ line, message }) => `${examples[line - before]}: ${message}`)).toEqual([])
  expect(examples.length).toBeGreaterThan(70)
}, 30_000)
