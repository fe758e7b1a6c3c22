/** `npm run compile`: what it writes, when it says that `generated/` is stale, and how it answers a wrong call. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { run } from '../support/command.ts'
import { temporaryProject } from '../support/project.ts'
import type { TemporaryProject } from '../support/project.ts'
import { ROOT } from '../support/root.ts'
import { call, callIn } from './io.ts'

const HELLO = `import { chain, claude, say } from '../compiler/index.ts'
export default chain('hello', { description: 'Greets.', answer: { model: claude.haiku45, system: 'You greet.', maxTokens: 20 } }, () =>
  say('Hello.'),
)
`
const ECHO = `import { chain, result } from '../../compiler/index.ts'
export default chain('echo', {}, (_, { question }) => result({ question }))
`
const FREE = { seconds: 0, states: 1, modelCalls: 0, inputTokens: 0, outputTokens: 0, usd: 0 }
const ECHO_BOUNDS = {
  most: FREE,
  ways: 1,
  paths: [{ path: [], end: 'echo', ...FREE, earlier: [] }],
  payloads: [
    { state: null, part: 'input', bytes: 5004 },
    { state: 'echo', part: 'answer', bytes: 5020 },
  ],
}
const HELLO_BOUNDS = {
  most: FREE,
  ways: 1,
  paths: [{ path: [], end: 'hello', ...FREE, earlier: [] }],
  payloads: [
    { state: null, part: 'input', bytes: 1000 },
    { state: 'hello', part: 'answer', bytes: 1008 },
  ],
}
const STALE = 'Run npm run compile and commit what changes.'

let project: TemporaryProject
beforeEach(() => {
  project = temporaryProject({
    'chains/hello.ts': HELLO,
    'chains/data/echo.ts': ECHO,
    'chains/shared.ts': 'export const tone = 1\n',
  })
})
afterEach(() => project.remove())

const compile = (...options: readonly string[]) => call(project.root, 'compile', ...options)
const generated = () => readdirSync(join(project.root, 'generated')).toSorted()
const texts = () => generated().map((file) => readFileSync(join(project.root, 'generated', file), 'utf8'))
const versionOf = (name: string) =>
  (JSON.parse(readFileSync(join(project.root, `generated/${name}.manifest.json`), 'utf8')) as { version: string }).version

describe('npm run compile', () => {
  test('writes the files of every chain, and tells each', async () => {
    const called = await compile()
    expect({ ...called, generated: generated() }).toEqual({
      code: 0,
      out: [
        'at most, with every retry  states  calls  tokens in  out     US$  seconds',
        'echo                            1      0          0    0  0.0000        0',
        'hello                           1      0          0    0  0.0000        0',
      ],
      error: [],
      generated: [
        'echo.asl.json',
        'echo.manifest.json',
        'echo.mmd',
        'echo.svg',
        'hello.asl.json',
        'hello.manifest.json',
        'hello.mmd',
        'hello.svg',
        'steps.d.ts',
        'template.yaml',
      ],
    })
  })

  test('writes the same bytes again, and nothing to where it was called', async () => {
    await compile()
    const first = texts()
    await compile()
    expect({ second: texts(), files: readdirSync(project.root).toSorted() }).toEqual({
      second: first,
      files: [
        '.oxfmtrc.json',
        '.oxlintrc.json',
        '.stepchain',
        'chains',
        'compiler',
        'generated',
        'node_modules',
        'package.json',
        'runtime',
        'tsconfig.json',
      ],
    })
  })

  test('keeps places in the sources out of what is committed', async () => {
    await compile()
    const before = texts()
    project.write('chains/hello.ts', `// a line that moves all others\n${HELLO}`)
    await compile()
    const map = JSON.parse(readFileSync(join(project.root, '.stepchain/hello.map.json'), 'utf8')) as unknown
    expect({ after: texts(), map }).toEqual({
      after: before,
      map: { chain: 'hello', states: { hello: { file: 'chains/hello.ts', line: 4, column: 3 } } },
    })
  })

  test('takes away the files of a chain that is gone, and leaves files that are not its own', async () => {
    await compile()
    project.write('generated/template.yaml', 'Resources: {}\n')
    rmSync(join(project.root, 'chains/data/echo.ts'))
    await compile()
    expect(generated()).toEqual([
      'hello.asl.json',
      'hello.manifest.json',
      'hello.mmd',
      'hello.svg',
      'steps.d.ts',
      'template.yaml',
    ])
  })

  test('draws a graph when it has changed, and keeps the pictures of the others', async () => {
    await compile()
    const kept = () => readdirSync(join(project.root, '.stepchain/graphs')).toSorted()
    const before = kept()
    project.write(
      'chains/hello.ts',
      HELLO.replace("say('Hello.')", "systemChain.append('Hello.')").replace('say }', 'systemChain }'),
    )
    await compile()
    const after = kept()
    expect({
      states: /data-state="hello"><title>hello&#10;([^<]*)/.exec(
        readFileSync(join(project.root, 'generated/hello.svg'), 'utf8'),
      )?.[1],
      pictures: [before.length, after.length],
      same: after.filter((file) => before.includes(file)).length,
    }).toEqual({ states: 'append', pictures: [2, 2], same: 1 })
  })

  test('ends at Ctrl-C while it watches', async () => {
    const watching = spawn(process.execPath, [join(ROOT, 'compiler/cli/bin.mjs'), 'compile', '--watch'], { cwd: project.root })
    onTestFinished(() => void watching.kill('SIGKILL'))
    const ended = new Promise((resolve) => watching.once('close', (code) => resolve({ code, told })))
    let told = ''
    watching.stderr.setEncoding('utf8').on('data', (text: string) => (told += text))
    watching.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('Ctrl-C ends')) watching.kill('SIGINT')
    })
    expect(await ended).toEqual({ code: 0, told: '' })
  })

  test('leaves pictures as they are while it watches', async () => {
    await compile()
    project.write(
      'chains/hello.ts',
      HELLO.replace("'Hello.'", 'question').replace('() =>', '(_, { question }) =>').replace('Greets', 'Echoes'),
    )
    const heard = (line: string, interrupt: () => void) => (line.includes('waiting for changes') ? interrupt() : undefined)
    await callIn({ cwd: project.root, heard }, 'compile', '--watch')
    expect(await compile('--check')).toEqual({
      code: 1,
      out: [],
      error: [`generated/hello.svg is stale. ${STALE}`],
    })
  })

  test('writes nothing when a chain is wrong', async () => {
    project.write('chains/other.ts', HELLO)
    const called = await compile()
    expect({ code: called.code, out: called.out, written: existsSync(join(project.root, 'generated')) }).toEqual({
      code: 1,
      out: [],
      written: false,
    })
  })

  test('says so where there is no chain', async () => {
    rmSync(join(project.root, 'chains'), { recursive: true })
    expect(await compile()).toEqual({ code: 0, out: ['There are no chains below chains/.'], error: [] })
  })
})

describe('npm run compile -- --check', () => {
  test('is content with what was just written, and writes nothing', async () => {
    await compile()
    const before = statSync(join(project.root, 'generated/hello.asl.json')).mtimeMs
    expect(await compile('--check')).toEqual({ code: 0, out: ['generated/ is fresh: 2 chains.'], error: [] })
    expect(statSync(join(project.root, 'generated/hello.asl.json')).mtimeMs).toBe(before)
  })

  test('fails on a file that was changed, one that is missing and one of no chain', async () => {
    await compile()
    const file = join(project.root, 'generated/hello.asl.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace('Hello.', 'Hi.'))
    rmSync(join(project.root, 'generated/echo.manifest.json'))
    project.write('generated/gone.asl.json', '{}\n')
    project.write('generated/gone.svg', '<svg/>\n')
    project.write('generated/echo.svg', readFileSync(join(project.root, 'generated/echo.svg'), 'utf8').replace('echo', 'ohce'))
    expect(await compile('--check')).toEqual({
      code: 1,
      out: [],
      error: [
        `generated/echo.manifest.json is missing. ${STALE}`,
        `generated/hello.asl.json is stale. ${STALE}`,
        `generated/echo.svg is stale. ${STALE}`,
        `generated/gone.asl.json belongs to no chain. ${STALE}`,
        `generated/gone.svg belongs to no chain. ${STALE}`,
      ],
    })
  })

  test('fails where nothing was ever written', async () => {
    const { code, error } = await compile('--check')
    expect({ code, first: error[0] }).toEqual({ code: 1, first: `generated/echo.asl.json is missing. ${STALE}` })
  })
})

describe('npm run compile -- --json', () => {
  test('tells chains and problems as data', async () => {
    project.write('chains/hello.ts', HELLO.replace("say('Hello.')", "say('Hello.').nothing.here"))
    const { code, out, error } = await compile('--json')
    expect({ code, error, told: JSON.parse(out.join('\n')) as unknown }).toEqual({
      code: 1,
      error: [],
      told: {
        chains: [
          { name: 'echo', ok: true, version: expect.stringMatching(/^[0-9a-f]{12}$/) as string, bounds: ECHO_BOUNDS },
          { name: 'hello', ok: false, version: null, bounds: null },
        ],
        problems: [
          {
            code: 'SC008',
            severity: 'error',
            file: 'chains/hello.ts',
            line: 3,
            column: 17,
            path: ['hello'],
            what: "The chain's function threw while the chain was built: Cannot read properties of undefined (reading 'here').",
            remedy: 'It runs once, when the chain is compiled, with references for values: mend it there.',
          },
        ],
      },
    })
  })

  test('is nothing but JSON when all is well', async () => {
    const { code, out, error } = await compile('--json')
    expect({ code, error, told: JSON.parse(out.join('\n')) as unknown }).toEqual({
      code: 0,
      error: [],
      told: {
        chains: [
          { name: 'echo', ok: true, version: versionOf('echo'), bounds: ECHO_BOUNDS },
          { name: 'hello', ok: true, version: versionOf('hello'), bounds: HELLO_BOUNDS },
        ],
        problems: [],
      },
    })
  })
})

describe('the command line', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>
  }
  const COMMANDS = Object.keys(scripts)
    .filter((name) => scripts[name] === `node compiler/cli/bin.mjs ${name}`)
    .toSorted()

  test('lists the commands that npm has, each with a line', async () => {
    const { code, out, error } = await call(project.root, '--help')
    const named = out
      .join('\n')
      .split('\n')
      .flatMap((line) => /^ {2}([a-z-]+) +\S/.exec(line)?.[1] ?? [])
    expect({ code, error, named: named.toSorted() }).toEqual({ code: 0, error: [], named: COMMANDS })
  })

  test.each(COMMANDS)('says more of each: %s --help', async (name) => {
    const { code, out, error } = await call(project.root, name, '--help')
    expect({ code, error, start: out.join('\n').startsWith(`npm ${name === 'start' ? '' : 'run '}${name}`) }).toEqual({
      code: 0,
      error: [],
      start: true,
    })
  })

  test('refuses a command that it does not have', async () => {
    expect(await call(project.root, 'complie')).toEqual({
      code: 2,
      out: [],
      error: ['There is no command "complie". Did you mean compile? stepchain --help lists them.'],
    })
  })

  test('refuses an option and an argument that a command does not have', async () => {
    const option = await compile('--chek')
    const argument = await compile('chains/hello.ts')
    expect([option, argument].map(({ code, out, error }) => ({ code, out, first: error.join('\n').split('\n')[0] }))).toEqual([
      { code: 2, out: [], first: "Unknown option '--chek'." },
      { code: 2, out: [], first: "Unexpected argument 'chains/hello.ts'." },
    ])
  })

  test('without a command says what there is, and fails', async () => {
    const { code, out } = await call(project.root)
    expect({ code, first: out.join('\n').split('\n')[0] }).toEqual({ code: 2, first: 'stepchain COMMAND [options]' })
  })

  test('works through its entry as well, with no stack trace', async () => {
    const bin = join(ROOT, 'compiler/cli/bin.mjs')
    const wrong = await run(process.execPath, [bin, 'compile', '--chek'], { cwd: project.root })
    const right = await run(process.execPath, [bin, 'compile', '--check'], { cwd: project.root })
    expect({
      wrong: wrong.code,
      trace: /^ +at /m.test(wrong.error),
      right: right.code,
      first: right.error.split('\n')[0],
    }).toEqual({
      wrong: 2,
      trace: false,
      right: 1,
      first: `generated/echo.asl.json is missing. ${STALE}`,
    })
  })
})
