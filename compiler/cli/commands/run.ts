/** `run`: one request to a chain, on this machine, from the terminal. */
import type { ExecutionRecord } from '../../../runtime/local/stepfunctions/record.ts'
import { noSuchChain } from '../unknown-name.ts'
import type { Arguments, Command, Io } from '../command.ts'
import { StackRefused, sourcesOf, startLocalStack } from '../local-stack.ts'
import type { LocalStack } from '../local-stack.ts'
import { compileProject } from '../project.ts'
import type { Project } from '../project.ts'
import { report } from '../report.ts'
import { BadInput, readObject, requestBody, scriptedAnswers } from '../run/request.ts'
import { traceOfRecord } from '../trace/local-execution.ts'
import { told } from '../trace/told.ts'

const INTERRUPTED = 130

type Values = Arguments['values']

function bodyFrom(values: Values, cwd: string): string {
  const given = typeof values['input'] === 'string' ? readObject(cwd, values['input']) : {}
  const question = typeof values['question'] === 'string' ? { question: values['question'] } : {}
  const body = requestBody({ ...given, ...question })
  if (body['messages'] === undefined)
    throw new BadInput('Say what to ask: --question TEXT, or --input FILE with {"question": "…"} or {"messages": […]}.')
  return JSON.stringify(body)
}

const sendJson = (url: string, method: string, body: string, headers: object, signal: AbortSignal) =>
  fetch(url, { method, body, signal, headers: { 'content-type': 'application/json', ...headers } })

async function script(stack: LocalStack, chain: string, answers: object, signal: AbortSignal): Promise<void> {
  const body = JSON.stringify({ stateMachine: chain, answers })
  const response = await sendJson(`${stack.aws.url}/_local/answers`, 'PUT', body, {}, signal)
  if (response.ok) return
  const { message } = (await response.json()) as { readonly message?: string }
  throw new BadInput(`The answers cannot be used. ${message ?? ''}`.trim())
}

/** The answer as it comes, or the whole of it as JSON. Whether the request was answered. */
async function ask(stack: LocalStack, chain: string, body: string, asJson: boolean, io: Io): Promise<boolean> {
  const accept = asJson ? 'application/json' : 'text/plain'
  const response = await sendJson(`${stack.runtime.url}/chains/${chain}`, 'POST', body, { accept }, io.signal)
  if (!response.ok) {
    const { error } = (await response.json()) as { readonly error: { readonly code: string; readonly message: string } }
    if (response.status < 500) throw new BadInput(`${error.code}: ${error.message}`)
    io.error(`${error.code}: ${error.message}`)
    return false
  }
  if (asJson) {
    io.out(JSON.stringify(await response.json(), null, 2))
    return true
  }
  let last = ''
  for await (const text of (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
    io.write(text)
    last = text
  }
  if (!last.endsWith('\n')) io.write('\n')
  return true
}

async function tellTrace(stack: LocalStack, project: Project, chain: string, io: Io): Promise<void> {
  const response = await fetch(`${stack.aws.url}/_local/executions?stateMachine=${chain}`)
  const { executions } = (await response.json()) as { readonly executions: readonly ExecutionRecord[] }
  const [record] = executions
  const places = sourcesOf(project.maps())[chain]
  if (record) for (const line of told(traceOfRecord(record), (_, state) => places?.[state])) io.error(line)
}

async function runOnce(chain: string, values: Values, project: Project, io: Io): Promise<number> {
  const body = bodyFrom(values, io.cwd)
  const answers = typeof values['answers'] === 'string' ? scriptedAnswers(readObject(io.cwd, values['answers'])) : undefined
  const isData = project.compiled.find(({ name }) => name === chain)?.output?.manifest.kind === 'result'
  const environment = { ...io.environment, PORT: '0', LOCAL_AWS_PORT: '0', AWS_LWA_PORT: '' }
  const stack = await startLocalStack(project, {
    cwd: io.cwd,
    environment,
    log: () => undefined,
    warn: (line) => io.error(line),
    call: 'npm run run',
  })
  try {
    if (answers) await script(stack, chain, answers, io.signal)
    const answered = await ask(stack, chain, body, isData || values['json'] === true, io)
    if (values['trace'] === true || !answered) await tellTrace(stack, project, chain, io)
    return answered ? 0 : 1
  } finally {
    await stack.close()
  }
}

export const command: Command = {
  name: 'run',
  summary: 'run a chain once on this machine and print its answer',
  usage: `npm run run -- CHAIN (--question TEXT | --input FILE) [--answers FILE] [--trace] [--json]

Compiles the chains, starts local AWS and the runtime on free ports, sends one request and prints the answer as it comes.
Data, of a chain that returns some, is printed as JSON.

  -q, --question TEXT   what the user asks
  -i, --input FILE      the request as JSON: {"question": "…"} or {"messages": […]}, and "params", "session" and what the
                        chain's answer.allow lists; - reads it from standard input
  --answers FILE        answers for tasks as JSON, by state, as in a test: {"docs": {"throw": {"error": "…"}}, "judged":
                        [{"json": {…}}, {"text": "…"}]}; each is used once, then the stand-ins answer
  --trace               print the path of the workflow after the answer, on standard error
  --json                print the whole answer as JSON: text, stop reason, tokens, cost, variants

Exit code: 0 answered, 1 the chain is wrong or its run failed, 2 the call is wrong.`,
  positionals: true,
  options: {
    question: { type: 'string', short: 'q' },
    input: { type: 'string', short: 'i' },
    answers: { type: 'string' },
    trace: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  run: async ({ values, positionals }, io) => {
    const [chain, ...more] = positionals
    const project = await compileProject(io.cwd)
    if (chain === undefined || more.length > 0) {
      const names = project.compiled.map(({ name }) => name)
      io.error(`Name one chain: npm run run -- CHAIN --question TEXT. Chains: ${names.join(', ') || 'none'}.`)
      return 2
    }
    const about = project.problems.filter(({ path: [name] }) => name === undefined || name === chain)
    report(about, project.locate, io)
    if (about.some(({ severity }) => severity === 'error')) return 1
    const served = { ...project, compiled: project.compiled.filter(({ output }) => output !== undefined) }
    const unknown = noSuchChain(
      chain,
      served.compiled.map(({ name }) => name),
    )
    if (unknown !== undefined) {
      io.error(unknown)
      return 2
    }
    try {
      return await runOnce(chain, values, served, io)
    } catch (error) {
      if (io.signal.aborted) return INTERRUPTED
      if (!(error instanceof BadInput || error instanceof StackRefused)) throw error
      io.error(error.message)
      return 2
    }
  },
}
