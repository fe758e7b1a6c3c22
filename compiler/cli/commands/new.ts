/** `new`: a chain to begin with, with its test and its prompts. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CHAINS_FOLDER } from '../../prompt-files.ts'
import type { Command } from '../command.ts'
import { formatFiles } from '../format.ts'
import { chainFiles } from '../load.ts'
import { TEMPLATES, filesOfTemplate } from '../templates.ts'
import { unknownName } from '../unknown-name.ts'

const USUAL = 'answer'
/** Of the file and of the chain. */
const NAME = /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/
const FOLDER = join('compiler', 'cli', 'templates')

const listed = Object.entries(TEMPLATES).map(([name, what]) => `  ${name.padEnd(12)}${what}`)

/** Why a chain cannot be called so; undefined where it can. */
function badName(name: string, cwd: string): string | undefined {
  if (!NAME.test(name))
    return `"${name}" cannot be the name of a chain. Use small letters, digits and - between them, such as order-desk.`
  const other = chainFiles(cwd).find((file) => file.endsWith(`/${name}.ts`))
  return other === undefined ? undefined : `There is a chain "${name}" already: ${other}. Choose another name.`
}

export const command: Command = {
  name: 'new',
  summary: 'begin a chain: its file, its test and its prompts',
  usage: `npm run new -- NAME [--template TEMPLATE]

Writes ${CHAINS_FOLDER}/NAME.ts, its test and its prompts in ${CHAINS_FOLDER}/NAME/, to be changed. Nothing that is there is written over.

  -t, --template TEMPLATE   what to begin with; default ${USUAL}

${listed.join('\n')}`,
  positionals: true,
  options: { template: { type: 'string', short: 't', default: USUAL } },
  run({ values, positionals }, io) {
    const refuse = (why: string) => {
      io.error(why)
      return Promise.resolve(2)
    }
    const template = String(values['template'])
    const [name, ...more] = positionals
    if (name === undefined || more.length > 0) return refuse('Give the chain one name: npm run new -- NAME')
    const unknown = unknownName('template', template, Object.keys(TEMPLATES))
    if (unknown !== undefined) return refuse(unknown)
    const wrong = badName(name, io.cwd)
    if (wrong !== undefined) return refuse(wrong)
    const files = filesOfTemplate(join(io.cwd, FOLDER), template, name)
    const there = [...files.keys()].filter((file) => existsSync(join(io.cwd, file)))
    if (there.length > 0) return refuse(`${there.join(', ')} would be written over. Move it away, or choose another name.`)

    for (const [file, text] of files) {
      mkdirSync(dirname(join(io.cwd, file)), { recursive: true })
      writeFileSync(join(io.cwd, file), text)
    }
    formatFiles(
      [...files.keys()].filter((file) => file.endsWith('.ts')),
      io.cwd,
    )
    for (const file of files.keys()) io.out(`wrote ${file}`)
    io.out('')
    io.out('Next:')
    io.out('  npm run compile                                 its state machine, in generated/')
    io.out(`  npm run run -- ${`${name} -q "Hello!"`.padEnd(32)} asked once, on this machine`)
    io.out(`  npx vitest run ${CHAINS_FOLDER}/${`${name}.test.ts`.padEnd(25)} its test`)
    return Promise.resolve(0)
  },
}
