/** Code that is put together of lines: blocks, sequences of steps, references under another name. */
import { quote, recoded } from './symbol.ts'
import type { Value } from './symbol.ts'

/** A step that a state has become. */
export interface Placed {
  /** Names of what it gives; several where a parallel is taken apart. */
  readonly names: readonly string[]
  readonly step: string
  readonly builder: string
  readonly notes: readonly string[]
}
/** Whether the code reads that variable. */
export const mentions = (code: string, name: string): boolean => new RegExp(`(?<![.\\w'])${name}(?![\\w:'])`).test(code)

/** Lines as a block of the language: a builder alone where they only return one. */
export function block(lines: readonly string[], parameters: readonly string[], always = false): string {
  const [only] = lines
  const code = lines.join('\n')
  const used = parameters.map((name) => (name === 'step' ? /(?<![.\w])step\(/.test(code) : mentions(code, name)))
  const last = used.lastIndexOf(true)
  const given = parameters.slice(0, last + 1).map((name, index) => (used[index] ? name : `_${index === 0 ? '' : index + 1}`))
  const isExpression = lines.length === 1 && only?.startsWith('return ')
  if (isExpression && last < 0 && !always) return only?.slice('return '.length) as string
  const list = `(${given.join(', ')})`
  return isExpression ? `${list} => ${only?.slice('return '.length)}` : `${list} => {\n${code}\n}`
}

/** A block in the place of the one around it. */
export function asReturned(code: string): readonly string[] {
  const [, lines] = /^\((?:step|)\) => \{\n([\s\S]*)\n\}$/.exec(code) ?? []
  const [, expression] = /^\((?:step|)\) => ([\s\S]*)$/.exec(code) ?? []
  return lines === undefined ? [`return ${expression ?? code}`] : lines.split('\n')
}

/** Code outside of a branch for code inside of it. */
export function renamed(code: string, exported: ReadonlyMap<string, { readonly member: string }>, key: string): string {
  for (const [inner, { member }] of exported) if (code.includes(inner)) return code.replaceAll(inner, () => `${key}.${member}`)
  return code
}

/** A list of what each item gave, as it was. */
export const wholeList = (list: string, item: string): string =>
  item === 'one' ? list : `lists.map(${list}, (one) => ${item.startsWith('{') ? `(${item})` : item})`

/** The value with another root for what starts at `name`. */
export const rooted = (value: Value, name: string, root: string): Value =>
  recoded(value, (code) => code.replaceAll(new RegExp(`(?<![.\\w'])${name}(?![\\w:'])`, 'g'), () => root))

/** Steps as lines before others, each with the names that are used later. */
export function sequence(steps: readonly Placed[], rest: readonly string[]): readonly string[] {
  const lines = [...rest]
  for (const { names, step, builder } of steps.toReversed()) {
    const used = names.filter((name) => mentions(lines.join('\n'), name))
    const target = names.length === 1 && names[0] === step ? step : `{ ${used.join(', ')} }`
    lines.unshift(`${used.length === 0 ? '' : `const ${target} = `}step(${quote(step)}, ${builder})`)
  }
  return lines
}
