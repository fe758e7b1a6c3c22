/** Where everything in a graph goes: level by level from within, each box laid out before what it is in. */
import type { Point, Rectangle, Size } from './geometry.ts'
import { moved, straightened } from './geometry.ts'
import type { Graph, GraphEdge, GraphMember, GraphScope } from './graph.ts'
import { statesIn } from './graph.ts'
import { flowOrder } from './order.ts'
import { layered } from './layered.ts'
import type { FlatEdge, FlatNode, Layered } from './layered.ts'
import {
  BOX_PAD,
  LANE_GAP,
  MARGIN,
  MARK,
  MOST_WIDTH,
  TITLE_HEIGHT,
  labelLines,
  labelSize,
  linesOf,
  sizeOf,
  titleOf,
  titleWidth,
} from './shapes.ts'
import type { Line } from './shapes.ts'

export interface PlacedMember {
  readonly member: GraphMember
  readonly at: Rectangle
  /** Its text; of a box it is the title. */
  readonly lines: readonly Line[]
}
export interface PlacedLabel {
  readonly at: Rectangle
  readonly lines: readonly string[]
}
export interface PlacedEdge {
  readonly edge: GraphEdge
  /** From the border of one state to that of the other, in straight lines. */
  readonly way: readonly Point[]
  readonly label: PlacedLabel | null
}
/** Where the machine starts, or where it ends without a state for that. */
export interface PlacedMark {
  readonly kind: 'start' | 'finish'
  readonly state: string
  readonly at: Rectangle
  readonly way: readonly Point[]
}
export interface Layout extends Size {
  /** In reading order: a box comes before what is in it. */
  readonly members: readonly PlacedMember[]
  readonly edges: readonly PlacedEdge[]
  readonly marks: readonly PlacedMark[]
}

/** A part of the picture, placed from its own corner. */
interface Piece extends Size {
  readonly members: readonly PlacedMember[]
  readonly edges: readonly PlacedEdge[]
  /** Edges that come in from above or go out below, by the edge: as far as they are inside. */
  readonly open: ReadonlyMap<GraphEdge, PlacedEdge>
}

const movedEdge = ({ edge, way, label }: PlacedEdge, by: Point): PlacedEdge => ({
  edge,
  way: way.map((point) => moved(point, by)),
  label: label && { ...label, at: moved(label.at, by) },
})

function movedPiece({ members, edges, open, ...size }: Piece, by: Point): Piece {
  return {
    ...size,
    members: members.map((one) => ({ ...one, at: moved(one.at, by) })),
    edges: edges.map((one) => movedEdge(one, by)),
    open: new Map([...open].map(([edge, one]) => [edge, movedEdge(one, by)])),
  }
}

/** Nodes and edges of a level that stand for no member and no edge of the graph: the marks. */
interface Marks {
  readonly nodes: readonly FlatNode[]
  readonly edges: readonly FlatEdge[]
}
const NO_MARKS: Marks = { nodes: [], edges: [] }

const isBox = (member: GraphMember) => member.kind === 'loop' || member.inside.length > 0

/** One member as its piece; `scope`: the edges of the scope that it is in. */
async function pieceOf(member: GraphMember, scope: readonly GraphEdge[], box: string): Promise<Piece> {
  if (!isBox(member)) {
    const lines = linesOf(member, box)
    const size = member.kind === 'loop' ? { width: 0, height: 0 } : sizeOf(member, lines)
    return { ...size, members: [{ member, at: { x: 0, y: 0, ...size }, lines }], edges: [], open: new Map() }
  }
  const inside =
    member.kind === 'loop'
      ? (await levelOf(member.members, scope, member.name)).piece
      : inRows(await Promise.all(member.inside.map((one) => scopePiece(one, member.name))))
  return boxed(member, inside, box)
}

const scopePiece = async ({ members, edges }: GraphScope, box: string): Promise<Piece> =>
  (await levelOf(members, edges, box)).piece

