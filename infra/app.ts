/** The CDK app: the chains of `generated/` as one stack. Run from the project's folder, by `npm run synth` and the like. */
import { createApp } from './create-app.ts'
import { OptionsError } from './options.ts'

try {
  createApp({ root: process.cwd(), region: process.env['CDK_DEFAULT_REGION'] }).synth()
} catch (error) {
  if (!(error instanceof OptionsError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
