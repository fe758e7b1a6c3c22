/** Functions of texts in JSONata. */
import { textLiteral } from '../../prompt/index.ts'
import { atom, literal, toCode } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { builtIn, using } from './lower.ts'
import type { Functions, Lower } from './lower.ts'

// $trim would also make one space of several inside the text, and \s means more in some engines than in others.
const AROUND = '/^[ \\t\\r\\n]+|[ \\t\\r\\n]+$/'
/** The code of a text without white space around it. */
export const trimmed = (text: string) => `$replace(${text}, ${AROUND}, "")`

/** A fence at the start of a line, its language, the content, and a fence on a line of its own or at the very end. */
const FENCED = '/(?:^|\\n)[ \\t]*```[^\\n`]*\\n([\\s\\S]*?)(?:\\n[ \\t]*```|```[ \\t\\r\\n]*$)/'
/** The first code block of a text, or the text itself, as code. */
export const withoutFence = (text: Shape): Shape =>
  using([text], ['text'], (one) => {
    const block = `$match(${one}, ${FENCED}, 1)[0]`
    return `(${FENCE_VARIABLE} := ${block}; ${trimmed(`$exists(${FENCE_VARIABLE}) ? ${FENCE_VARIABLE}.groups[0] : ${one}`)})`
  })
const FENCE_VARIABLE = '$block'

/** A part of a `$join`: numbers and booleans as text. */
const part = (shape: Shape, isText: boolean): string => {
  if (isText) return toCode(shape)
  return shape.kind === 'literal' ? textLiteral(JSON.stringify(shape.value)) : `$string(${toCode(shape)})`
}

const joinedParts: Lower = (of, call) => {
  const parts = of.map((shape, index) => part(shape, isText(call.of[index]?.schema)))
  return parts.length === 0 ? literal('') : atom(`$join([${parts.join(', ')}])`)
}
const isText = (schema: { readonly [keyword: string]: unknown } = {}) =>
  schema['type'] === 'string' || schema['format'] === 'message-content' || typeof schema['const'] === 'string'

const replace: Lower = (of) => {
  const [text, what, by] = of as readonly [Shape, Shape, Shape]
  if (what.kind === 'literal')
    return what.value === '' ? text : builtIn('replace')([text, what, by], undefined as never, undefined as never)
  return using(of, ['text', 'what', 'by'], (one, other, new_) => `${other} = "" ? ${one} : $replace(${one}, ${other}, ${new_})`)
}

export const TEXTS: Functions = {
  'texts.upper': builtIn('uppercase'),
  'texts.lower': builtIn('lowercase'),
  'texts.trim': ([text]) => atom(trimmed(toCode(text as Shape))),
  'texts.length': builtIn('length'),
  'texts.take': ([text, count]) => atom(`$substring(${toCode(text as Shape)}, 0, ${toCode(count as Shape)})`),
  'texts.drop': ([text, count]) => atom(`$substring(${toCode(text as Shape)}, ${notNegative(count as Shape)})`),
  'texts.concat': joinedParts,
  'texts.join': builtIn('join'),
  'texts.split': builtIn('split'),
  'texts.replace': replace,
  'texts.between': (of) =>
    using(of, ['text', 'open', 'close'], (text, open, close) => {
      const after = `$substringAfter(${text}, ${open})`
      return `$contains(${text}, ${open}) and $contains(${after}, ${close}) ? $substringBefore(${after}, ${close})`
    }),
  'texts.withoutFence': ([text]) => withoutFence(text as Shape),
  'texts.of': ([value]) =>
    value?.kind === 'literal' ? literal(JSON.stringify(value.value)) : atom(`$string(${toCode(value as Shape)})`),
  /** A part of a text that is cut to a length; not in the language. */
  substring: builtIn('substring'),
}

const notNegative = (count: Shape) =>
  count.kind === 'literal' ? String(Math.max(0, Number(count.value))) : `$max([0, ${toCode(count)}])`
