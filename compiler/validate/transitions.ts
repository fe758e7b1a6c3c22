/** Where a state can go next, and what is assigned on the way. */
import { at, fieldsOf, listOf, type ScopeView, type StateView } from './machine.ts'

export interface Transition {
  readonly target: string
  readonly location: string
  /** The `Assign` that takes effect on this way out. */
  readonly assign: unknown
}

const ENDS = new Set(['Succeed', 'Fail'])
const CATCHES = new Set(['Task', 'Parallel', 'Map'])

export const isTerminal = ({ type, fields }: StateView): boolean =>
  type !== undefined && (ENDS.has(type) || (type !== 'Choice' && fields['End'] === true))

export function transitionsOf({ type, fields, location }: StateView): readonly Transition[] {
  const out: Transition[] = []
  const add = (target: unknown, location: string, assign: unknown): void => {
    if (typeof target === 'string') out.push({ target, location, assign })
  }
  const addEach = (field: string): void => {
    for (const [index, entry] of listOf(fields[field]).entries()) {
      const { Next, Assign } = fieldsOf(entry)
      add(Next, at(at(at(location, field), index), 'Next'), Assign)
    }
  }
  if (type === undefined || ENDS.has(type)) return out
  if (type === 'Choice') {
    addEach('Choices')
    add(fields['Default'], at(location, 'Default'), fields['Assign'])
    return out
  }
  add(fields['Next'], at(location, 'Next'), fields['Assign'])
  if (CATCHES.has(type)) addEach('Catch')
  return out
}

/** The names of the states that can be reached from `start`, itself included. */
export function reachableFrom(start: StateView): ReadonlySet<string> {
  const reached = new Set([start.name])
  const waiting = [start]
  for (let state = waiting.pop(); state; state = waiting.pop()) {
    for (const { target } of transitionsOf(state)) {
      const next = state.scope.byName.get(target)
      if (!next || reached.has(target)) continue
      reached.add(target)
      waiting.push(next)
    }
  }
  return reached
}

/** The states of a scope from which a terminal state can be reached. */
export function ableToEnd({ states, byName }: ScopeView): ReadonlySet<StateView> {
  const comingFrom = new Map<StateView, StateView[]>()
  for (const state of states) {
    for (const { target } of transitionsOf(state)) {
      const next = byName.get(target)
      if (!next) continue
      const known = comingFrom.get(next)
      if (known) known.push(state)
      else comingFrom.set(next, [state])
    }
  }
  // A state of unknown type may well end; what is wrong with it is said elsewhere.
  const able = new Set(states.filter((state) => state.type === undefined || isTerminal(state)))
  for (const state of able) for (const earlier of comingFrom.get(state) ?? []) able.add(earlier)
  return able
}
