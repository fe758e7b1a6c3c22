/** `dev`: what is saved is served, mistakes are told and do not take away what was served. */
import { afterAll, expect, test } from 'vitest'
import { temporaryProject } from '../support/project.ts'
import { callIn } from './io.ts'

const chainOf = (name: string, text: string) => `import { chain, claude, say } from '../compiler/index.ts'

export default chain('${name}', { answer: { model: claude.haiku45, system: '', maxTokens: 9 } }, () => say('${text}'))
`
const project = temporaryProject({ 'chains/hello.ts': chainOf('hello', 'One.') }, { tools: false })
afterAll(() => project.remove())

const ask = async (runtime: string, name: string) => {
  const response = await fetch(`${runtime}/chains/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/plain' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello!' }] }),
  })
  return response.status === 200 ? response.text() : response.status
}

/** The notices on local AWS's events, as they come. */
async function* noticesOf(aws: string): AsyncGenerator<string> {
  const response = await fetch(`${aws}/_local/events`)
  let read = ''
  for await (const text of (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
    read += text
    const events = read.split('\n\n')
    read = events.pop() as string
    for (const event of events) {
      const [, type, data] = /^event: (chains|problems)\ndata: (.*)$/s.exec(event) ?? []
      if (type !== undefined) yield `${type} ${data as string}`
    }
  }
}

test('what is saved is served; a mistake is told, and what was served stays', async () => {
  const seen: unknown[] = []
  const printed: string[] = []
  let played: Promise<void> | undefined
  const play = async (interrupt: () => void) => {
    const address = (name: string) => new RegExp(`${name} listens on +(\\S+)`).exec(printed.join('\n'))?.[1] ?? ''
    const [runtime, aws] = [address('The runtime'), address('Local AWS')]
    const notices = noticesOf(aws)
    const told = async (type: string) => {
      for (;;) {
        const { value } = await notices.next()
        const notice = value as string
        if (notice.startsWith(type)) return notice
      }
    }
    try {
      seen.push(await ask(runtime, 'hello'))
      // what is told of the first compilation may have been told before anybody listened
      const changed = told('chains')
      project.write('chains/hello.ts', chainOf('hello', 'Two.'))
      seen.push(await changed, await ask(runtime, 'hello'))

      const wrong = told('problems {"problems":[{')
      project.write('chains/hello.ts', chainOf('helo', 'Three.'))
      seen.push(await wrong, await ask(runtime, 'hello'))

      const mended = told('problems {"problems":[]}')
      project.write('chains/hello.ts', chainOf('hello', 'Four.'))
      seen.push(await mended, await ask(runtime, 'hello'))
    } finally {
      interrupt()
    }
  }
  const heard = (line: string, interrupt: () => void) => {
    printed.push(line)
    if (line.includes('waiting for changes')) played ??= play(interrupt)
  }
  const environment = { PORT: '0', LOCAL_AWS_PORT: '0' }
  const { code, error } = await callIn({ cwd: project.root, environment, heard }, 'dev')
  await played
  const problem = {
    code: 'SC001',
    severity: 'error',
    file: 'chains/hello.ts',
    line: 1,
    column: 1,
    path: 'helo',
    what: 'The chain "helo" is in a file called chains/hello.ts.',
    remedy: 'A chain is called as its file: rename one of them.',
  }
  expect({ code, seen, told: error.filter((line) => line.startsWith('chains/')) }).toEqual({
    code: 0,
    seen: [
      'One.',
      'chains {"chains":["hello"]}',
      'Two.',
      `problems ${JSON.stringify({ problems: [problem] })}`,
      'Two.',
      'problems {"problems":[]}',
      'Four.',
    ],
    told: [`chains/hello.ts:1:1  helo  SC001  ${problem.what} ${problem.remedy}`],
  })
}, 60_000)
