/** Everything that can be wrong with a chain: a stable code, a sentence and what to do, worded here and nowhere else. */
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
  /** Where the remedy is beyond doubt. */
  readonly mend?: Mend
}

/** What is to be changed at the place of a problem. */
export type Mend =
  | { readonly kind: 'name in a prompt'; readonly wrong: string; readonly right: string }
  | { readonly kind: 'name of a chain'; readonly wrong: string; readonly right: string }
  /** A value that a prompt is given is taken away. */
  | { readonly kind: 'value of a prompt'; readonly name: string }

type Place = Pick<Problem, 'at' | 'path'>
const error = (code: string, { at, path }: Place, what: string, remedy: string): Problem => ({
  code,
  severity: 'error',
  at,
  path,
  what,
  remedy,
})
const warning = (code: string, { at, path }: Place, what: string, remedy: string): Problem => ({
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

export const bodyThrew = (place: Place, message: string): Problem =>
  error('SC008', place, message.endsWith('.') ? message : `${message}.`, 'Mend the body of the chain.')

export const tooSlow = (place: Place, seconds: number, limit: number): Problem =>
  error(
    'SC009',
    place,
    `In the worst case, with every retry, this takes ${seconds} s; an Express workflow may take ${limit} s.`,
    'Give slow steps a shorter timeout or fewer attempts, or put steps that do not need each other in a parallel.',
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

/** A check of the finished definition failed: ours to mend, or an expression AWS does not take. */
export const invalidDefinition = (place: Place, location: string, message: string): Problem =>
  error(
    'SC090',
    place,
    `The generated state machine is not valid at ${location}: ${message}`,
    'If the chain is right this is a defect of the compiler: please report it with the chain.',
  )
