/** A run as a test that can be pasted into `chains/NAME.test.ts`: it fails as long as the run has a flaw. */
import type { Example } from './attempt.ts'

/** How the test file, as it is now, calls things: what it does not import yet is imported before the test. */
export interface TestFile {
  /** Of the chain, as its test imports it: `./rag.ts`. */
  readonly chain: string
  /** Text of the test file; null where there is none yet. */
  readonly text: string | null
  /** From the test to the test kit: `../compiler/testing.ts`. */
  readonly kit: string
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/
const quoted = (text: string) =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'").replaceAll('\u2028', '\\u2028')}'`

/** Characters after which a repetition is written as one, and longest part that is looked for in one. */
const LONG = 60
const LONGEST_PART = 12

/** A text as an expression: repetitions are not written out. */
function textCode(text: string): string {
  if (text.length <= LONG) return quoted(text)
  for (let length = 1; length <= LONGEST_PART; length++) {
    const part = text.slice(0, length)
    const count = Math.floor(text.length / length)
    const rest = text.slice(count * length)
    if (part.repeat(count) + rest === text)
      return [`${quoted(part)}.repeat(${count})`, ...(rest === '' ? [] : [quoted(rest)])].join(' + ')
  }
  const run = /(.)\1{60,}/su.exec(text)
  if (!run) return quoted(text)
  const parts = [text.slice(0, run.index), run[0], text.slice(run.index + run[0].length)]
  return parts.flatMap((part) => (part === '' ? [] : [textCode(part)])).join(' + ')
}

/** A value as an expression. */
export function valueCode(value: unknown, indent: string): string {
  if (typeof value === 'string') return textCode(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const items = value.map((item) => valueCode(item, inner))
    const [first = ''] = items
    if (items.length > 3 && items.every((item) => item === first))
      return `Array.from({ length: ${items.length} }, () => (${first}))`
    return listed('[', items, ']', indent)
  }
  const members = Object.entries(value).map(
    ([key, member]) => `${IDENTIFIER.test(key) ? key : quoted(key)}: ${valueCode(member, inner)}`,
  )
  return listed('{ ', members, ' }', indent)
}

function listed(open: string, parts: readonly string[], close: string, indent: string): string {
  if (parts.length === 0) return `${open}${close}`.replace(/\s+/, '')
  const line = `${open}${parts.join(', ')}${close}`
  if (line.length + indent.length <= 110 && !line.includes('\n')) return line
  return `${open.trim()}\n${parts.map((part) => `${indent}  ${part},\n`).join('')}${indent}${close.trim()}`
}

const camel = (name: string) => name.replaceAll(/[^A-Za-z0-9]+(.)/g, (_, letter: string) => letter.toUpperCase())

/** What the file calls something that it imports from `module`; undefined where it does not. */
const imported = (text: string, name: string): boolean => new RegExp(`import\\s*\\{[^}]*\\b${name}\\b[^}]*\\}`).test(text)

/** The test, with the imports that its file does not have yet. */
export function asTest(title: string, { input, answers }: Example, name: string, { chain, text, kit }: TestFile): string {
  const has = text ?? ''
  const known = new RegExp(`import (\\w+) from ['"]${chain.replaceAll('.', '\\.')}['"]`).exec(has)?.[1]
  const subject = known ?? camel(name)
  const it = !imported(has, 'it') && imported(has, 'test') ? 'test' : 'it'
  const fromKit = ['flawsIn', 'run'].filter((one) => !imported(has, one))
  const fromVitest = ['expect', it].filter((one) => !imported(has, one))
  const imports = [
    ...(fromVitest.length > 0 ? [`import { ${fromVitest.join(', ')} } from 'vitest'`] : []),
    ...(fromKit.length > 0 ? [`import { ${fromKit.join(', ')} } from '${kit}'`] : []),
    ...(known === undefined ? [`import ${subject} from '${chain}'`] : []),
  ]
  const given = Object.keys(input).length > 0 ? [`    input: ${valueCode(input, '    ')},`] : []
  const scripted = Object.fromEntries(
    Object.entries(answers).map(([state, list]) => [
      state,
      Array.isArray(list) && list.length === 1 ? (list[0] as unknown) : list,
    ]),
  )
  return [
    ...imports,
    ...(imports.length > 0 ? [''] : []),
    `${it}(${quoted(title)}, async () => {`,
    `  const told = await run(${subject}, {`,
    ...given,
    `    answers: ${valueCode(scripted, '    ')},`,
    '  })',
    `  expect(flawsIn(${subject}, told)).toEqual([])`,
    '})',
  ].join('\n')
}
