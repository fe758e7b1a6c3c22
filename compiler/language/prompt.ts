/** Prompts: Handlebars templates whose variables TypeScript knows. */
import { mapValues } from '../map-values.ts'
import type { Expression, Template } from '../tree.ts'
import { CALLED_BY_AUTHORS, origin } from './origin.ts'
import { reference } from './ref.ts'
import type { Ref } from './ref.ts'
import type { TemplateVariables } from './template-variables.ts'
import { toExpression } from './value.ts'

/** What a prompt's variable can be given. */
export type PromptValue =
  | Ref<unknown>
  | string
  | number
  | boolean
  | null
  | readonly unknown[]
  | { readonly [name: string]: unknown }

/** A template: called with its variables it is a text. */
export interface Prompt<Names extends string> {
  (...values: [Names] extends [never] ? [] : [values: { readonly [N in Names]: PromptValue }]): Ref<string>
  readonly template: Template
}

const templatePrompt = <Names extends string>(template: Template): Prompt<Names> => {
  const fill = (values: Readonly<Record<string, unknown>> = {}) => {
    const given = mapValues(values, (value) => toExpression(value))
    const expression: Expression = {
      kind: 'prompt',
      template: { ...template, at: origin(CALLED_BY_AUTHORS) },
      values: given,
      schema: { type: 'string' },
    }
    return reference<string>(expression)
  }
  return Object.freeze(Object.assign(fill as never as Prompt<Names>, { template: Object.freeze(template) }))
}

/**
 * A prompt, written where it is used. Its variables are read from the template, so that a missing one is a type error.
 * @example
 * const findKeywords = prompt(`List search keywords for: {{question}}`)
 * findKeywords({ question })
 */
export const prompt = <const T extends string>(template: T): Prompt<TemplateVariables<T>> =>
  templatePrompt({ text: template, at: origin() })

/**
 * A prompt in a file under `chains/`. Its variables are checked when the chain is compiled.
 * @example
 * promptFile('rag/keywords.hbs')({ question })
 */
export const promptFile = (file: string): PromptFile =>
  // the names of its variables are known to the file alone
  templatePrompt<string>({ file, at: origin() }) as unknown as PromptFile

/** A prompt whose variables are known to its file alone. */
export interface PromptFile {
  (values?: { readonly [name: string]: PromptValue }): Ref<string>
  readonly template: Template
}
