/** What Handlebars itself makes of a template, and what the compiled expression does. */
import Handlebars from 'handlebars'
import { evaluate } from '../../compiler/jsonata/index.ts'
import type { LoweredPrompt } from '../../compiler/prompt/index.ts'
import { lowerPromptBy } from '../../compiler/prompt/prompt.ts'
import type { Rules } from '../../compiler/prompt/rules.ts'
import type { Sample } from './random-prompt.ts'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

const print = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : (value ?? '') === ''
      ? ''
      : 'no text'
const HELPERS = {
  print,
  json: (value: unknown) => JSON.stringify(value ?? null),
  xml: (value: unknown) => print(value).replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] as string),
  join: (list: readonly unknown[] | null | undefined, separator: unknown) =>
    (list ?? []).map(print).join(typeof separator === 'string' ? separator : ', '),
  eq: (value: unknown, literal: unknown) => value === literal,
}

/** With `noEscape`, Handlebars adds two numbers that stand side by side: every tag is printed through a helper. */
class PrintThroughHelper extends Handlebars.Visitor {
  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    const { loc } = mustache
    const isCall = mustache.params.length > 0
    const value = isCall
      ? { type: 'SubExpression', path: mustache.path, params: mustache.params, hash: mustache.hash, loc }
      : mustache.path
    const path = { type: 'PathExpression', data: false, depth: 0, parts: ['print'], original: 'print', loc }
    Object.assign(mustache, { path, params: [value], hash: undefined })
  }
}

export function compileReference(template: string): HandlebarsTemplateDelegate {
  const tree = Handlebars.parse(template)
  new PrintThroughHelper().accept(tree)
  return Handlebars.compile(tree, { noEscape: true })
}

export function renderReference({ template, partials, plainData }: Sample): string {
  const compiled = Object.fromEntries(Object.entries(partials).map(([name, text]) => [name, compileReference(text)]))
  return compileReference(template)(plainData, { helpers: HELPERS, partials: compiled })
}

export const lowerSample = ({ template, values, partials }: Sample, rules: Rules): LoweredPrompt =>
  lowerPromptBy(rules, template, values, (name) => partials[name])

/** The text of a compiled sample. */
export const renderLowered = async (lowered: LoweredPrompt, data: Sample['data']): Promise<unknown> =>
  lowered.kind === 'text'
    ? lowered.text
    : lowered.kind === 'expression'
      ? evaluate(lowered.code, { given: data })
      : lowered.problems
