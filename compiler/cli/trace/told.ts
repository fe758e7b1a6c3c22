/** A trace as lines: a state each with its times and where it was written, and below it what went wrong there. */
import type { Trace, Wrong } from './trace.ts'

/** Where the states of a machine were written: `chains/rag.ts:51`. */
export type PlaceOf = (machine: string, state: string) => string | undefined

const MOST_CAUSE = 300
const short = (text: string) => (text.length > MOST_CAUSE ? `${text.slice(0, MOST_CAUSE)} …` : text)
const words = ({ error, cause }: Wrong) => `! ${error}${cause === undefined ? '' : `: ${short(cause.replaceAll(/\s+/g, ' '))}`}`
const millis = (ms: number | undefined) => (ms === undefined ? '-' : `${ms} ms`).padStart(9)

export function told({ machine, execution, status, ms, states, wrong }: Trace, placeOf: PlaceOf): readonly string[] {
  const names = states.map(({ state, depth }) => `${'  '.repeat(depth)}${state}`)
  const width = Math.max(0, ...names.map((name) => name.length))
  const lines = states.flatMap((one, index) => [
    `${millis(one.at)}${millis(one.ms)}  ${(names[index] ?? '').padEnd(width)}  ${placeOf(machine, one.state) ?? ''}`.trimEnd(),
    ...one.wrong.map((what) => `${' '.repeat(20)}${'  '.repeat(one.depth)}${words(what)}`),
  ])
  const head = [machine, execution, status, ms === undefined ? undefined : `${ms} ms`]
  const last = states.findLast((one) => one.ms === undefined)
  const place = last && placeOf(machine, last.state)
  const end = wrong && [place, last?.state, words(wrong).slice(2)].filter((part) => part !== undefined).join('  ')
  return [head.filter((part) => part !== undefined).join('  '), ...lines, ...(end === undefined ? [] : [end])]
}
