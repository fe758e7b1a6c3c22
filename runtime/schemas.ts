/**
 * The bodies this API takes, each once, as a JSON Schema value. The validators are compiled from these, and
 * `/openapi.json` shows them. Only the compilation imports this module's values, so that no schema library is in the bundle.
 */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Message, WorkflowOutput, WorkflowResult } from '../compiler/contract.ts'

/** Model ids, inference profiles and their ARNs; never a path. */
const MODEL_ID = '^(arn:aws[a-z-]*:bedrock:[a-z0-9-]*:[0-9]*:[a-z-]+/)?[A-Za-z0-9][A-Za-z0-9_-]*([.:][A-Za-z0-9][A-Za-z0-9_-]*)*$'
const Model = Type.String({ pattern: MODEL_ID, maxLength: 2048 })
const Tag = Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_.-]*$', maxLength: 64 })
const MaxTokens = Type.Integer({ minimum: 1, maximum: 1_000_000 })
const Temperature = Type.Number({ minimum: 0, maximum: 1 })
const TopP = Type.Number({ minimum: 0, maximum: 1 })
const TopK = Type.Integer({ minimum: 0, maximum: 500 })
const StopSequences = Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), { maxItems: 100 })
const Messages = Type.Array(Message, { minItems: 1, maxItems: 10_000 })
const Params = Type.Record(Type.String(), Type.Unknown())
const Session = Type.String({ minLength: 1, maxLength: 256 })

/** `POST /bedrock_claude_messages_api`. Members that are not listed are ignored, as this route always did. */
export const SeedRequest = Type.Object({
  bedrock_parameters: Type.Object({
    anthropic_version: Type.Optional(Type.String({ maxLength: 100 })),
    messages: Type.Optional(Messages),
    temperature: Type.Optional(Temperature),
    top_p: Type.Optional(TopP),
    top_k: Type.Optional(TopK),
    max_tokens: Type.Optional(MaxTokens),
    stop_sequences: Type.Optional(StopSequences),
    modelId: Type.Optional(Model),
    system: Type.Optional(Type.String()),
  }),
  assistant_parameters: Type.Object({
    content_tag: Type.Optional(Tag),
    messages_to_sample: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 100_000 }), Type.String({ pattern: '^0*[1-9][0-9]{0,4}$' })], {
        description: 'How many of the last messages the workflow is given: a whole number from 1',
      }),
    ),
    state_machine_custom_params: Type.Optional(Params),
  }),
})
export type SeedRequest = Static<typeof SeedRequest>

/** What a caller may choose about the final call where the chain's allow-list has it. */
const choices = {
  model: Type.Optional(Model),
  system: Type.Optional(Type.String()),
  max_tokens: Type.Optional(MaxTokens),
  temperature: Type.Optional(Temperature),
  top_p: Type.Optional(TopP),
  top_k: Type.Optional(TopK),
  stop_sequences: Type.Optional(StopSequences),
  content_tag: Type.Optional(Tag),
}

/** `POST /chains/:name`. */
export const ChainRequest = Type.Object(
  { messages: Messages, params: Type.Optional(Params), session: Type.Optional(Session), ...choices },
  { additionalProperties: false },
)
export type ChainRequest = Static<typeof ChainRequest>

const DataUrl = Type.String({ pattern: '^data:[a-z]+/[a-z0-9.+-]+;base64,[A-Za-z0-9+/]+={0,2}$' })
/** `POST /v1/chat/completions`, as much of OpenAI's body as means something here; a member that is null counts as absent. */
export const OpenAiRequest = Type.Object({
  model: Type.String(),
  messages: Type.Array(
    Type.Object({
      role: Type.Enum(['system', 'developer', 'user', 'assistant']),
      content: Type.Union([
        Type.String(),
        Type.Array(
          Type.Object({
            type: Type.Enum(['text', 'image_url']),
            text: Type.Optional(Type.String()),
            image_url: Type.Optional(Type.Object({ url: DataUrl })),
          }),
        ),
      ]),
    }),
    { minItems: 1, maxItems: 10_000 },
  ),
  stream: Type.Optional(Type.Boolean()),
  stream_options: Type.Optional(Type.Object({ include_usage: Type.Optional(Type.Boolean()) })),
  max_tokens: Type.Optional(MaxTokens),
  max_completion_tokens: Type.Optional(MaxTokens),
  temperature: Type.Optional(Temperature),
  top_p: Type.Optional(TopP),
  stop: Type.Optional(Type.Union([Type.String({ minLength: 1 }), StopSequences])),
  user: Type.Optional(Session),
  n: Type.Optional(Type.Literal(1)),
  response_format: Type.Optional(Type.Object({ type: Type.Literal('text') })),
  tools: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 0, description: 'A chain calls no tools of its caller.' })),
  functions: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 0 })),
  /** The chain's own parameters; an extension, `extra_body` in OpenAI's clients. */
  params: Type.Optional(Params),
})
export type OpenAiRequest = Static<typeof OpenAiRequest>

/** `POST /chains/:name/ui`: what the AI SDK's `useChat` sends; parts of other types are for the page alone. */
export const UiRequest = Type.Object({
  /** Of the chat; becomes the session. */
  id: Type.Optional(Session),
  messages: Type.Array(
    Type.Object({
      role: Type.Enum(['user', 'assistant']),
      parts: Type.Array(
        Type.Object({
          type: Type.String(),
          text: Type.Optional(Type.String()),
          mediaType: Type.Optional(Type.String()),
          url: Type.Optional(Type.String()),
        }),
      ),
    }),
    { minItems: 1, maxItems: 10_000 },
  ),
  params: Type.Optional(Params),
})
export type UiRequest = Static<typeof UiRequest>

/** Every schema that values are checked against at run time, by the name of its validator. */
export const checked = {
  seedRequest: SeedRequest,
  chainRequest: ChainRequest,
  openAiRequest: OpenAiRequest,
  uiRequest: UiRequest,
  workflowOutput: WorkflowOutput,
  workflowResult: WorkflowResult,
}
