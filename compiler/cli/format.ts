/** The project's formatter, where it is installed: what a command writes looks as if it was written by hand. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** `files`: paths from `root`. Without the formatter they stay as they are. */
export function formatFiles(files: readonly string[], root: string): void {
  const formatter = join(root, 'node_modules', '.bin', 'oxfmt')
  if (existsSync(formatter)) spawnSync(process.execPath, [formatter, ...files], { cwd: root, stdio: 'ignore' })
}
