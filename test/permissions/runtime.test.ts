/** The permissions of the runtime, over the wire: with those of the manifest every model answers, and without one of them some does not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Manifest, Statement } from '../../compiler/contract.ts'
import { startRuntime } from '../../runtime/start.ts'
import type { Runtime } from '../../runtime/start.ts'
import { machineArn, placeOf } from '../../runtime/local/index.ts'
import { compiledOf } from '../explore/exploring.ts'
import { startAws } from '../local/support/aws.ts'
import type { TestAws } from '../local/support/aws.ts'
import { awsEnvironment } from '../runtime/support/runtime.ts'
import { CHAINS } from './chains.ts'
import { lackingOne } from './mutants.ts'
import { runsOf } from './runs.ts'
import type { ScriptedRun } from './runs.ts'

const GUARDRAIL = 'local'
const all = CHAINS.map((chain) => ({ chain, ...compiledOf(chain) }))
const place = placeOf({})

let aws: TestAws
let runtime: Runtime
beforeAll(async () => {
  aws = await startAws({
    machines: all.map(({ chain, definition }) => ({ name: chain.name, definition })),
  })
  runtime = await startRuntime({
    environment: {
      PORT: '0',
      AUTH: 'none',
      GuardrailId: GUARDRAIL,
      STATE_MACHINE_ARNS: JSON.stringify(Object.fromEntries(all.map(({ chain }) => [chain.name, machineArn(place, chain.name)]))),
      ...awsEnvironment(aws.url),
    },
    manifests: all.map(({ manifest }) => manifest),
    log: () => undefined,
  })
})
afterAll(async () => {
  await runtime.close()
  await aws.close()
})

/** What a deployment adds, which alone knows what the machine is called. */
const starting = (name: string): Statement => ({ actions: ['states:StartSyncExecution'], resources: [machineArn(place, name)] })

const allow = (statements: readonly Statement[]) => aws.control('PUT', 'permissions', { caller: 'runtime', statements })

/** The status of an answer by the chain's own model, or another. */
async function asked(name: string, { answers, input }: ScriptedRun, model: string | undefined) {
  await aws.control('PUT', 'answers', { stateMachine: name, answers })
  const { PromptInput: messages, state_machine_custom_params: params } = input as {
    readonly PromptInput: unknown
    readonly state_machine_custom_params: Readonly<Record<string, unknown>>
  }
  const { session, caller: _, ...rest } = params
  const response = await fetch(`${runtime.url}/chains/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/plain' },
    body: JSON.stringify({
      messages,
      params: rest,
      ...(session === undefined ? {} : { session }),
      ...(model === undefined ? {} : { model }),
    }),
  })
  await response.text()
  return response.status
}

async function firstOf<T>(list: readonly T[], holds: (one: T) => Promise<boolean>): Promise<T | undefined> {
  for (const one of list) if (await holds(one)) return one
  return undefined
}

const modelsOf = ({ answer }: Manifest): readonly (string | undefined)[] => [undefined, ...(answer?.allow.models ?? [])]

describe.each(all.map((one) => [one.chain.name, one] as const))('the runtime, for %s', (name, { chain, manifest }) => {
  it('may do all that an answer takes, and nothing else', async () => {
    const { runs } = await runsOf(chain)
    const good = runs.filter(({ endsWell }) => endsWell)
    const statements = [starting(name), ...manifest.iam.runtime]
    const isServed = async (run: ScriptedRun) => {
      for (const model of modelsOf(manifest)) if ((await asked(name, run, model)) !== 200) return false
      return true
    }

    await allow(statements)
    for (const run of good) expect(await isServed(run)).toBe(true)

    const needless: string[] = []
    let order = good
    for (const { what, statements: lacking } of lackingOne(statements)) {
      await allow(lacking)
      const denied = await firstOf(order, async (run) => !(await isServed(run)))
      if (!denied) needless.push(what)
      else order = [denied, ...order.filter((run) => run !== denied)]
    }
    expect(needless).toEqual([])
  })
})
