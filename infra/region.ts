/** What can be told of the region a deployment goes to, where that is known already. */
import { Annotations } from 'aws-cdk-lib'
import type { Stack } from 'aws-cdk-lib'
import type { Manifest } from '../compiler/contract.ts'
import { notCalledFrom } from '../compiler/geographies.ts'

/** Warns of models that are not called from there: the first request would be the first to tell. */
export function warnOfRegion(stack: Stack, region: string, manifests: readonly Manifest[]): void {
  for (const { name, models, answer } of manifests) {
    const called = [...models, ...(answer?.allow.models ?? [])]
    // one geography that is wrong is wrong in all of a chain's models
    const remedies = called.map((id) => notCalledFrom(region, id)).filter((remedy) => remedy !== undefined)
    for (const remedy of new Set(remedies))
      Annotations.of(stack).addWarningV2(`stepchain:region-of-${name}`, `The chain ${name}: ${remedy}`)
  }
}
