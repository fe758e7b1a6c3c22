/** `npm run graph`: prints or writes pictures, and says what to do where it cannot. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryProject } from '../support/project.ts'
import type { TemporaryProject } from '../support/project.ts'
import { call } from './io.ts'

const chainOf = (name: string, end: string) => `import { chain, claude, say, systemChain } from '../compiler/index.ts'
export default chain('${name}', { answer: { model: claude.haiku45, system: 'You greet.', maxTokens: 20 } }, () => ${end})
`
const MERMAID = ['flowchart TD', '  start(( ))', '  s0(["hello<br/>say"])', '  start --> s0'].join('\n')

let project: TemporaryProject
beforeAll(() => {
  project = temporaryProject({
    'chains/hello.ts': chainOf('hello', "say('Hello.')"),
    'chains/goodbye.ts': chainOf('goodbye', 'systemChain.keep()'),
  })
})
afterAll(() => project.remove())

const graph = (...given: readonly string[]) => call(project.root, 'graph', ...given)

test('prints a chain as SVG, or as Mermaid', async () => {
  const { code, out, error } = await graph('hello')
  expect({ code, error, svg: /^<svg [^]*<\/svg>$/.test(out.join('\n')) }).toEqual({ code: 0, error: [], svg: true })
  expect(await graph('hello', '--format', 'mmd')).toEqual({ code: 0, out: [MERMAID], error: [] })
})

test('writes one chain into a file, and all of them into a folder', async () => {
  expect(await graph('hello', '--format', 'mmd', '-o', 'docs/hello.mmd')).toEqual({ code: 0, out: [], error: [] })
  expect(readFileSync(join(project.root, 'docs/hello.mmd'), 'utf8')).toBe(`${MERMAID}\n`)
  expect(await graph('-o', 'pictures/')).toEqual({ code: 0, out: [], error: [] })
  expect(readdirSync(join(project.root, 'pictures')).toSorted()).toEqual(['goodbye.svg', 'hello.svg'])
})

test.each([
  [['helo'], 'There is no chain "helo". Did you mean hello?'],
  [['hello', 'nothing'], 'There is no chain "nothing". There are goodbye, hello.'],
  [['hello', '--format', 'png'], '--format takes svg or mmd, not "png".'],
  [[], 'Name one chain, or a folder for all of them: -o pictures/. Chains: goodbye, hello.'],
  [['-o', 'all.svg'], 'all.svg is one file, for 2 chains. Give a folder: -o all.svg/.'],
])('%j is a call that cannot be answered', async (given, told) => {
  expect(await graph(...given)).toEqual({ code: 2, out: [], error: [told] })
})

test('a chain that is wrong is told with its place', async () => {
  const wrong = temporaryProject({ 'chains/hello.ts': chainOf('hello', "(() => { throw new TypeError('Not yet.') })()") })
  const { code, error } = await call(wrong.root, 'graph')
  wrong.remove()
  expect({ code, error: error[0]?.split('  ')[0] }).toEqual({ code: 1, error: 'chains/hello.ts:2:128' })
})
