/** What the build knows: in the bundle it has put the manifests and the prices into this module's place. */
import { readFileSync, readdirSync } from 'node:fs'
import type { Manifest } from '../compiler/contract.ts'
import type { Prices } from './price.ts'

/** From `generated/`. */
export function builtManifests(folder: URL = new URL('../generated/', import.meta.url)): readonly Manifest[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.manifest.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Manifest)
}

/** Run from source, whoever starts the runtime passes the prices. */
export const builtPrices = (): Prices => ({})
