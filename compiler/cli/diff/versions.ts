/** Where versions of chains are read from: the chains as they are, a commit's `generated/`, a deployed state machine. */
import { execFileSync } from 'node:child_process'
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import type { Manifest } from '../../contract.ts'
import { permissionsOf } from '../../import/permissions.ts'
import { viewOf } from '../../validate/machine.ts'
import type { Fields } from '../../validate/machine.ts'
import { awsSettings } from '../aws.ts'
import { GENERATED_FOLDER } from '../project.ts'
import type { Project } from '../project.ts'
import type { Version } from './changes.ts'

/** By the chain's name. */
export type Versions = ReadonlyMap<string, Version>

const ASL = '.asl.json'
const permissionsIn = ({ iam }: Manifest): Version['permissions'] => ({ stateMachine: iam.stateMachine, runtime: iam.runtime })

export const currentVersions = ({ compiled }: Project): Versions =>
  new Map(
    compiled.flatMap(({ name, output }) => {
      if (output === undefined) return []
      const { definition, manifest } = output
      // as it is written to a file: members that are undefined are none
      const written = JSON.parse(JSON.stringify(definition)) as Fields
      return [[name, { definition: written, manifest, permissions: permissionsIn(manifest) }] as const]
    }),
  )

/** A commit that is none, or a folder that is no repository; the message is git's own. */
export class NoSuchCommit extends Error {
  override readonly name = 'NoSuchCommit'
}

/** The chains of a commit, out of its `generated/`. */
export function committedVersions(root: string, commit: string): Versions {
  const git = (...args: readonly string[]) => {
    try {
      return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 100_000_000 })
    } catch (error) {
      const { stderr, message } = error as Error & { readonly stderr?: string }
      const [told = message] = (stderr ?? message).trim().split('\n')
      throw new NoSuchCommit(told.replace(/^fatal: /, ''), { cause: error })
    }
  }
  // what begins with a dash would be an option of git's
  const hash = git('rev-parse', '--verify', '--end-of-options', `${commit}^{commit}`).trim()
  const files = git('ls-tree', '--name-only', hash, `${GENERATED_FOLDER}/`).split('\n')
  const json = (file: string) => JSON.parse(git('show', `${hash}:./${file}`)) as unknown
  return new Map(
    files
      .filter((file) => file.endsWith(ASL))
      .map((file) => {
        const manifest = json(file.replace(ASL, '.manifest.json')) as Manifest
        return [manifest.name, { definition: json(file) as Fields, manifest, permissions: permissionsIn(manifest) }] as const
      }),
  )
}

/** What a definition needs, whoever wrote it: the permissions of a deployed machine are in its role, which is not asked for. */
export const asDeployed = ({ definition }: Pick<Version, 'definition'>): Version => ({
  definition,
  permissions: { stateMachine: permissionsOf(viewOf(definition).states), runtime: [] },
})

/** The definition of a machine, or of a version of one. Rejects with the SDK's error. */
export async function deployedVersion(arn: string, environment: NodeJS.ProcessEnv): Promise<Version> {
  const client = new SFNClient(awsSettings(environment, environment['AWS_REGION'] || undefined, 'SFN'))
  try {
    const { definition = '{}' } = await client.send(new DescribeStateMachineCommand({ stateMachineArn: arn }))
    return asDeployed({ definition: JSON.parse(definition) as Fields })
  } finally {
    client.destroy()
  }
}
