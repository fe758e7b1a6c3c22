/** The API described: OpenAPI 3.1, from the schemas that requests are checked against and the manifests of the chains. */
import type { Manifest } from '../compiler/contract.ts'
import { modelsToName } from './final-call.ts'
import { requestSchemas } from './request-schemas.ts'
import type { ServedChain } from './served.ts'

const json = (schema: unknown) => ({ 'application/json': { schema } })
const text = { 'text/plain': { schema: { type: 'string' } } }
const events = (description: string) => ({ 'text/event-stream': { schema: { type: 'string', description } } })
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const FAILURES = {
  '400': 'The body is not JSON.',
  '401': 'The caller is not known.',
  '413': 'The request is too large for this API or for Step Functions.',
  '415': 'The body is not sent as JSON.',
  '422': 'The body has not the form that is expected; the message names the field.',
  '500': 'This server failed.',
  '502': 'The workflow or the model failed.',
  '503': 'Too many requests; `retry-after` says when to try again.',
  '504': 'The workflow or the model took too long.',
}

const responses = (content: unknown, description = 'The answer.') => ({
  '200': { description, content },
  ...Object.fromEntries(
    Object.entries(FAILURES).map(([status, description]) => [status, { description, content: json(ref('Failure')) }]),
  ),
})

const post = (operationId: string, summary: string, schema: unknown, content: unknown, description?: string) => ({
  post: {
    operationId,
    summary,
    requestBody: { required: true, content: json(schema) },
    responses: responses(content, description),
  },
})
const get = (operationId: string, summary: string, schema: unknown) => ({
  get: { operationId, summary, responses: { '200': { description: 'The answer.', content: json(schema) } } },
})

export function openApi(chains: ReadonlyMap<string, ServedChain>, withSeed: boolean) {
  const manifests = [...chains.values()].map(({ manifest }) => manifest)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Prompt chains',
      version: '1',
      description: 'Prompt chains that run on AWS Step Functions; the last answer is streamed from Amazon Bedrock.',
    },
    paths: {
      ...(withSeed
        ? {
            '/bedrock_claude_messages_api': post(
              'sample',
              'Runs the chain of this deployment and streams its answer as text.',
              ref('SeedRequest'),
              text,
            ),
          }
        : {}),
      ...Object.fromEntries(manifests.flatMap(chainPaths)),
      '/v1/chat/completions': post(
        'createChatCompletion',
        'OpenAI’s chat completions; every chain is a model.',
        ref('OpenAiRequest'),
        { ...json(ref('ChatCompletion')), ...events('Chunks of a chat completion, where the body says `"stream": true`.') },
      ),
      '/v1/models': get('listModels', 'OpenAI’s list of models: the chains.', ref('ModelList')),
      '/chains': get('listChains', 'The chains that are served here.', ref('ChainList')),
      '/healthz': get('health', 'Whether this server is there.', ref('Health')),
    },
    components: {
      schemas: {
        Messages: requestSchemas.chain.properties.messages,
        SeedRequest: requestSchemas.seed,
        OpenAiRequest: requestSchemas.openAi,
        UiRequest: requestSchemas.ui,
        ...RESPONSES,
      },
    },
  }
}

const EVENTS =
  'Events, `data` always JSON: workflow {execution, chain, version, experiments, tokens}, delta {text}, reasoning {text}, tool {id, name}, ' +
  'tool_input {text}, usage {inputTokens, outputTokens, usd}, done {stopReason}, error {code, message, request_id}.'

function chainPaths(manifest: Manifest): [string, unknown][] {
  const { name, kind, description, result } = manifest
  const body = chainBody(manifest)
  const content =
    kind === 'result' ? json(isObject(result) ? result : {}) : { ...events(EVENTS), ...text, ...json(ref('Answer')) }
  return [
    [`/chains/${name}`, post(name, description, body, content)],
    [
      `/chains/${name}/ui`,
      post(`${name}_ui`, `${description} For the AI SDK’s useChat.`, ref('UiRequest'), events('A UI message stream.')),
    ],
  ]
}

/** The body a chain takes: its own params, and of the settings those that it lets a caller choose. */
function chainBody({ input, answer }: Manifest) {
  const { properties } = requestSchemas.chain
  const allow = answer?.allow ?? {}
  const chosen = [
    ...(allow.models === undefined ? [] : ['model']),
    ...(allow.system === true ? ['system'] : []),
    ...(allow.maxTokens === true ? ['max_tokens'] : []),
    ...(allow.sampling === true ? ['temperature', 'top_p', 'top_k'] : []),
    ...(allow.stopSequences === true ? ['stop_sequences'] : []),
    ...(allow.contentTag === true ? ['content_tag'] : []),
  ]
  const needsParams = isObject(input) && Array.isArray(input.required) && input.required.length > 0
  return {
    type: 'object',
    properties: {
      messages: ref('Messages'),
      params: isObject(input) ? input : properties.params,
      session: properties.session,
      ...Object.fromEntries(chosen.map((name) => [name, properties[name]])),
      ...(allow.models === undefined || answer === null ? {} : { model: { type: 'string', enum: modelsToName(answer) } }),
      ...(allow.maxTokens === true ? { max_tokens: { type: 'integer', minimum: 1, maximum: answer?.maxTokens } } : {}),
    },
    required: ['messages', ...(needsParams ? ['params'] : [])],
    additionalProperties: false,
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const string = { type: 'string' }
const integer = { type: 'integer' }
const object = (properties: Readonly<Record<string, unknown>>, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
})
const list = (items: unknown) => ({ type: 'array', items })

const RESPONSES = {
  Failure: object({ error: object({ code: string, message: string, request_id: string }) }),
  Answer: object(
    {
      text: string,
      reasoning: string,
      tools: list(object({ id: string, name: string, input: string })),
      stopReason: string,
      usage: object({ inputTokens: integer, outputTokens: integer, usd: { type: ['number', 'null'] } }),
      workflow: object({
        execution: string,
        chain: { type: ['string', 'null'] },
        version: { type: ['string', 'null'] },
        experiments: list(object({ name: string, variant: string })),
        tokens: object({ input: integer, output: integer }),
      }),
    },
    ['text', 'stopReason', 'usage', 'workflow'],
  ),
  ChainList: list(object({ name: string, kind: { type: 'string', enum: ['answer', 'result'] }, description: string })),
  Health: object({ status: { const: 'ok' } }),
  ModelList: object({
    object: { const: 'list' },
    data: list(object({ id: string, object: { const: 'model' }, created: integer, owned_by: string })),
  }),
  ChatCompletion: object({
    id: string,
    object: { const: 'chat.completion' },
    created: integer,
    model: string,
    choices: list(
      object({ index: integer, message: object({ role: { const: 'assistant' }, content: string }), finish_reason: string }),
    ),
    usage: object({ prompt_tokens: integer, completion_tokens: integer, total_tokens: integer }),
  }),
}
