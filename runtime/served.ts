/** Which chains are served here: a manifest each, and the state machines it runs on. */
import { createHash } from 'node:crypto'
import type { Manifest } from '../compiler/contract.ts'
import { checkGuardrail } from './guardrails.ts'
import { SettingsError } from './settings-error.ts'
import type { Settings } from './settings.ts'
import { machineName } from './targets.ts'
import type { Target } from './targets.ts'

export interface ServedChain {
  readonly manifest: Manifest
  readonly targets: readonly Target[]
}

export interface Served {
  readonly chains: ReadonlyMap<string, ServedChain>
  /** The machine behind the sample's route, and its manifest where it is a chain of ours. */
  readonly seed: { readonly arn: string; readonly manifest: Manifest | undefined } | undefined
}

type Machines = Pick<Settings, 'targets' | 'seedArn' | 'agentCoreChain'>

export function served(manifests: readonly Manifest[], { targets, seedArn, agentCoreChain }: Machines): Served {
  const byName = new Map(manifests.map((manifest) => [manifest.name, manifest]))
  for (const name of targets.keys())
    if (!byName.has(name))
      throw new SettingsError(
        'STATE_MACHINE_ARNS',
        `names "${name}", which is no chain here. Chains: ${[...byName.keys()].join(', ') || 'none; run npm run compile'}.`,
      )
  const chains = new Map<string, ServedChain>()
  for (const manifest of manifests) {
    const own = targets.get(manifest.name)
    if (own !== undefined) chains.set(manifest.name, { manifest, targets: own })
    else if (seedArn !== undefined && machineName(seedArn) === manifest.name)
      chains.set(manifest.name, { manifest, targets: [{ arn: seedArn, weight: 1 }] })
  }
  for (const { manifest } of chains.values()) checkGuardrail(manifest)
  if (agentCoreChain !== undefined && !chains.has(agentCoreChain))
    throw new SettingsError('AGENTCORE_CHAIN', `is "${agentCoreChain}", which is no chain that is served here.`)
  return { chains, seed: seedArn === undefined ? undefined : { arn: seedArn, manifest: manifestOf(seedArn, byName, targets) } }
}

/** By ARN where it is listed (a deployed machine's name may be made up), else by name. */
function manifestOf(arn: string, byName: ReadonlyMap<string, Manifest>, targets: Settings['targets']): Manifest | undefined {
  const machine = (text: string) => text.split(':').slice(0, 7).join(':')
  const listed = [...targets].find(([, list]) => list.some((target) => machine(target.arn) === machine(arn)))?.[0]
  const manifest = byName.get(listed ?? machineName(arn))
  return manifest?.kind === 'answer' ? manifest : undefined
}

/** One of a chain's machines, by weight: always the same for one session, else by chance. */
export function pickTarget(targets: readonly Target[], session: unknown, random: () => number): string {
  const total = targets.reduce((sum, { weight }) => sum + weight, 0)
  let point = (typeof session === 'string' ? hashed(session) : random()) * total
  for (const { arn, weight } of targets) {
    if (point < weight) return arn
    point -= weight
  }
  return (targets.findLast(({ weight }) => weight > 0) as Target).arn
}

const hashed = (text: string) => createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32
