/** The migration page: the same task in ASL, by CDK and as a chain gives the same data; the durable function type-checks. */
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
import { temporaryProject } from '../support/project.ts'
import { MIGRATION } from './snippets.ts'

const { 'triage.asl.json': ASL = '', 'infra/triage.ts': CDK = '', ...others } = MIGRATION
const project = temporaryProject({ 'triage.asl.json': ASL, 'infra/triage.ts': CDK })
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
  const { DefinitionString } = (machines[0]?.['Properties'] ?? { DefinitionString: '' }) as Machine
  expect(machine.stateMachineType).toBe(StateMachineType.EXPRESS)
  const text =
    typeof DefinitionString === 'string'
      ? DefinitionString
      : DefinitionString['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'aws')).join('')
  return JSON.parse(text)
}

describe('the migration page', () => {
  test("has four ways; the guide's tests try the two that are not tried here", () => {
    expect(Object.keys(others)).toEqual(['chains/triage.ts', 'chains/triage.test.ts', 'infra/durable.ts'])
    expect(others['chains/triage.test.ts']).toContain(`{ queue: 'now', summary: '${EXPECTED.summary}' }`)
  })

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

  test('says rightly that the hand-written machine can be looked at by import', async () => {
    const { code, out } = await call(project.root, 'import', 'triage.asl.json')
    expect({ code, tells: out.some((line) => line.includes('finding')) }).toEqual({ code: 0, tells: true })
  })
})
