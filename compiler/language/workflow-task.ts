/** The start of another workflow. */
import { Type } from 'typebox'
import { TRANSIENT_STEP_FUNCTIONS_ERRORS } from '../error-names.ts'
import type { Infer } from './schema.ts'
import { serviceStep, substitution } from './service-task.ts'
import type { Step } from './step.ts'
import type { TaskOptions } from './task.ts'
import type { Text } from './value.ts'
import { asSchema } from './schema.ts'

const STARTED = Type.Object({ execution: Type.String() })

export interface StartWorkflowOptions extends TaskOptions<Infer<typeof STARTED>> {
  /** Name of the substitution that holds the state machine's ARN. */
  readonly stateMachine: string
  /** JSON, any part of which may be a reference; `{}` when absent. */
  readonly input?: unknown
  /** Name of the execution, 80 characters at most: a Standard workflow is started once for a name. */
  readonly name?: Text
}

/**
 * Starts another workflow and goes on without waiting for it; gives the `execution`'s ARN.
 * @example
 * step('retention', startWorkflow({ stateMachine: 'RetentionWorkflowArn', input: { customer: params.customer } }))
 */
export const startWorkflow = (task: StartWorkflowOptions): Step<{ execution: string }> =>
  serviceStep('startWorkflow', task, () => ({
    service: 'startWorkflow',
    resource: 'arn:aws:states:::states:startExecution',
    arguments: {
      StateMachineArn: substitution(task.stateMachine),
      Input: task.input ?? {},
      ...(task.name === undefined ? {} : { Name: task.name }),
    },
    gives: { schema: asSchema(STARTED), code: '{"execution": $states.result.ExecutionArn}' },
    transient: TRANSIENT_STEP_FUNCTIONS_ERRORS,
    timeout: 10,
    permissions: [{ actions: ['states:StartExecution'], resources: [`\${${task.stateMachine}}`] }],
  }))
