/** The request on the page as code that runs: for a shell, for JavaScript, for OpenAI's client, for the client of this project. */
import { CHAIN_FIELDS } from '../../final-call.ts'
import type { ChainRequest } from '../../schemas.ts'

export interface Call {
  /** Where the runtime is: `http://127.0.0.1:8080`. */
  readonly origin: string
  readonly chain: string
  readonly kind: 'answer' | 'result'
  readonly request: ChainRequest
  /** Whether callers have to show a key; it is never written into code. */
  readonly withKey: boolean
}

export const SAMPLES = ['curl', 'fetch', 'openai', 'client'] as const
export type Sample = (typeof SAMPLES)[number]

/** Members that are undefined are not written. */
const text = (value: unknown) => JSON.stringify(value, null, 2)
/** Inside single quotes of a shell nothing has a meaning but the quote. */
const quoted = (value: string) => `'${value.replaceAll("'", String.raw`'\''`)}'`
const indented = (value: string, by: string) => value.replaceAll('\n', `\n${by}`)
const literal = (value: string) =>
  `'${JSON.stringify(value)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`

function curl({ origin, chain, kind, request, withKey }: Call): string {
  const accept = kind === 'answer' ? 'text/event-stream' : 'application/json'
  return [
    `curl --no-buffer ${quoted(`${origin}/chains/${chain}`)}`,
    `-H 'content-type: application/json'`,
    `-H 'accept: ${accept}'`,
    ...(withKey ? ['-H "authorization: Bearer $API_KEY"'] : []),
    `-d ${quoted(text(request))}`,
  ].join(' \\\n  ')
}

function fetched({ origin, chain, kind, request, withKey }: Call): string {
  const accept = kind === 'answer' ? 'text/plain' : 'application/json'
  const key = withKey ? ', authorization: `Bearer ${process.env.API_KEY}`' : ''
  return `const response = await fetch(${literal(`${origin}/chains/${chain}`)}, {
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: '${accept}'${key} },
  body: JSON.stringify(${indented(text(request), '  ')}),
})
if (!response.ok) throw new Error((await response.json()).error.message)
${
  kind === 'answer'
    ? `for await (const text of response.body.pipeThrough(new TextDecoderStream())) process.stdout.write(text)`
    : `console.log(await response.json())`
}
`
}

/** What OpenAI's API has no member for. */
const OURS_ALONE = new Set(['model', 'top_k', 'content_tag'])

function openAi({ origin, chain, request, withKey }: Call): string {
  const { messages, params, session, system, stop_sequences: stop, max_tokens: maxTokens, temperature, top_p: topP } = request
  const body = {
    model: chain,
    stream: true,
    messages: [...(system === undefined ? [] : [{ role: 'system', content: system }]), ...messages],
    user: session,
    max_tokens: maxTokens,
    temperature,
    top_p: topP,
    stop,
    params,
  }
  const missing = Object.values(CHAIN_FIELDS).filter((field) => OURS_ALONE.has(field) && field in request)
  const note = missing.length === 0 ? '' : `// OpenAI's API cannot say: ${missing.join(', ')}\n`
  return `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: ${literal(`${origin}/v1`)}, apiKey: ${withKey ? 'process.env.API_KEY' : "'none'"} })
${note}const stream = await client.chat.completions.create(${text(body)})
for await (const { choices } of stream) process.stdout.write(choices[0]?.delta.content ?? '')
`
}

function client({ origin, chain, kind, request, withKey }: Call): string {
  const key = withKey ? ', { headers: { authorization: `Bearer ${process.env.API_KEY}` } }' : ''
  const use =
    kind === 'answer'
      ? `for await (const event of client.stream(${literal(chain)}, ${text(request)})) {
  if (event.type === 'delta') process.stdout.write(event.text)
}`
      : `console.log(await client.data(${literal(chain)}, ${text(request)}))`
  return `// npm run build writes dist/runtime/client.ts: typed by chain, no dependencies
import { createClient } from './client.ts'

const client = createClient(${literal(origin)}${key})
${use}
`
}

const WRITERS: Readonly<Record<Sample, (call: Call) => string>> = { curl, fetch: fetched, openai: openAi, client }

export const sampleOf = (sample: Sample, call: Call): string => WRITERS[sample](call)
