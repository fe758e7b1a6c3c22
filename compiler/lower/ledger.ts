/** The token details of the model calls that have run, one variable per scope. */
import type { Block, Built, Placed } from '../tree.ts'
import { atom, code, literal, toCode } from './shape.ts'
import type { Shape } from './shape.ts'

/** The variable of the chain's own scope; inner scopes put their path before it. */
export const LEDGER = 'task_details'

/** What an edge does to the ledger: nothing, one more call, or those of a parallel's branches. */
export type Entry = { readonly one: Shape } | { readonly some: string } | null

/**
 * The ledger's value after an edge; null where the variable already has it.
 * @param begun whether the variable exists before the edge
 */
export function afterEntry(variable: string, begun: boolean, entry: Entry): Shape | null {
  if (entry === null) return begun ? null : literal([])
  if ('one' in entry) return begun ? code(`$append($${variable}, ${toCode(entry.one)})`) : { kind: 'items', items: [entry.one] }
  return begun ? code(`$append($${variable}, ${entry.some})`) : atom(`[${entry.some}]`)
}

/** Whether a builder can call a model, on any path through it. */
export function callsModel(builder: Built): boolean {
  switch (builder.kind) {
    case 'bedrockTask':
      return true
    case 'retrieve':
      return builder.catch ? blockCallsModel(builder.catch.block) : false
    case 'parallel':
      return builder.branches.some(({ block }) => blockCallsModel(block))
    case 'choice':
      return builder.cases.some(({ block }) => blockCallsModel(block))
    case 'value':
    case 'systemChain':
    case 'say':
    case 'result':
      return false
    default:
      return builder satisfies never
  }
}

const placedIn = (block: Block): readonly Placed[] =>
  block.end.kind === 'builder' ? [...block.steps, block.end.placed] : block.steps

export const blockCallsModel = (block: Block): boolean => placedIn(block).some((placed) => callsModel(placed.builder))
