/** Scopes inside the chain's: a branch, an item. What they give leaves through their last state's output. */
import type { States } from '../../asl.ts'
import { innerBlocks, placedIn } from '../../tree.ts'
import type { Block, Placed } from '../../tree.ts'
import { departing, into, opened, statesOf } from '../edges.ts'
import type { After, Inlet, Scope } from '../edges.ts'
import { LEDGER, afterEntry } from '../ledger.ts'
import { valuesOf, within } from '../../walk.ts'
import type { Machine } from '../machine.ts'
import { atom, fields, literal, toJson } from '../shape.ts'
import type { Shape } from '../shape.ts'

/** A part of a builder that has a scope of its own. */
export interface Part {
  readonly placed: Placed
  /** The branch's key, or `item`. */
  readonly key: string
  readonly block: Block
}

/**
 * The states of a branch or an item.
 * @param counted the scope gives `{ value, task_details }` instead of its value alone
 */
export function innerScope(
  machine: Machine,
  { placed, key, block }: Part,
  outer: Scope,
  counted: boolean,
  inlets: readonly Inlet[],
): States {
  const { splits, variants } = outer
  const { names } = machine.lowering
  const ledger = names.own(`${names.part(placed, key)}.${LEDGER}`)
  const scope: Scope = { states: new Map(), ledger, splits, variants, inlets }
  const givens = new Map(machine.givens)
  const output = (value: Shape, details: Shape) => toJson(counted ? fields({ value, [LEDGER]: details }) : value)
  const name = names.beside(placed, `${key}.end`)
  const variable = names.own(name)
  const end: After = (arriving, value) => {
    if (arriving.canEnd && !machine.lowering.plain)
      return { output: output(value, afterEntry(scope.ledger, arriving.begun, arriving.entry) ?? atom(`$${scope.ledger}`)) }
    // the edges of choices and catchers end in a state of the scope's own, which sees variables alone
    const nearest = placedIn(block).at(-1) ?? placed
    const details = counted ? atom(`$${scope.ledger}`) : literal([])
    machine.emit(name, scope, nearest, () => ({ Type: 'Succeed', Output: output(atom(`$${variable}`), details) }))
    return into(name, { ...arriving, assign: { ...arriving.assign, [variable]: toJson(value) } }, scope, counted)
  }
  const first = opened(machine.enterBlock(block, departing(false, false), scope, end))
  machine.givens.clear()
  for (const [id, given] of givens) machine.givens.set(id, given)
  return { StartAt: first, States: statesOf(scope) }
}

/** Which of what its surroundings are given a block uses, inner blocks included. */
export function usedInside(block: Block): ReadonlySet<string> {
  const used = new Set<string>()
  const visit = (inside: Block) => {
    const values = [...placedIn(inside).flatMap(valuesOf), ...(inside.end.kind === 'value' ? [inside.end.value] : [])]
    for (const value of values.flatMap(within)) if (value.kind === 'given') used.add(`${value.block}.${value.name}`)
    for (const placed of placedIn(inside)) for (const inner of innerBlocks(placed.builder)) visit(inner.block)
  }
  visit(block)
  return used
}

/** What a scope that begins in a scope's first state must be handed on: it cannot be in a variable yet. */
export function handedOn(name: string, outer: Scope, block: Block): readonly Inlet[] {
  if (outer.states.keys().next().value !== name) return []
  const used = usedInside(block)
  return outer.inlets.filter((inlet) => used.has(`${inlet.block}.${inlet.name}`))
}
