/** The compiled chains, as `generated/` holds them: what is deployed is what was reviewed. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Manifest } from '../compiler/contract.ts'
import { OptionsError } from './options.ts'

export interface GeneratedChain {
  readonly manifest: Manifest
  readonly definition: Readonly<Record<string, unknown>>
}

const SUFFIX = '.manifest.json'

export function generatedChains(folder: string): readonly GeneratedChain[] {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort()
  if (names.length === 0) throw new OptionsError('generated/ holds no chain: run npm run compile first.')
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'))
  return names.map((name) => ({
    manifest: read(`${name}${SUFFIX}`) as Manifest,
    definition: read(`${name}.asl.json`) as GeneratedChain['definition'],
  }))
}

/** A chain's name in the form logical ids have: `story-writer` is `StoryWriter`. */
export const pascal = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
