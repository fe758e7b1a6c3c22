/** A project of its own in a temporary folder, as an author has one: this compiler, these settings, other chains. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
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
const SHARED = ['compiler', 'runtime']
const PACKAGES = 'node_modules'

interface ProjectOptions {
  /** `false`: neither tsc nor the linter is there, which would look at the whole compiler for the sake of a chain. */
  readonly tools?: boolean
}

export function temporaryProject(
  files: Readonly<Record<string, string>>,
  { tools = true }: ProjectOptions = {},
): TemporaryProject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'stepchain-')))
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  for (const file of SAME) copyFileSync(join(ROOT, file), join(root, file))
  for (const folder of SHARED) symlinkSync(join(ROOT, folder), join(root, folder))
  if (tools) symlinkSync(join(ROOT, PACKAGES), join(root, PACKAGES))
  else {
    mkdirSync(join(root, PACKAGES))
    for (const name of readdirSync(join(ROOT, PACKAGES)))
      if (name !== '.bin') symlinkSync(join(ROOT, PACKAGES, name), join(root, PACKAGES, name))
  }
  for (const [file, text] of Object.entries(files)) write(file, text)
  return { root, write, remove: () => rmSync(root, { recursive: true }) }
}
