/** A Handlebars template and typed values become one text, or one JSONata expression that gives it. */
import type { Variables } from './helpers.ts'
import { codeOf, lowerTemplate, textOf } from './lower.ts'
import { rules as ourRules } from './rules.ts'
import type { Problem } from './problems.ts'
import type { Rules } from './rules.ts'
import { rootScope } from './scope.ts'
import type { Typed } from './scope.ts'
import { shapeOf } from './shape.ts'
import type { Place } from './syntax.ts'

/** A value a template is given. */
export interface Value {
  /** JSONata code that gives it. */
  readonly code: string
  /** Its JSON Schema; `"format": "message-content"` is the content of a message, text or content blocks. */
  readonly schema: unknown
  /** It may be undefined. */
  readonly optional?: boolean
}

/** Something that cannot be compiled. Lines and columns count from 1; for a problem in a partial they are those of its tag. */
export interface PromptProblem {
  readonly line: number
  readonly column: number
  readonly message: string
  readonly remedy: string
  /** The name that is certainly meant instead of a wrong one. */
  readonly meant?: { readonly wrong: string; readonly right: string }
}

export type LoweredPrompt =
  | { readonly kind: 'text'; readonly text: string }
  /** `isFilled`: some of the template is always there, so the text is never blank. */
  | { readonly kind: 'expression'; readonly code: string; readonly isFilled: boolean }
  | { readonly kind: 'refused'; readonly problems: readonly PromptProblem[] }

/**
 * Compiles `template`, which may read `values` and use `partials`. All its problems are told, in the order of the text.
 *
 * The text is that of Handlebars with `noEscape`. Numbers of 15 and more significant digits are not: JSONata prints 15.
 * What Handlebars would print as `[object Object]`, as a comma-separated list, or in a way that depends on the values (`../` out
 * of a context that may equal the one around it) is refused, as is everything that only JavaScript could do.
 * @example lowerPrompt('Hello {{name}}', { name: { code: '$name', schema: { type: 'string' } } })
 *   // { kind: 'expression', code: '$join(["Hello ", $name])', isFilled: true }
 */
export function lowerPrompt(
  template: string,
  values: Readonly<Record<string, Value>>,
  partials: (name: string) => string | undefined = () => undefined,
): LoweredPrompt {
  return lowerPromptBy(ourRules, template, values, partials)
}

/** `lowerPrompt` with other rules: for a test that breaks one. */
export function lowerPromptBy(
  rules: Rules,
  template: string,
  values: Readonly<Record<string, Value>>,
  partials: (name: string) => string | undefined,
): LoweredPrompt {
  const problems: PromptProblem[] = []
  const report = ({ line, column }: Place, problem: Problem): void => {
    problems.push({ line, column: column + 1, ...problem })
  }
  const scope = rootScope(new Map(Object.entries(values).map(([name, value]) => [name, typed(name, value)])))
  const parts = lowerTemplate(template, scope, { rules, variables: variablesBeside(values, rules), partials, report })
  if (problems.length > 0) return { kind: 'refused', problems: inOrder(problems) }
  const text = textOf(parts)
  if (text !== undefined) return { kind: 'text', text }
  const isFilled = parts.some((part) => 'text' in part && part.text.trim() !== '')
  return { kind: 'expression', code: codeOf(parts, rules), isFilled }
}

const typed = (name: string, { code, schema, optional }: Value): Typed => ({
  code: ATOM.test(code) ? code : `(${code})`,
  shape: shapeOf(schema, optional),
  origin: name,
})
const ATOM = /^(?:\$\w+(?:\.(?:\w+|`[^`]*`))*|"(?:[^"\\]|\\.)*")$/

/** Names that no given value's code uses. */
function variablesBeside(values: Readonly<Record<string, Value>>, rules: Rules): Variables {
  const codes = Object.values(values).map(({ code }) => code)
  let mark = ''
  while (codes.some((code) => ['item', 'index', 'list', 'text'].some((name) => code.includes(`$${name}${mark}`)))) mark += '_'
  return {
    item: (depth) => rules.variable('item', mark, depth),
    index: (depth) => rules.variable('index', mark, depth),
    list: (depth) => rules.variable('list', mark, depth),
    text: rules.variable('text', mark, 0),
  }
}

function inOrder(problems: readonly PromptProblem[]): readonly PromptProblem[] {
  const distinct = new Map(problems.map((problem) => [JSON.stringify(problem), problem]))
  return [...distinct.values()].sort((one, other) => one.line - other.line || one.column - other.column)
}
