/** The mistakes of this folder: for each code what it is, the files of a project that makes it, and of one that does not. */
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'

export interface Source {
  readonly file: string
  /** How it is marked in the page. */
  readonly language: string
  readonly text: string
}

export interface Mistake {
  readonly code: string
  readonly title: string
  readonly why: string
  readonly wrong: readonly Source[]
  readonly right: readonly Source[]
}

const HEAD = /^# (?<title>.+)\n\n(?<why>(?:.+\n)+)/
/** A fence says which of the two projects its file is in, or that it is in both. */
const FENCE = /^```(?<language>\w+) (?<kind>wrong|right|both) (?<file>\S+)\n(?<text>[\s\S]*?)^```$/gm

function mistakeOf(code: string, markdown: string): Mistake {
  const { title, why } = HEAD.exec(markdown)?.groups ?? {}
  if (title === undefined || why === undefined) throw new Error(`${code}.md does not begin with a title and a paragraph.`)
  const sources = [...markdown.matchAll(FENCE)].map(
    ({ groups }) => groups as Record<'language' | 'kind' | 'file' | 'text', string>,
  )
  const project = (kind: string): Source[] => sources.filter((one) => one.kind === kind || one.kind === 'both')
  return { code, title, why: why.trim(), wrong: project('wrong'), right: project('right') }
}

export const MISTAKES: readonly Mistake[] = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.md'))
  .toSorted()
  .map((file) => mistakeOf(basename(file, '.md'), readFileSync(join(import.meta.dirname, file), 'utf8')))

/** All files as one project. No two examples have a file of one name, or one would hide the other. */
export function projectOf(sources: readonly Source[]): Readonly<Record<string, string>> {
  const files = Object.fromEntries(sources.map(({ file, text }) => [file, text]))
  if (Object.keys(files).length !== sources.length) throw new Error('Two examples have a file of one name.')
  return files
}
