/** Where in the sources something was written, for messages. */
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Origin, Placed } from '../tree.ts'

/** The frame of a stack that the author wrote, as `chains/rag.ts:41:7`. */
export function placeIn(origin: Origin, root: string): string {
  for (const { file, line, column } of origin) {
    const path = relative(root, file.startsWith('file:') ? fileURLToPath(file) : file)
    if (path !== '' && !/^(compiler|node_modules|node:|\.\.)/.test(path)) return `${path}:${line}:${column}`
  }
  return 'unknown'
}

/** Where the step of a state was written. */
export const whereWritten = (placed: Placed | undefined, root: string): string =>
  placed ? placeIn(placed.name === null ? placed.builder.at : placed.at, root) : 'unknown'
