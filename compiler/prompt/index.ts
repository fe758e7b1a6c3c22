/** Prompts: Handlebars templates, and how values, texts and fields are written as JSONata. */
export { fieldAccess, jsonLiteral, textLiteral } from './literal.ts'
export { lowerPrompt } from './prompt.ts'
export type { LoweredPrompt, PromptProblem, Value } from './prompt.ts'
export { ITEMS, templateReads, templateVariables, variablesOf } from './reads.ts'
export type { Read } from './reads.ts'
export { calledName, isScoped, parseTemplate } from './syntax.ts'
export type {
  Block as TemplateBlock,
  Expression as TemplateExpression,
  Partial as TemplatePartial,
  Path as TemplatePath,
  Program as TemplateProgram,
  Statement as TemplateStatement,
} from './syntax.ts'
