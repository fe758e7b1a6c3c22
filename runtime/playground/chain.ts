/** A chain as the playground's page knows it: what its manifest tells, without what is for the deployment alone. */
import type { Manifest } from '../../compiler/contract.ts'

type Told = 'name' | 'version' | 'source' | 'description' | 'input' | 'kind' | 'answer' | 'experiments' | 'worstCase'

export interface PlaygroundChain extends Pick<Manifest, Told> {
  readonly examples: readonly string[]
  /** Where each state was written: `chains/rag.ts:41`. */
  readonly places: Readonly<Record<string, string>>
}

/** What `GET /playground/chains` answers. */
export interface PlaygroundChains {
  readonly chains: readonly PlaygroundChain[]
  /** Whether the machines run on this machine: then each step can be watched and scripted. */
  readonly local: boolean
}

export function playgroundChain(manifest: Manifest, places: PlaygroundChain['places']): PlaygroundChain {
  const { name, version, source, description, examples = [], input, kind, answer, experiments, worstCase } = manifest
  return { name, version, source, description, examples, input, kind, answer, experiments, worstCase, places }
}
