/** What the commands about a deployment share: the project made ready for it, and the CDK's command line called. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Manifest } from '../contract.ts'
import type { Io } from './command.ts'
import { command as build } from './commands/build.ts'
import { GENERATED_FOLDER, compileProject, drift } from './project.ts'
import { report } from './report.ts'

export const OUTPUT_FOLDER = 'cdk.out'
const APP = 'node infra/bin.mjs'

/** What `NAME=VALUE` means: a parameter of the stack, or an option of the app. */
export interface Assignments {
  readonly parameters: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, string>>
}

/** The parameters of a stack are written with a capital, or are named by a chain. */
export function readAssignments(
  positionals: readonly string[],
  manifests: readonly Manifest[],
): Assignments | { readonly wrong: string } {
  const substitutions = new Set(manifests.flatMap((manifest) => Object.keys(manifest.substitutions)))
  const parameters: Record<string, string> = {}
  const options: Record<string, string> = {}
  for (const positional of positionals) {
    const [, name, value] = /^([A-Za-z][A-Za-z0-9]*)=(.*)$/s.exec(positional) ?? []
    if (name === undefined || value === undefined) return { wrong: positional }
    if (substitutions.has(name) || /^[A-Z]/.test(name)) parameters[name] = value
    else options[name] = value
  }
  return { parameters, options }
}

/** The manifests that are to be deployed. */
export const deployedManifests = (root: string): readonly Manifest[] => {
  const folder = join(root, GENERATED_FOLDER)
  return readdirSync(folder)
    .filter((file) => file.endsWith('.manifest.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Manifest)
}

/** Checks that `generated/` is what the chains give, and builds the runtime. Exit code: 0 ready, 1 the chains are wrong. */
export async function makeReady(io: Io): Promise<number> {
  const project = await compileProject(io.cwd)
  report(project.problems, project.locate, io)
  if (project.problems.some(({ severity }) => severity === 'error')) return 1
  const stale = drift(io.cwd, project)
  for (const line of stale) io.error(`${line}. Run npm run compile, review and commit what changes, then deploy.`)
  return stale.length > 0 ? 1 : await build.run({ values: {}, positionals: [] }, { ...io, out: () => undefined })
}

export interface CdkCall {
  readonly command: 'synth' | 'deploy' | 'diff' | 'destroy'
  readonly assignments: Assignments
  readonly more?: readonly string[]
}

/** Runs the CDK's command line on the app; what it says goes to this terminal. Resolves to its exit code. */
export function cdk({ command, assignments, more = [] }: CdkCall, io: Io): Promise<number> {
  const require = createRequire(join(io.cwd, 'package.json'))
  const bin = join(dirname(require.resolve('aws-cdk/package.json')), 'bin', 'cdk')
  const context = Object.entries(assignments.options).flatMap(([name, value]) => ['--context', `${name}=${value}`])
  const always = ['--app', APP, '--output', OUTPUT_FOLDER, '--no-notices', '--no-version-reporting']
  const child = spawn(process.execPath, [bin, command, ...always, ...context, ...more], {
    cwd: io.cwd,
    env: io.environment,
    stdio: 'inherit',
    signal: io.signal,
  })
  return new Promise((resolve, reject) => {
    child.once('error', (error) => (io.signal.aborted ? resolve(130) : reject(error)))
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/** The stack's name, by which its machines and function are called. */
export const stackNameOf = ({ options }: Assignments): string => options['stackName'] ?? 'stepchain'

export const WRONG_ASSIGNMENT =
  'is no NAME=VALUE. Names with a capital are parameters of the stack, others are options: see infra/README.md.'
