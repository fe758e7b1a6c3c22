/** Functions of dates in JSONata. */
import { atom, code, operand, toCode } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { builtIn } from './lower.ts'
import type { Functions, Lower } from './lower.ts'

const millis = (date: Shape | undefined) => `$toMillis(${toCode(date as Shape)})`

/** The second argument says how many milliseconds each of the others counts for. */
const plus: Lower = ([date, factors, ...counts], { of: [, list] }) => {
  const each = (factors?.kind === 'literal' && list?.kind === 'literal' ? list.value : []) as readonly number[]
  const terms = counts.map((count, index) =>
    count.kind === 'literal'
      ? String(Number(count.value) * (each[index] as number)).replace(/^-.*/, '($&)')
      : `${operand(count)} * ${each[index]}`,
  )
  return atom(`$fromMillis(${[millis(date), ...terms].join(' + ')})`)
}

export const DATES: Functions = {
  'dates.now': builtIn('now'),
  'dates.toMillis': builtIn('toMillis'),
  'dates.fromMillis': builtIn('fromMillis'),
  'dates.plus': plus,
  'dates.between': ([from, to, unit]) => code(`(${millis(to)} - ${millis(from)}) / ${toCode(unit as Shape)}`),
  'dates.isBefore': ([date, other]) => code(`${millis(date)} < ${millis(other)}`),
  'dates.format': ([date, picture, zone]) =>
    atom(`$fromMillis(${millis(date)}, ${toCode(picture as Shape)}, ${toCode(zone as Shape)})`),
  'dates.parse': ([text, picture]) => atom(`$fromMillis($toMillis(${toCode(text as Shape)}, ${toCode(picture as Shape)}))`),
}
