/** How data flows through a JSONPath state: InputPath, Parameters, ResultSelector, Assign, ResultPath, OutputPath, in this order. */
import type { Dataflow, Exit, MapItem, Variables, Visit } from '../dataflow.ts'
import type { StateDefinition } from '../definition.ts'
import { ExecutionProblem, runtimeFailure } from '../failure.ts'
import { parseTimestamp } from '../timestamp.ts'
import { parseExpression, valueOf } from './expression.ts'
import { follow, placed } from './follow.ts'
import type { Roots } from './follow.ts'
import { parsePath } from './path.ts'
import type { Path } from './path.ts'
import { choiceRule } from './rule.ts'
import { filled, template } from './template.ts'
import type { Template } from './template.ts'

const roots = (visit: Visit, data: unknown): Roots => ({ data, context: visit.context, variables: visit.variables })

/** A path that selects what goes in or out: absent is everything, null is nothing. */
type Filter = Path | null | undefined
const filter = (text: unknown): Filter => (typeof text === 'string' ? parsePath(text) : text === null ? null : undefined)

function filtered(path: Filter, visit: Visit, data: unknown): unknown {
  if (path === undefined) return data
  if (path === null) return {}
  const found = follow(path, roots(visit, data))
  if (found.found) return found.value
  throw runtimeFailure(`Invalid path '${path.text}' : ${found.why}`)
}

const optional = (value: unknown): Template | undefined => (value === undefined ? undefined : template(value))
const fill = (given: Template | undefined, visit: Visit, data: unknown): unknown =>
  given === undefined ? data : filled(given, roots(visit, data), visit.services)

/** The result in the raw input, where ResultPath says. */
function joined(path: Filter, rawInput: unknown, result: unknown): unknown {
  if (path === undefined) return result
  if (path === null) return rawInput
  const whole = placed(path, rawInput, result)
  if (whole !== undefined) return whole
  throw new ExecutionProblem(
    'States.ResultPathMatchFailure',
    `Unable to apply ReferencePath ${path.text} to input ${JSON.stringify(rawInput)}`,
  )
}

const exit = (output: unknown, assigned: unknown): Exit =>
  assigned === undefined ? { output } : { output, assigned: assigned as Variables }

const assignment = (given: Template | undefined, visit: Visit, data: unknown): unknown =>
  given === undefined ? undefined : fill(given, visit, data)

/** A field that is written plainly, or read by the path of the same field with `Path` behind its name. */
interface Setting {
  readonly field: string
  readonly literal: unknown
  readonly path: ReturnType<typeof parseExpression> | undefined
}
function setting(state: StateDefinition, field: string): Setting {
  const path = state[`${field}Path`]
  return { field, literal: state[field], path: typeof path === 'string' ? parseExpression(path) : undefined }
}
const settled = ({ field, literal, path }: Setting, visit: Visit, input: unknown): unknown =>
  path === undefined ? literal : valueOf(path, `${field}Path`, roots(visit, input), visit.services)

const asJson = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** A setting that counts seconds. */
function seconds(given: Setting, visit: Visit, input: unknown): number | undefined {
  const value = settled(given, visit, input)
  if (value === undefined) return undefined
  const where = `${given.path?.text} == ${asJson(value)}`
  if (!Number.isInteger(value)) {
    throw runtimeFailure(`The ${given.field}Path parameter cannot be parsed as a long value: ${where}`)
  }
  if ((value as number) < 0) throw runtimeFailure(`The ${given.field}Path parameter references a negative value: ${where}`)
  return value as number
}

