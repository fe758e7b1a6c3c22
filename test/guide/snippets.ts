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

const isFile = ({ name }: Fence) => name.includes('/')
const isMistake = ({ name }: Fence) => name === 'mistake'
const chainOf = ({ line }: Fence) => `line${String(line)}`

/** The files of the project: by their paths. */
export const filesOf = (snippets: readonly Fence[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    snippets.map((snippet) =>
      isFile(snippet)
        ? [snippet.name, snippet.text]
        : [`chains/${chainOf(snippet)}.ts`, bodyFile(chainOf(snippet), snippet.text)],
    ),
  )

/** The chain of the architecture page, and what the page shows of what becomes of it. */
export const ARCHITECTURE: readonly Fence[] = fencesIn(readFileSync(join(ROOT, 'compiler/ARCHITECTURE.md'), 'utf8'))

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

const GUIDE = fencesIn(readFileSync(join(ROOT, 'compiler/README.md'), 'utf8'))
/** The snippets of the guide in TypeScript, as files and bodies of chains. */
export const SNIPPETS = GUIDE.filter(({ language }) => language === 'ts')
const right = [...SNIPPETS.filter((one) => !isMistake(one)), ...ARCHITECTURE.filter(({ language }) => language === 'ts')]

/** What the pages show as right: all files of an author's project. */
export const RIGHT: Readonly<Record<string, string>> = {
  ...filesOf(right),
  ...MIGRATION,
  'chains/rag/keywords.hbs': readFileSync(join(ROOT, 'chains/rag/keywords.hbs'), 'utf8'),
}
/** Those that are whole files in the page. */
export const WHOLE: readonly string[] = [
  ...right.filter(isFile).map(({ name }) => name),
  ...Object.keys(MIGRATION).filter((name) => name.endsWith('.ts')),
]
/** The chains that the other snippets are the bodies of. */
export const BODIES: readonly string[] = right.filter((one) => !isFile(one)).map(chainOf)
export const INNER: readonly Fence[] = SNIPPETS.filter((one) => !isFile(one))

/** What the guide shows as wrong: the file of each, and what the guide says that is told of it. */
export const WRONG: readonly { readonly file: string; readonly text: string; readonly told: string | undefined }[] =
  SNIPPETS.filter(isMistake).map((snippet) => ({
    file: `chains/${chainOf(snippet)}.ts`,
    text: bodyFile(chainOf(snippet), snippet.text),
    told: GUIDE.find(({ language, line }) => language === 'text' && line > snippet.line)?.text.trim(),
  }))
