/**
 * A graph that is laid out, as the text of an SVG. A page that shows it may rely on this:
 * - a state is `<g class="state task" data-state="NAME">`, its kind being `task`, `choice`, `parallel`, `map`, `wait`, `pass`, `end`
 *   or `fail`; NAME is the machine's name of it. What is inside a Parallel or a Map follows it and is not nested in its `<g>`. A loop
 *   is a box, `<g class="box loop">`, and no state: its choice is.
 * - an edge is `<g class="edge" data-from="NAME" data-to="NAME">`, one that a failure takes `class="edge catch"`; the start has no
 *   `data-from`, an end without a state no `data-to`: they are empty.
 * - colours come by class from the one `<style>`, which is GRAPH_STYLE; there are no style attributes.
 */
import type { Graph, GraphEdge, StateKind } from './graph.ts'
import type { Point, Rectangle } from './geometry.ts'
import type { Layout, PlacedEdge, PlacedLabel, PlacedMark, PlacedMember } from './layout.ts'
import { LABEL_LINE, POINT, TITLE_GAP, TITLE_HEIGHT, heightOf, lineHeight } from './shapes.ts'
import type { Line } from './shapes.ts'
import { GRAPH_STYLE } from './style.ts'
import { widthOf } from './text.ts'

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

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

function titleLine(lines: readonly Line[], { x, y }: Rectangle): string {
  let left = x + 12
  return lines
    .map(({ text, kind, font }) => {
      const drawn = `<text class="${kind}" x="${left}" y="${y + TITLE_HEIGHT - 10}">${escaped(text)}</text>`
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

function drawn({ member, at, lines }: PlacedMember): string {
  if (member.kind === 'loop')
    return `<g class="box loop">${titled(member.name, member.detail)}${rect(at, 10)}${titleLine(lines, at)}</g>`
  const { kind, name, detail, about, inside } = member
  const [box, text] = inside.length > 0 ? [' box', titleLine(lines, at)] : ['', textLines(lines, at)]
  return `<g class="state ${kind}${box}" data-state="${escaped(name)}">${titled(name, about || detail)}${shape(kind, at)}${text}</g>`
}

const HEAD = { length: 7, half: 3.5 } as const

/** The line, short of the arrow's head, with round corners; and the head. */
function arrow(way: readonly Point[]): string {
  const last = way.at(-1)
  const before = way.at(-2)
  if (!last || !before) return ''
  const [dx, dy] = [Math.sign(last.x - before.x), Math.sign(last.y - before.y)]
  const neck = { x: last.x - dx * HEAD.length, y: last.y - dy * HEAD.length }
  const [ax, ay, bx, by] = [neck.x + dy * HEAD.half, neck.y + dx * HEAD.half, neck.x - dy * HEAD.half, neck.y - dx * HEAD.half]
  return `<path d="${roundedPath([...way.slice(0, -1), neck])}"/><path class="head" d="M${last.x} ${last.y}L${ax} ${ay}L${bx} ${by}Z"/>`
}

const ROUND = 6

function roundedPath(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (!first) return ''
  let path = `M${first.x} ${first.y}`
  for (const [index, corner] of rest.entries()) {
    const from = points[index] as Point
    const to = rest[index + 1]
    if (!to) {
      path += `L${corner.x} ${corner.y}`
      continue
    }
    const radius = Math.min(ROUND, distance(from, corner) / 2, distance(corner, to) / 2)
    const a = toward(corner, from, radius)
    const b = toward(corner, to, radius)
    path += `L${a.x} ${a.y}Q${corner.x} ${corner.y} ${b.x} ${b.y}`
  }
  return path
}

const distance = (a: Point, b: Point) => Math.abs(a.x - b.x) + Math.abs(a.y - b.y)
const toward = (from: Point, to: Point, length: number): Point => ({
  x: from.x + Math.sign(to.x - from.x) * length,
  y: from.y + Math.sign(to.y - from.y) * length,
})

function labelText(label: PlacedLabel | null): string {
  if (!label) return ''
  const { x, y, width } = label.at
  const baseline = (index: number) => y + 1 + Math.round(LABEL_LINE * (index + BASELINE))
  return label.lines.map((line, index) => `<text x="${x + width / 2}" y="${baseline(index)}">${escaped(line)}</text>`).join('')
}

function edge({ edge: { kind, from, to, label, about }, way, label: placed }: PlacedEdge): string {
  const classes = kind === 'catch' ? 'edge catch' : 'edge'
  return `<g class="${classes}" data-from="${escaped(from)}" data-to="${escaped(to)}">${titled(`${from} → ${to}`, about || label)}${arrow(way)}${labelText(placed)}</g>`
}

function mark({ kind, at, way, state: name }: PlacedMark): string {
  const [x, y, radius] = [at.x + at.width / 2, at.y + at.height / 2, at.width / 2]
  const [from, to] = kind === 'start' ? ['', name] : [name, '']
  const disc =
    kind === 'start'
      ? `<circle class="mark" cx="${x}" cy="${y}" r="${radius - 1}"/>`
      : `<circle class="ring" cx="${x}" cy="${y}" r="${radius - 1}"/><circle class="mark" cx="${x}" cy="${y}" r="${radius - 4}"/>`
  return `<g class="edge" data-from="${escaped(from)}" data-to="${escaped(to)}">${titled(kind)}${disc}${arrow(way)}</g>`
}

/** What the picture shows, for whoever does not see it. */
function described({ start, description }: Graph, { edges }: Layout): string {
  const leads = ({ from, to, kind, about, label }: GraphEdge) =>
    `${from} leads to ${to}${label === '' ? '' : kind === 'catch' ? ` ${about || label}`.replace(/^ (?!on failure)/, ' on ') : ` if ${about || label}`}.`
  return [description, `It starts at ${start}.`, ...edges.map(({ edge: one }) => leads(one))]
    .filter((one) => one !== '')
    .join(' ')
}

/** @returns the SVG's text, one element per line */
export function svgOf(graph: Graph, layout: Layout): string {
  const { width, height } = layout
  const id = `graph-${graph.name}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="graph" role="img" aria-labelledby="${id}-title ${id}-desc" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title id="${id}-title">${escaped(graph.name)}: graph of its states</title>`,
    `<desc id="${id}-desc">${escaped(described(graph, layout))}</desc>`,
    `<style>\n${GRAPH_STYLE}\n</style>`,
    `<rect class="paper" width="${width}" height="${height}" rx="8"/>`,
    ...layout.members.map(drawn),
    ...layout.edges.map(edge),
    ...layout.marks.map(mark),
    '</svg>',
    '',
  ].join('\n')
}
