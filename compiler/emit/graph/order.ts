/** The order in which a picture is read: what leads to another comes before it, but for the edges that go back. */

export interface Link {
  readonly from: string
  readonly to: string
}

/** Reverse postorder from each of `nodes` in turn; of several ways on, the first written comes first. */
export function flowOrder(nodes: readonly string[], links: readonly Link[]): readonly string[] {
  const ways = new Map(nodes.map((node): [string, string[]] => [node, []]))
  for (const { from, to } of links) ways.get(from)?.unshift(to)
  const seen = new Set<string>()
  const left: string[] = []
  const visit = (node: string): void => {
    if (seen.has(node) || !ways.has(node)) return
    seen.add(node)
    for (const next of ways.get(node) ?? []) visit(next)
    left.push(node)
  }
  for (const node of nodes) visit(node)
  return left.reverse()
}
