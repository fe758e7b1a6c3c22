/** Where the region of a deployment is known, a model that is not called from there is told of before anything is deployed. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SynthesisMessageLevel } from 'aws-cdk-lib/cx-api'
import { expect, test } from 'vitest'
import { createApp } from '../../infra/create-app.ts'
import { writeProject } from './project.ts'
import { writeRuntime } from './synth.ts'

const root = writeProject()

function warningsIn(region: string | undefined): readonly unknown[] {
  const outdir = mkdtempSync(join(tmpdir(), 'stepchain-cdk-'))
  const app = createApp({ root, region, runtimeFolder: writeRuntime(join(outdir, 'runtime')), outdir: join(outdir, 'cdk.out') })
  const [stack] = app.synth().stacks
  return (stack?.messages ?? []).filter(({ level }) => level === SynthesisMessageLevel.WARNING).map(({ entry }) => entry.data)
}

test('in another geography', () => {
  expect(warningsIn('us-east-1')).toEqual([
    `The chain faq: Profiles of "eu" are not called from us-east-1: write .in('us') or .in('global') in the chain, or deploy to a region of "eu". [ack: stepchain:region-of-faq]`,
  ])
})

test('in its own, and where it is not known', () => {
  expect([warningsIn('eu-west-1'), warningsIn(undefined)]).toEqual([[], []])
})
