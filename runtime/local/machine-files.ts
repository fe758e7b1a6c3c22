/** Reads the machines a compilation wrote: `NAME.asl.json`, and from `NAME.manifest.json` which of its texts are substitutions. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isObject } from './json.ts'

export interface LocalMachine {
  readonly name: string
  readonly definition: object
  /** Values for `${Name}` in the definition's texts; others stay as they are. */
  readonly substitutions?: Readonly<Record<string, string>>
}

/** A file that is not what a compilation writes: its message is for the one who runs the command. */
export class MachineFileError extends Error {
  override readonly name = 'MachineFileError'
}

const ASL = '.asl.json'

async function parsed(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8')
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new MachineFileError(`${path} is not JSON (${(error as Error).message}). Run "npm run compile".`, { cause: error })
  }
}

async function manifestOf(path: string): Promise<unknown> {
  try {
    return await parsed(path)
  } catch (error) {
    // A machine written by hand has none.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The machines in `folder`, by name; a substitution's value is the environment variable of its name, where there is one. */
export async function readMachines(folder: string, environment: NodeJS.ProcessEnv): Promise<readonly LocalMachine[]> {
  let files: readonly string[]
  try {
    files = await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  return Promise.all(
    files
      .filter((file) => file.endsWith(ASL))
      .sort()
      .map(async (file) => {
        const name = file.slice(0, -ASL.length)
        const [definition, manifest] = await Promise.all([
          parsed(join(folder, file)),
          manifestOf(join(folder, `${name}.manifest.json`)),
        ])
        const declared = isObject(manifest) && isObject(manifest['substitutions']) ? Object.keys(manifest['substitutions']) : []
        const substitutions = Object.fromEntries(declared.flatMap((key) => (environment[key] ? [[key, environment[key]]] : [])))
        return { name, definition: definition as object, substitutions }
      }),
  )
}
