/** The examples beside what authors import are what an author can write: TypeScript takes every one. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import * as language from '../../compiler/index.ts'
import { ROOT } from '../support/root.ts'
import { diagnosticsOf } from '../types/tsc.ts'

interface Example {
  /** What it stands beside: `choice`, or `take` for a member. */
  readonly of: string
  readonly code: string
}

const sources = ['compiler/language', 'compiler/models'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, folder, file), 'utf8')),
)
/** A comment with an example, and the name that follows it. */
const DOCUMENTED =
  /\/\*\*(?:(?!\*\/)[\s\S])*?@example\s(?<code>(?:(?!\*\/)[\s\S])*)\*\/\s*(?:export )?(?:const |function |type |interface )?(?<of>\w+)/g
const examples = sources.flatMap((source) =>
  [...source.matchAll(DOCUMENTED)].map(({ groups = {} }): Example => ({
    of: groups['of'] ?? '',
    code: (groups['code'] ?? '').replaceAll(/^\s*\* ?/gm, '').trim(),
  })),
)

/** What the examples are about. */
const SURROUNDINGS = `
import { ${Object.keys(language).join(', ')} } from '${ROOT}/compiler/index.ts'
import type { ChainMessage, Infer, LambdaCall, PlaceStep, Ref, Step } from '${ROOT}/compiler/index.ts'
const Message = Type.Object({ role: Type.Union([Type.Literal('user'), Type.Literal('assistant')]), content: Type.String() })
const Order = Type.Object({ id: Type.String(), total: Type.Number() })
const Draft = Type.Object({ text: Type.String(), good: Type.Boolean() })
const summarise = prompt('Sum up: {{question}}'), findTitle = prompt('A title for: {{question}}'), tellArc = prompt('Tell of {{name}}.'), improve = prompt('Improve: {{draft}}')
const describeOrder = prompt('The order: {{json order}}')
declare const question: Ref<string>, session: Ref<string>, messages: Ref<ChainMessage[]>, count: Ref<number>, index: Ref<number>, rows: Ref<string[]>
declare const params: Ref<{ country: string; order: string; customer: string; department: string; roles: string[]; limit: number; since: string; deadline: string; budget: number; chapters: number; tone?: string }>
declare const answer: Ref<{ text: string }>, draft: Ref<{ text: string }>, review: Ref<{ text: string }>, itinerary: Ref<{ text: string }>, analysis: Ref<{ keywords: string[] }>
declare const docs: Ref<{ text: string; passages: Passage[] }>, search: Ref<{ passages: Passage[] }>, archive: Ref<{ passages: Passage[] }>, searches: Ref<{ passages: Passage[] }[]>
declare const order: Ref<{ id: string; date: string; status: 'paid' | 'sent' | 'open'; known: boolean; total: number; items: { price: number }[] }>, item: Ref<{ price: number; count: number }>
declare const judge: Ref<{ good: boolean; score: number; scores: number[] }>, votes: Ref<{ verdict: 'yes' | 'no' }[]>, scores: Ref<{ total: number; mean: number }>, answered: Ref<{ value: boolean }>
declare const dishes: Ref<{ score: number; recipe: string }[]>, offers: Ref<{ price: number }[]>, tools: Ref<{ name: string }[]>, plan: Ref<{ steps: string[] }>
declare const carry: Ref<{ round: number; messages: ChainMessage[] }>, first: Ref<{ score: number }>, second: Ref<{ score: number }>, spent: Ref<{ total: number }>
declare const event: Ref<{ timestamp: number }>, form: Ref<{ birthday: string }>, visit: Ref<{ started: string }>, found: Ref<{ id: string }>, characters: Ref<{ list: { name: string }[] }>
declare const writeChapter: (number: Ref<number>) => Step<{ text: string }>
`

mkdirSync(join(ROOT, '.stepchain'), { recursive: true })
const folder = mkdtempSync(join(ROOT, '.stepchain', 'examples-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('every example type-checks in the body of a chain', async () => {
  const files = examples.map(({ of, code }, number) => {
    const file = `${String(number).padStart(3, '0')}-${of}.ts`
    const body = code.replace('export default ', 'return ')
    writeFileSync(join(folder, file), `${SURROUNDINGS}export const example = (step: PlaceStep) => {\n${body}\n}\n`)
    return file
  })
  const compilerOptions = { incremental: false, tsBuildInfoFile: null }
  const extended = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'], exclude: [] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(extended))
  const diagnostics = await diagnosticsOf(join('.stepchain', basename(folder)))
  expect(diagnostics.map(({ file, message }) => `${file}: ${message}`)).toEqual([])
  expect(files.length).toBeGreaterThan(110)
}, 60_000)

test('everything that authors import has an example, but for the catalogue of models and what typebox gives', () => {
  const shown = new Set(examples.map(({ of }) => of))
  const members = (value: unknown) => (typeof value === 'object' && value !== null ? Object.keys(value) : [])
  const { claude, llama, amazonNova, mistral, Type, Passage, ...own } = language
  const wanted = Object.entries(own).flatMap(([name, value]) => (typeof value === 'function' ? [name] : members(value)))
  expect(wanted.filter((name) => !shown.has(name))).toEqual([])
  expect([claude, llama, amazonNova, mistral, Type, Passage].every((one) => typeof one === 'object')).toBe(true)
})
