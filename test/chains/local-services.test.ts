/** The project's own local services: every example question of every chain is answered on this machine. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { localServiceModule } from '../../compiler/cli/local-services.ts'
import { compiledOf } from '../explore/exploring.ts'
import { startAws } from '../local/support/aws.ts'
import type { TestAws } from '../local/support/aws.ts'
import { CHAINS } from '../permissions/chains.ts'
import { ROOT } from '../support/root.ts'

let aws: TestAws
beforeAll(async () => {
  aws = await startAws({
    machines: CHAINS.map((chain) => ({ name: chain.name, definition: compiledOf(chain).definition })),
    services: localServiceModule(ROOT),
  })
})
afterAll(() => aws.close())

const ASKED = CHAINS.flatMap((chain) =>
  (compiledOf(chain).manifest.examples ?? []).map((example) => ({ name: chain.name, example })),
)

test.each(ASKED)('$name: $example', async ({ name, example }) => {
  const input = { PromptInput: [{ role: 'user', content: example }], state_machine_custom_params: {} }
  const { status, cause } = await aws.run(name, input)
  expect({ status, cause }).toEqual({ status: 'SUCCEEDED', cause: undefined })
})

async function told(question: string) {
  const { output } = await aws.run('order-desk', {
    PromptInput: [{ role: 'user', content: question }],
    state_machine_custom_params: {},
  })
  const { context_data, system_chain_data } = JSON.parse(output as string) as Record<string, unknown>
  return { context_data, said: (system_chain_data as { system_chain_prompt?: string } | undefined)?.system_chain_prompt }
}

test('an order that is cancelled stays so, and is counted', async () => {
  const counted = async () => JSON.stringify((await told('How many orders are open?')).context_data)
  const before = await counted()
  const [cancelled, again] = [await told('Cancel order A-18.'), await told('Cancel order A-18.')]
  expect([cancelled.said, again.said]).toEqual([
    'The order is cancelled now: say so.',
    'The order cannot be cancelled: it is not open.',
  ])
  expect([before, await counted()].map((text) => /"VarCharValue":"(\d)"/.exec(text)?.[1])).toEqual(['1', '0'])
})
