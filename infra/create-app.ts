/** The app and what holds for all of it: the CDK's recommended behaviour, and the rules that a template has to pass. */
import { App, Validations } from 'aws-cdk-lib'
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api'
import { AwsSolutionsChecks } from 'cdk-nag'
import { join } from 'node:path'
import { generatedChains } from './generated.ts'
import { readOptions } from './options.ts'
import { warnOfRegion } from './region.ts'
import { StepchainStack } from './stack.ts'

export interface AppInput {
  /** The project's folder, with `generated/` in it. */
  readonly root: string
  /** Where the runtime was built; `dist/runtime` unless said otherwise. */
  readonly runtimeFolder?: string
  /** Context beside what the command line gives. */
  readonly context?: Readonly<Record<string, unknown>>
  readonly outdir?: string
  /** The region that is deployed to, as the CDK's command line tells it. */
  readonly region?: string | undefined
}

/** Throws an `OptionsError` where the context or the folders make no sense; a finding of the rules makes `synth()` throw. */
export function createApp({ root, runtimeFolder = join(root, 'dist', 'runtime'), context = {}, outdir, region }: AppInput): App {
  const app = new App({
    context: {
      ...CURRENTLY_RECOMMENDED_FLAGS,
      // What the CDK finds wrong with a template is an error, too.
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      ...context,
    },
    analyticsReporting: false,
    ...(outdir === undefined ? {} : { outdir }),
  })
  const options = readOptions(app.node.getAllContext() as Record<string, unknown>)
  const chains = generatedChains(join(root, 'generated'))
  const stack = new StepchainStack(app, options.stackName, { chains, runtimeFolder, options })
  if (region !== undefined)
    warnOfRegion(
      stack,
      region,
      chains.map(({ manifest }) => manifest),
    )
  // The reasons of what is acknowledged go into the template, where a test and an auditor find them.
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { writeSuppressionsToCloudFormation: true }))
  return app
}
