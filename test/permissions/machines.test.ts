/**
 * The permissions of a manifest are enough, and none of them is too much: on local AWS, told the statements, every way through every
 * chain is walked; told all but one statement, action or resource, some run is denied.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Statement } from '../../compiler/contract.ts'
import { compiledOf } from '../explore/exploring.ts'
import { startAws } from '../local/support/aws.ts'
import type { TestAws } from '../local/support/aws.ts'
import { CHAINS } from './chains.ts'
import { lackingOne } from './mutants.ts'
import { runsOf } from './runs.ts'
import type { ScriptedRun } from './runs.ts'

let aws: TestAws
beforeAll(async () => {
  aws = await startAws({ machines: CHAINS.map((chain) => ({ name: chain.name, definition: compiledOf(chain).definition })) })
})
afterAll(() => aws.close())

const allow = (stateMachine: string, statements: readonly Statement[]) =>
  aws.control('PUT', 'permissions', { stateMachine, statements })

/** What a task of the run was denied, whatever the chain made of it. */
async function denialOf(name: string, { input, answers }: ScriptedRun): Promise<string | undefined> {
  await aws.control('PUT', 'answers', { stateMachine: name, answers })
  await aws.run(name, input)
  const { body } = await aws.control('GET', `executions?stateMachine=${name}`)
  const [last] = (body as { executions: readonly unknown[] }).executions
  return /is not authorized to perform: [^"]*/.exec(JSON.stringify(last))?.[0]
}

/** The first run of which a task is denied something. */
async function deniedOf(name: string, runs: readonly ScriptedRun[]): Promise<{ run: ScriptedRun; denial: string } | undefined> {
  for (const run of runs) {
    const denial = await denialOf(name, run)
    if (denial !== undefined) return { run, denial }
  }
  return undefined
}

describe.each(CHAINS.map((chain) => [chain.name, chain] as const))('the state machine of %s', (name, chain) => {
  const { manifest } = compiledOf(chain)
  const { stateMachine } = manifest.iam

  it('may do all that any run does, and nothing that none does', async () => {
    const { runs, missed } = await runsOf(chain)
    expect(missed).toEqual([])

    await allow(name, stateMachine)
    expect((await deniedOf(name, runs))?.denial).toBeUndefined()

    const needless: string[] = []
    // what one run is denied is mostly what the same run is denied next
    let order = runs
    for (const { what, statements } of lackingOne(stateMachine)) {
      await allow(name, statements)
      const denied = await deniedOf(name, order)
      if (!denied) needless.push(what)
      else order = [denied.run, ...order.filter((run) => run !== denied.run)]
    }
    expect(needless).toEqual([])
  })

  it('gives a reason for every pattern, and for nothing else', () => {
    const { runtime } = manifest.iam
    const isPattern = (resource: string) => resource.includes('*')
    for (const { resources, reason } of [...stateMachine, ...runtime]) {
      expect(resources.map(isPattern)).toEqual(resources.map(() => reason !== undefined))
    }
  })
})
