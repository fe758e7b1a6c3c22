/** Problems as lines: `chains/rag.ts:41:7  rag › analysis › keywords  SC012  what. What to do.` */
import type { Problem } from '../problems.ts'
import type { Origin, Position } from '../tree.ts'
import { CHAINS_FOLDER } from '../prompt-files.ts'
import type { Io } from './command.ts'

const RED = 31
const YELLOW = 33
const paint = (io: Io, colour: number, text: string) => (io.colours ? `\u001b[${colour}m${text}\u001b[0m` : text)

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

export function report(problems: readonly Problem[], locate: (origin: Origin) => Position | null, io: Io): void {
  for (const problem of problems) {
    const line = problemLine(problem, locate)
    if (problem.severity === 'error') io.error(paint(io, RED, line))
    else io.error(paint(io, YELLOW, `${line} (warning)`))
  }
}
