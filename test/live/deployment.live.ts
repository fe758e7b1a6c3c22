/** A whole deployment: up, called as a caller would, compared with this machine, changed by a canary, down. */
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { TestStateCommand } from '@aws-sdk/client-sfn'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../support/command.ts'
import { ROOT } from '../support/root.ts'
import { STACK, account, deploy, destroy, lambda, sfn } from './account.ts'
import type { Deployed } from './account.ts'
import { INPUT, visits } from './visits.ts'

describe.skipIf(account === undefined)('deployed', () => {
  let deployed: Deployed
  beforeAll(async () => {
    deployed = await deploy()
  })
  afterAll(destroy)

  test('the printed line calls a chain, and its answer streams', async () => {
    const { code, out } = await run('sh', ['-c', `${deployed.curl} --fail-with-body --silent --show-error`], { cwd: ROOT })
    expect(code).toBe(0)
    const events = [...out.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name)
    expect([events[0], events.at(-1), events.filter((name) => name === 'delta').length > 1]).toEqual(['workflow', 'done', true])
  })

  test('who does not sign is refused', async () => {
    const { status } = await fetch(`${deployed.endpoint}chains`)
    expect(status).toBe(403)
  })

  test('a sample for debugging takes a share of the requests, and a deployment without one takes it back', async () => {
    const served = async () => {
      const { Environment } = await lambda().send(new GetFunctionConfigurationCommand({ FunctionName: `${STACK}-runtime` }))
      return Environment?.Variables ?? {}
    }
    await deploy('debugSample=5')
    expect(JSON.parse((await served())['STATE_MACHINE_ARNS'] ?? '{}')).toMatchObject({ rag: [{ weight: 95 }, { weight: 5 }] })
    await deploy()
    expect(JSON.parse((await served())['STATE_MACHINE_ARNS'] ?? '{}')).toMatchObject({
      rag: expect.stringMatching(/:\d+$/) as string,
    })
  })
})

const CHAINS = ['rag', 'router', 'experiment'] as const

describe.skipIf(account === undefined).each(CHAINS)('the chain %s, state by state, on AWS and here', (chain) => {
  test('gives the same outputs, variables and ways on', async () => {
    const text = readFileSync(`${ROOT}/generated/${chain}.asl.json`, 'utf8')
    const definition = JSON.parse(text) as { readonly States: Readonly<Record<string, { readonly Type: string }>> }
    const walked = await visits(definition)
    // TestState runs Parallel and Map by mocks of their own; those two are left to the run as a whole.
    const single = walked.filter(({ state }) => !['Parallel', 'Map'].includes(definition.States[state]?.Type ?? ''))
    expect(single.length).toBeGreaterThan(0)
    for (const { state, input, variables, after, output, next, ...task } of single) {
      const answer = await sfn().send(
        new TestStateCommand({
          definition: text,
          stateName: state,
          input: JSON.stringify(input),
          variables: JSON.stringify(variables),
          context: JSON.stringify({ Execution: { Input: INPUT } }),
          inspectionLevel: 'DEBUG',
          ...('result' in task ? { mock: { result: JSON.stringify(task.result), fieldValidationMode: 'NONE' as const } } : {}),
        }),
      )
      const assigned = JSON.parse(answer.inspectionData?.variables ?? '{}') as unknown
      expect({
        state,
        status: answer.status,
        output: JSON.parse(answer.output ?? 'null'),
        next: answer.nextState,
        assigned,
      }).toEqual({
        state,
        status: 'SUCCEEDED',
        output,
        next,
        assigned: after,
      })
    }
  })
})
