/**
 * What a workflow is given and what it answers, and what the compiler tells the runtime about a chain: each shape once,
 * as a JSON Schema value. The wire names are those of the sample this project re-creates; additions never rename.
 */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { EXPRESS_SECONDS, SPARE_SECONDS, answerSeconds } from './reckoning.ts'

/** Text, or content blocks as Bedrock's Messages and Converse APIs take them. */
export const MessageContent = Type.Union([Type.String(), Type.Array(Type.Record(Type.String(), Type.Unknown()))])

export const Message = Type.Object({
  role: Type.Union([Type.Literal('user'), Type.Literal('assistant')]),
  content: MessageContent,
})
export type Message = Static<typeof Message>

/** Names inside `state_machine_custom_params` that are not a chain's own parameters. */
export const RESERVED_PARAMS = ['session', 'caller'] as const

/** The input of StartSyncExecution. */
export const WorkflowInput = Type.Object({
  PromptInput: Type.Array(Message),
  state_machine_custom_params: Type.Record(Type.String(), Type.Unknown()),
})
export type WorkflowInput = Static<typeof WorkflowInput>

export const TaskDetails = Type.Object({
  task_name: Type.String(),
  task_model_id: Type.String(),
  input_token: Type.Integer({ minimum: 0 }),
  output_token: Type.Integer({ minimum: 0 }),
  model_used: Type.Optional(Type.String()),
})

/** What the final model's system prompt becomes: the chain's text at its end, in a tag of it, or in its place. */
export const SystemChainData = Type.Union([
  Type.Object({
    system_chain_prompt: Type.String(),
    operation: Type.Union([Type.Literal('APPEND'), Type.Literal('REPLACE_ALL')]),
    configuration: Type.Optional(Type.Unknown()),
  }),
  Type.Object({
    system_chain_prompt: Type.String(),
    operation: Type.Literal('REPLACE_TAG'),
    configuration: Type.Object({ replace_tag: Type.String({ minLength: 1 }) }),
  }),
])
export type SystemChainData = Static<typeof SystemChainData>

/** The output of the workflow of a chain that answers. `null` members count as absent. */
export const WorkflowOutput = Type.Object({
  bedrock_details: Type.Object({
    task_details: Type.Array(TaskDetails),
    total_input_tokens: Type.Integer({ minimum: 0 }),
    total_output_tokens: Type.Integer({ minimum: 0 }),
  }),
  context_data: Type.Optional(Type.Union([Type.Array(Type.Unknown()), Type.Null()])),
  system_chain_data: Type.Optional(Type.Union([SystemChainData, Type.Null()])),
  additional_messages: Type.Optional(Type.Union([Type.Array(Message), Type.Null()])),
  answer_text: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  experiments: Type.Optional(Type.Array(Type.Object({ name: Type.String(), variant: Type.String() }))),
  chain: Type.Optional(Type.Object({ name: Type.String(), version: Type.String() })),
})
export type WorkflowOutput = Static<typeof WorkflowOutput>

/** The output of the workflow of a chain that returns data: the same token details, and the data. */
export const WorkflowResult = Type.Object({
  bedrock_details: WorkflowOutput.properties.bedrock_details,
  result: Type.Unknown(),
  experiments: WorkflowOutput.properties.experiments,
  chain: WorkflowOutput.properties.chain,
})
export type WorkflowResult = Static<typeof WorkflowResult>

