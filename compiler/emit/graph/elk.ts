/** One run of ELK: a flat graph in layers, top to bottom. */
import type { ELK, ElkExtendedEdge, ElkNode, ElkPoint, LayoutOptions } from 'elkjs/lib/elk-api.js'
import type { Flat, FlatEdge, FlatNode, Layered } from './flat.ts'
import type { Point, Rectangle } from './geometry.ts'

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  'elk.layered.edgeLabels.centerLabelPlacementStrategy': 'TAIL_LAYER',
  // the order of the source is the order of the picture
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
} as const

/** ELK is loaded when the first graph is drawn: it is large, and nothing else needs it. */
let elk: Promise<ELK> | undefined
const layouter = (): Promise<ELK> => (elk ??= import('elkjs').then(({ default: { default: Elk } }) => new Elk()))

/** Pixels from a node's corners to the first of its edges. */
const FROM_CORNER = 20

function nodeOf({ id, width, height, ports = [], inset = 0, stands }: FlatNode): ElkNode {
  return {
    id,
    width,
    height,
    layoutOptions: {
      'elk.spacing.portsSurrounding': `[top=0,left=${FROM_CORNER + inset},bottom=0,right=${FROM_CORNER + inset}]`,
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
  sources: [from.port ?? from.node],
  targets: [to.port ?? to.node],
  ...(label ? { labels: [{ text: id, ...label }] } : {}),
})

/** @param more options of ELK, by their names there */
export async function runElk({ nodes, edges }: Flat, more: LayoutOptions): Promise<Layered> {
  const graph: ElkNode = {
    id: 'graph',
    layoutOptions: { ...OPTIONS, ...more },
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

/** Whole pixels: crisp lines. Halves go up, though ELK's sums come out a little below them. */
const pixels = (length = 0) => Math.round(length + 1e-6)

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
