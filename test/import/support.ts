/** A hand-written machine and the chain that is made of it, side by side: both run with the same models and the same knowledge base. */
import { copyFileSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { loadChains } from '../../compiler/cli/load.ts'
import { promptReader } from '../../compiler/prompt-files.ts'
import { compileChain } from '../../compiler/compile.ts'
import { TaskFailure, execute, load, virtualClock } from '../../runtime/engine/index.ts'
import type { Outcome, RunTask } from '../../runtime/engine/index.ts'
import { call } from '../cli/io.ts'
import type { Called } from '../cli/io.ts'
import { temporaryProject } from '../support/project.ts'
import type { TemporaryProject } from '../support/project.ts'
import { ROOT } from '../support/root.ts'

export const machineFile = (name: string): string => new URL(`machines/${name}`, import.meta.url).pathname

export interface Imported {
  readonly project: TemporaryProject
  readonly called: Called
  /** The chain's source, as it was written. */
  readonly source: string
  readonly original: unknown
  /** What the chain compiles to. */
  readonly compiled: unknown
  readonly problems: readonly string[]
}

/** `npm run import -- FILE --write` in a project of its own, and the chain compiled. */
export async function imported(file: string): Promise<Imported> {
  const project = temporaryProject({})
  copyFileSync(join(ROOT, '.oxfmtrc.json'), join(project.root, '.oxfmtrc.json'))
  copyFileSync(file, join(project.root, basename(file)))
  const called = await call(project.root, 'import', basename(file), '--write')
  const { chains, problems } = await loadChains(project.root)
  const [loaded] = chains
  const made = loaded ? compileChain(loaded.chain, { file: loaded.file, readPrompt: promptReader(project.root) }) : undefined
  const all = [...problems, ...(made?.problems ?? [])]
  return {
    project,
    called,
    source: loaded ? readFileSync(join(project.root, loaded.file), 'utf8') : '',
    original: JSON.parse(readFileSync(file, 'utf8')) as unknown,
    compiled: made?.output?.definition,
    problems: all.map(({ code, what }) => `${code}  ${what}`),
  }
}

/** What the services answer, whoever asks. */
export interface Services {
  /** Text of the answer, by what the model's id holds. */
  readonly models: Readonly<Record<string, string>>
  readonly passages?: readonly string[] | { readonly error: string; readonly cause: string }
  /** What a Lambda function returns. */
  readonly returned?: unknown
}

const USAGE: Readonly<Record<string, readonly [number, number]>> = { claude: [31, 7], llama: [53, 2], nova: [11, 5] }

interface Asked {
  readonly ModelId?: string
}

function taskRunner({ models, passages = [], returned }: Services, asked: unknown[]): RunTask {
  return ({ resource, arguments: given }) => {
    asked.push(given)
    const id = (given as Asked).ModelId ?? ''
    const [model = '', text = ''] = Object.entries(models).find(([name]) => id.includes(name)) ?? []
    const [input = 0, output = 0] = USAGE[model] ?? []
    if (resource.endsWith(':converse')) {
      const Message = { Role: 'assistant', Content: [{ Text: text }] }
      return Promise.resolve({ Output: { Message }, StopReason: 'end_turn', Usage: { InputTokens: input, OutputTokens: output } })
    }
    if (resource.endsWith(':lambda:invoke')) return Promise.resolve({ Payload: returned, StatusCode: 200 })
    if (model === 'claude') {
      const usage = { input_tokens: input, output_tokens: output }
      return Promise.resolve({ Body: { content: [{ type: 'text', text }], model: 'claude', usage } })
    }
    if (model === 'llama') {
      return Promise.resolve({ Body: { generation: text, prompt_token_count: input, generation_token_count: output } })
    }
    if ('error' in passages) return Promise.reject(new TaskFailure(passages.error, passages.cause))
    const found = passages.map((text, index) => ({
      Content: { Text: text, Type: 'TEXT' },
      Location: { Type: 'S3', S3Location: { Uri: `s3://documents/${index}` } },
      Score: 0.5,
    }))
    return Promise.resolve({ RetrievalResults: found })
  }
}

export interface Ran {
  readonly outcome: Outcome
  /** What each task was called with: models by their ids, then the others in order. */
  readonly asked: readonly unknown[]
}

export async function run(definition: unknown, input: unknown, services: Services): Promise<Ran> {
  const asked: unknown[] = []
  const outcome = await execute(load(definition), {
    input,
    runTask: taskRunner(services, asked),
    clock: virtualClock(Date.UTC(2026, 0, 1)),
    random: () => 0.5,
    uuid: () => '00000000-0000-4000-8000-000000000000',
  })
  const idOf = (one: unknown) => (one as Asked).ModelId?.replace(/^arn:.*\//, '') ?? '~'
  return { outcome, asked: asked.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : Number(idOf(a) > idOf(b)))) }
}

interface Output {
  readonly bedrock_details: { readonly total_input_tokens: number; readonly total_output_tokens: number }
  readonly context_data?: readonly Passage[]
  readonly system_chain_data?: {
    readonly operation: string
    readonly system_chain_prompt: string
    readonly configuration?: unknown
  }
}
interface Passage {
  readonly Content?: { readonly Text: string }
  readonly text?: string
}

/** Which exit was taken, and what it says: the part of the contract that the final model is told. */
export function exitOf({ outcome }: Ran): unknown {
  if (outcome.status !== 'SUCCEEDED') return outcome
  const { bedrock_details: tokens, context_data = [], system_chain_data: data } = outcome.output as Output
  return {
    tokens: [tokens.total_input_tokens, tokens.total_output_tokens],
    operation: data?.operation ?? 'none',
    configuration: data?.configuration ?? null,
    // a passage is its text; the rest of it has other names in a chain
    context: context_data.map((one) => one.Content?.Text ?? one.text ?? one),
    prompt: data?.system_chain_prompt ?? null,
  }
}
