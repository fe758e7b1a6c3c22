/** How data flows through a JSONata state: Arguments, Output and Assign, reading `$states` and the variables. */
import { bind } from '../../../compiler/jsonata/index.ts'
import type { Bound } from '../../../compiler/jsonata/index.ts'
import type { Dataflow, Exit, MapItem, Variables, Visit } from '../dataflow.ts'
import type { StateDefinition } from '../definition.ts'
import { queryFailure } from '../failure.ts'
import { parseTimestamp } from '../timestamp.ts'
import { filled, filledAs, optionalTemplate, template } from './template.ts'
import type { Template } from './template.ts'

type Ending = { readonly output: Template | undefined; readonly assign: readonly (readonly [name: string, value: Template])[] }

const ending = (fields: { readonly [field: string]: unknown }, field: string): Ending => ({
  output: optionalTemplate(fields['Output'], `${field}Output`),
  assign: Object.entries(fields['Assign'] ?? {}).map(([name, value]) => [name, template(value, `${field}Assign/${name}`)]),
})

/** The variables, and `$states` with what this point of the state may read of it. */
function bindings({ rawInput: input, variables, context, services }: Visit, states: object): Bound {
  const bound = bind(variables, services)
  bound['states'] = { input, context, ...states }
  return bound
}
const NOTHING_MORE = {}

/** Assign and Output read the same values: neither sees what the other makes. */
async function ended({ output, assign }: Ending, bound: Bound, unsaid: unknown): Promise<Exit> {
  const out = output === undefined ? unsaid : await filled(output, bound)
  if (assign.length === 0) return { output: out }
  const assigned: Variables = {}
  for (const [name, value] of assign) assigned[name] = await filled(value, bound)
  return { output: out, assigned }
}

/** An array's items, or an object's members. */
const asItems = (items: readonly unknown[] | Members): readonly MapItem[] =>
  isMembers(items)
    ? Object.entries(items).map(([key, value], index) => ({ index, value, key }))
    : items.map((value, index) => ({ index, value }))

type Members = Readonly<Record<string, unknown>>
const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)

export function jsonataDataflow(state: StateDefinition): Dataflow {
  const own = ending(state, '')
  const given = optionalTemplate(state['Arguments'], 'Arguments')
  /** Nobody assumes a role here, but what names it has to be there. */
  const credentials = optionalTemplate(state['Credentials'], 'Credentials')
  const catchers = (state.Catch ?? []).map((catcher, index) => ending(catcher, `Catch[${index}]/`))
  const rules = (state.Choices ?? []).map((rule, index) => ({
    next: rule.Next,
    condition: template(rule.Condition, `Choices[${index}]/Condition`),
    ending: ending(rule, `Choices[${index}]/`),
  }))
  const hasResult = state.Type === 'Task' || state.Type === 'Parallel' || state.Type === 'Map'
  const field = (name: string): Template | undefined => optionalTemplate(state[name], name)
  const [seconds, timestamp, timeout, heartbeat] = ['Seconds', 'Timestamp', 'TimeoutSeconds', 'HeartbeatSeconds'].map(field)
  const [error, cause] = ['Error', 'Cause'].map(field)
  const [items, selector, concurrency] = ['Items', 'ItemSelector', 'MaxConcurrency'].map(field)
  const numbers = ['ToleratedFailureCount', 'ToleratedFailurePercentage'].flatMap((name) => field(name) ?? [])

  const numberOf = async (visit: Visit, template: Template): Promise<number> => {
    const number = await filledAs('number', template, bindings(visit, NOTHING_MORE))
    if (Number.isInteger(number) && number >= 0) return number
    const name = template.kind === 'expression' ? template.field : 'Seconds'
    throw queryFailure(`The ${name} field must be a non-negative integer but was: ${number}`, name)
  }
  const stringOf = async (visit: Visit, template: Template | undefined): Promise<string | undefined> =>
    template && filledAs('string', template, bindings(visit, NOTHING_MORE))

  return {
    input: (visit) => visit.rawInput,
    async arguments(visit, input) {
      if (credentials) await filled(credentials, bindings(visit, NOTHING_MORE))
      return given === undefined ? input : filled(given, bindings(visit, NOTHING_MORE))
    },
    exit: (visit, _input, result) => ended(own, bindings(visit, hasResult ? { result } : NOTHING_MORE), result),
    caught: (visit, index, errorOutput) => ended(catchers[index] as Ending, bindings(visit, { errorOutput }), errorOutput),
    async choose(visit, input) {
      const bound = bindings(visit, NOTHING_MORE)
      for (const rule of rules) {
        if (await filledAs('boolean', rule.condition, bound)) {
          return { ...(await ended(rule.ending, bound, input)), next: rule.next }
        }
      }
      if (state.Default === undefined) return { output: input, next: undefined }
      return { ...(await ended(own, bound, input)), next: state.Default }
    },
    async wait(visit) {
      if (seconds) return { forMs: (await numberOf(visit, seconds)) * 1000 }
      const text = (await stringOf(visit, timestamp)) ?? ''
      const until = parseTimestamp(text)
      if (until !== undefined) return { until }
      throw queryFailure(
        `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
        'Timestamp',
      )
    },
    async timeoutSeconds(visit) {
      if (heartbeat) await numberOf(visit, heartbeat)
      return timeout && numberOf(visit, timeout)
    },
    async failure(visit) {
      return { error: await stringOf(visit, error), cause: await stringOf(visit, cause) }
    },
    async items(visit, input) {
      for (const number of numbers) await numberOf(visit, number)
      if (items) return asItems(await filledAs('array', items, bindings(visit, NOTHING_MORE), isMembers))
      if (Array.isArray(input)) return asItems(input)
      throw queryFailure(`Map state input must be an array but was: ${JSON.stringify(input)}`)
    },
    itemInput: (visit, _input, item) => (selector ? filled(selector, bindings(visit, NOTHING_MORE)) : item.value),
    maxConcurrency: (visit) => (concurrency ? numberOf(visit, concurrency) : 0),
  }
}
