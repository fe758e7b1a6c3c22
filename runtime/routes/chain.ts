/** `POST /chains/:name`: the plan of an answer, or of data, from a request in our own form. */
import type { Plan } from '../answer.ts'
import type { Exchange } from '../exchange.ts'
import { CHAIN_FIELDS, finalCall } from '../final-call.ts'
import type { Chosen, FieldNames } from '../final-call.ts'
import { checkConversation } from '../request/conversation.ts'
import { checkedBy } from '../request/explain.ts'
import type { ChainRequest } from '../schemas.ts'
import type { ServedChain } from '../served.ts'
import { pickTarget } from '../served.ts'
import type { Validators } from '../validators.ts'
import { chainInput } from '../workflow.ts'
import type { Said, WorkflowCall } from '../workflow.ts'
import type { AnswerSettings } from '../../compiler/contract.ts'
import { notAllowed } from '../failure.ts'

/** What the requests of all our routes come down to. */
export interface Asked {
  readonly said: Said
  readonly chosen: Chosen
  readonly fields: FieldNames
  /** How the route calls the messages and the params. */
  readonly messagesField: string
  readonly paramsField: string
}

export function askedOf(body: unknown, validators: Validators, caller: unknown): Asked {
  const request: ChainRequest = checkedBy(validators.chainRequest, body)
  return {
    said: { messages: request.messages, params: request.params ?? {}, session: request.session, caller },
    chosen: {
      model: request.model,
      system: request.system,
      maxTokens: request.max_tokens,
      temperature: request.temperature,
      topP: request.top_p,
      topK: request.top_k,
      stopSequences: request.stop_sequences,
      contentTag: request.content_tag,
    },
    fields: CHAIN_FIELDS,
    messagesField: 'messages',
    paramsField: 'params',
  }
}

interface Context {
  readonly validators: Validators
  readonly exchange: Pick<Exchange, 'requestId' | 'traceHeader'>
  readonly random: () => number
}

export function answerPlan(asked: Asked, chain: ServedChain, context: Context): Plan {
  const { manifest } = chain
  const final = finalCall(manifest.answer as AnswerSettings, asked.chosen, asked.fields)
  const { requestId } = context.exchange
  return {
    requestId,
    chain: { name: manifest.name, version: manifest.version },
    workflow: workflowCall(asked, chain, final.model, context),
    messages: asked.said.messages,
    final,
    form: 'converse',
  }
}

/** A chain that returns data calls no final model: there is nothing about one to choose. */
export function dataPlan(asked: Asked, chain: ServedChain, context: Context): WorkflowCall {
  const chosen = (Object.keys(asked.chosen) as (keyof Chosen)[]).find((member) => asked.chosen[member] !== undefined)
  if (chosen !== undefined) throw notAllowed(asked.fields[chosen], 'Leave it out: this chain returns data.')
  return workflowCall(asked, chain, '', context)
}

function workflowCall(
  asked: Asked,
  { manifest, targets }: ServedChain,
  model: string,
  { validators, exchange, random }: Context,
): WorkflowCall {
  const { said } = asked
  checkConversation(said.messages, asked.messagesField, model, true)
  const params = validators.params.get(manifest.name)
  if (params !== undefined) checkedBy(params, said.params, asked.paramsField)
  return {
    stateMachineArn: pickTarget(targets, said.session, random),
    name: exchange.requestId,
    input: chainInput(said, manifest.reads),
    traceHeader: exchange.traceHeader,
  }
}
