/** All there is to say about somebody's state machine before anything is made of it. */
import type { Statement } from '../contract.ts'
import { validateDefinition } from '../validate/index.ts'
import type { AslProblem } from '../validate/index.ts'
import { viewOf } from '../validate/machine.ts'
import type { Fields, Language } from '../validate/machine.ts'
import { findingsOf } from './checks.ts'
import type { Finding } from './findings.ts'
import { chartOf } from './graph.ts'
import { permissionsOf } from './permissions.ts'

export interface ImportReport {
  readonly states: number
  readonly language: Language
  /** What AWS would refuse. */
  readonly problems: readonly AslProblem[]
  /** What AWS takes and users regret. */
  readonly findings: readonly Finding[]
  /** Mermaid. */
  readonly graph: string
  readonly permissions: readonly Statement[]
}

/** A definition that AWS would refuse for its shape has problems alone: it cannot be drawn. */
export function reportOn(definition: Fields): ImportReport {
  const problems = validateDefinition(definition, { type: 'EXPRESS' })
  const machine = viewOf(definition)
  const isBroken = problems.some(({ severity }) => severity === 'ERROR')
  return {
    states: machine.states.length,
    language: machine.language,
    problems,
    findings: isBroken ? [] : findingsOf(machine),
    graph: isBroken ? '' : chartOf(definition),
    permissions: isBroken ? [] : permissionsOf(machine.states),
  }
}
