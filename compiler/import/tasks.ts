/** What a Task of somebody's state machine calls. */
import { resourceOf } from '../validate/resources/resource.ts'
import { fieldsOf } from '../validate/machine.ts'
import type { Fields, StateView } from '../validate/machine.ts'

/** `lambda:invoke`, `aws-sdk:bedrockruntime:converse`; `function` and `activity` for their ARNs. */
export function calledBy({ fields }: StateView): string {
  const resource = resourceOf(typeof fields['Resource'] === 'string' ? fields['Resource'] : '')
  switch (resource.kind) {
    case 'integration':
      return `${resource.service}:${resource.action}`
    case 'sdk':
      return `aws-sdk:${resource.service}:${resource.action}`
    default:
      return resource.kind
  }
}

const MODEL_CALLS = new Set(['bedrock:invokeModel', 'aws-sdk:bedrockruntime:converse', 'aws-sdk:bedrockruntime:invokeModel'])

export const asksModel = (state: StateView): boolean => state.type === 'Task' && MODEL_CALLS.has(calledBy(state))

/** What a task is called with, by its query language. */
export const argumentsOf = ({ fields, language }: StateView): Fields =>
  fieldsOf(fields[language === 'JSONata' ? 'Arguments' : 'Parameters'])

/** An argument that is written down: neither a path nor an expression. */
export function writtenArgument(state: StateView, name: string): string | undefined {
  const value = argumentsOf(state)[name]
  return typeof value === 'string' && !value.startsWith('{%') ? value : undefined
}
