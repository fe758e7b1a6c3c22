/** What a machine is started with, as a chain has it: the conversation, and the parameters beside it. */
import type { Source } from './source.ts'
import { listOf, objectOf, undescribed, unknown } from './symbol.ts'
import type { Ref, Value } from './symbol.ts'

const message = (code: string, hint: string): Value =>
  objectOf({
    role: { kind: 'ref', code: `${code}.role`, type: 'string', hint: 'role', optional: true },
    content:
      code === 'lists.last(messages)'
        ? { kind: 'ref', code: 'question', type: 'string', hint: 'question' }
        : { kind: 'ref', code: `${code}.content`, type: 'string', hint, optional: true },
  })

const MESSAGES: Ref = { kind: 'ref', code: 'messages', type: 'list', hint: 'messages', item: message }
const SESSION: Ref = { kind: 'ref', code: 'session', type: 'string', hint: 'session' }

/** A value whose members alone can be told: nothing stands for all of it. */
const members = (field: (name: string) => Value): Ref => ({ kind: 'ref', code: '', type: 'object', hint: 'input', field })

/** The input; a member that the contract does not have becomes a parameter. */
export const inputOf = (source: Source): Value =>
  members((name) => {
    if (name === 'PromptInput') return listOf({ kind: 'spread', of: MESSAGES })
    if (name !== 'state_machine_custom_params') return source.param(name)
    return members((param) =>
      param === 'session' ? SESSION : param === 'caller' ? undescribed('caller', 'caller') : source.param(param),
    )
  })

/** `$$` and `$states.context`. */
export const contextOf = (input: Value, item?: { readonly value: Value; readonly index: Value }): Value => {
  const elsewhere = unknown('a chain does not see the execution it runs in')
  return objectOf({
    Execution: objectOf({ Input: input, Id: elsewhere, Name: elsewhere, StartTime: elsewhere, RoleArn: elsewhere }),
    State: objectOf({ Name: elsewhere, EnteredTime: elsewhere, RetryCount: elsewhere }),
    ...(item ? { Map: objectOf({ Item: objectOf({ Value: item.value, Index: item.index }) }) } : {}),
  })
}
