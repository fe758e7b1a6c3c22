/** A chain in the place of somebody's state machine: what is understood as code, what is not as a mark with the original beside it. */
import { viewOf } from '../validate/machine.ts'
import type { Fields } from '../validate/machine.ts'
import { writeFlow } from './flow.ts'
import type { Written } from './flow.ts'
import { kebab } from './names.ts'
import { Source, importsOf } from './source.ts'
import { quote, schemaCode } from './symbol.ts'

export interface WrittenChain {
  readonly name: string
  /** TypeScript, as the formatter has yet to see it. */
  readonly source: string
  /** How many things are left to a person. */
  readonly todos: number
}

/** The chain's name: the file's. */
export const chainName = (file: string): string => kebab(file.replace(/^.*[\\/]/, '').replace(/(?:\.asl)?\.json$/, ''))

/** The answer's options, with a system prompt that has the tags which the chain replaces. */
function answerOf(body: string): readonly string[] {
  const tags = new Set([...body.matchAll(/systemChain\.replaceTag\('([^']+)'/g)].map(([, tag]) => `<${tag}></${tag}>`))
  const system = ['Answer the user.', ...tags].join(' ')
  return [
    '// TODO(import): callers of the machine said the model and the system prompt of the answer; now the chain does',
    `answer: { model: claude.haiku45, system: ${quote(system)}, maxTokens: 1000 },`,
  ]
}

/** A comment for the chain, from the machine's own. */
const described = ({ Comment }: Fields): string | undefined =>
  typeof Comment === 'string' && Comment.trim() !== '' ? Comment.trim() : undefined

/** One way through the machine: `ends` says whether a chain that answers may end in data. */
function attempt(definition: Fields, ends: 'answer' | 'any'): { readonly source: Source; readonly written: Written } {
  const source = new Source()
  return { source, written: writeFlow(viewOf(definition), source, ends) }
}

const comment = (sentences: readonly string[]): readonly string[] =>
  sentences.length === 1 ? [`/** ${sentences[0]} */`] : ['/**', ...sentences.map((one) => ` * ${one}`), ' */']

/** `definition` is one that AWS takes. */
export function writeChain(definition: Fields, file: string): WrittenChain {
  const first = attempt(definition, 'any')
  const { source, written } = first.written.answers > 0 && first.written.results > 0 ? attempt(definition, 'answer') : first
  const name = chainName(file)
  const description = described(definition)
  const body = written.body.join('\n')
  const given = ['question', 'messages', 'params', 'session', 'caller'].filter((one) =>
    new RegExp(`(?<![.\\w'])${one}(?![\\w:'])`).test(body),
  )
  const params = [...source.params].map(([param, type]) => {
    const schema = source.optional.has(param) ? `Type.Optional(${schemaCode(type)})` : schemaCode(type)
    return `${/^[A-Za-z_]\w*$/.test(param) ? param : quote(param)}: ${schema}`
  })
  const substitutions = [...source.substitutions].map(([key, what]) => `${key}: ${quote(what)}`)
  const isAnswer = written.answers > 0
  const options = [
    ...(description === undefined ? [] : [`description: ${quote(description)},`]),
    ...(params.length > 0 ? [`params: Type.Object({ ${params.join(', ')} }),`] : []),
    ...(isAnswer ? answerOf(body) : []),
    ...(substitutions.length > 0 ? [`substitutions: { ${substitutions.join(', ')} },`] : []),
  ]
  const code = [
    ...source.prompts,
    '',
    ...comment([`Imported from ${file.replace(/^.*[\\/]/, '')}.`, ...source.remarks]),
    `export default chain(${quote(name)}, {`,
    ...options,
    `}, (${/(?<![.\w])step\(/.test(body) ? 'step' : '_'}${given.length > 0 ? `, { ${given.join(', ')} }` : ''}) => {`,
    body,
    '})',
    '',
  ].join('\n')
  const imports = `import { ${importsOf(code).join(', ')} } from '../compiler/index.ts'\n`
  return { name, source: `${imports}\n${code}`, todos: written.marks + (isAnswer ? 1 : 0) }
}
