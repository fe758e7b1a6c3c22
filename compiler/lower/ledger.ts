/** The token details of the model calls that have run, one variable per scope. */
import { innerBlocks, placedIn } from '../tree.ts'
import type { Block, Built } from '../tree.ts'
import { atom, code, literal, toCode } from './shape.ts'
import type { Shape } from './shape.ts'

/** The variable of the chain's own scope; inner scopes put their path before it. */
export const LEDGER = 'task_details'

/** What an edge does to the ledger: nothing, one more call, or those of branches or items. */
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
export const callsModel = (builder: Built): boolean =>
  builder.kind === 'bedrockTask' || innerBlocks(builder).some(({ block }) => blockCallsModel(block))

export const blockCallsModel = (block: Block): boolean => placedIn(block).some((placed) => callsModel(placed.builder))
