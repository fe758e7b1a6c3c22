/** What a deployed runtime serves now: the versions that most of its requests run on. */
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Manifest } from '../contract.ts'
import { awsSettings } from './aws.ts'

interface Target {
  readonly arn: string
  readonly weight: number
}

/** A version's ARN ends in its number. */
const isVersion = (arn: string) => /:stateMachine:[^:]+:\d+$/.test(arn)
/** The machine whose log holds what was said is for samples. */
const isDebug = (arn: string) => /:stateMachine:[^:]+-debug:\d+$/.test(arn)

/** By chain, the version with the largest share, of the runtime's `STATE_MACHINE_ARNS`. */
export function servedVersions(json: string): Readonly<Record<string, string>> {
  const chains = Object.entries(JSON.parse(json) as Record<string, string | readonly Target[]>)
  return Object.fromEntries(
    chains.flatMap(([chain, served]): [string, string][] => {
      const targets = typeof served === 'string' ? [{ arn: served, weight: 1 }] : served
      const [largest] = targets.filter(({ arn }) => isVersion(arn) && !isDebug(arn)).toSorted((a, b) => b.weight - a.weight)
      return largest === undefined ? [] : [[chain, largest.arn]]
    }),
  )
}

/** The same, read from the function; nothing where there is no such function. */
export async function deployedVersions(
  functionName: string,
  environment: NodeJS.ProcessEnv,
): Promise<Readonly<Record<string, string>>> {
  const lambda = new LambdaClient(awsSettings(environment, environment['AWS_REGION'] || undefined, 'LAMBDA'))
  try {
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }))
    return servedVersions(Environment?.Variables?.['STATE_MACHINE_ARNS'] ?? '{}')
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return {}
    throw error
  } finally {
    lambda.destroy()
  }
}

/** Those without the chains that run already as `wanted` says: nothing changes for those. */
export async function replacedVersions(
  functionName: string,
  wanted: readonly Manifest[],
  environment: NodeJS.ProcessEnv,
): Promise<Readonly<Record<string, string>>> {
  const served = await deployedVersions(functionName, environment)
  const stepFunctions = new SFNClient(awsSettings(environment, environment['AWS_REGION'] || undefined, 'SFN'))
  try {
    const replaced: Record<string, string> = {}
    for (const { name, version } of wanted) {
      const stateMachineArn = served[name]
      if (stateMachineArn === undefined) continue
      // a version is described by the chain's own version
      const { description } = await stepFunctions.send(new DescribeStateMachineCommand({ stateMachineArn }))
      if (description !== `chain ${name} ${version}`) replaced[name] = stateMachineArn
    }
    return replaced
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return {}
    throw error
  } finally {
    stepFunctions.destroy()
  }
}
