/** How a value is called in messages: `docs.passages`, `question`. */
import type { Expression } from './tree.ts'

export function describe(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return JSON.stringify(expression.value)
    case 'input':
      return expression.field
    case 'output':
      return expression.name
    case 'given':
      return expression.name
    case 'field':
      return `${describe(expression.of)}.${expression.name}`
    case 'prompt':
      return expression.template.file === undefined ? 'a prompt' : `promptFile('${expression.template.file}')`
    case 'jsonata':
      return 'jsonata(…)'
    case 'split':
      return `split('${expression.name}')`
    case 'object':
      return 'an object'
    case 'list':
      return 'a list'
    case 'call':
      return `${expression.name}(…)`
    case 'lambda':
      return 'a function'
    default:
      return expression satisfies never
  }
}
