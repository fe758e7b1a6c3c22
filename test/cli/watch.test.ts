/** Watching: what fails because Ctrl-C was pressed is no failure, and anything else is one. */
import { afterAll, expect, test } from 'vitest'
import { watchChains } from '../../compiler/cli/watch.ts'
import { temporaryProject } from '../support/project.ts'

const project = temporaryProject({ 'chains/note.md': 'A note.' }, { tools: false })
afterAll(() => project.remove())

const watching = (signal: AbortSignal, compile: () => Promise<number>) => {
  const nothing = () => undefined
  const io = { out: nothing, write: nothing, error: nothing, colours: false, cwd: project.root, environment: {}, signal }
  return watchChains(io, compile)
}
const noBundler = new Error('The service is no longer running')

test('a bundler that Ctrl-C has ended is not told, even where that is heard of first', async () => {
  const ctrlC = new AbortController()
  const compile = () => {
    setTimeout(() => ctrlC.abort(), 5)
    return Promise.reject(noBundler)
  }
  expect(await watching(ctrlC.signal, compile)).toBe(0)
})

test('a bundler that has ended by itself is', async () => {
  await expect(watching(new AbortController().signal, () => Promise.reject(noBundler))).rejects.toBe(noBundler)
})
