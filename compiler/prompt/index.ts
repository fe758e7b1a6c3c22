/** Prompts: Handlebars templates, and how values, texts and fields are written as JSONata. */
export { fieldAccess, jsonLiteral, textLiteral } from './literal.ts'
