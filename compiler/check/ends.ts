/** Every path of a chain ends once, as the chain's kind wants it, and nothing comes after an end. */
import { endsInside, noEnd, unreachable, wrongEnd } from '../problems.ts'
import type { Problem } from '../problems.ts'
import type { ChainTree } from '../tree.ts'
import { placedBuilders } from '../walk.ts'
import { ofBuilder, ofStep } from './place.ts'

/** Every path of the chain itself ends, and as the chain's kind wants it. */
export function ends(tree: ChainTree): Problem[] {
  const wanted = tree.answer ? 'answer' : 'result'
  const wrong = placedBuilders(tree).flatMap((visit) => {
    const { kind } = visit.placed.builder
    if (kind === 'result' && wanted === 'answer') return [wrongEnd(ofBuilder(visit), 'answer')]
    if ((kind === 'systemChain' || kind === 'say') && wanted === 'result') return [wrongEnd(ofBuilder(visit), 'result')]
    return []
  })
  const open =
    tree.body.schema === null
      ? []
      : [noEnd({ at: tree.body.end.kind === 'builder' ? tree.body.end.placed.builder.at : tree.at, path: [tree.name] })]
  return [...wrong, ...open]
}

/** Nothing inside a branch or an item can end the chain: its siblings are still running. */
export const branchEnds = (tree: ChainTree): Problem[] =>
  placedBuilders(tree).flatMap((visit) => {
    const { kind } = visit.placed.builder
    const isEnd = kind === 'systemChain' || kind === 'say' || kind === 'result'
    return visit.enclosed && isEnd ? [endsInside(ofBuilder(visit), 'A branch of a parallel or an item of a map')] : []
  })

/** A step that ends the chain on every path is the last: whatever its block does after it can never run. */
export const afterEnds = (tree: ChainTree): Problem[] =>
  placedBuilders(tree).flatMap((visit) => {
    const { name, builder } = visit.placed
    return name !== null && builder.schema === null ? [unreachable(ofStep(visit), name)] : []
  })
