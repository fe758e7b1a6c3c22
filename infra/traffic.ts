/**
 * Which machines a chain's requests run on, and in what shares: the new version, during a canary the one before, and of
 * a sample the machine whose log holds what was said.
 */
import type { Canary } from './options.ts'

export interface Target {
  readonly arn: string
  readonly weight: number
}

export interface Traffic {
  /** Where the new version is: itself, or the alias that leads to it. */
  readonly current: string
  readonly previous: string | undefined
  readonly debug: string | undefined
}

/** What the runtime's STATE_MACHINE_ARNS has for the chain: one ARN, or targets with weights in percent. */
export function served(traffic: Traffic, { percent }: Pick<Canary, 'percent'>, debugSample: number): string | readonly Target[] {
  const { current, previous, debug } = traffic
  if (previous === undefined && debug === undefined) return current
  const share = 100 - (debug === undefined ? 0 : debugSample)
  const fresh = previous === undefined ? 100 : percent
  return [
    { arn: current, weight: (share * fresh) / 100 },
    ...(previous === undefined ? [] : [{ arn: previous, weight: (share * (100 - fresh)) / 100 }]),
    ...(debug === undefined ? [] : [{ arn: debug, weight: debugSample }]),
  ]
}

/** What it has for the chain when the version before takes over again. */
export const servedBefore = (traffic: Traffic & { readonly previous: string }, debugSample: number): string | readonly Target[] =>
  served({ ...traffic, current: traffic.previous, previous: undefined }, { percent: 100 }, debugSample)
