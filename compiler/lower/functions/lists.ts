/** Functions of lists in JSONata, which takes a list of one item for the item and an empty one for nothing where it can. */
import { atom, code, operand, toCode } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { asItem, builtIn, collected, itemsOf, spread, using } from './lower.ts'
import type { Functions, Lower } from './lower.ts'

/** Items by their place: `keeps` is the condition on `$index`. */
const byIndex =
  (keeps: (count: string, list: string) => string): Lower =>
  (of, { schema }) =>
    using(
      of,
      ['list', 'count'],
      (list = '', count = '') =>
        toCode(collected(`$filter(${list}, function($item, $index) { ${keeps(count, list)} })`, itemsOf(schema))),
      atom,
    )

const filtered = (list: Shape, test: Shape) => `$filter(${toCode(list)}, ${toCode(test)})`

/** Not the number of hits: a hit that is an empty list would count as none. */
const tests = ([list, test]: readonly Shape[]) => `$map(${toCode(list as Shape)}, ${toCode(test as Shape)})`

/** The first item with the greatest or least key. */
const extreme =
  (comparison: string): Lower =>
  (of) =>
    using(
      of,
      ['list', 'key'],
      (list, key) => `$reduce(${list}, function($found, $item) { ${key}($item) ${comparison} ${key}($found) ? $item : $found })`,
      atom,
    )

/** In brackets: as the last call of a function, the library gives $sort a function it cannot call. So it is with $append below. */
const sort: Lower = ([list, key, order]) => {
  const comparison = order?.kind === 'literal' && order.value === 'descending' ? '<' : '>'
  return using(
    [list as Shape, key as Shape],
    ['list', 'key'],
    (all, by) => `[$sort(${all}, function($left, $right) { ${by}($left) ${comparison} ${by}($right) })]`,
    atom,
  )
}

export const LISTS: Functions = {
  'lists.count': builtIn('count'),
  'lists.first': ([list]) => atom(`${spread(list as Shape)}[0]`),
  'lists.last': ([list]) => atom(`${spread(list as Shape)}[-1]`),
  'lists.at': (of) =>
    of[1]?.kind === 'literal'
      ? atom(`${spread(of[0] as Shape)}[${JSON.stringify(of[1].value)}]`)
      : using(of, ['list', 'index'], (list, index) => `${list}[${index}]`, atom),
  'lists.take': byIndex((count) => `$index < ${count}`),
  'lists.takeLast': byIndex((count, list) => `$index >= $count(${list}) - ${count}`),
  'lists.drop': byIndex((count) => `$index >= ${count}`),
  'lists.map': ([list, each], { schema }) =>
    collected(`$map(${toCode(list as Shape)}, ${toCode(each as Shape)})`, itemsOf(schema)),
  'lists.filter': ([list, test], { schema }) => collected(filtered(list as Shape, test as Shape), itemsOf(schema)),
  'lists.find': ([list, test], { schema }) => atom(`${spread(collected(filtered(list as Shape, test as Shape), schema))}[0]`),
  'lists.some': (of) => code(`true in ${tests(of)}`),
  'lists.every': (of) => atom(`$not(false in ${tests(of)})`),
  'lists.includes': ([list, value]) => code(`${operand(value as Shape)} in ${operand(list as Shape)}`),
  'lists.sort': sort,
  'lists.highest': extreme('>'),
  'lists.lowest': extreme('<'),
  'lists.merge': (of) => atom(`[${of.map(spread).join(', ')}]`),
  'lists.append': ([list, ...items], { of: [, ...values] }) =>
    atom(`[${[spread(list as Shape), ...items.map((item, index) => asItem(item, values[index]?.schema ?? {}))].join(', ')}]`),
  'lists.flatten': ([list]) => atom(`[$reduce(${toCode(list as Shape)}, $append, [])]`),
  'lists.unique': builtIn('distinct'),
  'lists.reverse': builtIn('reverse'),
  'lists.range': ([first, last]) => atom(`[${operand(first as Shape)}..${operand(last as Shape)}]`),
}
