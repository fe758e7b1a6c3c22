/** The codes of all problems there are, in order. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.ts'

const folder = join(ROOT, 'compiler/problems')
const sources = [`${folder}.ts`, ...readdirSync(folder).map((file) => join(folder, file))].map((file) =>
  readFileSync(file, 'utf8'),
)

export const CODES: readonly string[] = [
  ...new Set(sources.flatMap((source) => [...source.matchAll(/'(SC\d{3})'/g)].map(([, code = '']) => code))),
].toSorted()
