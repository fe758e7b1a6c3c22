/** A flat graph in layers, top to bottom, by ELK: where its nodes, its edges and their labels go. */
import type { ELK, ElkExtendedEdge, ElkNode, ElkPoint } from 'elkjs/lib/elk-api.js'
import type { Point, Rectangle, Size } from './geometry.ts'

export interface FlatNode extends Size {
  readonly id: string
  /** Where edges may begin or end at all: on its upper and its lower border, pixels from the left. Anywhere, when absent. */
  readonly ports?: readonly { readonly id: string; readonly x: number; readonly side: 'top' | 'bottom' }[]
  /** It stands before or after all others, alone with its like. */
  readonly stands?: 'first' | 'last'
}
export interface FlatEdge {
  readonly id: string
  /** Ids of nodes, or of their ports. */
  readonly from: string
  readonly to: string
  readonly label?: Size
}
export interface Flat {
  readonly nodes: readonly FlatNode[]
  readonly edges: readonly FlatEdge[]
}

export interface Layered extends Size {
  readonly nodes: ReadonlyMap<string, Rectangle>
  readonly edges: ReadonlyMap<string, { readonly way: readonly Point[]; readonly label: Rectangle | null }>
}

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
  'elk.spacing.portsSurrounding': '[top=0,left=20,bottom=0,right=20]',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  // the order of the source is the order of the picture
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.edgeLabels.centerLabelPlacementStrategy': 'TAIL_LAYER',
} as const

/** ELK is loaded when the first graph is drawn: it is large, and nothing else needs it. */
let elk: Promise<ELK> | undefined
const layouter = (): Promise<ELK> => (elk ??= import('elkjs').then(({ default: { default: Elk } }) => new Elk()))

function nodeOf({ id, width, height, ports = [], stands }: FlatNode): ElkNode {
  return {
    id,
    width,
    height,
    layoutOptions: {
      'elk.alignment': 'TOP',
      ...(ports.length > 0 ? { 'elk.portConstraints': 'FIXED_POS' } : {}),
      ...(stands ? { 'elk.layered.layering.layerConstraint': stands === 'first' ? 'FIRST_SEPARATE' : 'LAST_SEPARATE' } : {}),
    },
    ports: ports.map(({ id: port, x, side }) => ({
      id: port,
      x,
      y: side === 'top' ? 0 : height,
      width: 0,
      height: 0,
      layoutOptions: { 'elk.port.side': side === 'top' ? 'NORTH' : 'SOUTH' },
    })),
  }
}

const edgeOf = ({ id, from, to, label }: FlatEdge): ElkExtendedEdge => ({
  id,
  sources: [from],
  targets: [to],
  ...(label ? { labels: [{ text: id, ...label }] } : {}),
})

/** @param close what stands beside something high moves up, out of its row */
export async function layered({ nodes, edges }: Flat, close: boolean): Promise<Layered> {
  const options = close ? { ...OPTIONS, 'elk.layered.compaction.postCompaction.strategy': 'EDGE_LENGTH' } : OPTIONS
  const graph: ElkNode = {
    id: 'graph',
    layoutOptions: options,
    children: nodes.map(nodeOf),
    edges: edges.map(edgeOf),
  }
  const laidOut: ElkNode = await (await layouter()).layout(graph)
  return {
    width: pixels(laidOut.width),
    height: pixels(laidOut.height),
    nodes: new Map((laidOut.children ?? []).map((node) => [node.id, rectangle(node)])),
    edges: new Map(
      (laidOut.edges ?? []).map((edge) => {
        const [label] = edge.labels ?? []
        return [edge.id, { way: wayOf(edge), label: label ? rectangle(label) : null }]
      }),
    ),
  }
}

/** Whole pixels: crisp lines. */
const pixels = (length = 0) => Math.round(length)

const rectangle = ({ x, y, width, height }: Omit<ElkNode, 'id'>): Rectangle => ({
  x: pixels(x),
  y: pixels(y),
  width: pixels(width),
  height: pixels(height),
})

const wayOf = ({ sections = [] }: ElkExtendedEdge): readonly Point[] =>
  sections.flatMap(({ startPoint, bendPoints = [], endPoint }) =>
    [startPoint, ...bendPoints, endPoint].map(({ x, y }: ElkPoint) => ({ x: pixels(x), y: pixels(y) })),
  )