/** A box with a title around what is inside. Open edges go on to its border. */
function boxed(member: GraphMember, inside: Piece, box: string): Piece {
  const lines = titleOf(member, box)
  const names = new Set(namesIn(member))
  const width = Math.max(inside.width + 2 * BOX_PAD, titleWidth(lines))
  const height = inside.height + TITLE_HEIGHT + BOX_PAD
  const shifted = movedPiece(inside, { x: Math.floor((width - inside.width) / 2), y: TITLE_HEIGHT })
  const toBorder = ({ edge, way, label }: PlacedEdge): PlacedEdge => {
    const [first, last] = [way[0] as Point, way.at(-1) as Point]
    const comesIn = !names.has(edge.from)
    return { edge, label, way: comesIn ? [{ x: first.x, y: 0 }, ...way] : [...way, { x: last.x, y: height }] }
  }
  return {
    width,
    height,
    members: [{ member, at: { x: 0, y: 0, width, height }, lines }, ...shifted.members],
    edges: shifted.edges,
    open: new Map([...shifted.open].map(([edge, one]) => [edge, toBorder(one)])),
  }
}

/** Branches side by side, in several rows where one would be too wide. */
function inRows(pieces: readonly Piece[]): Piece {
  let [x, y, rowHeight, width] = [0, 0, 0, 0]
  const placed = pieces.map((piece) => {
    if (x > 0 && x + piece.width > MOST_WIDTH) [x, y, rowHeight] = [0, y + rowHeight + LANE_GAP, 0]
    const at = { x, y }
    x += piece.width + LANE_GAP
    rowHeight = Math.max(rowHeight, piece.height)
    width = Math.max(width, x - LANE_GAP)
    return movedPiece(piece, at)
  })
  return {
    width,
    height: y + rowHeight,
    members: placed.flatMap(({ members }) => members),
    edges: placed.flatMap(({ edges }) => edges),
    open: new Map(),
  }
}

const namesIn = (member: GraphMember): readonly string[] =>
  member.kind === 'loop' ? statesIn(member.members).map(({ name }) => name) : [member.name]

