/** Prompt files: every one lies below `chains/`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const CHAINS_FOLDER = 'chains'

/** Reads the prompt files of the project at `root`, each once; undefined where there is none. */
export function promptReader(root: string): (file: string) => string | undefined {
  const known = new Map<string, string | undefined>()
  return (file) => {
    if (!known.has(file)) {
      let text: string | undefined
      try {
        // the line end that every file has is not meant
        text = readFileSync(join(root, CHAINS_FOLDER, file), 'utf8').replace(/\r?\n$/, '')
      } catch {
        text = undefined
      }
      known.set(file, text)
    }
    return known.get(file)
  }
}
