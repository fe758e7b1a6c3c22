/** A project of its own in a temporary folder, as an author has one: this compiler, these settings, other chains. */
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ROOT } from './root.ts'

export interface TemporaryProject {
  readonly root: string
  /** Writes a file, by its path from the root. */
  write(file: string, text: string): void
  remove(): void
}

const SAME = ['package.json', 'tsconfig.json', '.oxlintrc.json', '.oxfmtrc.json']
const SHARED = ['compiler', 'node_modules', 'runtime']

export function temporaryProject(files: Readonly<Record<string, string>>): TemporaryProject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'stepchain-')))
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  for (const file of SAME) copyFileSync(join(ROOT, file), join(root, file))
  for (const folder of SHARED) symlinkSync(join(ROOT, folder), join(root, folder))
  for (const [file, text] of Object.entries(files)) write(file, text)
  return { root, write, remove: () => rmSync(root, { recursive: true }) }
}
