/** A graph without boxes, as it is given to be laid out, and as it comes back. */
import type { Point, Rectangle, Size } from './geometry.ts'

export interface FlatNode extends Size {
  readonly id: string
  /** Where edges may begin or end at all: on its upper and its lower border, pixels from the left. Anywhere, when absent. */
  readonly ports?: readonly { readonly id: string; readonly x: number; readonly side: 'top' | 'bottom' }[]
  /** How much narrower than the node its upper and lower borders are, left and right. */
  readonly inset?: number
  /** It stands before or after all others, alone with its like. */
  readonly stands?: 'first' | 'last'
}
/** Where an edge begins or ends: at a node, and there at one of its ports or anywhere. */
export interface FlatEnd {
  readonly node: string
  readonly port?: string
}
export interface FlatEdge {
  readonly id: string
  readonly from: FlatEnd
  readonly to: FlatEnd
  readonly label?: Size
}
export interface Flat {
  readonly nodes: readonly FlatNode[]
  readonly edges: readonly FlatEdge[]
}

export interface LaidEdge {
  readonly way: readonly Point[]
  readonly label: Rectangle | null
}
export interface Layered extends Size {
  readonly nodes: ReadonlyMap<string, Rectangle>
  readonly edges: ReadonlyMap<string, LaidEdge>
}
