/** The account that the live tests run in, if there is one: they deploy under a name of their own and take it down again. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { SFNClient } from '@aws-sdk/client-sfn'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { run } from '../support/command.ts'
import { ROOT } from '../support/root.ts'

export const STACK = 'stepchain-live'

export interface Account {
  readonly account: string
  readonly region: string
  /** Values of the chains' parameters, as `NAME=VALUE`. */
  readonly values: readonly string[]
}

/** The values that chains need come from the environment under their own names. */
async function find(): Promise<Account | string> {
  const { AWS_REGION: region, LIVE_VALUES: values = '' } = process.env
  if (!region) return 'AWS_REGION is not set'
  try {
    const { Account: account = '' } = await new STSClient({ maxAttempts: 1 }).send(new GetCallerIdentityCommand({}))
    return { account, region, values: values.split(/\s+/).filter((value) => value !== '') }
  } catch (error) {
    return `AWS cannot be asked (${(error as Error).name}: ${(error as Error).message})`
  }
}

const found = await find()
if (typeof found === 'string')
  process.stdout.write(
    `\nLive tests are skipped: ${found}. They need AWS_REGION, credentials, and LIVE_VALUES="KnowledgeBaseId=… …".\n\n`,
  )

export const account = typeof found === 'string' ? undefined : found

/** The account, in tests that are skipped without one. */
export function here(): Account {
  if (account === undefined) throw new Error('there is no account')
  return account
}

export const sfn = () => new SFNClient({})
export const lambda = () => new LambdaClient({})
export const machineArn = (name: string) => `arn:aws:states:${here().region}:${here().account}:stateMachine:${STACK}-${name}`

export interface Deployed {
  readonly endpoint: string
  /** The printed line for a shell. */
  readonly curl: string
}

/** `npm run deploy`, and what it printed. */
export async function deploy(...more: readonly string[]): Promise<Deployed> {
  const args = ['compiler/cli/bin.mjs', 'deploy', '--yes', `stackName=${STACK}`, ...here().values, ...more]
  const { code, out, error } = await run(process.execPath, args, { cwd: ROOT })
  if (code !== 0) throw new Error(`deploy ended with ${code}:\n${error}`)
  const [, endpoint = ''] = /^Endpoint +(\S+)$/m.exec(out) ?? []
  const curl = out.split('\n').find((line) => line.startsWith('curl ')) ?? ''
  return { endpoint, curl }
}

export async function destroy(): Promise<void> {
  const args = ['compiler/cli/bin.mjs', 'destroy', '--yes', `stackName=${STACK}`, ...here().values]
  const { code, error } = await run(process.execPath, args, { cwd: ROOT })
  if (code !== 0) throw new Error(`destroy ended with ${code}, so ${STACK} may still be there:\n${error}`)
}
