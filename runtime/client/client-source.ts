/** Writes a client for browsers and Node from the API's own description: one file, no dependencies, typed by chain. */
import { typeOf } from './schema-to-type.ts'

/** As much of an OpenAPI description as is read. */
export interface Description {
  readonly paths: Readonly<Record<string, unknown>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}
interface Operation {
  readonly post?: {
    readonly summary: string
    readonly requestBody: { readonly content: Content }
    readonly responses: { readonly 200: { readonly content: Content } }
  }
}
type Content = Readonly<Record<string, { readonly schema: unknown } | undefined>>

export function clientSource({ paths, components }: Description): string {
  const typeOfRef = (ref: string): string => {
    const name = ref.slice(ref.lastIndexOf('/') + 1)
    return name === 'Messages' ? name : typeOf(components.schemas[name], typeOfRef)
  }
  const answers: string[] = []
  const data: string[] = []
  for (const [path, operation] of Object.entries(paths)) {
    const [, name] = /^\/chains\/([^/]+)$/.exec(path) ?? []
    const { post } = operation as Operation
    if (name === undefined || post === undefined) continue
    const request = typeOf(post.requestBody.content['application/json']?.schema, typeOfRef)
    const comment = post.summary === '' ? '' : `  /** ${post.summary.replaceAll('*/', '* /')} */\n`
    const { content } = post.responses[200]
    if (content['text/event-stream'] === undefined)
      data.push(
        `${comment}  ${JSON.stringify(name)}: { request: ${request}; data: ${typeOf(content['application/json']?.schema, typeOfRef)} }`,
      )
    else answers.push(`${comment}  ${JSON.stringify(name)}: { request: ${request} }`)
  }
  return SOURCE.replace('/* MESSAGES */', () => typeOf(components.schemas.Messages, typeOfRef))
    .replace('/* ANSWERS */', () => answers.join('\n'))
    .replace('/* DATA */', () => data.join('\n'))
}

const SOURCE = `// Written by "npm run build" from the API's description; do not edit.

export type Messages = /* MESSAGES */

/** Chains that answer, and what each takes. */
export interface Answers {
/* ANSWERS */
}

/** Chains that return data: what each takes and gives. */
export interface Data {
/* DATA */
}

export type AnswerEvent =
  | { type: 'workflow'; execution: string; chain: string | null; version: string | null; experiments: { name: string; variant: string }[]; tokens: { input: number; output: number } }
  | { type: 'delta'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'tool'; id: string; name: string }
  | { type: 'tool_input'; text: string }
  | { type: 'usage'; inputTokens: number; outputTokens: number; usd: number | null }
  | { type: 'done'; stopReason: string }

/** A failure that the API has told of; \`requestId\` finds it in the log. */
export class ApiError extends Error {
  constructor(status: number, { code, message, request_id }: { code: string; message: string; request_id: string }, retryAfter: string | null = null) {
    super(message)
    this.name = 'ApiError'
    Object.assign(this, { status, code, requestId: request_id, retryAfterSeconds: retryAfter === null ? undefined : Number(retryAfter) })
  }
  declare readonly status: number
  declare readonly code: string
  declare readonly requestId: string
  declare readonly retryAfterSeconds: number | undefined
}

export interface ClientOptions {
  readonly headers?: Record<string, string>
  readonly fetch?: typeof fetch
}

/** A client of the API at \`base\`, such as \`https://example.com\`. */
export function createClient(base: string, { headers = {}, fetch: send = fetch }: ClientOptions = {}) {
  async function post(name: string, body: unknown, accept: string, signal?: AbortSignal): Promise<Response> {
    const response = await send(\`\${base.replace(/\\/$/, '')}/chains/\${encodeURIComponent(name)}\`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...headers },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    })
    if (response.ok) return response
    // What stands before the API answers in a form of its own.
    const told = await response.json().catch(() => null)
    const other = { code: 'http_error', message: \`The answer has the status \${response.status}.\`, request_id: response.headers.get('x-request-id') ?? '' }
    throw new ApiError(response.status, typeof told?.error?.code === 'string' ? told.error : other, response.headers.get('retry-after'))
  }

  /** The events of an answer as they come. Leaving the loop, or the signal, stops the model. Throws \`ApiError\` where the answer fails. */
  async function* stream<Name extends keyof Answers>(chain: Name, request: Answers[Name]['request'], signal?: AbortSignal): AsyncGenerator<AnswerEvent> {
    const response = await post(chain, request, 'text/event-stream', signal)
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let pending = ''
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) throw new ApiError(response.status, { code: 'cut_short', message: 'The answer broke off.', request_id: response.headers.get('x-request-id') ?? '' })
        const blocks = (pending + value).split('\\n\\n')
        pending = blocks.pop()!
        for (const block of blocks) {
          const [, type, data] = /^event: (.*)\\ndata: (.*)$/.exec(block) ?? []
          if (type === undefined) continue
          signal?.throwIfAborted()
          const told = JSON.parse(data!)
          if (type === 'error') throw new ApiError(response.status, told)
          yield { type, ...told } as AnswerEvent
          if (type === 'done') return
        }
      }
    } finally {
      await reader.cancel().catch(() => {})
    }
  }

  return {
    stream,
    /** The text of an answer, whole. */
    async text<Name extends keyof Answers>(chain: Name, request: Answers[Name]['request'], signal?: AbortSignal): Promise<string> {
      let text = ''
      for await (const event of stream(chain, request, signal)) if (event.type === 'delta') text += event.text
      return text
    },
    /** The data of a chain that returns data. */
    async data<Name extends keyof Data>(chain: Name, request: Data[Name]['request'], signal?: AbortSignal): Promise<Data[Name]['data']> {
      return (await post(chain, request, 'application/json', signal)).json()
    },
  }
}
`
