/** How big what a function gives can be. A function that is not here gives no more than it is given. */
import type { Expression } from '../tree.ts'
import { ASSUMED } from './assumptions.ts'
import { NOTHING, NUMBER, eitherOf, firstOf, listOf, ofSchema, scaled, sumOf, textOf, within } from './extent.ts'
import type { Extent } from './extent.ts'
import { mostOf } from './numbers.ts'

type Call = Extract<Expression, { kind: 'call' }>
/** With an item, what a function of an item gives for it. */
type Inside = (value: Expression, item?: Extent) => Extent
type Size = (call: Call, inside: Inside) => Extent

const argument = ({ of }: Call, index: number): Expression => of[index] as Expression
const itemOf = ({ items }: Extent): Extent => items?.each ?? NOTHING

/** As large as the argument at `index`, in its shape. */
const same: Size = (call, inside) => inside(argument(call, 0))
const item: Size = (call, inside) => itemOf(inside(argument(call, 0)))
const bySchema: Size = ({ schema }) => ofSchema(schema)
const together = (call: Call, inside: Inside) => sumOf(call.of.map((one) => inside(one)))

const firstItems: Size = (call, inside) => {
  const list = inside(argument(call, 0))
  const most = mostOf(argument(call, 1))
  return most === undefined ? list : firstOf(list, most)
}

const firstCharacters =
  (count: number): Size =>
  (call, inside) => {
    const text = inside(argument(call, 0))
    const most = mostOf(argument(call, count))
    return most === undefined ? text : within(text, textOf(most))
  }

/** Lists one after the other. */
const merged: Size = (call, inside) => {
  const lists = call.of.map((one) => inside(one))
  return listOf(
    lists.reduce((sum, { items }) => sum + (items?.most ?? ASSUMED.items), 0),
    eitherOf(lists.map(itemOf)),
    sumOf(lists),
  )
}

const appended: Size = (call, inside) => {
  const list = inside(argument(call, 0))
  const items = call.of.slice(1).map((one) => inside(one))
  return listOf((list.items?.most ?? ASSUMED.items) + items.length, eitherOf([itemOf(list), ...items]), sumOf([list, ...items]))
}

/** JSON as a text: its own quotes are escaped. */
const asText: Size = (call, inside) => scaled(inside(argument(call, 0)), ASSUMED.escaped)

/** What is around a tool's result in a message, and around a message. */
const FRAME: Extent = { bytes: 120, tokens: 20 }

export const FUNCTIONS: Readonly<Record<string, Size | undefined>> = {
  cond: (call, inside) => eitherOf(call.of.slice(1).map((one) => inside(one))),
  withDefault: (call, inside) => eitherOf(call.of.map((one) => inside(one))),

  'texts.take': firstCharacters(1),
  substring: firstCharacters(2),
  'texts.concat': together,
  'texts.join': (call, inside) => {
    const list = inside(argument(call, 0))
    const between = call.of[1] ? inside(call.of[1]) : NOTHING
    return sumOf([list, scaled(between, list.items?.most ?? ASSUMED.items)])
  },
  'texts.upper': same,
  'texts.lower': same,
  'texts.trim': same,
  'texts.drop': same,
  'texts.between': same,
  'texts.withoutFence': same,
  'texts.of': same,
  'texts.replace': (call, inside) => scaled(together(call, inside), ASSUMED.escaped),

  'lists.take': firstItems,
  'lists.takeLast': firstItems,
  'lists.drop': same,
  'lists.filter': same,
  'lists.sort': same,
  'lists.reverse': same,
  'lists.unique': same,
  'lists.first': item,
  'lists.last': item,
  'lists.at': item,
  'lists.find': item,
  'lists.highest': item,
  'lists.lowest': item,
  'lists.map': (call, inside) => {
    const list = inside(argument(call, 0))
    return listOf(list.items?.most ?? ASSUMED.items, inside(argument(call, 1), itemOf(list)))
  },
  'lists.merge': merged,
  'lists.append': appended,
  'lists.flatten': (call, inside) => {
    const list = inside(argument(call, 0))
    const each = itemOf(list)
    return listOf((list.items?.most ?? ASSUMED.items) * (each.items?.most ?? ASSUMED.items), itemOf(each), list)
  },
  'lists.range': (call) => {
    const [first, last] = [argument(call, 0), argument(call, 1)]
    const from = first.kind === 'literal' ? Number(first.value) : 0
    const to = mostOf(last)
    return listOf(to === undefined ? ASSUMED.items : Math.max(0, to - from + 1), NUMBER)
  },

  'objects.merge': (call, inside) => {
    const [one, other] = call.of.map((part) => inside(part))
    const fields = { ...one?.fields, ...other?.fields }
    return { ...sumOf([one ?? NOTHING, other ?? NOTHING]), fields }
  },
  'json.stringify': asText,
  'json.parse': (call, inside) => {
    const text = inside(argument(call, 0))
    return ofSchema(call.schema, text, text)
  },

  'dates.now': bySchema,
  'dates.plus': bySchema,
  'dates.fromMillis': bySchema,
  'dates.format': bySchema,
  'dates.parse': bySchema,
  'numbers.format': bySchema,

  // what tasks are built with
  substitution: () => textOf(ASSUMED.substitutionCharacters),
  modelArn: () => textOf(ASSUMED.substitutionCharacters),
  /** Every character can become three. */
  url: (call, inside) => scaled(together(call, inside), 3),
  attributeValue: (call, inside) => scaled(inside(argument(call, 0)), ASSUMED.escaped),
  toolResult: (call, inside) => {
    const most = textOf(mostOf(argument(call, 2)) ?? Infinity)
    return sumOf([FRAME, inside(argument(call, 0)), within(inside(argument(call, 1)), most)])
  },
  /** Says which tools there are, or what of their schemas is wrong. */
  toolRefusal: (call, inside) => sumOf([FRAME, inside(argument(call, 0)), inside(argument(call, 1)), inside(argument(call, 3))]),
  toolMessages: (call, inside) => {
    const before = inside(argument(call, 0))
    const turn = sumOf([FRAME, inside(argument(call, 1)), inside(argument(call, 2)), FRAME])
    // its last argument asks whether it is the last turn with tools, by the number of that
    const last = argument(call, 3)
    const turns = last.kind === 'call' ? mostOf(last.of[1]) : undefined
    const all = listOf((before.items?.most ?? 0) + 2, eitherOf([itemOf(before), turn]), sumOf([before, turn]))
    return turns === undefined ? all : within(all, listOf(2 * turns, turn, scaled(turn, turns)))
  },
}
