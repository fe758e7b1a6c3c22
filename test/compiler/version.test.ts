/** A chain's version: what the definition is, whatever way the answer tells it. */
import { expect, test } from 'vitest'
import { compileChain } from '../../compiler/compile.ts'
import { Type, chain, result } from '../../compiler/index.ts'
import { run } from '../../compiler/testing.ts'

const params = Type.Object({ tier: Type.Optional(Type.String()), name: Type.String() })

test.each([
  ['as JSON', chain('told', { params }, (_, given) => result(given.params.name))],
  // what may be absent makes the output one expression
  ['as code', chain('told', { params }, (_, given) => result(given.params.tier))],
])('the answer tells the version, %s', async (_, told) => {
  const { output } = compileChain(told, { file: 'chains/told.ts', readPrompt: () => undefined })
  const { outcome } = await run(told, { input: { params: { name: 'a' } } })
  expect(outcome).toMatchObject({ output: { chain: { name: 'told', version: output?.manifest.version } } })
})