/** What a caller may choose about the final call, per setting; a setting that is absent is the chain's own. */
export const AnswerAllowList = Type.Object(
  {
    /** Model ids a caller may name. */
    models: Type.Optional(Type.Array(Type.String())),
    /** A caller may send a system prompt in place of the chain's. */
    system: Type.Optional(Type.Boolean()),
    /** A caller may send `max_tokens` up to the chain's own cap. */
    maxTokens: Type.Optional(Type.Boolean()),
    /** A caller may send temperature, top_p and top_k, as far as the model takes them. */
    sampling: Type.Optional(Type.Boolean()),
    stopSequences: Type.Optional(Type.Boolean()),
    contentTag: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type AnswerAllowList = Static<typeof AnswerAllowList>

export const AnswerSettings = Type.Object({
  /** Bedrock model or inference-profile id of the final, streamed call. */
  model: Type.String(),
  system: Type.String(),
  maxTokens: Type.Integer({ minimum: 1 }),
  /** The XML tag that wraps the context in the system prompt. */
  contentTag: Type.String({ minLength: 1 }),
  temperature: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  topP: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  stopSequences: Type.Optional(Type.Array(Type.String())),
  /** True: a REPLACE_TAG whose tag the prompt does not have is an error, not an append. */
  requireTag: Type.Optional(Type.Boolean()),
  /** What Bedrock checks the call with. An id `${Name}` is a deploy-time value: the runtime's variable of that name. */
  guardrail: Type.Optional(Type.Object({ id: Type.String({ minLength: 1 }), version: Type.String({ minLength: 1 }) })),
  /** Where the context goes: into the system prompt (when absent), or to the end of the last message of the user. */
  contextPlacement: Type.Optional(Type.Union([Type.Literal('system'), Type.Literal('messages')])),
  /** What becomes of a conversation that is too long for the model: it is refused (when absent), or loses its beginning. */
  history: Type.Optional(Type.Union([Type.Literal('refuse'), Type.Literal('cut')])),
  /** Tokens that every model of the final call takes; there exactly where `history` is `cut`. */
  contextWindow: Type.Optional(Type.Integer({ minimum: 1 })),
  allow: AnswerAllowList,
})
export type AnswerSettings = Static<typeof AnswerSettings>

export const Statement = Type.Object({
  actions: Type.Array(Type.String()),
  resources: Type.Array(Type.String()),
  /** Why the resources are patterns; there exactly then. */
  reason: Type.Optional(Type.String()),
})
export type Statement = Static<typeof Statement>

/** `generated/NAME.manifest.json`: what the runtime, local AWS and the deployment need to know of a compiled chain. */
export const Manifest = Type.Object({
  name: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_-]*$' }),
  /** First 12 hex digits of the SHA-256 of the definition. */
  version: Type.String(),
  source: Type.String(),
  description: Type.String(),
  /** What somebody could ask it; absent where its author names nothing. */
  examples: Type.Optional(Type.Array(Type.String())),
  /** JSON Schema of `params`. */
  input: Type.Unknown(),
  /** Which parts of its input the workflow reads; the runtime sends only those. */
  reads: Type.Array(
    Type.Union([
      Type.Literal('question'),
      Type.Literal('messages'),
      Type.Literal('params'),
      Type.Literal('session'),
      Type.Literal('caller'),
    ]),
  ),
  kind: Type.Union([Type.Literal('answer'), Type.Literal('result')]),
  answer: Type.Union([AnswerSettings, Type.Null()]),
  /** JSON Schema of the data a `result` chain returns. */
  result: Type.Unknown(),
  substitutions: Type.Record(Type.String(), Type.Object({ description: Type.String() })),
  models: Type.Array(Type.String()),
  knowledgeBases: Type.Array(Type.String()),
  experiments: Type.Array(Type.Object({ name: Type.String(), weights: Type.Record(Type.String(), Type.Number()) })),
  worstCase: Type.Object({
    seconds: Type.Number(),
    states: Type.Integer(),
    inputTokens: Type.Integer(),
    outputTokens: Type.Integer(),
    usd: Type.Number(),
  }),
  iam: Type.Object({ stateMachine: Type.Array(Statement), runtime: Type.Array(Statement) }),
})
export type Manifest = Static<typeof Manifest>

/** Lambda's own limit. */
const MOST_FUNCTION_SECONDS = 900

/**
 * How long the function that serves these chains may run: longer than the slowest workflow and its final answer take at
 * worst, and no longer, for where a caller's leaving cannot be seen nothing else ends a request sooner.
 */
export const functionSeconds = (manifests: readonly Manifest[]): number =>
  Math.min(
    MOST_FUNCTION_SECONDS,
    Math.max(
      0,
      ...manifests.map(
        ({ worstCase, answer }) =>
          Math.min(EXPRESS_SECONDS, Math.ceil(worstCase.seconds)) + answerSeconds(answer?.maxTokens ?? 0),
      ),
    ) + SPARE_SECONDS,
  )

const DEPLOY_TIME = /^\$\{([A-Za-z][A-Za-z0-9_]*)\}$/

/** Deploy-time values that the runtime itself needs, as variables of its environment. */
export const runtimeVariables = (manifests: readonly Manifest[]): readonly string[] => [
  ...new Set(manifests.flatMap(({ answer }) => DEPLOY_TIME.exec(answer?.guardrail?.id ?? '')?.slice(1) ?? [])),
]
