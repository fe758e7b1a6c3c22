/** The state machines there are. */
import { load } from '../../engine/index.ts'
import type { Machine } from '../../engine/index.ts'
import { validateDefinition } from '../../../compiler/validate/index.ts'
import type { AslProblem } from '../../../compiler/validate/index.ts'
import { isObject } from '../json.ts'
import { AwsError } from '../wire/aws-error.ts'

export type MachineType = 'STANDARD' | 'EXPRESS'

export interface StoredMachine {
  readonly arn: string
  readonly name: string
  readonly type: MachineType
  readonly roleArn: string
  /** The definition's text, as it was given. */
  readonly definition: string
  readonly machine: Machine
  /** Names of its states, nested ones too. */
  readonly states: ReadonlySet<string>
  /** Seconds since 1970, as the protocol has it. */
  readonly createdAt: number
  readonly revisionId: string | undefined
  /** Further settings, answered as they were given. */
  readonly settings: Readonly<Record<string, unknown>>
}

const told = ({ code, message, location }: AslProblem) => `${code}: ${message}${location === '' ? '' : ` at ${location}`}`

function statesOf(block: unknown, names = new Set<string>()): ReadonlySet<string> {
  if (!isObject(block) || !isObject(block['States'])) return names
  for (const [name, state] of Object.entries(block['States'])) {
    names.add(name)
    if (!isObject(state)) continue
    for (const branch of Array.isArray(state['Branches']) ? state['Branches'] : []) statesOf(branch, names)
    statesOf(state['ItemProcessor'] ?? state['Iterator'], names)
  }
  return names
}

/** A definition's text, checked and made ready to run. Throws InvalidDefinition with everything AWS would refuse. */
export function readDefinition(
  text: string,
  type: MachineType,
): { readonly machine: Machine; readonly states: ReadonlySet<string> } {
  const problems = validateDefinition(text, { type, rules: 'aws' }).filter(({ severity }) => severity === 'ERROR')
  if (problems.length > 0)
    throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${problems.map(told).join(', ')}'`)
  const definition: unknown = JSON.parse(text)
  return { machine: load(definition), states: statesOf(definition) }
}

/** Whether two texts are the same definition, whatever their white space. */
export const sameDefinition = (a: string, b: string): boolean => {
  try {
    return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b))
  } catch {
    return false
  }
}
