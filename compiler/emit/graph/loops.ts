/** The loops among the states of a scope, as boxes around what they go round. */
import { innerBlocks, placedIn } from '../../tree.ts'
import type { Block, Loop, Placed } from '../../tree.ts'
import type { GraphEdge, GraphLoop, GraphMember, GraphState } from './graph.ts'

interface Ring {
  readonly name: string
  readonly detail: string
  /** Names of its states, those of loops inside it too. */
  readonly round: ReadonlySet<string>
}

/** Puts the states of each loop into its box, at the place of the first of them. */
export function withLoops(
  states: readonly GraphState[],
  edges: readonly GraphEdge[],
  origins: ReadonlyMap<string, Placed>,
): readonly GraphMember[] {
  const rings = states.flatMap(({ kind, name }): Ring[] => {
    const placed = origins.get(name)
    if (kind !== 'choice' || placed?.builder.kind !== 'loop') return []
    const { max, block } = placed.builder
    return [
      { name, detail: `at most ${max} ${max === 1 ? 'turn' : 'turns'}`, round: roundOf(name, block, states, edges, origins) },
    ]
  })
  // innermost first: a loop inside another has fewer states
  return rings.sort((a, b) => a.round.size - b.round.size).reduce<readonly GraphMember[]>(boxed, states)
}

/** Of what is written inside the loop, the states that lead back to its choice: those that end the chain are outside. */
function roundOf(
  choice: string,
  block: Loop['block'],
  states: readonly GraphState[],
  edges: readonly GraphEdge[],
  origins: ReadonlyMap<string, Placed>,
): ReadonlySet<string> {
  const written = writtenIn(block)
  const round = new Set([choice])
  for (let before = 0; before < round.size;) {
    before = round.size
    for (const { from, to } of edges) if (round.has(to) && written.has(origins.get(from)?.id ?? -1)) round.add(from)
  }
  return new Set(states.flatMap(({ name }) => (round.has(name) ? [name] : [])))
}

/** Ids of all that is placed in a block, inner blocks included. */
function writtenIn(block: Block): ReadonlySet<number> {
  const ids = (one: Block): number[] =>
    placedIn(one).flatMap((placed) => [placed.id, ...innerBlocks(placed.builder).flatMap((inner) => ids(inner.block))])
  return new Set(ids(block))
}

const firstState = (member: GraphMember): string =>
  member.kind === 'loop' ? (member.members[0] ? firstState(member.members[0]) : '') : member.name

function boxed(members: readonly GraphMember[], { name, detail, round }: Ring): readonly GraphMember[] {
  const isInside = (member: GraphMember) => round.has(firstState(member))
  const box: GraphLoop = { kind: 'loop', name, detail, members: members.filter(isInside) }
  const first = members.findIndex(isInside)
  return members.flatMap((member, index) => (index === first ? [box] : isInside(member) ? [] : [member]))
}
