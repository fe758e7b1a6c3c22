/** Which values are the same whenever they are read. */
import type { Expression } from '../tree.ts'

/** What a value is known by, wherever it is referred to; undefined for one that is made anew each time. */
export function keyOf(value: Expression): string | undefined {
  switch (value.kind) {
    case 'literal':
      return JSON.stringify(value.value)
    case 'input':
      return value.field
    case 'output':
      return `#${value.step}`
    case 'given':
      return `@${value.block}.${value.name}`
    case 'field': {
      const of = keyOf(value.of)
      return of === undefined ? undefined : `${of}.${JSON.stringify(value.name)}`
    }
    case 'call': {
      // the time passes
      if (value.name === 'dates.now') return undefined
      const of = value.of.map(keyOf)
      return of.includes(undefined) ? undefined : `${value.name}(${of.join(', ')})`
    }
    case 'prompt':
    case 'jsonata':
    case 'split':
    case 'object':
    case 'list':
    case 'lambda':
      return undefined
    default:
      return value satisfies never
  }
}
