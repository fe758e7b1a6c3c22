/** The architecture page: what it shows of its chain is what becomes of it, and the files that it names are there. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadChains } from '../../compiler/cli/load.ts'
import { compileChain } from '../../compiler/compile.ts'
import { temporaryProject } from '../support/project.ts'
import { ROOT } from '../support/root.ts'
import { ARCHITECTURE, filesOf } from './snippets.ts'

const page = readFileSync(join(ROOT, 'compiler/ARCHITECTURE.md'), 'utf8')
const project = temporaryProject(filesOf(ARCHITECTURE.filter(({ language }) => language === 'ts')), { tools: false })
afterAll(() => project.remove())

/** What stands at a JSON pointer. */
const at = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>>)[key], value)

test('shows the parts of the tree and of the machine as they are', async () => {
  const { chains } = await loadChains(project.root)
  const [{ chain, file } = expect.fail('no chain')] = chains
  const { output } = compileChain(chain, { file, readPrompt: () => undefined })
  const version = output?.manifest.version ?? ''
  const wholes: Readonly<Record<string, unknown>> = {
    tree: chain.build(),
    asl: JSON.parse(JSON.stringify(output?.definition).replaceAll(version, 'VERSION')),
  }
  const shown = ARCHITECTURE.filter(({ language }) => language === 'json')
  const parts = shown.map(({ name }) => at(wholes[name.split(':')[0] ?? ''], name.split(':')[1] ?? ''))
  expect(shown.map(({ text }): unknown => JSON.parse(text))).toEqual(parts)
  expect(shown.map(({ name }) => name.split(':')[0])).toEqual(['tree', 'asl', 'asl'])
})

test('names files and folders that there are', () => {
  const named = [...page.matchAll(/`((?:[a-z-]+\/)*[a-z-]+(?:\/|\.(?:ts|test\.ts)))`/g)].map(([, path]) => path as string)
  // the compiler's own are called by their path from its folder, and what the text has just named by the end of it
  const places = [
    '',
    'compiler',
    'compiler/language',
    'compiler/lower',
    'compiler/models',
    'compiler/validate/rules',
    'runtime',
    'runtime/engine',
    'compiler/cli',
  ]
  expect(named.filter((path) => !places.some((place) => existsSync(join(ROOT, place, path))))).toEqual([])
  expect(named.length).toBeGreaterThan(40)
})
