/** What is worth telling about somebody's state machine that AWS would run: a stable code, a sentence and what to do, worded here alone. */
import type { StateView } from '../validate/machine.ts'

export interface Finding {
  readonly code: string
  /** From the outside in: `Parallel › Insert Keywords`. Empty for the machine as a whole. */
  readonly state: string
  /** `/States/Ask/Parameters/ModelId`. */
  readonly location: string
  readonly what: string
  readonly remedy: string
}

interface Place {
  readonly state: StateView
  readonly location: string
}

/** The states around this one, and this one. */
export const pathOf = (state: StateView): string =>
  state.scope.owner === undefined ? state.name : `${pathOf(state.scope.owner)} › ${state.name}`

const finding = (code: string, { state, location }: Place, what: string, remedy: string): Finding => ({
  code,
  state: pathOf(state),
  location,
  what,
  remedy,
})

export const neverRetried = (place: Place): Finding =>
  finding(
    'IM001',
    place,
    'The task is never retried: one throttled call fails the execution.',
    'Give it a Retry; a chain has one.',
  )

export const noTimeout = (place: Place): Finding =>
  finding(
    'IM002',
    place,
    'The task has no timeout: it may wait as long as the workflow may run.',
    'Give it TimeoutSeconds; a chain has it.',
  )

export const unguardedParse = (place: Place): Finding =>
  finding(
    'IM003',
    place,
    "A model's answer is read as JSON, and nothing catches an answer that is none.",
    'Catch the error, or give bedrockTask an output: then the answer is asked for, checked and typed by a schema.',
  )

export const hardCoded = (place: Place, what: string): Finding =>
  finding(
    'IM004',
    place,
    `${what} is written into an ARN: the machine runs nowhere else.`,
    'Use ${AWS::Region} and ${AWS::AccountId}, or the id alone.',
  )

export const widePermission = (place: Place, action: string, why: string): Finding =>
  finding(
    'IM005',
    place,
    `${action} has to be allowed on every resource: ${why}.`,
    'Name the resource in the definition, or by a substitution.',
  )

export const accidentalPath = (place: Place, path: string, why: string): Finding =>
  finding('IM006', place, `The path ${path} picks by accident: ${why}.`, 'Name the one value that is meant.')

export const noDefault = (place: Place): Finding =>
  finding(
    'IM007',
    place,
    "The choice looks at a model's answer and has no Default: an answer that was not thought of fails the execution.",
    'Add a Default; a chain has otherwise.',
  )

export const oldModel = (place: Place, model: string): Finding =>
  finding(
    'IM008',
    place,
    `${model} is of a generation that Bedrock retires.`,
    'Choose a model of today and try the prompts on it.',
  )

export const brokenMark = (place: Place, mark: string, meant: string): Finding =>
  finding(
    'IM009',
    place,
    `The prompt has ${mark} where ${meant} is meant: the model reads it as text.`,
    'Let bedrockTask write the marks.',
  )
