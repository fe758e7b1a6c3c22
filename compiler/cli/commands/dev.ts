/** `dev`: everything on this machine, and whatever is saved below `chains/` is served at once. */
import type { Compiled } from '../../compile.ts'
import { bundlingAgain } from '../bundle.ts'
import type { Bundling } from '../bundle.ts'
import type { Command, Io } from '../command.ts'
import { StackRefused, startLocalStack } from '../local-stack.ts'
import type { LocalStack } from '../local-stack.ts'
import { LOCAL_AWS_PORT, RUNTIME_PORT } from '../port.ts'
import { compileProject } from '../project.ts'
import type { Project } from '../project.ts'
import { positionOf, report } from '../report.ts'
import { requestLine } from '../request-line.ts'
import { watchChains } from '../watch.ts'
import { save } from './compile.ts'
import { announce } from './start.ts'

const isError = ({ severity }: Project['problems'][number]) => severity === 'error'

/**
 * What is to be served: every chain that compiles, and of one that does not, what it was when it last did. A file that cannot be
 * loaded says nothing of the chain in it: what was served is then kept.
 */
export function servable(project: Project, before: Project | undefined): Project {
  const fresh = new Map(project.compiled.map((one) => [one.name, one]))
  const isKept = ({ name, output }: Compiled) => {
    const now = fresh.get(name)
    return output !== undefined && (now === undefined ? project.problems.some(isError) : now.output === undefined)
  }
  const kept = before?.compiled.filter(isKept) ?? []
  const keptMaps = [...(before?.maps() ?? [])].filter(([file]) => kept.some(({ name }) => file.endsWith(`/${name}.map.json`)))
  return {
    ...project,
    compiled: [...project.compiled.filter(({ output }) => output !== undefined), ...kept],
    maps: () => new Map([...project.maps(), ...keptMaps]),
  }
}

/** Problems as the page shows them. */
const noticeOf = ({ problems, locate }: Project) =>
  problems.map((problem) => {
    const { code, severity, path, what, remedy } = problem
    const { file, line, column } = positionOf(problem, locate) ?? {}
    return { code, severity, file, line, column, path: path.join(' › '), what, remedy }
  })

async function develop(io: Io, bundling: Bundling): Promise<number> {
  const { cwd, environment } = io
  let stack: LocalStack | undefined
  let serving: Project | undefined
  const compile = async () => {
    const project = await compileProject(cwd, bundling)
    report(project.problems, project.locate, io)
    const isWrong = project.problems.some(isError)
    if (!isWrong) save(project, { ...io, out: () => undefined })
    serving = servable(project, serving)
    if (stack === undefined) {
      stack = await startLocalStack(serving, {
        cwd,
        environment,
        log: (line) => io.out(requestLine(line)),
        warn: (line) => io.error(line),
        playground: true,
        call: 'npm run dev',
      })
      announce(stack, io)
    } else {
      await stack.serve(serving)
      stack.aws.tell({ type: 'chains', chains: serving.compiled.map(({ name }) => name) })
    }
    stack.aws.tell({ type: 'problems', problems: noticeOf(project) })
    return isWrong ? 1 : 0
  }
  try {
    return await watchChains(io, compile)
  } finally {
    await stack?.close()
  }
}

export const command: Command = {
  name: 'dev',
  summary: 'run everything on this machine, and serve what is saved below chains/ at once',
  usage: `npm run dev

As npm start, and beside it: whenever a chain or a prompt below chains/ is saved, it is compiled into generated/ and
served, and the page at / shows it. A mistake is told here and on the page, with its place and what to do; the chain is
served as it was. Types and lint are checked after it. Documents and chains/local-services.ts are read anew by
themselves. Ctrl-C ends it.

  PORT              the runtime's port; default ${RUNTIME_PORT}
  LOCAL_AWS_PORT    local AWS's port; default ${LOCAL_AWS_PORT}
  LOCAL_MODEL_URL   an OpenAI-compatible server that answers in place of the stand-in model`,
  options: {},
  run: async (_, io) => {
    try {
      return await bundlingAgain((bundling) => develop(io, bundling))
    } catch (error) {
      if (!(error instanceof StackRefused)) throw error
      io.error(error.message)
      return 2
    }
  },
}
