/** `npm run explore`: what it says and how it exits; and what it prints of a failure is a test that fails as long as the failure is there. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../support/command.ts'
import { temporaryProject } from '../support/project.ts'
import type { TemporaryProject } from '../support/project.ts'
import { ROOT } from '../support/root.ts'
import { call, callIn } from './io.ts'

const chainOf = (
  name: string,
  code: string,
) => `import { Type, chain, claude, jsonata, retrieve, say } from '../compiler/index.ts'

const answer = { model: claude.haiku45, system: 'You help.', maxTokens: 100 }

export default chain('${name}', { answer }, (step, { question }) => {
  const { passages } = step('docs', retrieve({ knowledgeBase: 'KB', query: question, number: 2 }))
  return say(jsonata(Type.String(), '${code}', { passages }))
})
`
/** Says where what was found is from; where nothing was found there is no such place. */
const WRONG = chainOf('origin', '$uppercase($passages[0].source)')
const RIGHT = chainOf('mended', '$exists($passages[0].source) ? $uppercase($passages[0].source) : "nowhere"')
const RUNS = ['--runs', '20'] as const

const TEST = `import { expect, it } from 'vitest'
import { flawsIn, run } from '../compiler/testing.ts'
import origin from './origin.ts'

it('docs finds nothing', async () => {
  const told = await run(origin, {
    answers: { docs: { return: { RetrievalResults: [] } } },
  })
  expect(flawsIn(origin, told)).toEqual([])
})`

let project: TemporaryProject
beforeAll(() => {
  project = temporaryProject({ 'chains/origin.ts': WRONG, 'chains/mended.ts': RIGHT })
})
afterAll(() => project.remove())
const explore = (...given: readonly string[]) => call(project.root, 'explore', ...given)

/** The lines that are a test, as one would paste them. */
const pasted = (lines: readonly string[]) =>
  lines
    .filter((line) => line === '' || line.startsWith('    '))
    .map((line) => line.slice(4))
    .join('\n')
    .trim()

test('a chain that holds is one line', async () => {
  const { code, out, error } = await explore('mended', ...RUNS)
  expect({ code, error, lines: out.length }).toEqual({ code: 0, error: [], lines: 1 })
  expect(out[0]).toMatch(/^mended {2}holds {2}2 states, 2 edges, \d+ paths \(.+\), 20 runs: \d+ well, \d+ in a task's own error/)
})

describe('what is refuted', () => {
  test('is told with its place and when it happens, as a test to paste', async () => {
    const { code, out, error } = await explore('origin', 'mended', ...RUNS)
    expect({ code, error, test: pasted(out) }).toEqual({ code: 1, error: [], test: TEST })
    expect(out.map((line) => line.split('  ')[0]).filter((word) => word !== '')).toEqual(['mended', 'origin'])
    expect(out[2]).toMatch(/^ {2}chains\/origin\.ts:7:10 {2}origin {2}It fails with States\.QueryEvaluationError: /)
    expect(out[3]).toMatch(/^ {2}when docs finds nothing; in \d+ runs$/)
  })

  test('is data with --json', async () => {
    const { code, out } = await explore('origin', ...RUNS, '--seed', '3', '--json')
    const told = JSON.parse(out.join('\n')) as { chains: readonly { refuted: readonly object[] }[] }
    expect({ code, ...told, chains: told.chains.map(({ refuted }) => refuted) }).toMatchObject({
      code: 1,
      runs: 20,
      faults: 2,
      seed: 3,
      chains: [
        [
          {
            state: 'origin',
            at: 'chains/origin.ts:7:10',
            when: 'docs finds nothing',
            example: { input: {}, answers: { docs: [{ return: { RetrievalResults: [] } }] } },
            test: TEST,
          },
        ],
      ],
    })
  })

  test('fails as a test, and passes when the chain is mended', async () => {
    project.write('chains/origin.test.ts', TEST)
    project.write('chains/mended.test.ts', TEST.replace('./origin.ts', './mended.ts'))
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
    const given = ['run', '--root', project.root, '--no-isolate', '--reporter=verbose', 'chains']
    const { code, out, error } = await run(process.execPath, [vitest, ...given], {
      cwd: project.root,
      environment: { NO_COLOR: '1', FORCE_COLOR: '0' },
    })
    const results = [...out.matchAll(/^ *([✓×] \S+ > docs finds nothing)/gm)].map(([, result = '']) => result)
    expect({ code, results: results.toSorted() }).toEqual({
      code: 1,
      results: ['× chains/origin.test.ts > docs finds nothing', '✓ chains/mended.test.ts > docs finds nothing'].toSorted(),
    })
    expect(`${out}${error}`).toMatch(/^\+ +"origin: It fails with States\.QueryEvaluationError: /m)
  }, 120_000)
})

test.each([
  [['orign'], 'There is no chain "orign". Did you mean origin?'],
  [['--runs', '0'], '--runs takes a whole number.'],
  [['--faults', '3'], '--faults takes a whole number: 0, 1 or 2.'],
  [['--threads', 'many'], '--threads takes a whole number.'],
])('%j is a call that cannot be answered', async (given, told) => {
  expect(await explore(...given)).toEqual({ code: 2, out: [], error: [told] })
})

test('--help says what holds, and what the exit codes are', async () => {
  const { code, out } = await explore('--help')
  expect({ code, first: out.join('\n').split('\n')[0] }).toEqual({
    code: 0,
    first: 'npm run explore [-- CHAIN … --runs N --faults 0|1|2 --seed N --threads N --json]',
  })
  expect(out.join('\n')).toContain('Exit code: 0 all hold, 1 something is refuted or not reached, 2 the call is wrong.')
})

test('a chain that does not compile is told as compile tells it', async () => {
  const wrong = temporaryProject({ 'chains/hello.ts': RIGHT }, { tools: false })
  const { code, out, error } = await call(wrong.root, 'explore')
  wrong.remove()
  expect({ code, out, error: error.map((line) => line.split('  ').slice(0, 3)) }).toEqual({
    code: 1,
    out: [],
    error: [['chains/hello.ts:1:1', 'mended', 'SC001']],
  })
})

test('somebody who watches sees how far it is, and nothing of it is left; Ctrl-C ends it', async () => {
  const shown: string[] = []
  const told = await callIn({ cwd: project.root, progress: (line) => shown.push(line) }, 'explore', 'mended', ...RUNS)
  expect({ code: told.code, first: shown[0], last: shown.at(-1) }).toEqual({
    code: 0,
    first: expect.stringMatching(/^mended {2}\d+ of at most 20 runs$/) as string,
    last: '',
  })
  const { code } = await callIn({ cwd: project.root, aborted: true }, 'explore', 'mended', ...RUNS)
  expect(code).toBe(130)
})

test('what is not a terminal is shown no progress, and threads say the same', async () => {
  const bin = join(ROOT, 'compiler/cli/bin.mjs')
  const { code, out, error } = await run(process.execPath, [bin, 'explore', 'mended', ...RUNS, '--threads', '2'], {
    cwd: project.root,
  })
  const { out: lines } = await explore('mended', ...RUNS)
  expect({ code, error, out }).toEqual({ code: 0, error: '', out: `${lines.join('\n')}\n` })
}, 60_000)
