/** Who may call: one of four ways, each of which either names the caller or refuses. */
import type { IncomingMessage } from 'node:http'
import type { Settings } from '../settings.ts'
import { bearerKeys } from './keys.ts'
import { platformCaller } from './iam.ts'

/** Resolves with the caller's verified identity, where there is one; rejects with a `Failure` when it may not call. */
export type Access = (request: IncomingMessage) => Promise<string | undefined>

/** Rejects with a `SettingsError` when the settings of that way are missing or make no sense. */
export async function accessFor({ auth, inLambda }: Settings): Promise<Access> {
  switch (auth.mode) {
    case 'none':
      return () => Promise.resolve(undefined)
    case 'iam':
      return (request) => Promise.resolve(inLambda ? platformCaller(request) : undefined)
    case 'keys':
      return bearerKeys(auth, fetch)
    case 'jwt':
      // Loaded where it is needed: the others start sooner without it.
      return (await import('./jwt.ts')).jsonWebTokens(auth)
    default:
      return auth satisfies never
  }
}
