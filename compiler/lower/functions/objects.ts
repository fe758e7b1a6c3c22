/** Functions of objects, and of values as JSON, in JSONata. */
import { atom, code, toCode } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { checked } from '../structured.ts'
import { using } from './lower.ts'
import type { Functions, Lower } from './lower.ts'
import { withoutFence } from './texts.ts'

/** `$string` leaves a text as it is, but writes it as JSON within a list, whose brackets are then cut off. */
const quoted = (text: string) => `$substring($string([${text}]), 1, $length($string([${text}])) - 2)`

const stringify: Lower = (of, { of: [value] }) => {
  const { type, format } = (value?.schema ?? {}) as { type?: string; format?: string }
  if (type === 'string' || format === 'message-content') return using(of, ['text'], (text) => quoted(text ?? ''))
  if (type !== undefined) return atom(`$string(${of.map(toCode).join('')})`)
  return using(of, ['value'], (one) => `$type(${one}) = "string" ? ${quoted(one ?? '')} : $string(${one})`)
}

export const OBJECTS: Functions = {
  'objects.merge': (of) => atom(`$merge([${of.map(toCode).join(', ')}])`),
  'json.stringify': stringify,
  'json.parse': ([text], { schema }) => code(checked(schema, `$parse(${toCode(withoutFence(text as Shape))})`)),
}
