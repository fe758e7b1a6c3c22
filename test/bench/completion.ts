/** How soon the editor completes in a long chain: TypeScript's own language server, asked over its protocol. */
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Benchmark } from './benchmark.ts'
import { atMost, median } from './benchmark.ts'

const STEPS = 200
const TRIES = 9
/** Completions wanted after this text. */
const CURSOR = 'last.'

/** A chain of many steps, each reading the one before it; ends in a completion to be asked for. */
function longChain(): string {
  const steps = Array.from({ length: STEPS }, (_, index) => {
    const before = index === 0 ? 'question' : `step${index - 1}.text`
    return `  const step${index} = step('step${index}', bedrockTask({ model: claude.haiku45, prompt: ask({ earlier: ${before} }) }))`
  })
  return [
    `import { bedrockTask, chain, claude, prompt, say } from '../../compiler/index.ts'`,
    'const ask = prompt(`Go on from: {{earlier}}`)',
    `export default chain('long', { answer: { model: claude.haiku45, system: 'You answer.', maxTokens: 100 } }, (step, { question }) => {`,
    ...steps,
    `  const last = step${STEPS - 1}`,
    `  return say(${CURSOR}text)`,
    '})',
    '',
  ].join('\n')
}

/** A language server over its standard streams. */
function server(root: string) {
  const command = join(createRequire(import.meta.url).resolve('typescript/package.json'), '..', 'lib', 'tsc.js')
  const child = spawn(process.execPath, [command, '--lsp', '--stdio'], { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] })
  const waiting = new Map<number, (result: unknown) => void>()
  let pending = Buffer.alloc(0)
  let id = 0
  const send = (message: object) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }
  child.stdout.on('data', (data: Buffer) => {
    pending = Buffer.concat([pending, data])
    for (;;) {
      const header = pending.indexOf('\r\n\r\n')
      if (header < 0) return
      const length = Number(/Content-Length: (\d+)/i.exec(pending.subarray(0, header).toString())?.[1])
      if (pending.length < header + 4 + length) return
      const message = JSON.parse(pending.subarray(header + 4, header + 4 + length).toString()) as {
        id?: number
        method?: string
        result?: unknown
      }
      pending = pending.subarray(header + 4 + length)
      if (message.id === undefined) continue
      // what the server asks of its client is answered with nothing
      if (message.method !== undefined) send({ id: message.id, result: null })
      else waiting.get(message.id)?.(message.result)
    }
  })
  return {
    notify: (method: string, params: object) => send({ method, params }),
    ask: (method: string, params: object) =>
      new Promise<unknown>((done) => {
        waiting.set(++id, done)
        send({ id, method, params })
      }),
    close: () => child.kill(),
  }
}

export const benchmark: Benchmark = {
  name: 'completion',
  about: `completion in a chain of ${STEPS} steps, asked of tsc --lsp after a keystroke`,
  async run() {
    const root = resolve('.')
    const folder = join(root, 'test', 'bench-chain')
    mkdirSync(folder, { recursive: true })
    const file = join(folder, 'long.ts')
    const text = longChain()
    writeFileSync(file, text)
    const uri = pathToFileURL(file).href
    const language = server(root)
    try {
      await language.ask('initialize', { processId: process.pid, rootUri: pathToFileURL(root).href, capabilities: {} })
      language.notify('initialized', {})
      language.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text } })
      const lines = text.split('\n')
      const line = lines.findIndex((one) => one.includes(CURSOR))
      const position = { line, character: (lines[line] ?? '').indexOf(CURSOR) + CURSOR.length }
      const took: number[] = []
      for (let version = 2; version < 2 + TRIES; version++) {
        // a keystroke elsewhere: what was known of the file is stale
        language.notify('textDocument/didChange', {
          textDocument: { uri, version },
          contentChanges: [{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, text: ' ' }],
        })
        const began = performance.now()
        const answer = await language.ask('textDocument/completion', { textDocument: { uri }, position })
        took.push(performance.now() - began)
        const items = Array.isArray(answer) ? answer : ((answer as { items?: unknown[] } | null)?.items ?? [])
        if (!items.some((item) => (item as { label?: string }).label === 'text'))
          throw new Error(`the completion has no "text": ${JSON.stringify(answer).slice(0, 300)}`)
      }
      return [
        { what: 'the first, which reads the project', seen: `${(took[0] ?? 0).toFixed(0)} ms` },
        atMost('after a change, median', median(took.slice(1)), 200, 'ms', 0),
      ]
    } finally {
      language.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
