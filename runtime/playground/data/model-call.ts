/** A call of a model as somebody reads it: the prompt as it was sent, the settings, the answer and its tokens. */

/** One message of it; `prompt` where the model takes a single text. */
export interface PromptPart {
  readonly role: 'system' | 'user' | 'assistant' | 'prompt'
  readonly text: string
}

export interface ModelCall {
  readonly model: string
  readonly prompt: readonly PromptPart[]
  /** What else was sent: limits, sampling, tools, the form of the answer. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly answer?: string | undefined
  readonly tokens?: { readonly input: number; readonly output: number } | undefined
}

type Members = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Step Functions writes the members of Converse with a capital, the models' own bodies have theirs in lower case. */
function member(value: unknown, name: string): unknown {
  if (!isObject(value)) return undefined
  return value[name] ?? value[name.charAt(0).toUpperCase() + name.slice(1)]
}
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

/** A text, or the texts of content blocks; a block that is none is shown as JSON. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return list(content)
    .map((block) => {
      const text = member(block, 'text')
      return typeof text === 'string' ? text : JSON.stringify(block, null, 2)
    })
    .join('\n\n')
}

const ROLES = ['system', 'user', 'assistant'] as const

function promptOf(sent: unknown): readonly PromptPart[] {
  const single = member(sent, 'prompt')
  if (typeof single === 'string') return [{ role: 'prompt', text: single }]
  const system = textOf(member(sent, 'system'))
  const messages = list(member(sent, 'messages')).map((message): PromptPart => {
    const role = member(message, 'role')
    return { role: ROLES.find((one) => one === role) ?? 'user', text: textOf(member(message, 'content')) }
  })
  return [...(system === '' ? [] : [{ role: 'system' as const, text: system }]), ...messages]
}

const PROMPT_MEMBERS = new Set(['prompt', 'system', 'messages', 'modelid', 'body', 'contenttype', 'accept'])

const settingsOf = (sent: unknown) =>
  Object.fromEntries(Object.entries(isObject(sent) ? sent : {}).filter(([name]) => !PROMPT_MEMBERS.has(name.toLowerCase())))

/** In the forms of Converse, Claude, Nova, Llama and Mistral. */
function answerOf(result: unknown): string | undefined {
  const output = member(member(member(result, 'output'), 'message'), 'content')
  const outputs = list(member(result, 'outputs')).map((one) => textOf(member(one, 'text')))
  const text = member(result, 'generation') ?? (outputs.length > 0 ? outputs.join('\n\n') : undefined)
  const content = output ?? member(result, 'content')
  if (typeof text === 'string') return text
  return content === undefined ? undefined : textOf(content)
}

function tokensOf(result: unknown): ModelCall['tokens'] {
  const usage = member(result, 'usage')
  const input =
    number(member(usage, 'inputTokens')) ?? number(member(usage, 'input_tokens')) ?? number(member(result, 'prompt_token_count'))
  const output =
    number(member(usage, 'outputTokens')) ??
    number(member(usage, 'output_tokens')) ??
    number(member(result, 'generation_token_count'))
  return input === undefined || output === undefined ? undefined : { input, output }
}

/** The call that a task of a workflow made; undefined where it called something else than a model. */
export function modelCallOf(task: { readonly arguments: unknown; readonly result?: unknown }): ModelCall | undefined {
  const { arguments: given } = task
  const model = member(given, 'modelId')
  if (typeof model !== 'string') return undefined
  const body = member(given, 'body')
  const result = body === undefined ? task.result : member(task.result, 'body')
  return {
    model,
    prompt: promptOf(body ?? given),
    settings: settingsOf(body ?? given),
    answer: answerOf(result),
    tokens: tokensOf(result),
  }
}
