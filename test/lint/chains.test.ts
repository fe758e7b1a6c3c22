/** What types cannot stop, the lint rules of the project stop: a reference used as a value, which would do something else than it says. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../support/command.ts'
import { temporaryProject } from '../support/project.ts'
import type { TemporaryProject } from '../support/project.ts'
import { ROOT } from '../support/root.ts'

/** The body of a chain each, and the rules that refuse its first line. */
const mistakes: readonly (readonly [name: string, body: string, ...rules: string[]])[] = [
  ['if', "if (session) return say('I know you.')", 'no-unnecessary-condition', 'strict-boolean-expressions'],
  ['not', "if (!session) return say('Who are you?')", 'no-unnecessary-condition', 'strict-boolean-expressions'],
  [
    'ternary',
    "return systemChain.append(session ? 'Hello again.' : 'Hello.')",
    'no-unnecessary-condition',
    'strict-boolean-expressions',
  ],
  ['template', 'return systemChain.append(`They ask: ${question}`)', 'no-base-to-string', 'restrict-template-expressions'],
  ['plus', "return systemChain.append('They ask: ' + question)", 'no-base-to-string', 'restrict-plus-operands'],
  ['plus_nothing', "return systemChain.append(question + '')", 'no-base-to-string', 'restrict-plus-operands'],
  ['or', "return systemChain.append(session || 'nobody')", 'no-unnecessary-condition', 'strict-boolean-expressions'],
  ['and', "return systemChain.append(session && 'somebody')", 'no-unnecessary-condition', 'strict-boolean-expressions'],
  ['nullish', "return systemChain.append(session ?? 'nobody')", 'no-unnecessary-condition'],
  ['field', 'if (params.vip) return systemChain.keep()', 'no-unnecessary-condition', 'strict-boolean-expressions'],
  ['while', 'while (question) step()', 'no-unnecessary-condition', 'strict-boolean-expressions'],
]

/** As chains are written, with the mistake in line 6. */
const chainWith = (name: string, body: string) => `import { chain, claude, say, systemChain, Type } from '../compiler/index.ts'

const params = Type.Object({ vip: Type.Boolean() })
const answer = { model: claude.haiku45, system: 'You help.', maxTokens: 200 }
export default chain('${name}', { params, answer }, (step, { question, session, params }) => {
  ${body}
  return systemChain.append('Be brief.')
})
export const used = { say, step: () => undefined }
`
const LINE = 6

interface Linted {
  readonly code: string
  readonly filename: string
  readonly labels: readonly { readonly span: { readonly line: number } }[]
}

/** What the linter says of the mistakes: file, line and rule. */
async function lint(root: string): Promise<readonly string[]> {
  const { out } = await run(
    process.execPath,
    [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--type-aware', '--format', 'json', 'chains'],
    {
      cwd: root,
    },
  )
  const { diagnostics } = JSON.parse(out) as { readonly diagnostics: readonly Linted[] }
  return diagnostics.map(({ code, filename, labels }) => `${filename}:${labels.at(-1)?.span.line} ${/\((.+)\)/.exec(code)?.[1]}`)
}

/** What is said because the chains of this test are all cut alike. */
const ASIDE = /no-unreachable|no-unused-vars|no-unmodified-loop-condition/

describe('the lint rules of chains', () => {
  let project: TemporaryProject
  let told: readonly string[]
  beforeAll(async () => {
    project = temporaryProject(Object.fromEntries(mistakes.map(([name, body]) => [`chains/${name}.ts`, chainWith(name, body)])))
    told = await lint(project.root)
  }, 60_000)
  afterAll(() => project.remove())

  test.each(mistakes)('refuse a reference used as a value: %s', (name, _, ...rules) => {
    const own = told.filter((one) => one.startsWith(`chains/${name}.ts:`) && !ASIDE.test(one))
    expect(own.toSorted()).toEqual(rules.map((rule) => `chains/${name}.ts:${LINE} ${rule}`))
  })

  test('find nothing in the chains of this project', async () => {
    expect(await lint(ROOT)).toEqual([])
  })
})
