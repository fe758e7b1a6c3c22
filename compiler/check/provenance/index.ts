/**
 * Provenance: text of a caller, a document or a model that gets where it is obeyed, run, or decides whose data is meant, without a
 * schema that bounds it, a list of the author's own, or the author's word.
 */
import { foreignText, needlessTrust } from '../../problems/provenance.ts'
import type { Problem } from '../../problems.ts'
import type { ChainTree, Expression, Placed, Trust } from '../../tree.ts'
import { allValues, placedBuilders } from '../../walk.ts'
import type { Visit } from '../../walk.ts'
import { NO_FACTS } from './facts.ts'
import { requestsOf } from './requests.ts'
import type { Requests } from './requests.ts'
import { sinksOf } from './sinks.ts'
import type { Sink } from './sinks.ts'
import { sitesOf } from './sites.ts'
import type { Site, Source } from './source.ts'
import { isOfOthers, traced } from './trace.ts'
import type { Flow } from './trace.ts'
import type { Knowing, Surroundings } from './values.ts'

export type { Source } from './source.ts'

const knowing = (tree: ChainTree, surroundings: Surroundings): Knowing => ({
  ...surroundings,
  sites: sitesOf(tree),
  lists: new Map(),
})

/** Who has written the text of a value: everybody, the author included, nearest first. */
export const sourcesOf = (tree: ChainTree, value: Expression, surroundings: Surroundings): readonly Source[] =>
  traced({ value, facts: NO_FACTS }, knowing(tree, surroundings), false).flows.map(({ source }) => source)

/** All texts that get where they must not, and all trust that nothing rests on. */
export function provenance(tree: ChainTree, surroundings: Surroundings): readonly Problem[] {
  const known = knowing(tree, surroundings)
  const needed = new Set<Trust>()
  const siteOf = (value: Expression, { id }: Placed): Site => ({ value, facts: known.sites.step(id)?.facts ?? NO_FACTS })
  const into = (site: Site, unlessData: boolean): readonly Flow[] => {
    const { flows, trusted } = traced(site, known, unlessData)
    for (const { value, facts, trust } of trusted)
      if (!needed.has(trust) && into({ value: distrusted(value), facts }, unlessData).some(isOfOthers)) needed.add(trust)
    return flows
  }
  const requests = requestsOf(
    (value, task, unlessData) => traced(siteOf(value, task), known, unlessData).flows,
    (value, task, unlessData) => into(siteOf(value, task), unlessData),
  )
  const found = placedBuilders(tree).flatMap((visit) =>
    sinksOf(visit.placed).flatMap((sink) => problemOf(visit, sink, requests, surroundings)),
  )
  return [...found, ...needless(tree, needed)]
}

function distrusted(value: Expression): Expression {
  const { trusted: _, ...untrusted } = value
  return untrusted
}

function problemOf({ placed, path }: Visit, sink: Sink, { foreignIn, into }: Requests, { nameOf }: Surroundings): Problem[] {
  const foreign = foreignIn(sink, placed)
  if (foreign.length === 0) return []
  const { at, kind } = placed.builder
  const end = { name: `${kind === 'systemChain' ? kind : nameOf(placed)}.${sink.name}`, at }
  // what a model or a service was asked with comes before what it made of it
  const ways = foreign.map(({ task, way }) => [...((task && into(task)) ?? []), ...way, end])
  return [foreignText({ at, path }, sink.kind, new Set(foreign.map(({ source }) => source.from)), ways)]
}

function needless(tree: ChainTree, needed: ReadonlySet<Trust>): readonly Problem[] {
  const given = new Map<Trust, Problem>()
  for (const { value, visit } of allValues(tree))
    if (value.trusted && !needed.has(value.trusted))
      given.set(value.trusted, needlessTrust({ at: value.trusted.at, path: visit.path }))
  return [...given.values()]
}
