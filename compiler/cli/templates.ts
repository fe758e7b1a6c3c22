/**
 * What `new` writes: each folder of `templates/` is a chain that compiles, with its test and its prompts, in which the chain is
 * called `new_chain`.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { CHAINS_FOLDER } from '../prompt-files.ts'

/** Template → what it is for, in the order in which they are listed. */
export const TEMPLATES: Readonly<Record<string, string>> = {
  answer: 'a model judges the question, another answers it or the chain says why not',
  rag: 'searches a knowledge base and answers from what was found',
  router: 'sends the question to the department it is for',
  experiment: 'an A/B test of two styles, the same for a session every time',
  data: 'reads data out of a text, checked by a schema and repaired once',
}

const PLACEHOLDER = 'new_chain'
/** From a template's folder, and from `chains/`. */
const IMPORTS = /'\.\.\/\.\.\/\.\.\/(index|testing)\.ts'/g

/** The files of a template for a chain of that name, by path from the root of the project. */
export function filesOfTemplate(templates: string, template: string, name: string): ReadonlyMap<string, string> {
  const folder = join(templates, template)
  return new Map(
    readdirSync(folder)
      .sort()
      .map((file) => {
        const text = readFileSync(join(folder, file), 'utf8')
        if (!file.endsWith('.ts')) return [`${CHAINS_FOLDER}/${name}/${file}`, text]
        const own = text.replaceAll(IMPORTS, "'../compiler/$1.ts'").replaceAll(PLACEHOLDER, name)
        return [`${CHAINS_FOLDER}/${file.replace(PLACEHOLDER, name)}`, own]
      }),
  )
}
