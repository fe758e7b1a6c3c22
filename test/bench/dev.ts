/** `npm run dev`: how long after a save a chain, a prompt and a document are served as they are now. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Benchmark, Row } from './benchmark.ts'
import { atMost, median } from './benchmark.ts'
import { startInCopy } from './copy.ts'
import type { Started } from './copy.ts'

const SAVES = 3
const BOUND = 1000

/** The notices that the playground hears. */
async function* notices(aws: string): AsyncGenerator<string> {
  const { body } = await fetch(`${aws}/_local/events`)
  let read = ''
  for await (const text of (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
    const events = (read + text).split('\n\n')
    read = events.pop() as string
    yield* events
  }
}

async function served(dev: Started, aws: string, saves: Readonly<Record<string, (number: number) => void>>): Promise<Row[]> {
  const told = notices(aws)
  const rows: Row[] = []
  for (const [what, save] of Object.entries(saves)) {
    const times: number[] = []
    for (let number = 0; number < SAVES; number++) {
      const began = performance.now()
      save(number)
      for (let notice = await told.next(); notice.done !== true; notice = await told.next())
        if (notice.value.startsWith('event: chains')) break
      times.push(performance.now() - began)
      await dev.until(/^(?:tsc|oxlint):/)
      await dev.until(/^(?:tsc|oxlint):/)
    }
    rows.push(atMost(`${what}, from its save to the playground being told`, median(times), BOUND, 'ms', 0))
  }
  return rows
}

export const benchmark: Benchmark = {
  name: 'dev',
  about: 'npm run dev, in a copy of this project; the type checker and lint, which follow a save, are awaited before the next',
  async run() {
    const began = performance.now()
    const dev = startInCopy('dev')
    try {
      const [, aws = ''] = /listens on +(\S+)/.exec(await dev.until(/^Local AWS listens on/)) ?? []
      await dev.until(/waiting for changes/)
      const ready = performance.now() - began
      await dev.until(/^(?:tsc|oxlint):/)
      await dev.until(/^(?:tsc|oxlint):/)
      const file = (name: string) => join(dev.project, 'chains', name)
      const prompt = readFileSync(file('rag/keywords.hbs'), 'utf8')
      return [
        { what: 'from the call until it serves', seen: `${ready.toFixed(0)} ms` },
        ...(await served(dev, aws, {
          'a chain': (number) => appendFileSync(file('rag.ts'), `// ${number}\n`),
          'a prompt': (number) => writeFileSync(file('rag/keywords.hbs'), `${prompt}${'.'.repeat(number)}`),
        })),
      ]
    } finally {
      await dev.end()
    }
  },
}
