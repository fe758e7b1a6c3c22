/** `check`: everything that can be said of the project without running it. */
import type { Command, Io } from '../command.ts'
import { withPictures } from '../pictures.ts'
import { compileProject, drift } from '../project.ts'
import { problemLine } from '../report.ts'
import { FORMAT, LINT, TYPES, callTool, checkTypes } from '../tools.ts'
import type { Said, ToolCall } from '../tools.ts'
import { unknownName } from '../unknown-name.ts'

/** The chains compile, and `generated/` is what they give. */
async function generated(io: Io): Promise<Said> {
  const project = await compileProject(io.cwd)
  const lines = project.problems.map((problem) => problemLine(problem, project.locate))
  const isWrong = project.problems.some(({ severity }) => severity === 'error')
  if (isWrong) return { state: 'wrong', told: lines.join('\n') }
  const stale = drift(io.cwd, await withPictures(io.cwd, project)).map(
    (line) => `${line}. Run npm run compile and commit what changes.`,
  )
  return stale.length === 0
    ? { state: 'good', ...(lines.length > 0 ? { told: lines.join('\n') } : {}) }
    : { state: 'wrong', told: [...lines, ...stale].join('\n') }
}

const tool = (call: ToolCall) => (io: Io) => callTool(call, io.cwd, io.signal)
const CHECKS: Readonly<Record<string, (io: Io) => Promise<Said>>> = {
  generated,
  types: ({ cwd, signal }) => checkTypes(cwd, signal),
  lint: tool(LINT),
  format: tool(FORMAT),
}
const PROGRAMS: Readonly<Record<string, string>> = { types: TYPES.program, lint: LINT.program, format: FORMAT.program }

const RED = 31
const paint = (io: Io, text: string) => (io.colours ? `\u001b[${RED}m${text}\u001b[0m` : text)

function tell(name: string, said: Said, io: Io): void {
  const head = name.padEnd(11)
  switch (said.state) {
    case 'good':
      io.out(`${head}good`)
      // warnings
      return said.told === undefined ? undefined : io.error(said.told)
    case 'wrong':
      io.error(paint(io, `${head}wrong`))
      return io.error(said.told)
    case 'absent':
      return io.out(`${head}not checked: ${PROGRAMS[name] ?? name} is not installed`)
    case 'stopped':
      return io.out(`${head}stopped`)
    default:
      return said satisfies never
  }
}

export const command: Command = {
  name: 'check',
  summary: 'say whether chains, types, lint, format and generated/ are right',
  usage: `npm run check [-- CHECK ...] [--json]

Checks everything, or what is named, at the same time, and tells each as it is known:

  generated   the chains compile, and generated/ is what they give
  types       tsc
  lint        oxlint, with the rules that refuse a reference used as a value
  format      oxfmt; npm run format mends it

  --json      tell them as JSON

Exit code: 0 all is right, 1 something is wrong, 2 the call is wrong.`,
  positionals: true,
  options: { json: { type: 'boolean' } },
  run: async ({ values, positionals }, io) => {
    const names = Object.keys(CHECKS)
    const unknown = positionals.map((name) => unknownName('check', name, names)).find((said) => said !== undefined)
    if (unknown !== undefined) {
      io.error(unknown)
      return 2
    }
    const chosen = positionals.length === 0 ? names : names.filter((name) => positionals.includes(name))
    const checks = await Promise.all(
      chosen.map(async (name) => {
        const said = await (CHECKS[name] as (io: Io) => Promise<Said>)(io)
        if (values['json'] !== true) tell(name, said, io)
        return { check: name, ...said }
      }),
    )
    if (values['json'] === true) io.out(JSON.stringify({ checks }, null, 2))
    if (io.signal.aborted) return 130
    return checks.some(({ state }) => state === 'wrong') ? 1 : 0
  },
}
