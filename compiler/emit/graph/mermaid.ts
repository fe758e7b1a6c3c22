/** `NAME.mmd`: a graph as a Mermaid flow chart. */
import type { Graph, GraphEdge, GraphMember, GraphScope, GraphState } from './graph.ts'

/** Text inside a Mermaid label. */
const quoted = (text: string) =>
  `"${text.replaceAll('&', '#amp;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;').replaceAll('\n', '<br/>')}"`

const twoLines = (name: string, detail: string) => quoted(detail === '' ? name : `${name}\n${detail}`)
const title = (name: string, detail: string) => quoted(detail === '' ? name : `${name} (${detail})`)

/** Ids of the chart, given in the order in which they are asked for. */
type IdOf = (name: string) => string

function numbered(): IdOf {
  const ids = new Map<string, string>()
  return (name) => {
    const id = ids.get(name) ?? `s${ids.size}`
    ids.set(name, id)
    return id
  }
}

function box(id: string, words: string, inside: readonly string[], indent: string): string[] {
  return [`${indent}subgraph ${id} [${words}]`, ...inside, `${indent}end`]
}

function node({ kind, name, detail }: GraphState, id: string): string {
  const text = twoLines(name, detail)
  if (kind === 'choice') return `${id}{${text}}`
  if (kind === 'end' || kind === 'fail') return `${id}([${text}])`
  return `${id}[${text}]`
}

function member(one: GraphMember, idOf: IdOf, indent: string): string[] {
  const deeper = `${indent}  `
  if (one.kind === 'loop') {
    const id = idOf(`loop ${one.name}`)
    const inside = one.members.flatMap((inner) => member(inner, idOf, deeper))
    return box(id, title(one.name, one.detail), inside, indent)
  }
  const id = idOf(one.name)
  if (one.inside.length === 0) return [`${indent}${node(one, id)}`]
  return box(
    id,
    title(one.name, one.detail),
    one.inside.flatMap((scope) => scopeLines(scope, idOf, deeper)),
    indent,
  )
}

function edge({ kind, from, to, label }: GraphEdge, idOf: IdOf): string {
  const arrow = kind === 'catch' ? '-.->' : '-->'
  return `${idOf(from)} ${arrow}${label === '' ? '' : `|${quoted(label)}|`} ${idOf(to)}`
}

function scopeLines({ members, edges }: GraphScope, idOf: IdOf, indent: string): string[] {
  const drawn = members.flatMap((one) => member(one, idOf, indent))
  return [...drawn, ...edges.map((one) => `${indent}${edge(one, idOf)}`)]
}

/** The chart's text. */
export function mermaid(graph: Graph): string {
  const idOf = numbered()
  const lines = scopeLines(graph, idOf, '  ')
  return ['flowchart TD', '  start(( ))', ...lines, `  start --> ${idOf(graph.start)}`, ''].join('\n')
}
