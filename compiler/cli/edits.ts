/** The edit that mends a problem, where it is beyond doubt: found in the source, or none. */
import { closest } from '../closest.ts'
import type { Mend } from '../problems.ts'
import type { Position } from '../tree.ts'
import { propertiesOf } from './properties.ts'
import type { Property } from './properties.ts'

/** Lines and columns count from 1; the end is behind the last character that goes. */
export interface Edit {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  /** What stands there afterwards. */
  readonly text: string
}

interface Change {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** `source`: the text of the file that `at` is in. */
export function editOf(mend: Mend, at: Position, source: string): Edit | undefined {
  const change = changeOf(mend, offsetOf(source, at), source)
  if (!change) return undefined
  const [from, to] = [placeOf(source, change.start), placeOf(source, change.end)]
  return { file: at.file, ...from, endLine: to.line, endColumn: to.column, text: change.text }
}

function changeOf(mend: Mend, offset: number, source: string): Change | undefined {
  switch (mend.kind) {
    case 'name in a prompt':
      return nameInPrompt(mend.wrong, mend.right, offset, source)
    case 'name of a chain':
      return nameOfChain(mend.wrong, mend.right, source)
    case 'value of a prompt':
      return valueOfPrompt(mend.name, offset, source)
    case 'option':
      return optionOfCall(mend.name, (written) => (isText(written, mend.wrong) ? `'${mend.right}'` : undefined), offset, source)
    case 'name of a member':
      return nameOfMember(mend, offset, source)
    case 'only name':
      return onlyName(mend.wrong, mend.right, source)
    case 'model':
      return optionOfCall('model', () => mend.right, offset, source)
    case 'name of a model':
      return optionOfCall('model', (written) => onlyClose(written, mend.names), offset, source)
    default:
      return mend satisfies never
  }
}

/** One part of the path that begins at `offset`, if no other is called the same. */
function nameInPrompt(wrong: string, right: string, offset: number, source: string): Change | undefined {
  const path = /^[\w@./$-]+/.exec(source.slice(offset))?.[0] ?? ''
  const parts = [...path.matchAll(/[^./@]+/g)].filter(([part]) => part === wrong)
  const [only] = parts
  if (!only || parts.length > 1) return undefined
  return { start: offset + only.index, end: offset + only.index + wrong.length, text: right }
}

/** The first argument of the file's only `chain('wrong', …)`. */
function nameOfChain(wrong: string, right: string, source: string): Change | undefined {
  const calls = [...source.matchAll(/\bchain\(\s*(['"`])([\w-]+)\1/g)].filter(([, , name]) => name === wrong)
  const [only] = calls
  if (!only || calls.length > 1) return undefined
  const start = only.index + only[0].length - 1 - wrong.length
  return { start, end: start + wrong.length, text: right }
}

/** The name, if it stands in the source once, in whatever place. */
function onlyName(wrong: string, right: string, source: string): Change | undefined {
  const [only, ...others] = [...source.matchAll(/[\w.-]+/g)].filter(([word]) => word.includes(wrong))
  if (only?.[0] !== wrong || others.length > 0) return undefined
  return { start: only.index, end: only.index + wrong.length, text: right }
}

/** A property of the object that the prompt at `offset` is called with, with the comma before or after it. */
function valueOfPrompt(name: string, offset: number, source: string): Change | undefined {
  // of `promptFile('path')({ … })` the second call stands at the end of the first
  const opening = /^(?:\)|[\w$.\s]*(?:\(\s*(['"`])[\w./-]+\1\s*\))?)\s*\(\s*\{/.exec(source.slice(offset))
  if (!opening) return undefined
  const properties = propertiesOf(source, offset + opening[0].length)
  const index = properties?.findIndex((one) => one.name === name) ?? -1
  const unused = properties?.[index]
  if (!properties || !unused) return undefined
  const [before, after] = [properties[index - 1], properties[index + 1]]
  if (after) return { start: unused.start, end: after.start, text: '' }
  return { start: before?.end ?? unused.start, end: unused.end, text: '' }
}

/** The properties of the object that the call at `offset` is given first. */
function optionsOfCall(offset: number, source: string): readonly Property[] {
  const opening = /^[\w$.\s]*\(\s*\{/.exec(source.slice(offset))
  return (opening && propertiesOf(source, offset + opening[0].length)) ?? []
}

/** Where the value of a property begins. */
const valueStart = (property: Property, source: string): number | undefined => {
  const [before] = /^(?:\w+|'[^'\\]*'|"[^"\\]*")\s*:\s*/.exec(source.slice(property.start, property.end)) ?? []
  return before === undefined ? undefined : property.start + before.length
}

/** What stands as an option of the call at `offset`. */
function optionOfCall(
  name: string,
  rightOf: (written: string) => string | undefined,
  offset: number,
  source: string,
): Change | undefined {
  const property = optionsOfCall(offset, source).find((one) => one.name === name)
  const start = property && valueStart(property, source)
  if (!property || start === undefined) return undefined
  const right = rightOf(source.slice(start, property.end))
  return right === undefined ? undefined : { start, end: property.end, text: right }
}

const isText = (written: string, text: string) => written === `'${text}'` || written === `"${text}"`

/** A member of the object that the call at `offset` is given as an option. */
function nameOfMember(
  { option, wrong, right }: Extract<Mend, { kind: 'name of a member' }>,
  offset: number,
  source: string,
): Change | undefined {
  const given = optionsOfCall(offset, source).find(({ name }) => name === option)
  const open = given && valueStart(given, source)
  if (open === undefined || source[open] !== '{') return undefined
  const member = propertiesOf(source, open + 1)?.find(({ name }) => name === wrong)
  if (!member) return undefined
  const isQuoted = source[member.start] !== wrong[0]
  const start = isQuoted ? member.start + 1 : member.start
  // a name alone is the value, too
  const isShort = !isQuoted && valueStart(member, source) === undefined
  return { start, end: start + wrong.length, text: isShort ? `${right}: ${wrong}` : right }
}

/** The name that is close to the written one, if no other is. */
function onlyClose(written: string, names: readonly string[]): string | undefined {
  const right = closest(written, names)
  const others = names.filter((name) => name !== right)
  return closest(written, others) === undefined ? right : undefined
}

function offsetOf(source: string, { line, column }: Position): number {
  let start = 0
  for (let passed = 1; passed < line; passed++) start = source.indexOf('\n', start) + 1
  return start + column - 1
}

function placeOf(source: string, offset: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