/** Members that stand side by side and the edges between them; edges of `scope` that lead in or out are left open. */
async function levelOf(
  members: readonly GraphMember[],
  scope: readonly GraphEdge[],
  box: string,
  marks: Marks = NO_MARKS,
): Promise<{ readonly piece: Piece; readonly laidOut: Layered }> {
  const pieces = await Promise.all(members.map((member) => pieceOf(member, scope, box)))
  const owners = new Map(members.flatMap((member, index) => namesIn(member).map((name) => [name, index] as const)))
  const nodes: FlatNode[] = pieces.map((piece, index) => ({
    id: `${index}`,
    width: piece.width,
    height: piece.height,
    ports: [...piece.open].map(([edge, { way }]) => {
      const isOut = owners.get(edge.from) === index
      return {
        id: portOf(index, scope.indexOf(edge)),
        x: ((isOut ? way.at(-1) : way[0]) as Point).x,
        side: isOut ? ('bottom' as const) : ('top' as const),
      }
    }),
  }))
  const inlets: FlatNode[] = []
  const outlets: FlatNode[] = []
  const edges: FlatEdge[] = []
  for (const [number, edge] of scope.entries()) {
    const [from, to] = [owners.get(edge.from), owners.get(edge.to)]
    if (from === undefined && to === undefined) continue
    const isInner = from === to && members[from ?? 0]?.kind === 'loop'
    if (isInner) continue
    if (from === undefined) inlets.push({ id: `open ${number}`, width: 1, height: 1, stands: 'first' })
    if (to === undefined) outlets.push({ id: `open ${number}`, width: 1, height: 1, stands: 'last' })
    const end = (index: number | undefined) =>
      index === undefined ? `open ${number}` : pieces[index]?.open.has(edge) ? portOf(index, number) : `${index}`
    // the words stand where the edge begins
    const lines = from !== undefined && members[from]?.kind !== 'loop' ? labelLines(edge) : []
    edges.push({ id: `${number}`, from: end(from), to: end(to), ...(lines.length > 0 ? { label: labelSize(lines) } : {}) })
  }
  const first = [...marks.nodes, ...inlets]
  const all = [...first, ...nodes, ...outlets]
  const links = [...marks.edges, ...edges].map(({ from, to }) => ({ from: nodeOfPort(from), to: nodeOfPort(to) }))
  const flow = flowOrder(
    all.map(({ id }) => id),
    links,
  )
  // ways in stay in their order, though they need not lead to each other
  const order = [...first.map(({ id }) => id), ...flow]
  const laidOut = await layered(
    {
      nodes: all.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id)),
      edges: [...marks.edges, ...edges],
    },
    members.some(isBox),
  )
  const placed = pieces.map((piece, index) => movedPiece(piece, laidOut.nodes.get(`${index}`) as Rectangle))
  const joined = edges.map(({ id }) => {
    const edge = scope[Number(id)] as GraphEdge
    const own = laidOut.edges.get(id)
    const before = placed[owners.get(edge.from) ?? -1]?.open.get(edge)
    const after = placed[owners.get(edge.to) ?? -1]?.open.get(edge)
    const label = own?.label ? { at: own.label, lines: labelLines(edge) } : (before?.label ?? null)
    return { edge, way: straightened([...(before?.way ?? []), ...(own?.way ?? []), ...(after?.way ?? [])]), label }
  })
  const isOpen = ({ edge }: PlacedEdge) => !owners.has(edge.from) || !owners.has(edge.to)
  const piece: Piece = {
    width: laidOut.width,
    height: laidOut.height,
    members: placed.flatMap((one) => one.members),
    edges: [...placed.flatMap((one) => one.edges), ...joined.filter((one) => !isOpen(one))],
    open: new Map(joined.filter(isOpen).map((one) => [one.edge, one])),
  }
  return { piece, laidOut }
}

const portOf = (index: number, number: number) => `${index}:${number}`
const nodeOfPort = (id: string) => id.split(':')[0] ?? id

const START = 'start'
const finishOf = (name: string) => `finish ${name}`

/** Lays a graph out. */
export async function layOut(graph: Graph): Promise<Layout> {
  const finishing = graph.members.filter(
    (member) => member.kind !== 'loop' && member.ends && member.kind !== 'end' && member.kind !== 'fail',
  )
  const nodeOf = (name: string) => `${graph.members.findIndex((member) => namesIn(member).includes(name))}`
  const marks: Marks = {
    nodes: [START, ...finishing.map(({ name }) => finishOf(name))].map((id) => ({ id, width: MARK, height: MARK })),
    edges: [
      { id: START, from: START, to: nodeOf(graph.start) },
      ...finishing.map(({ name }) => ({ id: finishOf(name), from: nodeOf(name), to: finishOf(name) })),
    ],
  }
  const { piece, laidOut } = await levelOf(graph.members, graph.edges, '', marks)
  const whole = movedPiece(piece, { x: MARGIN, y: MARGIN })
  const mark = (kind: PlacedMark['kind'], id: string, state: string): PlacedMark => ({
    kind,
    state,
    at: moved(laidOut.nodes.get(id) as Rectangle, { x: MARGIN, y: MARGIN }),
    way: (laidOut.edges.get(id)?.way ?? []).map((point) => moved(point, { x: MARGIN, y: MARGIN })),
  })
  return {
    width: whole.width + 2 * MARGIN,
    height: whole.height + 2 * MARGIN,
    members: whole.members,
    edges: whole.edges,
    marks: [mark('start', START, graph.start), ...finishing.map(({ name }) => mark('finish', finishOf(name), name))],
  }
}
