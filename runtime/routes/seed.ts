/** `POST /bedrock_claude_messages_api`: the sample's request and its plain text stream. */
import type { Manifest, Message } from '../../compiler/contract.ts'
import type { AnswerPlan } from '../answer.ts'
import { finalCall } from '../final-call.ts'
import type { Chosen, FieldNames, FinalCall } from '../final-call.ts'
import { samplingOf } from '../model-limits.ts'
import { checkedBy } from '../request/explain.ts'
import { checkConversation } from '../request/conversation.ts'
import type { SeedRequest } from '../schemas.ts'
import type { Validators } from '../validators.ts'
import type { Served } from '../served.ts'
import { seedInput, unknownMachineInput } from '../workflow.ts'
import type { Exchange } from '../exchange.ts'

/** What the sample's API takes for granted when a member is left out. */
const DEFAULTS = {
  messages: [{ role: 'user', content: 'Who are you?' }] satisfies Message[],
  temperature: 1,
  topP: 0.999,
  topK: 250,
  maxTokens: 1028,
  stopSequences: ['\n\nHuman:'],
  model: 'anthropic.claude-3-sonnet-20240229-v1:0',
  system: '',
  contentTag: 'DOCUMENT',
  sample: 5,
} as const

const FIELDS: FieldNames = {
  model: 'bedrock_parameters.modelId',
  system: 'bedrock_parameters.system',
  maxTokens: 'bedrock_parameters.max_tokens',
  temperature: 'bedrock_parameters.temperature',
  topP: 'bedrock_parameters.top_p',
  topK: 'bedrock_parameters.top_k',
  stopSequences: 'bedrock_parameters.stop_sequences',
  contentTag: 'assistant_parameters.content_tag',
}

export function seedPlan(
  body: unknown,
  { arn, manifest }: NonNullable<Served['seed']>,
  validators: Validators,
  { requestId, traceHeader, caller }: Exchange,
): AnswerPlan {
  const { bedrock_parameters: asked, assistant_parameters: assistant } = checkedBy(validators.seedRequest, body)
  const chosen: Chosen = {
    model: asked.modelId,
    system: asked.system,
    maxTokens: asked.max_tokens,
    temperature: asked.temperature,
    topP: asked.top_p,
    topK: asked.top_k,
    stopSequences: asked.stop_sequences,
    contentTag: assistant.content_tag,
  }
  const messages = asked.messages ?? DEFAULTS.messages
  const params = assistant.state_machine_custom_params ?? {}
  if (manifest !== undefined) checkDeclared(params, manifest, validators)
  const said = { messages, params, sample: Number(assistant.messages_to_sample ?? DEFAULTS.sample), caller }
  const answer = manifest?.answer ?? undefined
  const final = answer === undefined ? asSent(chosen) : finalCall(answer, chosen, FIELDS)
  checkConversation(messages, 'bedrock_parameters.messages', final.model, manifest !== undefined)
  return {
    kind: 'answer',
    requestId,
    chain: manifest === undefined ? null : { name: manifest.name, version: manifest.version },
    workflow: {
      stateMachineArn: arn,
      name: requestId,
      input: manifest === undefined ? unknownMachineInput(said) : seedInput(said, manifest.reads),
      traceHeader,
    },
    messages,
    final: withVersion(final, asked),
    form: 'anthropic',
  }
}

/** What the chain declares has its form; other members have always been let through on this route. */
function checkDeclared(params: Readonly<Record<string, unknown>>, { name, input }: Manifest, { params: byChain }: Validators) {
  const validator = byChain.get(name)
  const { properties = {} } = input as { properties?: object }
  const declared = Object.fromEntries(Object.entries(params).filter(([member]) => Object.hasOwn(properties, member)))
  if (validator !== undefined) checkedBy(validator, declared, 'assistant_parameters.state_machine_custom_params')
}

const withVersion = (
  final: FinalCall,
  { anthropic_version: anthropicVersion }: SeedRequest['bedrock_parameters'],
): FinalCall => ({
  ...final,
  settings: { ...final.settings, anthropicVersion },
})

/** For a machine nobody here knows: the caller's settings as they are, the sample's defaults for the rest. */
function asSent(chosen: Chosen): FinalCall {
  const model = chosen.model ?? DEFAULTS.model
  // A default that the caller did not ask for must not make a newer model refuse the call.
  const defaults = samplingOf(model, { temperature: DEFAULTS.temperature, topP: DEFAULTS.topP, topK: DEFAULTS.topK })
  return {
    model,
    system: chosen.system ?? DEFAULTS.system,
    contentTag: chosen.contentTag ?? DEFAULTS.contentTag,
    requireTag: false,
    settings: {
      maxTokens: chosen.maxTokens ?? DEFAULTS.maxTokens,
      temperature: chosen.temperature ?? defaults.temperature,
      topP: chosen.topP ?? defaults.topP,
      topK: chosen.topK ?? defaults.topK,
      stopSequences: chosen.stopSequences ?? DEFAULTS.stopSequences,
    },
  }
}
