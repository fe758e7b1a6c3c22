/** What chains can use at most, as a table for the terminal: a line for a chain, or one for each of its ways. */
import type { Bounds, Earlier, PathBounds } from '../bounds/index.ts'
import type { Io } from './command.ts'
import { DIM, paint } from './report.ts'

export interface BoundedChain {
  readonly name: string
  readonly bounds: Bounds
}

/** Ways of a chain that are shown: the dearest, and the slowest beside them. */
const SHOWN = 3
/** Characters of a line's name; a longer one keeps its end. */
const LONGEST_NAME = 30

const HEAD = ['at most, with every retry', 'states', 'calls', 'tokens in', 'out', 'US$', 'seconds'] as const
type Cells = readonly string[]
type Line = { readonly cells: Cells } | { readonly note: string }

const whole = (figure: number) => Math.ceil(figure).toLocaleString('en-US')
const dollars = (usd: number): string => usd.toFixed(4)
const shortened = (name: string) => (name.length <= LONGEST_NAME ? name : `…${name.slice(1 - LONGEST_NAME)}`)

const cellsOf = (name: string, way: PathBounds): Cells => [
  shortened(name),
  whole(way.states),
  whole(way.modelCalls),
  whole(way.inputTokens),
  whole(way.outputTokens),
  dollars(way.usd),
  whole(way.seconds),
]

const nameOf = ({ path, end }: PathBounds) => (path.length > 0 ? path.join(' › ') : end)

function shownOf({ paths }: Bounds): readonly PathBounds[] {
  const first = paths.slice(0, SHOWN)
  const slowest = paths.reduce((most, one) => (one.seconds > most.seconds ? one : most))
  return first.some(({ seconds }) => seconds === slowest.seconds) ? first : [...first, slowest]
}

const MOST_COUNTED = 1_000_000
const counted = (count: number) => (count > MOST_COUNTED ? `more than ${whole(MOST_COUNTED)}` : whole(count))

/** Steps that are named in a line. */
const NAMED = 2

function hint({ step, beside, seconds }: Earlier): string {
  const names = beside.slice(0, NAMED).map((one) => `"${one}"`)
  const more = beside.length > NAMED ? ` and ${beside.length - NAMED} more` : ''
  const them = beside.length > 1 ? 'them' : 'it'
  return `  "${step}" needs nothing of ${names.join(', ')}${more}: beside ${them}, in a parallel, ${whole(seconds)} s less`
}

/** Steps that wait for nothing they need, each once. */
const earlierIn = (ways: readonly PathBounds[]): readonly string[] => [
  ...new Set(ways.flatMap(({ earlier }) => earlier.map(hint))),
]

function linesOf({ name, bounds }: BoundedChain): readonly Line[] {
  const shown = shownOf(bounds)
  const [only] = shown
  const more = bounds.ways - shown.length
  const ways: readonly Line[] =
    bounds.ways === 1 && only
      ? [{ cells: cellsOf(name, only) }]
      : [
          { cells: [shortened(name), ...HEAD.slice(1).map(() => '')] },
          ...shown.map((way) => ({ cells: cellsOf(`  ${nameOf(way)}`, way) })),
          ...(more > 0 ? [{ note: `  ${counted(more)} more, none dearer` }] : []),
        ]
  return [...ways, ...earlierIn(shown).map((note) => ({ note }))]
}

/** Numbers to the right, names to the left. */
const aligned = (cells: Cells, widths: readonly number[]) =>
  cells
    .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
    .join('  ')
    .trimEnd()

export function boundsTable(chains: readonly BoundedChain[], io: Pick<Io, 'colours'>): readonly string[] {
  const lines = chains.flatMap(linesOf)
  const rows = [HEAD, ...lines.flatMap((line) => ('cells' in line ? [line.cells] : []))]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)))
  return [
    paint(io, DIM, aligned(HEAD, widths)),
    ...lines.map((line) => ('cells' in line ? aligned(line.cells, widths) : paint(io, DIM, line.note))),
  ]
}

/** A line for each chain, how long it takes and what it costs at most; but not again what it has given before. */
export function changedBounds(): (chains: readonly BoundedChain[]) => readonly string[] {
  const told = new Map<string, string>()
  return (chains) =>
    chains.flatMap(({ name, bounds: { most } }) => {
      const line = `${name}  at most ${whole(most.seconds)} s, $${dollars(most.usd)}`
      if (told.get(name) === line) return []
      told.set(name, line)
      return [line]
    })
}
