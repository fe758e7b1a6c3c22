/** `npm start`, as somebody uses it: started on free ports, asked over HTTP, ended with Ctrl-C. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ROOT } from '../support/root.ts'
import { temporaryProject } from '../support/project.ts'
import { callIn } from './io.ts'

const BIN = join(ROOT, 'compiler/cli/bin.mjs')

interface Running {
  /** All it has printed, once it has said that Ctrl-C ends it, or has ended. */
  readonly ready: Promise<string>
  readonly ended: Promise<{ readonly code: number | null; readonly error: string }>
  interrupt(): void
}

const running = new Set<() => void>()
afterAll(() => {
  for (const kill of running) kill()
})

function start(cwd: string, environment: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, [BIN, 'start'], {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => child.kill('SIGKILL')
  running.add(kill)
  let out = ''
  let error = ''
  const ended = new Promise<{ readonly code: number | null; readonly error: string }>((resolve) => {
    child.once('close', (code) => {
      running.delete(kill)
      resolve({ code, error })
    })
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text))
  const ready = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      if (out.includes('Ctrl-C ends it.')) resolve(out)
    })
    void ended.then(() => resolve(out))
  })
  return { ready, ended, interrupt: () => child.kill('SIGINT') }
}

/** A port that is taken until `free` is called. */
async function takenPort() {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { port, free: () => new Promise<void>((resolve) => server.close(() => resolve())) }
}

const addressIn = (printed: string, name: string) => new RegExp(`${name} listens on +(http://\\S+)`).exec(printed)?.[1] ?? ''
const ask = (url: string, body: unknown, accept: string) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', accept }, body: JSON.stringify(body) })

/** The compiled chains, each with what it is for. */
const manifests = readdirSync(join(ROOT, 'generated'))
  .filter((file) => file.endsWith('.manifest.json'))
  .map((file) => JSON.parse(readFileSync(join(ROOT, 'generated', file), 'utf8')) as { name: string; description: string })
  .toSorted((a, b) => (a.name < b.name ? -1 : 1))
