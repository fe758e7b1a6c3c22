/** The state machines behind the chains, as settings name them: one for a chain, or several that share its requests. */
import { SettingsError } from './settings-error.ts'

/** Where a machine is, and its share of the requests. */
export interface Target {
  readonly arn: string
  readonly weight: number
}

const ARN = /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+)?$/

/** The ARN, where it is one of a state machine; `name` is the setting's. */
export function checkArn(name: string, arn: unknown): string {
  if (typeof arn !== 'string' || !ARN.test(arn))
    throw new SettingsError(
      name,
      `has ${JSON.stringify(arn)} where a state machine's ARN is expected (arn:aws:states:REGION:ACCOUNT:stateMachine:NAME).`,
    )
  return arn
}

/** The name a state machine has in its ARN. */
export const machineName = (arn: string): string => arn.split(':')[6] ?? ''

/** Of every chain that `STATE_MACHINE_ARNS` names. */
export function readTargets(json: string): ReadonlyMap<string, readonly Target[]> {
  const name = 'STATE_MACHINE_ARNS'
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw new SettingsError(name, 'is not JSON; it must be an object from chain name to ARN.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SettingsError(name, 'must be a JSON object from chain name to ARN.')
  return new Map(
    Object.entries(value as Record<string, unknown>).map(([chain, target]) => {
      if (!Array.isArray(target)) return [chain, [{ arn: checkArn(`${name}, "${chain}",`, target), weight: 1 }]]
      const targets = (target as readonly { arn?: unknown; weight?: unknown }[]).map(({ arn, weight }) => {
        if (typeof weight !== 'number' || !(weight >= 0) || !Number.isFinite(weight))
          throw new SettingsError(name, `has no weight from 0 for every ARN of "${chain}".`)
        return { arn: checkArn(`${name}, "${chain}",`, arn), weight }
      })
      if (!targets.some(({ weight }) => weight > 0))
        throw new SettingsError(name, `gives "${chain}" no ARN with a weight above 0.`)
      return [chain, targets]
    }),
  )
}
