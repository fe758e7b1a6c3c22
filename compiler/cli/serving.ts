/** What a deployed runtime serves now: the versions that most of its requests run on. */
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'

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

/** The same, read from the function. Empty where there is no such function yet. */
export async function serving(functionName: string): Promise<Readonly<Record<string, string>>> {
  const client = new LambdaClient({})
  try {
    const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }))
    return servedVersions(Environment?.Variables?.['STATE_MACHINE_ARNS'] ?? '{}')
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return {}
    throw error
  } finally {
    client.destroy()
  }
}
