/** The bundle that the command line runs from: made when it is needed, and right about where authors wrote things. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { temporaryProject } from '../support/project.ts'
import { ROOT } from '../support/root.ts'

const { bundleOwn } = (await import(pathToFileURL(join(ROOT, 'compiler/cli/own-bundle.mjs')).href)) as {
  readonly bundleOwn: (root: string, outdir: string) => Promise<void>
}
const root = mkdtempSync(join(tmpdir(), 'stepchain-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Writes a source as if a while ago, as those are that somebody compiles. */
function write(file: string, text: string, secondsAgo: number): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
  const time = Date.now() / 1000 - secondsAgo
  utimesSync(join(root, file), time, time)
}

test('the bundle is made anew when a source has changed, and only then', async () => {
  write('package.json', '{ "dependencies": {} }', 60)
  write('compiler/index.ts', 'export const language = 1', 60)
  write('compiler/cli/main.ts', "export { word } from './word.ts'", 60)
  write('compiler/cli/word.ts', "export const word: string = 'first'", 60)
  const outdir = join(root, 'out')
  const main = join(outdir, 'main.mjs')
  const made = async () => {
    await bundleOwn(root, outdir)
    return [/first|second/.exec(readFileSync(main, 'utf8'))?.[0], statSync(main).mtimeMs] as const
  }
  const [first, at] = await made()
  expect([first, await made()]).toEqual(['first', ['first', at]])
  write('compiler/cli/word.ts', "export const word: string = 'second'", 30)
  const [second, later] = await made()
  expect([second, later > at, await made()]).toEqual(['second', true, ['second', later]])
})

test('a source that was written while it was read is read again', async () => {
  write('compiler/cli/word.ts', "export const word: string = 'first'", -60)
  const outdir = join(root, 'again')
  await bundleOwn(root, outdir)
  const at = statSync(join(outdir, 'main.mjs')).mtimeMs
  await bundleOwn(root, outdir)
  expect(statSync(join(outdir, 'main.mjs')).mtimeMs).toBeGreaterThan(at)
})

test('chains that share the compiler with the command line have their places all the same', async () => {
  const project = temporaryProject({
    'chains/forgotten.ts': `import { chain, claude, retrieve, say } from '../compiler/index.ts'

interface Unused {
  readonly lines: number
}
export default chain('forgotten', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, (_, { question }) => {
  retrieve({ knowledgeBase: 'Base', query: question })
  return say('Nothing.')
})
`,
    'chains/throws.ts': `import { chain, claude, systemChain } from '../compiler/index.ts'

export default chain('throws', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, (_, { question }) =>
  systemChain.append(\`They ask: \${question as unknown as string}\`),
)
`,
  })
  try {
    const compiling = promisify(execFile)(process.execPath, [join(ROOT, 'compiler/cli/bin.mjs'), 'compile'], {
      cwd: project.root,
    })
    await expect(compiling).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: [
        "chains/forgotten.ts:7:3  forgotten  SC005  This retrieve is made but never placed, so it does nothing. Give it to step('name', …) or return it. An `if` on a reference always takes the same way: use choice(…).",
        'chains/throws.ts:4:35  throws  SC008  question is known only when the chain runs. Use it in a prompt, a choice or a function of values.',
        '',
      ].join('\n'),
    })
  } finally {
    project.remove()
  }
})
