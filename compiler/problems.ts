/** Everything that can be wrong with a chain: a stable code, a sentence and what to do, worded here and in `problems/`, and nowhere else. */
import type { Origin } from './tree.ts'

export interface Problem {
  readonly code: string
  readonly severity: 'error' | 'warning'
  /** Where in the source; the first frame that is not the compiler's own is meant. */
  readonly at: Origin
  /** Line and column inside a prompt file or template, where the problem is in one. */
  readonly inPrompt?: { readonly file: string | null; readonly line: number; readonly column: number }
  /** Line and column inside JSONata that an author has written, where the problem is in some. */
  readonly inCode?: { readonly line: number; readonly column: number }
  /** Chain, step, block … from the outside in. */
  readonly path: readonly string[]
  readonly what: string
  readonly remedy: string
  /** The ways that texts took to the place, each from whoever has written it. */
  readonly ways?: readonly (readonly Stop[])[]
  /** Where the remedy is beyond doubt. */
  readonly mend?: Mend
}

/** A stop on the way of a text. */
export interface Stop {
  readonly name: string
  /** Whose text it is, at the start of a way and where a model or a service made another text of it. */
  readonly from?: string
  readonly at: Origin
}

/** What is to be changed at the place of a problem. */
export type Mend =
  | { readonly kind: 'name in a prompt'; readonly wrong: string; readonly right: string }
  | { readonly kind: 'name of a chain'; readonly wrong: string; readonly right: string }
  /** A value that a prompt is given is taken away. */
  | { readonly kind: 'value of a prompt'; readonly name: string }
  /** What stands as an option of a call, a text. */
  | { readonly kind: 'option'; readonly name: string; readonly wrong: string; readonly right: string }
  /** What a member of an option of a call is called, such as one of its `arguments`. */
  | { readonly kind: 'name of a member'; readonly option: string; readonly wrong: string; readonly right: string }
  /** A name that the file has once. */
  | { readonly kind: 'only name'; readonly wrong: string; readonly right: string }
  /** What stands as the model of a call. */
  | { readonly kind: 'model'; readonly right: string }
  /** The model of a call is called by a name that is almost one of these. */
  | { readonly kind: 'name of a model'; readonly names: readonly string[] }

/** Problems that are told once, though they have been found several times. */
export const distinct = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
]

export type Place = Pick<Problem, 'at' | 'path'>
export const error = (code: string, { at, path }: Place, what: string, remedy: string): Problem => ({
  code,
  severity: 'error',
  at,
  path,
  what,
  remedy,
})
export const warning = (code: string, { at, path }: Place, what: string, remedy: string): Problem => ({
  code,
  severity: 'warning',
  at,
  path,
  what,
  remedy,
})
const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')

export const wrongFileName = (place: Place, name: string, file: string): Problem => ({
  ...error(
    'SC001',
    place,
    `The chain "${name}" is in a file called ${file}.`,
    `A chain is called as its file: rename one of them.`,
  ),
  mend: { kind: 'name of a chain', wrong: name, right: file.replace(/^.*\/|\.ts$/g, '') },
})

export const duplicateChain = (place: Place, name: string, other: string): Problem =>
  error('SC002', place, `Two chains are called "${name}"; the other is in ${other}.`, 'Rename one.')

export const badName = (place: Place, what: string, name: string): Problem =>
  error('SC003', place, `"${name}" cannot be the name of ${what}.`, 'Use letters, digits and _, and start with a letter or _.')

export const reservedName = (place: Place, what: string, name: string): Problem =>
  error(
    'SC003',
    place,
    `"${name}" cannot be the name of ${what}.`,
    `It would be the variable $${name}, which is Step Functions' own: choose another.`,
  )

export const duplicateStep = (place: Place, name: string): Problem =>
  error('SC004', place, `Two steps are called "${name}".`, "A step's name is its variable; rename one.")

export const neverPlaced = (place: Place, kind: string): Problem =>
  error(
    'SC005',
    place,
    `This ${kind} is made but never placed, so it does nothing.`,
    "Give it to step('name', …) or return it. An `if` on a reference always takes the same way: use choice(…).",
  )

/** `meant`: the name that is certainly meant instead of a wrong one. */
export const promptProblem = (
  place: Place,
  inPrompt: NonNullable<Problem['inPrompt']>,
  what: string,
  remedy: string,
  meant?: { readonly wrong: string; readonly right: string },
): Problem => ({
  ...error('SC012', place, what, remedy),
  inPrompt,
  // a prompt in a chain is somewhere in the chain's file, not at the place of the problem
  ...(meant && inPrompt.file !== null ? { mend: { kind: 'name in a prompt', ...meant } } : {}),
})

export const unusedPromptValues = (place: Place, names: readonly string[]): Problem => ({
  ...warning('SC006', place, `The prompt does not use ${quoted(names)}.`, 'Leave it out, or use it in the template.'),
  ...(names.length === 1 ? { mend: { kind: 'value of a prompt', name: names[0] as string } } : {}),
})

export const endsInside = (place: Place, where: string): Problem =>
  error(
    'SC007',
    place,
    `${where} cannot end the chain.`,
    "Give a value of the step's own type, such as value(schema, …), and decide after it.",
  )

/** What a builder threw, because nothing sensible can follow. */
export const misused = (place: Place, what: string, remedy: string): Problem => error('SC008', place, what, remedy)

