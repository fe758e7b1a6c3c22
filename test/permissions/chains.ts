/** The chains whose permissions are tried: all of this repository, and one with every kind of call. */
import { readdirSync } from 'node:fs'
import type { Chain } from '../../compiler/index.ts'
import { ROOT } from '../support/root.ts'
import everything from './everything.ts'

const files = readdirSync(`${ROOT}/chains/`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('local-services.ts'))
  .sort()

export const CHAINS: readonly Chain[] = [
  ...(await Promise.all(files.map(async (file) => ((await import(`${ROOT}/chains/${file}`)) as { default: Chain }).default))),
  everything,
]
