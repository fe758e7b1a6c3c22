/** Problems as lines: `chains/rag.ts:41:7  rag › analysis › keywords  SC012  what. What to do.` */
import type { Problem } from '../problems.ts'
import type { Origin, Position } from '../tree.ts'
import { CHAINS_FOLDER } from '../prompt-files.ts'
import type { Io } from './command.ts'

const RED = 31
const YELLOW = 33
export const DIM = 2
export const paint = (io: Pick<Io, 'colours'>, colour: number, text: string) =>
  io.colours ? `\u001b[${colour}m${text}\u001b[0m` : text

/** Where a problem is: in a prompt file, or where the builder was written. */
export function positionOf({ at, inPrompt }: Problem, locate: (origin: Origin) => Position | null): Position | null {
  if (inPrompt?.file) return { file: `${CHAINS_FOLDER}/${inPrompt.file}`, line: inPrompt.line, column: inPrompt.column }
  return locate(at)
}

export function problemLine(problem: Problem, locate: (origin: Origin) => Position | null): string {
  const position = positionOf(problem, locate)
  const told = position ? `${position.file}:${position.line}:${position.column}` : CHAINS_FOLDER
  const { code, path, what, remedy, inPrompt, inCode } = problem
  const [place, text] = inCode ? [inCode, 'JSONata'] : [inPrompt?.file === null ? inPrompt : undefined, 'prompt']
  const inside = place ? ` (line ${place.line}, column ${place.column} of the ${text})` : ''
  return [told, ...(path.length > 0 ? [path.join(' › ')] : []), code, `${what}${inside} ${remedy}`].join('  ')
}

/** `question (caller) → rag/keywords.hbs chains/rag.ts:41 → …`, a line for each way. */
const wayLines = ({ ways = [] }: Problem, locate: (origin: Origin) => Position | null): readonly string[] =>
  ways.map((way) => {
    const stops = way.map(({ name, from, at }) => {
      const position = locate(at)
      return [
        name,
        ...(from === undefined ? [] : [`(${from})`]),
        ...(position ? [`${position.file}:${position.line}`] : []),
      ].join(' ')
    })
    return `    ${stops.join(' → ')}`
  })

export function report(problems: readonly Problem[], locate: (origin: Origin) => Position | null, io: Io): void {
  for (const problem of problems) {
    const line = problemLine(problem, locate)
    const [colour, first] = problem.severity === 'error' ? [RED, line] : [YELLOW, `${line} (warning)`]
    io.error([paint(io, colour, first), ...wayLines(problem, locate)].join('\n'))
  }
}
