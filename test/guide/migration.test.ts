/** The migration page: the same task in ASL, by CDK and as a chain gives the same data; the durable function type-checks. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { DefinitionBody, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions'
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions'
import type { Construct } from 'constructs'
import { afterAll, describe, expect, test } from 'vitest'
import { validateDefinition } from '../../compiler/validate/index.ts'
import { execute, load, virtualClock } from '../../runtime/engine/index.ts'
import { call } from '../cli/io.ts'
import { run } from '../support/command.ts'
import { fencesIn } from '../support/fences.ts'
import { temporaryProject } from '../support/project.ts'
import { ROOT } from '../support/root.ts'
import { diagnosticsOf } from '../types/tsc.ts'

const page = readFileSync(join(ROOT, 'compiler/MIGRATION.md'), 'utf8')
const files = Object.fromEntries(fencesIn(page).map(({ name, text }) => [name, text]))
const ASL = files['triage.asl.json'] ?? ''

/** What the snippet uses of the SDK for durable functions, as its version 2.4.0 declares it; it needs a newer Node than this project. */
const DURABLE_SDK = `declare module '@aws/durable-execution-sdk-js' {
  export interface DurableContext { step<T>(name: string, run: () => Promise<T>): Promise<T> }
  export function withDurableExecution<Event, Out>(handler: (event: Event, context: DurableContext) => Promise<Out>): unknown
}
`
const project = temporaryProject({ ...files, 'infra/sdk.d.ts': DURABLE_SDK })
afterAll(() => project.remove())

const TICKET = 'The shop is down.'
const SAID = { summary: 'The shop is down.', urgent: true }
const EXPECTED = { queue: 'now', summary: 'The shop is down.' }

/** What a hand-written machine gives when the model says so. */
async function outputOf(definition: unknown, said: object): Promise<unknown> {
  const outcome = await execute(load(definition), {
    input: { ticket: TICKET },
    clock: virtualClock(),
    runTask: ({ arguments: given }) => {
      expect(JSON.stringify(given)).toContain(`<ticket>${TICKET}</ticket>`)
      const text = JSON.stringify(said)
      return Promise.resolve({ Body: { output: { message: { role: 'assistant', content: [{ text }] } } } })
    },
  })
  return outcome.status === 'SUCCEEDED' ? outcome.output : outcome
}

interface Machine {
  readonly DefinitionString: string | { readonly 'Fn::Join': readonly [string, readonly unknown[]] }
}

/** The machine that the CDK snippet makes. */
async function synthesised(): Promise<unknown> {
  const { triage } = (await import(join(project.root, 'infra/triage.ts'))) as { triage: (scope: Construct) => IChainable }
  const stack = new Stack(new App(), 'Triage')
  const definitionBody = DefinitionBody.fromChainable(triage(stack))
  const machine = new StateMachine(stack, 'Machine', { stateMachineType: StateMachineType.EXPRESS, definitionBody })
  const machines = Object.values(Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine'))
  const { DefinitionString } = (machines as readonly { readonly Properties: Machine }[])[0]?.Properties ?? {
    DefinitionString: '',
  }
  expect(machine.stateMachineType).toBe(StateMachineType.EXPRESS)
  const text =
    typeof DefinitionString === 'string'
      ? DefinitionString
      : DefinitionString['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'aws')).join('')
  return JSON.parse(text)
}

describe('the migration page', () => {
  test('has four ways, of which TypeScript takes each that is TypeScript', async () => {
    expect(Object.keys(files)).toEqual([
      'chains/triage.ts',
      'chains/triage.test.ts',
      'triage.asl.json',
      'infra/triage.ts',
      'infra/durable.ts',
    ])
    expect(await diagnosticsOf(project.root)).toEqual([])
  }, 60_000)

  test('shows ASL that AWS takes, and that does what it says', async () => {
    const definition: unknown = JSON.parse(ASL)
    expect(validateDefinition(definition, { type: 'EXPRESS' })).toEqual([])
    expect(await outputOf(definition, SAID)).toEqual(EXPECTED)
    expect(await outputOf(definition, { ...SAID, urgent: false })).toEqual({ ...EXPECTED, queue: 'later' })
  })

  test('shows a CDK app that synthesises to a machine with the same output', async () => {
    const definition = await synthesised()
    expect(await outputOf(definition, SAID)).toEqual(EXPECTED)
    expect(await outputOf(definition, { ...SAID, urgent: false })).toEqual({ ...EXPECTED, queue: 'later' })
  }, 60_000)

  test('shows a chain that compiles, with the same output', async () => {
    const { code, error } = await call(project.root, 'compile')
    expect({ code, error }).toEqual({ code: 0, error: [] })
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
    const tested = await run(process.execPath, [vitest, 'run', '--root', project.root, 'chains'], { cwd: project.root })
    expect({ code: tested.code, passed: /Tests .*1 passed/.test(tested.out) }).toEqual({ code: 0, passed: true })
    expect(files['chains/triage.test.ts']).toContain(JSON.stringify(EXPECTED.summary).replaceAll('"', "'"))
  }, 60_000)

  test('says rightly that the hand-written machine can be looked at by import', async () => {
    const { code, out } = await call(project.root, 'import', 'triage.asl.json')
    expect({ code, tells: out.some((line) => line.includes('finding')) }).toEqual({ code: 0, tells: true })
  })
})
