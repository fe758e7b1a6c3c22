/**
 * The hand-written machine that this project re-creates, beside our compiled `rag`: by answers that say the same, both take the same
 * exit with the same operation, passages and tokens. Where the sample is not beside the project, this is skipped.
 */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import rag from '../../chains/rag.ts'
import { run } from '../../compiler/testing.ts'
import type { Message, WorkflowOutput } from '../../compiler/contract.ts'
import { TaskFailure, execute, load, virtualClock } from '../../runtime/engine/index.ts'

const SAMPLE = new URL('../../../shared/seed/RagGenAI.asl.json', import.meta.url)

interface Conversation {
  readonly name: string
  readonly messages: readonly Message[]
  readonly keywords: string
  readonly answered: boolean
  /** What the search finds; null: it fails. */
  readonly passages: readonly string[] | null
}

const user = (content: string): Message => ({ role: 'user', content })
const assistant = (content: string): Message => ({ role: 'assistant', content })

const conversations: readonly Conversation[] = [
  {
    name: 'a first question',
    messages: [user('What is AWS?')],
    keywords: 'aws, cloud',
    answered: false,
    passages: ['AWS is a cloud.', 'It has regions.'],
  },
  { name: 'a greeting', messages: [user('Hello!')], keywords: 'hello', answered: true, passages: [] },
  {
    name: 'a question that was answered',
    messages: [user('What is AWS?'), assistant('A cloud.'), user('What did you say it was?')],
    keywords: 'aws',
    answered: true,
    passages: [],
  },
  {
    name: 'a search that finds nothing',
    messages: [user('What is a zorblatt?')],
    keywords: 'zorblatt',
    answered: false,
    passages: [],
  },
  { name: 'a search that fails', messages: [user('What is S3?')], keywords: 's3', answered: false, passages: null },
]

const KEYWORD_TOKENS = { in: 31, out: 7 }
const JUDGE_TOKENS = { in: 57, out: 2 }
const gone = { error: 'BedrockAgentRuntime.ResourceNotFoundException', cause: 'gone' }
const found = (passages: readonly string[]) => ({ RetrievalResults: passages.map((Text) => ({ Content: { Text }, Score: 0.5 })) })

/** What an answer comes to, whichever machine gave it. */
const essence = (output: WorkflowOutput) => ({
  operation: output.system_chain_data?.operation,
  tag:
    output.system_chain_data && 'configuration' in output.system_chain_data ? output.system_chain_data.configuration : undefined,
  passages: (output.context_data ?? []).map((one) => {
    const {
      text,
      Content,
      Error: error,
      error: own,
    } = one as { text?: string; Content?: { Text: string }; Error?: string; error?: string }
    return text ?? Content?.Text ?? error ?? own
  }),
  tokens: [output.bedrock_details.total_input_tokens, output.bedrock_details.total_output_tokens],
})

async function bySample({ messages, keywords, answered, passages }: Conversation): Promise<WorkflowOutput> {
  const tasks: Readonly<Record<string, () => unknown>> = {
    'Insert Keywords': () => ({
      Body: {
        content: [{ text: keywords }],
        model: 'claude',
        usage: { input_tokens: KEYWORD_TOKENS.in, output_tokens: KEYWORD_TOKENS.out },
      },
    }),
    'KB Bypass Policy': () => ({
      Body: { generation: String(answered), prompt_token_count: JUDGE_TOKENS.in, generation_token_count: JUDGE_TOKENS.out },
    }),
    Retrieve: () => {
      if (passages === null) throw new TaskFailure(gone.error, gone.cause)
      return found(passages)
    },
  }
  const outcome = await execute(load(JSON.parse(readFileSync(SAMPLE, 'utf8'))), {
    input: { PromptInput: messages, state_machine_custom_params: {} },
    clock: virtualClock(),
    // oxlint-disable-next-line typescript/require-await -- a task that throws must reject
    runTask: async ({ state }) => tasks[state]?.(),
  })
  if (outcome.status !== 'SUCCEEDED') throw new Error(JSON.stringify(outcome))
  return outcome.output as WorkflowOutput
}

async function byOurs({ messages, keywords, answered, passages }: Conversation): Promise<WorkflowOutput> {
  const said = (text: string, { in: InputTokens, out: OutputTokens }: typeof JUDGE_TOKENS) => ({
    return: {
      Output: { Message: { Role: 'assistant', Content: [{ Text: text }] } },
      StopReason: 'end_turn',
      Usage: { InputTokens, OutputTokens, TotalTokens: InputTokens + OutputTokens },
    },
  })
  const { answer } = await run(rag, {
    input: { messages },
    answers: {
      'analysis.keywords': said(keywords, KEYWORD_TOKENS),
      'analysis.answered': said(JSON.stringify({ value: answered }), JUDGE_TOKENS),
      docs: passages === null ? { throw: gone } : { return: found(passages) },
    },
  })
  if (!answer) throw new Error('our chain failed')
  return answer
}

describe.skipIf(!existsSync(SAMPLE))('the sample’s machine and ours', () => {
  it.each(conversations)('agree on $name', async (conversation) => {
    expect(essence(await byOurs(conversation))).toEqual(essence(await bySample(conversation)))
  })
})