function until(given: Setting, visit: Visit, input: unknown): number {
  const text = settled(given, visit, input)
  const time = typeof text === 'string' ? parseTimestamp(text) : undefined
  if (time !== undefined) return time
  throw runtimeFailure(
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${given.path?.text} == ${asJson(text)}`,
  )
}

/** A setting of a Map that counts. */
function count(given: Setting, visit: Visit, input: unknown): number | undefined {
  const value = settled(given, visit, input)
  if (value === undefined || Number.isInteger(value)) return value as number | undefined
  throw runtimeFailure(
    `The ${given.field}Path field refers to value ${JSON.stringify(value)} which is not a valid integer: ${given.path?.text}`,
  )
}

function checkTolerance(numbers: Setting, percentage: Setting, visit: Visit, input: unknown): void {
  if ((count(numbers, visit, input) ?? 0) < 0) throw runtimeFailure('ToleratedFailureCount cannot be negative.')
  const percent = settled(percentage, visit, input) ?? 0
  if (typeof percent !== 'number' || percent < 0 || percent > 100) {
    throw runtimeFailure('ToleratedFailurePercentage must be between 0 and 100.')
  }
}

export function jsonPathDataflow(state: StateDefinition): Dataflow {
  const [inputPath, outputPath, resultPath] = ['InputPath', 'OutputPath', 'ResultPath'].map((name) => filter(state[name]))
  const parameters = optional(state['Parameters'])
  const selector = optional(state['ResultSelector'])
  const assign = optional(state['Assign'])
  const constant = state['Result']
  /** Nobody assumes a role here, but what names it has to be there. */
  const credentials = optional(state['Credentials'])
  const catchers = (state.Catch ?? []).map((catcher) => ({
    resultPath: filter(catcher.ResultPath),
    assign: optional(catcher.Assign),
  }))
  const rules = (state.Choices ?? []).map((rule) => ({ next: rule.Next, holds: choiceRule(rule), assign: optional(rule.Assign) }))
  const itemSelector = optional(state['ItemSelector'] ?? (state.Type === 'Map' ? state['Parameters'] : undefined))
  const itemsPath = filter(state['ItemsPath'])
  const given = (field: string): Setting => setting(state, field)
  const timestamp = given('Timestamp')
  const tolerance = [given('ToleratedFailureCount'), given('ToleratedFailurePercentage')] as const
  const [wait, timeout, heartbeat, concurrency, error, cause] = [
    given('Seconds'),
    given('TimeoutSeconds'),
    given('HeartbeatSeconds'),
    given('MaxConcurrency'),
    given('Error'),
    given('Cause'),
  ] as const
  /** Only these have a result of their own; the others hand their input on. */
  const hasResult = state.Type !== 'Choice' && state.Type !== 'Wait' && state.Type !== 'Succeed'

  return {
    input: (visit) => filtered(inputPath, visit, visit.rawInput),
    arguments(visit, input) {
      fill(credentials, visit, input)
      const made = fill(parameters, visit, input)
      return constant === undefined ? made : constant
    },
    exit(visit, _input, result) {
      const selected = fill(selector, visit, result)
      const whole = hasResult ? joined(resultPath, visit.rawInput, selected) : selected
      return exit(filtered(outputPath, visit, whole), assignment(assign, visit, selected))
    },
    caught(visit, index, errorOutput) {
      const catcher = catchers[index]
      return exit(joined(catcher?.resultPath, visit.rawInput, errorOutput), assignment(catcher?.assign, visit, errorOutput))
    },
    choose(visit, input) {
      const from = roots(visit, input)
      const rule = rules.find(({ holds }) => holds(from)) ?? { next: state.Default, assign }
      return { ...exit(filtered(outputPath, visit, input), assignment(rule.assign, visit, input)), next: rule.next }
    },
    wait(visit, input) {
      const forSeconds = seconds(wait, visit, input)
      return forSeconds === undefined ? { until: until(timestamp, visit, input) } : { forMs: forSeconds * 1000 }
    },
    timeoutSeconds(visit, input) {
      seconds(heartbeat, visit, input)
      return seconds(timeout, visit, input)
    },
    failure(visit, input) {
      const said = [error, cause].map((each) => {
        const value = settled(each, visit, input)
        if (value === undefined || typeof value === 'string') return value
        throw runtimeFailure(`The value of the field '${each.field}Path' must be a string but was: ${JSON.stringify(value)}`)
      })
      return { error: said[0], cause: said[1] }
    },
    items(visit, input) {
      checkTolerance(...tolerance, visit, input)
      const found = itemsPath ? follow(itemsPath, roots(visit, input)) : ({ found: true, value: input } as const)
      if (!found.found) {
        const step = itemsPath?.text.split(/[.[\]'"]+/).findLast((part) => part !== '') ?? ''
        throw new ExecutionProblem(
          'States.ReferencePathConflict',
          `Unable to apply step "${step}" to input ${JSON.stringify(input)}`,
        )
      }
      if (Array.isArray(found.value)) return found.value.map((value: unknown, index): MapItem => ({ index, value }))
      throw runtimeFailure(`Reference path "${itemsPath?.text ?? '$'}" must point to array.`)
    },
    itemInput: (visit, input, item) => (itemSelector ? fill(itemSelector, visit, input) : item.value),
    maxConcurrency(visit, input) {
      const most = count(concurrency, visit, input) ?? 0
      if (most >= 0) return most
      throw runtimeFailure(`Expected non-negative integer for MaxConcurrency, got '${most}' instead.`)
    },
  }
}
