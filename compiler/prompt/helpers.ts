/**
 * The helpers a template can call, all of them. Each takes values and gives one, so they nest: `{{xml (json item)}}`.
 *
 * | call                  | gives                                                                                    |
 * | --------------------- | ---------------------------------------------------------------------------------------- |
 * | `{{json value}}`      | compact JSON of any value; `null` for a missing one; `<`, `>` and `&` as they are        |
 * | `{{xml value}}`       | what `{{value}}` prints, with `& < > " '` as XML entities                                |
 * | `{{join list ", "}}`  | the items of a list of texts, numbers or booleans, with the text between (", " if none)  |
 * | `(eq value "literal")`| whether a text, number or boolean is that literal: `{{#if (eq role "user")}}`            |
 */
import { jsonLiteral, textLiteral } from './literal.ts'
import { presence, printed } from './print.ts'
import type { Operand } from './print.ts'
import * as problems from './problems.ts'
import type { Problem } from './problems.ts'
import type { Rules } from './rules.ts'
import { itemTyped } from './scope.ts'
import type { Typed } from './scope.ts'
import { BOOLEAN, describe, isOnly, isWrong, TEXT } from './shape.ts'

/** Names for variables of the expression, chosen so that they hide none of the given values'. */
export interface Variables {
  readonly item: (depth: number) => string
  readonly index: (depth: number) => string
  readonly list: (depth: number) => string
  readonly text: string
}
interface Helper {
  readonly usage: string
  readonly parameters: readonly [least: number, most: number]
  readonly lower: (given: readonly Operand[], rules: Rules, variables: Variables) => Typed | Problem
}

export const HELPERS: Readonly<Record<string, Helper>> = {
  json: {
    usage: '{{json value}}',
    parameters: [1, 1],
    lower: ([value], rules, variables) => {
      const { shape, code } = value as Operand
      const asText = rules.jsonText(code, variables.text)
      const json = isOnly(shape, 'number', 'boolean', 'list', 'object')
        ? rules.json(code)
        : isOnly(shape, 'text')
          ? asText
          : `(${rules.choose(rules.isText(code), asText, rules.json(code))})`
      return text(shape.missing ? `(${rules.choose(rules.isThere(code), json, '"null"')})` : json)
    },
  },

  xml: {
    usage: '{{xml value}}',
    parameters: [1, 1],
    lower: ([value], rules) => {
      const plain = printed(value as Operand, rules)
      return typeof plain === 'string' ? text(rules.xml(plain)) : plain
    },
  },

  join: {
    usage: '{{join list}} or {{join list "separator"}}',
    parameters: [1, 2],
    lower: ([list, between], rules, variables) => {
      const { shape, code, written } = list as Operand
      const item = { ...itemTyped(list as Operand, variables.item(0)), written: `an item of ${written}` }
      if (!isOnly(shape, 'list') || !isOnly(item.shape, 'text', 'number', 'boolean')) {
        return problems.joinOfNoList(written, isOnly(shape, 'list') ? 'a list of something else' : describe(shape))
      }
      const separator = between ? printed(between, rules) : textLiteral(', ')
      const itemPrinted = printed(item, rules)
      if (typeof separator !== 'string') return separator
      if (typeof itemPrinted !== 'string') return itemPrinted
      const joined =
        itemPrinted === item.code ? rules.joinTexts(code, separator) : rules.joinList(code, item.code, itemPrinted, separator)
      const there = presence(list as Operand, rules)
      return text(there === undefined ? joined : `(${rules.choose(there, joined, '""')})`)
    },
  },

  eq: {
    usage: '(eq value "literal")',
    parameters: [2, 2],
    lower: ([given, other], rules) => {
      const { shape, code, written } = given as Operand
      const { literal, written: sought } = other as Operand
      if (literal === undefined || !isOnly(shape, 'text', 'number', 'boolean'))
        return problems.helperParameters(HELPERS['eq']!.usage)
      const kind = typeof literal === 'string' ? 'text' : (typeof literal as 'number' | 'boolean')
      if (!shape.kinds.includes(kind) || (shape.constants && !shape.constants.includes(literal))) {
        return problems.neverEqual(
          written,
          sought,
          shape.constants?.map((constant) => JSON.stringify(constant)) ?? [],
          describe(shape),
        )
      }
      return { code: rules.equals(code, jsonLiteral(literal)), shape: BOOLEAN, origin: '', test: true }
    },
  },
}

export const HELPER_NAMES: readonly string[] = Object.keys(HELPERS)
/** Handlebars has these as blocks. */
export const BLOCK_NAMES = ['if', 'unless', 'each', 'with'] as const
/** Handlebars has these as helpers; they cannot be compiled. */
export const REFUSED_NAMES: readonly string[] = ['lookup', 'log', 'helperMissing', 'blockHelperMissing']

/** What the call of a helper gives. */
export function callHelper(name: string, given: readonly Operand[], rules: Rules, variables: Variables): Typed | Problem {
  if (REFUSED_NAMES.includes(name)) return problems.refusedHelper(name)
  if ((BLOCK_NAMES as readonly string[]).includes(name)) return problems.blockAsValue(name)
  const helper = Object.hasOwn(HELPERS, name) ? HELPERS[name] : undefined
  if (!helper) return problems.unknownHelper(name, HELPER_NAMES)
  const [least, most] = helper.parameters
  if (given.length === 0) return problems.helperAsValue(name)
  if (given.length < least || given.length > most) return problems.helperParameters(helper.usage)
  if (given.some(({ shape }) => isWrong(shape))) return text('""')
  return helper.lower(given, rules, variables)
}

const text = (code: string): Typed => ({ code, shape: TEXT, origin: '' })
