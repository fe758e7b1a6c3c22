/**
 * The snippets of the guide as a project of an author's. One with a file's name is that file; any other is the body of a chain of its
 * own, with everything imported and what a body is given in scope.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as language from '../../compiler/index.ts'
import { fencesIn } from '../support/fences.ts'
import type { Fence } from '../support/fences.ts'
import { ROOT } from '../support/root.ts'

const source = readFileSync(join(ROOT, 'compiler/index.ts'), 'utf8')
/** What authors import, by name. */
export const VALUES: readonly string[] = Object.keys(language)
export const TYPES: readonly string[] = [...source.matchAll(/^export type \{([^}]*)\}/gm)].flatMap(([, names = '']) =>
  names.split(',').flatMap((name) => name.trim() || []),
)

/** One line, so that a line of a snippet is found by its number. */
const HEAD = [
  `import { ${VALUES.join(', ')} } from '../compiler/index.ts'`,
  `import type { ${TYPES.join(', ')} } from '../compiler/index.ts'`,
].join('; ')
const ANSWER = "answer: { model: claude.haiku45, system: 'You help.', maxTokens: 400 }, "
const PARAMS = 'params: Type.Object({ tone: Type.Optional(Type.String()), order: Type.String(), upload: Type.String() })'

/** A chain whose body is the snippet. */
export function bodyFile(name: string, text: string): string {
  const answer = /\bresult\(/.test(text) ? '' : ANSWER
  const body = `(step, { question, messages, params, session, caller }) => {\n${text}}`
  return `${HEAD}; export default chain('${name}', { ${answer}${PARAMS} }, ${body})\n`
}

export const isFile = ({ name }: Fence) => name.includes('/')
export const isMistake = ({ name }: Fence) => name === 'mistake'
export const chainOf = ({ line }: Fence) => `line${String(line)}`

/** The files of the project: by their paths. */
export const filesOf = (snippets: readonly Fence[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    snippets.map((snippet) =>
      isFile(snippet)
        ? [snippet.name, snippet.text]
        : [`chains/${chainOf(snippet)}.ts`, bodyFile(chainOf(snippet), snippet.text)],
    ),
  )

/** The files of the migration page. */
export const MIGRATION: Readonly<Record<string, string>> = Object.fromEntries(
  fencesIn(readFileSync(join(ROOT, 'compiler/MIGRATION.md'), 'utf8')).map(({ name, text }) => [name, text]),
)

/** What the page uses of the SDK for durable functions, as its version 2.4.0 declares it; it needs a newer Node than this project. */
export const DURABLE_SDK = `declare module '@aws/durable-execution-sdk-js' {
  export interface DurableContext { step<T>(name: string, run: () => Promise<T>): Promise<T> }
  export function withDurableExecution<Event, Out>(handler: (event: Event, context: DurableContext) => Promise<Out>): unknown
}
`
