/** The command line: finds the command, reads its options, and gives its exit code. */
import { parseArgs } from 'node:util'
import { closest } from '../closest.ts'
import type { Command, Io } from './command.ts'

/** Commands are loaded when they are called: most calls need one of them. */
const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  build: () => import('./commands/build.ts'),
  check: () => import('./commands/check.ts'),
  compile: () => import('./commands/compile.ts'),
  conformance: () => import('./commands/conformance.ts'),
  deploy: () => import('./commands/deploy.ts'),
  destroy: () => import('./commands/destroy.ts'),
  dev: () => import('./commands/dev.ts'),
  diff: () => import('./commands/diff.ts'),
  doctor: () => import('./commands/doctor.ts'),
  explore: () => import('./commands/explore.ts'),
  graph: () => import('./commands/graph.ts'),
  import: () => import('./commands/import.ts'),
  'local-aws': () => import('./commands/local-aws.ts'),
  new: () => import('./commands/new.ts'),
  run: () => import('./commands/run.ts'),
  serve: () => import('./commands/serve.ts'),
  start: () => import('./commands/start.ts'),
  synth: () => import('./commands/synth.ts'),
  trace: () => import('./commands/trace.ts'),
}

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map(async (load) => (await load()).command))
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`)
  return ['stepchain COMMAND [options]', '', ...lines, '', 'stepchain COMMAND --help says more.'].join('\n')
}

/** Runs the command that `argv` names. Exit code: 0 good, 1 the chains are wrong, 2 the call is wrong. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help' || name === 'help') {
    io.out(await overview())
    return name === undefined ? 2 : 0
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!load) {
    const meant = closest(name, Object.keys(COMMANDS))
    io.error(`There is no command "${name}". ${meant === undefined ? '' : `Did you mean ${meant}? `}stepchain --help lists them.`)
    return 2
  }
  const { command } = await load()
  let parsed
  try {
    const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const
    parsed = parseArgs({ args: [...rest], options, allowPositionals: command.positionals === true })
  } catch (error) {
    // after the first sentence Node gives advice that npm would make wrong
    const [what] = (error as Error).message.split('. ')
    io.error(`${what}.\n\n${command.usage}`)
    return 2
  }
  if (parsed.values['help']) {
    io.out(command.usage)
    return 0
  }
  return command.run({ values: parsed.values, positionals: parsed.positionals }, io)
}
