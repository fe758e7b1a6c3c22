/**
 * The one list of how JSONata in Step Functions differs from the library (jsonata 2.0.6, the version AWS names):
 * functions it adds, and functions it takes away.
 */
import { createHash, randomUUID } from 'node:crypto'
import type jsonata from 'jsonata'

const DIGESTS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}

/** Functions AWS adds, with the library's signature notation. */
const ADDED: Readonly<Record<string, { implementation: (...given: never[]) => unknown; signature: string }>> = {
  parse: { implementation: (text: string) => JSON.parse(text) as unknown, signature: '<s:x>' },
  hash: {
    implementation: (text: string, algorithm: string) =>
      algorithm in DIGESTS
        ? createHash(DIGESTS[algorithm] as string)
            .update(text)
            .digest('hex')
        : undefined,
    signature: '<ss:s>',
  },
  uuid: { implementation: () => randomUUID(), signature: '<:s>' },
}

/** Functions of the library that AWS does not have. */
export const REMOVED: readonly string[] = ['eval']

/** Every function name an expression may call beyond the library's own. */
export const ADDED_NAMES: readonly string[] = [...Object.keys(ADDED), 'partition', 'range', 'random']

/** Makes an expression of the library one of Step Functions'. */
export function register(expression: jsonata.Expression): void {
  for (const [name, { implementation, signature }] of Object.entries(ADDED)) {
    expression.registerFunction(name, implementation as never, signature)
  }
}
