/** What the build knows of the chains. Run from source it is read from where the compiler left it; the bundle has a file beside it. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import type { Manifest } from '../compiler/contract.ts'
import type { Prices } from './price.ts'

/** Where each state of a chain was written: chain → state → `chains/rag.ts:41`. */
export type Sources = Readonly<Record<string, Readonly<Record<string, string>>>>

export interface Built {
  readonly manifests: readonly Manifest[]
  readonly prices: Prices
  readonly sources: Sources
}

export const built = (): Built => builtAt(new URL('..', import.meta.url), {})

/** Of a project's folder. Where the states were written is told by files that a fresh clone has not got yet. */
export function builtAt(project: URL, prices: Prices): Built {
  const generated = new URL('generated/', project)
  const manifests = readdirSync(generated)
    .filter((name) => name.endsWith('.manifest.json'))
    .sort()
    .map((name) => readJson(new URL(name, generated)) as Manifest)
  const maps = manifests.map(({ name }) => [name, new URL(`.stepchain/${name}.map.json`, project)] as const)
  const sources = Object.fromEntries(
    maps.filter(([, file]) => existsSync(file)).map(([name, file]) => [name, placesOf(readJson(file) as SourceMap)]),
  )
  return { manifests, prices, sources }
}

interface SourceMap {
  /** A state that nobody wrote has no place. */
  readonly states: Readonly<Record<string, { readonly file: string; readonly line: number } | null>>
}

const placesOf = ({ states }: SourceMap) =>
  Object.fromEntries(
    Object.entries(states).flatMap(([state, place]) => (place === null ? [] : [[state, `${place.file}:${place.line}`]])),
  )

const readJson = (file: URL): unknown => JSON.parse(readFileSync(file, 'utf8'))
