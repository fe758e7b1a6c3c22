/** From what a request asks to the plan of a chain's answer or data. */
import type { AnswerSettings } from '../../compiler/contract.ts'
import type { Plan } from '../answer.ts'
import type { Exchange } from '../exchange.ts'
import { notAllowed } from '../failure.ts'
import { finalCall } from '../final-call.ts'
import type { Chosen, FieldNames } from '../final-call.ts'
import { checkConversation } from '../request/conversation.ts'
import { checkedBy } from '../request/explain.ts'
import { pickTarget } from '../served.ts'
import type { ServedChain } from '../served.ts'
import type { Validators } from '../validators.ts'
import { chainInput } from '../workflow.ts'
import type { Asked } from './asked.ts'

export interface Planning {
  readonly validators: Validators
  readonly random: () => number
}

/** Everything that can be wrong with a request is found here, before anything is spent on it. */
export function planOf(
  { said, chosen, fields }: Asked,
  { manifest, targets }: ServedChain,
  exchange: Exchange,
  { validators, random }: Planning,
): Plan {
  const final =
    manifest.kind === 'result' ? nothingToChoose(chosen, fields) : finalCall(manifest.answer as AnswerSettings, chosen, fields)
  checkConversation(said.messages, 'messages', final?.model ?? '', true)
  const params = validators.params.get(manifest.name)
  if (params !== undefined) checkedBy(params, said.params, 'params')
  const planned = {
    requestId: exchange.requestId,
    chain: { name: manifest.name, version: manifest.version },
    workflow: {
      stateMachineArn: pickTarget(targets, said.session, random),
      name: exchange.requestId,
      input: chainInput({ ...said, caller: exchange.caller }, manifest.reads),
      traceHeader: exchange.traceHeader,
    },
  }
  return final === undefined
    ? { kind: 'data', ...planned, result: validators.results.get(manifest.name) }
    : { kind: 'answer', ...planned, messages: said.messages, final, form: 'converse' }
}

/** A chain that returns data calls no final model. */
function nothingToChoose(chosen: Chosen, fields: FieldNames): undefined {
  const member = (Object.keys(chosen) as (keyof Chosen)[]).find((name) => chosen[name] !== undefined)
  if (member !== undefined) throw notAllowed(fields[member], 'Leave it out: this chain returns data.')
}