const width = Math.max(...manifests.map(({ name }) => name.length))
const chains = manifests.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`)

describe('npm start', () => {
  test('serves the chains, answers a question from the documents, and ends at Ctrl-C; and does so again', async () => {
    for (let times = 0; times < 2; times += 1) {
      const started = start(ROOT, { PORT: '0', LOCAL_AWS_PORT: '0' })
      const printed = await started.ready
      const [runtime, aws] = [addressIn(printed, 'The runtime'), addressIn(printed, 'Local AWS')]
      expect(printed).toBe(
        [
          `The runtime listens on ${runtime}`,
          `Local AWS listens on   ${aws}`,
          `The playground is at   ${runtime}/`,
          '',
          'Chains:',
          ...chains,
          '',
          'Ask one:',
          "  curl --no-buffer -H 'content-type: application/json' -H 'accept: text/event-stream' \\",
          `    -d '{"messages":[{"role":"user","content":"What is AWS?"}]}' ${runtime}/chains/rag`,
          '',
          'Ctrl-C ends it.',
          '',
        ].join('\n'),
      )

      const question = { messages: [{ role: 'user', content: 'What is AWS?' }] }
      const events = await ask(`${runtime}/chains/rag`, question, 'text/event-stream')
      const text = await events.text()
      const deltas = [...text.matchAll(/^event: delta\ndata: (.+)$/gm)].map(
        ([, data]) => (JSON.parse(data as string) as { text: string }).text,
      )
      expect({ type: events.headers.get('content-type')?.split(';')[0], answer: deltas.join('') }).toEqual({
        type: 'text/event-stream',
        answer: expect.stringMatching(/cloud platform[\s\S]+s3:\/\/local\/aws\.md/) as string,
      })

      const sample = {
        bedrock_parameters: { messages: question.messages, max_tokens: 300 },
        assistant_parameters: { messages_to_sample: 5, state_machine_custom_params: { hello: 'state_machine' } },
      }
      const plain = await ask(`${runtime}/bedrock_claude_messages_api`, sample, 'text/plain')
      expect({ status: plain.status, answer: await plain.text() }).toEqual({ status: 200, answer: deltas.join('') })

      started.interrupt()
      expect(await started.ended).toEqual({ code: 0, error: '' })
    }
  }, 60_000)

  test.each([
    ['PORT', 'LOCAL_AWS_PORT'],
    ['LOCAL_AWS_PORT', 'PORT'],
  ])('says that a port is taken, and what to do: %s', async (variable, other) => {
    const taken = await takenPort()
    expect(await callIn({ cwd: ROOT, environment: { [variable]: String(taken.port), [other]: '0' } }, 'start')).toEqual({
      code: 2,
      out: [],
      error: [
        `Port ${taken.port} is taken by another process. End that one, or choose another port: ${variable}=${taken.port + 1} npm start`,
      ],
    })
    await taken.free()
  })

  test.each([
    [{ PORT: 'eighty' }, 'The runtime does not start: PORT is "eighty"; it must be a whole number from 0 to 65535.'],
    [{ LOCAL_AWS_PORT: 'eighty' }, 'LOCAL_AWS_PORT is "eighty". It has to be a port number: 0 to 65535.'],
    [{ AUTH: 'none?' }, 'The runtime does not start: AUTH is "none?"; it must be iam, jwt, keys or none.'],
  ])('refuses a setting that makes no sense: %o', async (settings, error) => {
    const environment = { PORT: '0', LOCAL_AWS_PORT: '0', ...settings }
    expect(await callIn({ cwd: ROOT, environment }, 'start')).toEqual({ code: 2, out: [], error: [error] })
  })

  test('tells each request, and where in the sources a workflow failed', async () => {
    const printed: string[] = []
    let asked: Promise<unknown> | undefined
    const heard = (line: string, interrupt: () => void) => {
      printed.push(line)
      if (line !== 'Ctrl-C ends it.') return
      const [runtime, aws] = [addressIn(printed.join('\n'), 'The runtime'), addressIn(printed.join('\n'), 'Local AWS')]
      const failing = { stateMachine: 'rag', answers: { 'analysis.keywords': [{ return: { Output: {} } }] } }
      const put = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(failing) }
      asked = fetch(`${aws}/_local/answers`, put)
        .then(() => ask(`${runtime}/chains/rag`, { messages: [{ role: 'user', content: 'Hello?' }] }, 'text/plain'))
        .then((response) => response.text())
        .finally(interrupt)
    }
    const { code, out, error } = await callIn({ cwd: ROOT, environment: { PORT: '0', LOCAL_AWS_PORT: '0' }, heard }, 'start')
    await asked
    const logged = out.slice(out.indexOf('Ctrl-C ends it.') + 1)
    // the time of day, and how long it took
    const always = logged.map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, '').replace(/\d+ ms/, '0 ms'))
    const line = readFileSync(join(ROOT, 'chains/rag.ts'), 'utf8')
      .split('\n')
      .findIndex((text) => text.includes('keywords: bedrockTask('))
    const details =
      "An error occurred while executing the state 'analysis.keywords' (entered at the event id #4). The JSONata expression '$states.result.Usage.InputTokens' specified for the field 'Output/task_details[0]/input_token' returned nothing (undefined)."
    expect({ code, error, always }).toEqual({
      code: 0,
      error: [],
      always: [
        `POST /chains/:name 502 0 ms  rag  workflow_failed  States.QueryEvaluationError  analysis.keywords  chains/rag.ts:${line + 1}  ${details}`,
      ],
    })
  })

  test('tells what is wrong with the chains instead of serving them', async () => {
    const project = temporaryProject({
      'chains/hello.ts': `import { chain, claude, say } from '../compiler/index.ts'
export default chain('helo', { answer: { model: claude.haiku45, system: '', maxTokens: 9 } }, () => say('Hello.'))
`,
    })
    expect(await callIn({ cwd: project.root, environment: { PORT: '0', LOCAL_AWS_PORT: '0' } }, 'start')).toEqual({
      code: 1,
      out: [],
      error: [
        'chains/hello.ts:1:1  helo  SC001  The chain "helo" is in a file called chains/hello.ts. A chain is called as its file: rename one of them.',
      ],
    })
    project.remove()
  })

  test('starts with no chain at all', async () => {
    const project = temporaryProject({})
    const heard = (line: string, interrupt: () => void) => {
      if (line === 'Ctrl-C ends it.') interrupt()
    }
    const called = await callIn({ cwd: project.root, environment: { PORT: '0', LOCAL_AWS_PORT: '0' }, heard }, 'start')
    expect({ ...called, out: called.out.slice(4) }).toEqual({
      code: 0,
      out: ['There are no chains below chains/.', '', 'Ctrl-C ends it.'],
      error: [],
    })
    project.remove()
  })
})
