/** Step Functions' operations: a request as JSON in, the answer as JSON out, AWS's own errors thrown. */
import { validateDefinition } from '../../../compiler/validate/index.ts'
import type { Fault } from '../control/faults.ts'
import { executing } from './executing.ts'
import type { ExecutingOptions } from './executing.ts'
import type { StoredMachine } from './machines.ts'
import { managing } from './managing.ts'
import { requests } from './requests.ts'

export interface StepFunctions {
  /** By the operation's name; `faults` are those that meet this call. */
  readonly operations: Readonly<Record<string, (request: unknown, faults: readonly Fault[]) => unknown>>
  /** Puts a machine there without asking as a client would. Throws what CreateStateMachine would. */
  add(machine: { readonly name: string; readonly definition: string; readonly original?: string }): void
  /** Takes a machine away that there may be; what runs of it goes on. */
  drop(name: string): void
  machine(name: string): StoredMachine | undefined
  names(): readonly string[]
}

export function stepFunctions(options: ExecutingOptions): StepFunctions {
  const { operations, existing, ...machines } = managing(options)
  return {
    ...machines,
    operations: {
      CreateStateMachine: operations.create,
      UpdateStateMachine: operations.update,
      DescribeStateMachine: operations.describe,
      ListStateMachines: operations.list,
      DeleteStateMachine: operations.remove,
      StartSyncExecution: executing(options, existing),
      ValidateStateMachineDefinition: validate,
    },
  }
}

function validate(request: unknown) {
  const { definition: text, type: kind = 'STANDARD', severity = 'ERROR', maxResults = 0 } = requests.validate(request)
  const problems = validateDefinition(text, { type: kind, rules: 'aws' })
  const diagnostics = problems
    .filter((problem) => severity === 'WARNING' || problem.severity === 'ERROR')
    .map(({ severity: how, code, message, location }) => ({
      severity: how,
      code,
      message,
      ...(location === '' ? {} : { location }),
    }))
  const most = maxResults === 0 ? 100 : maxResults
  return {
    result: problems.some((problem) => problem.severity === 'ERROR') ? 'FAIL' : 'OK',
    diagnostics: diagnostics.slice(0, most),
    truncated: diagnostics.length > most,
  }
}
