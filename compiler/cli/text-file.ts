/** Files of text: what one holds, and writing it only where it is to hold something else. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** What a file holds; undefined where there is none. */
export function textIn(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Makes a file and its folder. One that holds the text already stays untouched: to read takes a tenth of the time, and nobody who watches it is woken. */
export function writeText(path: string, text: string): void {
  if (textIn(path) === text) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
