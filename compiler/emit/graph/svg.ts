/**
 * A graph that is laid out, as the text of an SVG. A page that shows it may rely on this:
 * - a state is `<g class="state task" data-state="NAME">`, its kind being `task`, `choice`, `parallel`, `map`, `wait`, `pass`, `end`
 *   or `fail`; NAME is the machine's name of it. What is inside a Parallel or a Map follows it and is not nested in its `<g>`. A loop
 *   is a box, `<g class="box loop">`, and no state: its choice is.
 * - an edge is `<g class="edge" data-from="NAME" data-to="NAME">`, one that a failure takes `class="edge catch"`; the start has no
 *   `data-from`, an end without a state no `data-to`: they are empty.
 * - colours come by class from the one `<style>`, which is GRAPH_STYLE; there are no style attributes.
 */
import { arrow } from './arrow.ts'
import type { Graph, GraphEdge, StateKind } from './graph.ts'
import type { Point, Rectangle } from './geometry.ts'
import { stateName } from './layout.ts'
import type { Mark, Piece, PlacedEdge, PlacedLabel, PlacedNode } from './piece.ts'
import { LABEL_LINE, LABEL_PAD, POINT, TITLE_GAP, heightOf, lineHeight } from './shapes.ts'
import type { Line } from './shapes.ts'
import { GRAPH_STYLE } from './style.ts'
import { widthOf } from './text.ts'

/** Text in XML: in one line, without what XML has no way to say. */
const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd')

/** Two lines in a tooltip, one in the file. */
const titled = (...words: readonly string[]) => `<title>${escaped(words.filter((one) => one !== '').join('\n'))}</title>`

/** Where the letters of a line stand, below its top. */
const BASELINE = 0.76

function textLines(lines: readonly Line[], { x, y, width, height }: Rectangle): string {
  let top = y + (height - heightOf(lines)) / 2
  return lines
    .map(({ text, kind }) => {
      const baseline = Math.round(top + lineHeight(kind) * BASELINE)
      top += lineHeight(kind)
      return `<text class="${kind}" x="${x + width / 2}" y="${baseline}">${escaped(text)}</text>`
    })
    .join('')
}

function titleLine(lines: readonly Line[], { x, y }: Point): string {
  let left = x
  return lines
    .map(({ text, kind, font }) => {
      const drawn = `<text class="${kind}" x="${left}" y="${y}">${escaped(text)}</text>`
      left += widthOf(text, font) + TITLE_GAP
      return drawn
    })
    .join('')
}

const rect = ({ x, y, width, height }: Rectangle, round: number) =>
  `<rect class="shape" x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}"/>`

function shape(kind: StateKind, at: Rectangle): string {
  const { x, y, width, height } = at
  if (kind === 'choice') {
    const [left, right, middle] = [x + POINT, x + width - POINT, y + height / 2]
    return `<path class="shape" d="M${left} ${y}H${right}L${x + width} ${middle}L${right} ${y + height}H${left}L${x} ${middle}Z"/>`
  }
  return rect(at, kind === 'end' || kind === 'fail' ? height / 2 : 6)
}

function drawn({ node, at, lines, title }: PlacedNode): string {
  if (node.kind === 'mark') return mark(node.of, at)
  const text = title ? titleLine(lines, title) : textLines(lines, at)
  const { name, detail } = node
  if (node.kind === 'loop') return `<g class="box loop">${titled(name, detail)}${rect(at, 10)}${text}</g>`
  const classes = `state ${node.kind}${title ? ' box' : ''}`
  return `<g class="${classes}" data-state="${escaped(name)}">${titled(name, node.about || detail)}${shape(node.kind, at)}${text}</g>`
}

/** A disc where it starts, a disc in a ring where it ends. */
function mark(of: Mark['of'], at: Rectangle): string {
  const [x, y, radius] = [at.x + at.width / 2, at.y + at.height / 2, at.width / 2]
  const disc = (r: number) => `<circle class="disc" cx="${x}" cy="${y}" r="${r}"/>`
  if (of === 'start') return `<g class="mark">${titled('start')}${disc(radius - 1)}</g>`
  return `<g class="mark">${titled('end')}<circle class="ring" cx="${x}" cy="${y}" r="${radius - 1}"/>${disc(radius - 4)}</g>`
}

function labelText(label: PlacedLabel | null, way: readonly Point[]): string {
  if (!label) return ''
  const { x, y, width } = label.at
  // the words end, or begin, where their edge is
  const isLeft = edgeAt(way, label.at) > x + width / 2
  const [side, at] = isLeft ? ['left', x + width - LABEL_PAD] : ['right', x + LABEL_PAD]
  const baseline = (index: number) => y + 1 + Math.round(LABEL_LINE * (index + BASELINE))
  return label.lines
    .map((line, index) => `<text class="${side}" x="${at}" y="${baseline(index)}">${escaped(line)}</text>`)
    .join('')
}

/** Where the edge passes its label, from the left. */
function edgeAt(way: readonly Point[], { x, y, width, height }: Rectangle): number {
  const middle = y + height / 2
  const passing = way.slice(1).flatMap((to, index) => {
    const from = way[index] as Point
    return from.x === to.x && Math.min(from.y, to.y) <= middle && middle <= Math.max(from.y, to.y) ? [to.x] : []
  })
  const distance = (at: number) => Math.abs(at - x - width / 2)
  return passing.toSorted((a, b) => distance(a) - distance(b))[0] ?? 0
}

function edge({ edge: { kind, from, to, label, about }, way, label: placed }: PlacedEdge): string {
  const classes = kind === 'catch' ? 'edge catch' : 'edge'
  const ends = [from, to].map(stateName)
  const [start, end] = ends.map(escaped)
  const told = ends.map((name, index) => name || ['start', 'end'][index]).join(' → ')
  return `<g class="${classes}" data-from="${start}" data-to="${end}">${titled(told, about || label)}${arrow(way)}${labelText(placed, way)}</g>`
}

/** What the picture shows, for whoever does not see it. */
function described({ start, description }: Graph, { edges }: Piece): string {
  const condition = ({ kind, about, label }: GraphEdge) => {
    const words = about || label
    if (words === '') return ''
    if (kind !== 'catch') return ` if ${words}`
    return words === 'on failure' ? ` ${words}` : ` on ${words}`
  }
  const leads = edges.filter(({ edge: { from, to } }) => stateName(from) !== '' && stateName(to) !== '')
  return [
    description,
    `It starts at ${start}.`,
    ...leads.map(({ edge: one }) => `${one.from} leads to ${one.to}${condition(one)}.`),
  ]
    .filter((one) => one !== '')
    .join(' ')
}

/** @returns the SVG's text, one element per line */
export function svgOf(graph: Graph, layout: Piece): string {
  const { width, height } = layout
  const id = `graph-${graph.name}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="graph" role="img" aria-labelledby="${id}-title ${id}-desc" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title id="${id}-title">${escaped(graph.name)}: graph of its states</title>`,
    `<desc id="${id}-desc">${escaped(described(graph, layout))}</desc>`,
    `<style>\n${GRAPH_STYLE}\n</style>`,
    `<rect class="paper" width="${width}" height="${height}" rx="8"/>`,
    ...layout.nodes.map(drawn),
    ...layout.edges.map(edge),
    '</svg>',
    '',
  ].join('\n')
}
