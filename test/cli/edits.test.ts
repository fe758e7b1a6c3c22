/** Edits that mend problems: what becomes of a source, and where nothing is offered because something could be meant otherwise. */
import { expect, test } from 'vitest'
import { editOf } from '../../compiler/cli/edits.ts'
import type { Mend } from '../../compiler/problems.ts'

/** The source after the edit; `^` marks the place of the problem. */
function mended(mend: Mend, marked: string): string | undefined {
  const offset = marked.indexOf('^')
  const source = marked.replace('^', '')
  const before = marked.slice(0, offset)
  const at = { file: 'chains/a.ts', line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
  const edit = editOf(mend, at, source)
  if (!edit) return undefined
  const lines = source.split('\n')
  const offsetOf = (line: number, column: number) => lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0) + column - 1
  return source.slice(0, offsetOf(edit.line, edit.column)) + edit.text + source.slice(offsetOf(edit.endLine, edit.endColumn))
}

const meant: Mend = { kind: 'name in a prompt', wrong: 'titel', right: 'title' }
test.each([
  ['{{^titel}}', '{{title}}'],
  ['a\n  {{#if ^page.titel}}x{{/if}}', 'a\n  {{#if page.title}}x{{/if}}'],
  ['{{^this.titel}}', '{{this.title}}'],
  ['{{^../titel}} titel', '{{../title}} titel'],
  ['{{^@root.titel}}', '{{@root.title}}'],
  ['{{^titel.titel}}', undefined],
  ['{{^[titel]}}', undefined],
  ['{{^subtitel}}', undefined],
])('a name in a prompt: %j', (source, expected) => {
  expect(mended(meant, source)).toBe(expected)
})

const chain: Mend = { kind: 'name of a chain', wrong: 'old', right: 'new' }
test.each([
  ["^import x\nexport default chain('old', {}, f)", "import x\nexport default chain('new', {}, f)"],
  ['^chain(\n  `old`, {})', 'chain(\n  `new`, {})'],
  ["^chain('older', {}); chain('old', {})", "chain('older', {}); chain('new', {})"],
  ["^chain('old', {}); chain('old', {})", undefined],
  ['^chain(NAME, {})', undefined],
  ["^mychain('old', {})", undefined],
])('the name of a chain: %j', (source, expected) => {
  expect(mended(chain, source)).toBe(expected)
})

const only: Mend = { kind: 'only name', wrong: 'tones', right: 'tone' }
test.each([
  ["a\n^systemChain.replaceTag('tones', x)", "a\nsystemChain.replaceTag('tone', x)"],
  ['const given = { tones: 1 }\n^chain(x)', 'const given = { tone: 1 }\nchain(x)'],
  ["^f('tones', 'the tones of it')", undefined],
  ["^f('tones', myTones, 'semitones')", undefined],
  ["^f('semi-tones')", undefined],
  ['^f(x)', undefined],
])('a name that stands once: %j', (source, expected) => {
  expect(mended(only, source)).toBe(expected)
})

const unused: Mend = { kind: 'value of a prompt', name: 'tone' }
test.each([
  ["promptFile('a/b.hbs'^)({ question, tone })", "promptFile('a/b.hbs')({ question })"],
  ["^promptFile('a/b.hbs')({ tone, question })", "promptFile('a/b.hbs')({ question })"],
  ['^ask({ tone })', 'ask({  })'],
  ["^ask({ a: f(1, [2]), 'tone': { x: 1 }, b })", 'ask({ a: f(1, [2]), b })'],
  ["^ask({\n  a: 'tone, {',\n  tone: b,\n})", "ask({\n  a: 'tone, {',\n})"],
  ['^prompts.ask({ ...tone, tone: 1, })', 'prompts.ask({ ...tone, })'],
  ['^ask({ tone: `${{ tone }}` })', undefined],
  ['^ask({ /* tone */ tone })', undefined],
  ['^ask(tone)', undefined],
  ['^ask({ tones: 1 })', undefined],
  ['^ask({ tone', undefined],
])('a value that a prompt does not use: %j', (source, expected) => {
  expect(mended(unused, source)).toBe(expected)
})

const caught: Mend = { kind: 'name of a member', option: 'catch', wrong: 'States.Timeot', right: 'States.Timeout' }
const argument: Mend = { kind: 'name of a member', option: 'arguments', wrong: 'key', right: 'Key' }
test.each([
  [caught, "^lambda({ catch: { 'States.Timeot': none } })", "lambda({ catch: { 'States.Timeout': none } })"],
  [caught, '^lambda({ a: 1, catch: { "States.Timeot": none } })', 'lambda({ a: 1, catch: { "States.Timeout": none } })'],
  [caught, '^lambda({ catch: catches })', undefined],
  [argument, '^awsTask({ arguments: { key: 1, b } })', 'awsTask({ arguments: { Key: 1, b } })'],
  [argument, "^awsTask({ arguments: { 'key': 1 } })", "awsTask({ arguments: { 'Key': 1 } })"],
  [argument, '^awsTask({ arguments: { key, b } })', 'awsTask({ arguments: { Key: key, b } })'],
])('the name of a member of an option: %j, %j', (mend, source, expected) => {
  expect(mended(mend, source)).toBe(expected)
})