export const bodyThrew = (place: Place, message: string): Problem =>
  error(
    'SC008',
    place,
    `The chain's function threw while the chain was built: ${message.endsWith('.') ? message : `${message}.`}`,
    'It runs once, when the chain is compiled, with references for values: mend it there.',
  )

export const noPromptFile = (place: Place, file: string): Problem =>
  error('SC010', place, `There is no prompt file chains/${file}.`, 'Create it, or correct the path, which starts below chains/.')

export const badSubstitution = (place: Place, name: string): Problem =>
  error(
    'SC011',
    place,
    `"${name}" cannot be the name of a substitution.`,
    'Use 1 to 255 letters and digits, such as KnowledgeBaseId.',
  )

export const sameVariable = (place: Place, variable: string, paths: readonly string[]): Problem =>
  error(
    'SC013',
    place,
    `${paths.map((path) => `"${path}"`).join(' and ')} both become the variable ${variable}.`,
    'Rename a step.',
  )

export const wrongEnd = (place: Place, kind: 'answer' | 'result'): Problem =>
  kind === 'answer'
    ? error(
        'SC014',
        place,
        'A chain that answers ends here in result(…).',
        'End every path in systemChain.… or say(…), or take `answer` out of the options.',
      )
    : error(
        'SC014',
        place,
        'A chain that returns data ends here in an answer.',
        'End every path in result(…), or give the chain an `answer`.',
      )

export const noEnd = (place: Place): Problem =>
  error('SC015', place, 'A path of the chain ends here without an answer.', 'End it in systemChain.…, say(…) or result(…).')

export const badSplit = (place: Place, name: string, why: string): Problem =>
  error(
    'SC016',
    place,
    `The split "${name}" ${why}.`,
    'Give each variant a whole weight of 0 or more, at least one above 0, the same ones wherever the split is used.',
  )

export const notLoaded = (place: Place, why: string): Problem =>
  error(
    'SC017',
    place,
    `The file cannot be loaded: ${why.endsWith('.') ? why : `${why}.`}`,
    'Mend the file; npm run check:types tells more.',
  )

export const refusedByModel = (place: Place, model: string, what: string, remedy: string): Problem =>
  error('SC018', place, `${model} does not take ${what}.`, remedy)

export const systemHasVariables = (place: Place, names: readonly string[]): Problem =>
  error(
    'SC019',
    place,
    `The system prompt of the answer reads ${quoted(names)}.`,
    'It is plain text in the manifest: take the variables out, and use systemChain.append or replaceTag for what is known later.',
  )

/** `place`: where in the JSONata that an author has written. */
export const rawCode = (
  at: Place,
  place: { readonly line: number; readonly column: number },
  what: string,
  remedy: string,
): Problem => ({
  ...error('SC021', at, what, remedy),
  inCode: place,
})

// ---------------------------------------------------------------- scope and flow

/** `home`: where it can be read, from the chain on; absent where the chain does not have it. */
export const readOutside = (place: Place, shown: string, home: readonly string[] | undefined): Problem => {
  if (!home)
    return error(
      'SC022',
      place,
      `${shown} is read here, but belongs to another chain.`,
      'A chain reads only what it is given and what its own steps give: ask for it here, too.',
    )
  const [, ...inside] = home
  const where = inside.length > 0 ? inside.join(' › ') : 'a function of items'
  return error(
    'SC022',
    place,
    `${shown} is read here, but exists only inside ${where}.`,
    'Read it there, or return it there: what a block gives can be read after the block.',
  )
}

export const misplacedStep = (place: Place, name: string): Problem =>
  error(
    'SC023',
    place,
    `"${name}" is placed with the \`step\` of an outer block, so it runs before the block it is written in, whether that block runs or not.`,
    "Take the block's own: (step) => …, or (step, item) => …. For steps of each item of a list use map(…).",
  )

export const unreachable = (place: Place, name: string): Problem =>
  error(
    'SC024',
    place,
    `"${name}" ends the chain on every path, so nothing after it can run.`,
    'Return it, as the last thing in its block, or let one of its paths give a value.',
  )

export const noCases = (place: Place): Problem =>
  error('SC025', place, 'This choice has no cases.', 'Give it one for each value.')

export const unboundChoice = (place: Place, shown: string): Problem =>
  error(
    'SC025',
    place,
    `${shown} may have any value, so no cases can cover it.`,
    'Choose by a boolean or a union of literals, or use when(…).otherwise(…).',
  )

export const wrongCases = (
  place: Place,
  shown: string,
  values: readonly string[],
  missing: readonly string[],
  unknown: readonly string[],
): Problem => {
  const lacks = missing.length > 0 ? `has no case for ${quoted(missing)}` : ''
  const extra = unknown.length > 0 ? `has a case ${quoted(unknown)}, which never happens` : ''
  return error(
    'SC025',
    place,
    `The choice by ${shown} ${[lacks, extra].filter(Boolean).join(' and ')}.`,
    `Its values are ${quoted(values)}: give it exactly these cases.`,
  )
}

// ---------------------------------------------------------------- numbers

const shownValue = (value: unknown): string =>
  typeof value === 'number'
    ? String(value)
    : value === null || value === undefined
      ? 'missing'
      : typeof value === 'object'
        ? 'known only when the chain runs'
        : JSON.stringify(value)

export const badNumber = (
  place: Place,
  name: string,
  value: unknown,
  { least, most, whole }: { readonly least: number; readonly most: number; readonly whole?: boolean },
): Problem =>
  error('SC026', place, `${name} is ${shownValue(value)}.`, `Give a ${whole ? 'whole ' : ''}number from ${least} to ${most}.`)
