/** How big a value of the tree can be, from what it is made of. */
import type { Expression, InputField, Schema, Template } from '../tree.ts'
import { ASSUMED } from './assumptions.ts'
import { MESSAGE, NOTHING, NUMBER, eitherOf, listOf, literalOf, objectOf, ofSchema, sumOf, textOf } from './extent.ts'
import type { Extent } from './extent.ts'
import { FUNCTIONS } from './functions.ts'
import { templateExtent } from './template.ts'

/** What is known at a place in the chain. */
export interface Known {
  /** What each step gives at most. */
  readonly outputs: Map<number, Extent>
  /** What each block is given at most, by name. */
  readonly givens: Map<number, { readonly [name: string]: Extent }>
  readonly template: (template: Template) => string
  readonly partial: (name: string) => string | undefined
}

export const CONVERSATION = listOf(ASSUMED.messages, objectOf({ role: { bytes: 11, tokens: 2 }, content: MESSAGE }))
/** Longest session the runtime takes. */
const SESSION = textOf(256)

function inputExtent(field: InputField, schema: Schema): Extent {
  switch (field) {
    case 'messages':
      return CONVERSATION
    case 'question':
      return MESSAGE
    case 'session':
      return SESSION
    case 'params':
    case 'caller':
      return ofSchema(schema)
    default:
      return field satisfies never
  }
}

export function extentOf(value: Expression, known: Known): Extent {
  switch (value.kind) {
    case 'literal':
      return literalOf(value.value)
    case 'input':
      return inputExtent(value.field, value.schema)
    case 'output':
      return known.outputs.get(value.step) ?? ofSchema(value.schema)
    case 'given':
      return known.givens.get(value.block)?.[value.name] ?? ofSchema(value.schema)
    case 'field': {
      const owner = extentOf(value.of, known)
      // what is inside of something unknown is no larger than that
      return owner.fields?.[value.name] ?? ofSchema(value.schema, owner, owner)
    }
    case 'prompt': {
      const values: { [name: string]: Extent } = {}
      for (const name in value.values) values[name] = extentOf(value.values[name] as Expression, known)
      return templateExtent(known.template(value.template), values, known.partial)
    }
    case 'split':
      return eitherOf(Object.keys(value.weights).map(literalOf))
    case 'object': {
      const fields: { [name: string]: Extent } = {}
      for (const name in value.fields) fields[name] = extentOf(value.fields[name] as Expression, known)
      return objectOf(fields)
    }
    case 'list': {
      const items = value.items.map((item) => extentOf(item, known))
      return listOf(items.length, eitherOf(items), sumOf(items))
    }
    case 'jsonata': {
      // an author's own code is believed to give no more than it reads
      const read = sumOf([textOf(value.code.length), ...Object.values(value.values).map((one) => extentOf(one, known))])
      return ofSchema(value.schema, read, read)
    }
    case 'call': {
      const size = FUNCTIONS[value.name]
      if (size) return size(value, (one, item) => (item ? extentOfItem(one, item, known) : extentOf(one, known)))
      const given = sumOf([textOf(20), ...value.of.map((one) => extentOf(one, known))])
      return ofSchema(value.schema, given, given)
    }
    case 'lambda':
      return NOTHING
    default:
      return value satisfies never
  }
}

/** What a function of an item gives for an item of this size. */
function extentOfItem(value: Expression, item: Extent, known: Known): Extent {
  if (value.kind !== 'lambda') return extentOf(value, known)
  known.givens.set(value.block, { item, index: NUMBER })
  return extentOf(value.body, known)
}
