/** `npm start`: everything on this machine. The chains, compiled in memory; local AWS, which runs them; the runtime, which serves them. */
import type { Command, Io } from '../command.ts'
import { StackRefused, sampleChain, startLocalStack } from '../local-stack.ts'
import type { LocalStack } from '../local-stack.ts'
import { LOCAL_AWS_PORT, RUNTIME_PORT } from '../port.ts'
import { compileProject } from '../project.ts'
import { report } from '../report.ts'
import { requestLine } from '../request-line.ts'

export function announce({ runtime, aws, manifests, playground }: LocalStack, io: Io): void {
  io.out(`The runtime listens on ${runtime.url}`)
  io.out(`Local AWS listens on   ${aws.url}`)
  if (playground) io.out(`The playground is at   ${runtime.url}/`)
  io.out('')
  io.out(manifests.length === 0 ? 'There are no chains below chains/.' : 'Chains:')
  const width = Math.max(0, ...manifests.map(({ name }) => name.length))
  for (const { name, description } of manifests) io.out(`  ${name.padEnd(width)}  ${description}`.trimEnd())
  const asked = sampleChain(manifests) ?? manifests[0]
  if (asked) {
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'What is AWS?' }] })
    const accept = asked.kind === 'answer' ? 'text/event-stream' : 'application/json'
    io.out('')
    io.out('Ask one:')
    io.out(`  curl --no-buffer -H 'content-type: application/json' -H 'accept: ${accept}' \\`)
    io.out(`    -d '${body}' ${runtime.url}/chains/${asked.name}`)
  }
  io.out('')
  io.out('Ctrl-C ends it.')
}

export const command: Command = {
  name: 'start',
  summary: 'run everything on this machine: local AWS and the runtime, with the chains as they are now',
  usage: `npm start

Compiles the chains below chains/, runs them on local AWS and serves them, with a page to try them on, on 127.0.0.1,
until Ctrl-C.
It needs no account and no network. Tasks beyond Bedrock are served by chains/local-services.ts.

  PORT              the runtime's port; default ${RUNTIME_PORT}
  LOCAL_AWS_PORT    local AWS's port; default ${LOCAL_AWS_PORT}
  PLAYGROUND=false  without the page
  LOCAL_MODEL_URL   an OpenAI-compatible server that answers in place of the stand-in model`,
  options: {},
  run: async (_, io) => {
    const { cwd, environment, signal } = io
    const project = await compileProject(cwd)
    report(project.problems, project.locate, io)
    if (project.problems.some(({ severity }) => severity === 'error')) return 1
    const log = (line: string) => io.out(requestLine(line))
    let stack: LocalStack
    try {
      stack = await startLocalStack(project, {
        cwd,
        environment,
        log,
        warn: (line) => io.error(line),
        playground: true,
        call: 'npm start',
      })
    } catch (error) {
      if (!(error instanceof StackRefused)) throw error
      io.error(error.message)
      return 2
    }
    announce(stack, io)
    if (!signal.aborted) await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }))
    await stack.close()
    return 0
  },
}
