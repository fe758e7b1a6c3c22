/**
 * Definitions with the verdict of AWS or of another validator, where a folder of them lies beside the project. What AWS
 * accepted must be accepted; the verdicts of the others are opinions, and only counted.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { validateDefinition } from '../../compiler/validate/index.ts'

const folder = new URL('../../../shared/conformance/definitions', import.meta.url).pathname

interface Case {
  readonly name: string
  readonly authority: string
  readonly label: 'valid' | 'invalid'
  readonly type: 'STANDARD' | 'EXPRESS'
  readonly definition: unknown
  readonly diagnostics?: readonly { readonly message: string }[]
}

test.skipIf(!existsSync(folder))(`recorded definitions in ${folder.split('/').slice(-3).join('/')}`, () => {
  const cases = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Case)
  const table = new Map<string, { accepted: number; refused: number }>()
  const wrong: unknown[] = []
  for (const { name, authority, label, type, definition, diagnostics = [] } of cases) {
    const problems = validateDefinition(definition, { type })
    const verdict = problems.length === 0 ? 'accepted' : 'refused'
    const row = table.get(`${authority}: ${label}`) ?? { accepted: 0, refused: 0 }
    row[verdict] += 1
    table.set(`${authority}: ${label}`, row)
    if (authority !== 'aws') continue
    if ((label === 'valid') !== (verdict === 'accepted')) wrong.push({ name, problems })
    // Recorded from two operations: a bare message, or one that CreateStateMachine has wrapped.
    for (const { message } of diagnostics) {
      if (!problems.some((problem) => message.includes(problem.message))) wrong.push({ name, message, problems })
    }
  }
  console.table(Object.fromEntries(table))
  expect(wrong).toEqual([])
})
