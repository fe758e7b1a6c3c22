/** The edges of a machine: what runs walk and coverage counts. */
import type { EngineEvent } from '../../runtime/engine/index.ts'
import type { State, States } from '../asl.ts'

export const edge = (state: string, next: string | undefined) => `${state} → ${next ?? 'end'}`

function leadsTo(state: State): readonly (string | undefined)[] {
  if (state.Type === 'Choice')
    return [...state.Choices.map((rule) => rule.Next), ...(state.Default === undefined ? [] : [state.Default])]
  if (state.Type === 'Fail') return []
  return ['Next' in state ? state.Next : undefined]
}

/** All edges, inner scopes included, in reading order. */
export function edgesOf({ States: states }: States): string[] {
  return Object.entries(states).flatMap(([name, state]) => {
    const inner = state.Type === 'Parallel' ? state.Branches : state.Type === 'Map' ? [state.ItemProcessor] : []
    const caught = 'Catch' in state ? (state.Catch ?? []).map((one) => one.Next) : []
    return [...[...leadsTo(state), ...caught].map((next) => edge(name, next)), ...inner.flatMap(edgesOf)]
  })
}

/** The edge that an event tells of, if it does: a state that is caught is left as well. */
export const walkedEdge = (event: EngineEvent): string[] => (event.type === 'StateExited' ? [edge(event.state, event.next)] : [])
