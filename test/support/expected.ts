/** Expected texts that are kept beside a test; `UPDATE_EXPECTED=1 npm test` writes them anew, to be reviewed as code is. */
import { readFileSync, writeFileSync } from 'node:fs'

export function expectedText(file: URL, actual: string): string {
  if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(file, actual)
  return readFileSync(file, 'utf8')
}
