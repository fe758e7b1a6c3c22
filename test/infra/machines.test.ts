/** The two state machines of the infrastructure itself, run on the engine. */
import { describe, expect, test } from 'vitest'
import { validateDefinition } from '../../compiler/validate/index.ts'
import { generatedChains } from '../../infra/generated.ts'
import { grammars, warmUpDefinition } from '../../infra/grammars.ts'
import { rollBackDefinition } from '../../infra/roll-back.ts'
import { TaskFailure, execute, load, virtualClock } from '../../runtime/engine/index.ts'
import type { TaskCall } from '../../runtime/engine/index.ts'
import { writeProject } from './project.ts'

const PREFIX = 'arn:aws:states:eu-west-1:123456789012:stateMachine:stepchain'

async function ran(definition: object, runTask: (call: TaskCall) => unknown) {
  const calls: { readonly resource: string; readonly arguments: unknown }[] = []
  const outcome = await execute(load(definition), {
    input: {},
    clock: virtualClock(0),
    runTask: async (call) => {
      calls.push({ resource: call.resource, arguments: call.arguments })
      return runTask(call)
    },
  })
  return { outcome, calls }
}

describe('the way back', () => {
  const definition = rollBackDefinition('stepchain-runtime')
  const read = {
    resource: 'arn:aws:states:::aws-sdk:lambda:getFunctionConfiguration',
    arguments: { FunctionName: 'stepchain-runtime' },
  }
  const configuration = (variables: Readonly<Record<string, string>>) => (call: TaskCall) =>
    call.resource.endsWith('getFunctionConfiguration') ? { Environment: { Variables: variables } } : {}

  test('gives all requests of the chains in a canary to the versions before, and leaves all else as it is', async () => {
    const served = {
      rag: [
        { arn: `${PREFIX}-rag:4`, weight: 10 },
        { arn: `${PREFIX}-rag:3`, weight: 90 },
      ],
      router: `${PREFIX}-router:2`,
    }
    const before = { rag: `${PREFIX}-rag:3` }
    const variables = {
      AUTH: 'iam',
      STATE_MACHINE_ARNS: JSON.stringify(served),
      STATE_MACHINE_ARNS_BEFORE: JSON.stringify(before),
    }
    const { outcome, calls } = await ran(definition, configuration(variables))
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: {} })
    expect(calls).toEqual([
      read,
      {
        resource: 'arn:aws:states:::aws-sdk:lambda:updateFunctionConfiguration',
        arguments: {
          FunctionName: 'stepchain-runtime',
          Environment: {
            Variables: {
              AUTH: 'iam',
              STATE_MACHINE_ARNS: JSON.stringify({ rag: `${PREFIX}-rag:3`, router: `${PREFIX}-router:2` }),
            },
          },
        },
      },
    ])
  })

  test('does nothing without a canary', async () => {
    const { outcome, calls } = await ran(definition, configuration({ STATE_MACHINE_ARNS: '{}' }))
    expect({ outcome, calls }).toEqual({ outcome: { status: 'SUCCEEDED', output: {} }, calls: [read] })
  })

  test('is a definition that Step Functions takes', () => {
    expect(validateDefinition(definition, { type: 'EXPRESS', rules: 'aws' })).toEqual([])
  })
})

describe('warming', () => {
  const found = grammars(generatedChains(`${writeProject()}/generated`))

  test('finds each constant grammar once, with the chains that use it', () => {
    expect(found.map(({ model, chains, arguments: part }) => ({ model, chains, part: Object.keys(part) }))).toEqual([
      { model: 'vendor.small-v1:0', chains: ['faq'], part: ['OutputConfig'] },
    ])
  })

  test('asks for every grammar with one token of answer; one that fails leaves the others alone', async () => {
    const [one] = found
    if (one === undefined) throw new Error('there is no grammar')
    const two = { ...one, model: 'vendor.gone-v1:0' }
    const definition = warmUpDefinition([two, one])
    const { outcome, calls } = await ran(definition, ({ arguments: given }) => {
      if ((given as { readonly ModelId: string }).ModelId === two.model)
        throw new TaskFailure('BedrockRuntime.ValidationException')
      return {}
    })
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: {} })
    const asked = (ModelId: unknown) => ({
      resource: 'arn:aws:states:::aws-sdk:bedrockruntime:converse',
      arguments: {
        ModelId,
        Messages: [{ Role: 'user', Content: [{ Text: 'Answer with anything.' }] }],
        InferenceConfig: { MaxTokens: 1 },
        ...one.arguments,
      },
    })
    expect(calls).toEqual([asked(two.model), asked(one.model), asked(two.model), asked(two.model)])
    expect(validateDefinition(definition, { type: 'EXPRESS', rules: 'aws' })).toEqual([])
  })
})
