/** The manifests of `generated/`, read from there; in the bundle the build has put them into this module's place. */
import { readFileSync, readdirSync } from 'node:fs'
import type { Manifest } from '../compiler/contract.ts'

export function builtManifests(folder: URL = new URL('../generated/', import.meta.url)): readonly Manifest[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.manifest.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Manifest)
}
