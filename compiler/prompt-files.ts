/** Prompt files: every one lies below `chains/`. */
import { readFileSync, readdirSync } from 'node:fs'
import { join, sep } from 'node:path'

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

/** The prompt files there are, by their paths from `chains/`, in order. */
export const promptFiles = (root: string): readonly string[] => filesBelow(root, '.hbs')

/** The files below `chains/` whose names end so, by their paths from there, in order; none where the folder is not there. */
export function filesBelow(root: string, end: string): readonly string[] {
  let entries: string[]
  try {
    entries = readdirSync(join(root, CHAINS_FOLDER), { recursive: true, encoding: 'utf8' })
  } catch {
    return []
  }
  return entries
    .filter((file) => file.endsWith(end))
    .map((file) => file.split(sep).join('/'))
    .sort()
}
