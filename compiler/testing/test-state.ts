/**
 * The states of a run as calls of Step Functions' TestState, each with a mock: whoever has an account can compare AWS with the run.
 * The calls need no role and reach no service.
 */
import type { EngineEvent } from '../../runtime/engine/index.ts'
import type { Chain } from '../language/chain.ts'
import { compiledChain } from './compiled.ts'
import type { ChainRun } from './run.ts'

/** An input of `TestStateCommand`, and what AWS should answer. */
export interface TestStateCall {
  readonly request: {
    readonly definition: string
    readonly stateName: string
    readonly input: string
    readonly variables: string
    readonly inspectionLevel: 'TRACE'
    readonly mock?: { readonly result: string } | { readonly errorOutput: { readonly error: string; readonly cause: string } }
  }
  readonly expected: {
    readonly status: 'SUCCEEDED' | 'CAUGHT_ERROR'
    readonly nextState?: string
    readonly output: unknown
  }
}

type Entered = Extract<EngineEvent, { type: 'StateEntered' }>
const scopeOf = (event: { readonly within?: Entered['within'] }) => JSON.stringify(event.within ?? [])

/** The variables a scope sees: its own, and those of the scopes around it. */
function visible(variables: ReadonlyMap<string, Readonly<Record<string, unknown>>>, within: Entered['within'] = []) {
  const scopes = within.map((_, index) => JSON.stringify(within.slice(0, index)))
  return Object.assign({}, ...[...scopes, JSON.stringify(within)].map((scope) => variables.get(scope) ?? {})) as Record<
    string,
    unknown
  >
}

/** A call for each state that the run left, in the order in which it was entered. */
export function testStateCalls(
  chain: Chain,
  { events }: Pick<ChainRun, 'events'>,
  root = process.cwd(),
): readonly TestStateCall[] {
  const definition = JSON.stringify(compiledChain(chain, root).definition)
  const variables = new Map<string, Readonly<Record<string, unknown>>>()
  const open = new Map<
    string,
    { readonly entered: Entered; readonly seen: Readonly<Record<string, unknown>>; mock?: TestStateCall['request']['mock'] }
  >()
  const results = new Map<string, unknown[]>()
  const calls: TestStateCall[] = []
  const keyOf = (event: { readonly state: string; readonly within?: Entered['within'] }) => `${scopeOf(event)} ${event.state}`
  for (const event of events) {
    if (!('state' in event)) continue
    const visit = open.get(keyOf(event))
    if (event.type === 'StateEntered') open.set(keyOf(event), { entered: event, seen: visible(variables, event.within) })
    else if (event.type === 'TaskSucceeded' && visit) visit.mock = { result: JSON.stringify(event.result) }
    else if (event.type === 'StateCaught' && visit)
      visit.mock = { errorOutput: { error: event.error ?? '', cause: event.cause ?? '' } }
    else if (event.type === 'StateExited' && visit) {
      const { assigned } = event
      if (assigned) variables.set(scopeOf(event), { ...variables.get(scopeOf(event)), ...assigned })
      // what ends a branch or an item is a part of the result of the state around it
      const place = event.within?.at(-1)
      if (place && event.next === undefined) {
        const around = keyOf({ state: place.state, within: event.within?.slice(0, -1) ?? [] })
        const parts = results.get(around) ?? []
        parts[place.branch ?? place.item ?? 0] = event.output
        results.set(around, parts)
      }
      const parts = results.get(keyOf(event))
      const mock = visit.mock ?? (parts ? { result: JSON.stringify(parts) } : undefined)
      calls.push({
        request: {
          definition,
          stateName: event.state,
          input: JSON.stringify(visit.entered.input),
          variables: JSON.stringify(visit.seen),
          inspectionLevel: 'TRACE',
          ...(mock ? { mock } : {}),
        },
        expected: {
          status: mock && 'errorOutput' in mock ? 'CAUGHT_ERROR' : 'SUCCEEDED',
          ...(event.next === undefined ? {} : { nextState: event.next }),
          output: event.output,
        },
      })
    }
  }
  return calls
}
