/** What a step gives, and what a block is given: whose text it is, or which values it is made of. */
import { ITEMS } from '../../prompt/index.ts'
import type { BedrockTask, Block, Catch, Placed, Schema, ServiceTask } from '../../tree.ts'
import { isBounded } from './bounded.ts'
import type { Sites, StepSite } from './sites.ts'
import type { Names, Onward, Source } from './source.ts'

/** What states are called. */
export type NameOf = (placed: Placed) => string

export const placeOf = (placed: Placed) => (placed.name === null ? placed.builder.at : placed.at)

/** `params.tone`: fields alone, up to the first list. */
export function called(name: string, path: Names): string {
  const end = path.indexOf(ITEMS)
  return [name, ...(end < 0 ? path : path.slice(0, end))].join('.')
}

const inside = (path: Names): Names => (path[0] === ITEMS ? path.slice(1) : [])

/** What comes of a block that does not end the chain. */
function ended(
  block: Block,
  path: Names,
  sites: Sites,
  stop?: { readonly placed: Placed; readonly name: string },
): readonly Onward[] {
  const end = sites.end(block)
  if (!end || block.schema === null) return []
  return [{ kind: 'value', ...end, path, ...(stop ? { stop: { name: stop.name, at: placeOf(stop.placed) } } : {}) }]
}

const fallbacks = ({ catches }: { readonly catches: readonly Catch[] }, path: Names, sites: Sites) =>
  catches.flatMap(({ block }) => ended(block, path, sites))

/** What a step gives at `path`. */
export function givenBy({ placed, facts }: StepSite, path: Names, sites: Sites, nameOf: NameOf): readonly Onward[] {
  const { builder } = placed
  switch (builder.kind) {
    case 'bedrockTask':
    case 'task':
      return [...fallbacks(builder, path, sites), ...answered(placed, builder, path, nameOf)]
    case 'parallel': {
      const [head, ...rest] = path
      const branches = builder.branches.filter(({ key }) => head === undefined || head === key)
      return [...fallbacks(builder, path, sites), ...branches.flatMap(({ block }) => ended(block, rest, sites))]
    }
    case 'map':
      return [...fallbacks(builder, path, sites), ...ended(builder.block, inside(path), sites)]
    case 'loop':
      if (builder.output) return [{ kind: 'value', value: builder.output, path, facts }]
      return ended(builder.block, path, sites, { placed, name: nameOf(placed) })
    case 'choice':
      return builder.cases.flatMap(({ block }) => ended(block, path, sites))
    case 'value':
      return [{ kind: 'value', value: builder.value, path, facts }]
    case 'wait':
    case 'fail':
    case 'systemChain':
    case 'say':
    case 'result':
      return []
    default:
      return builder satisfies never
  }
}

/** What an inner block is given by its builder, by name. */
export function givenTo(block: number, name: string, path: Names, sites: Sites, nameOf: NameOf): readonly Onward[] {
  const owner = sites.owner(block)
  if (!owner) return []
  const { placed, facts } = owner
  const { builder } = placed
  if (name === 'failure') return failed(placed, path, nameOf)
  const stop = { name: `${nameOf(placed)}.${name}`, at: placeOf(placed) }
  if (builder.kind === 'map' && name === 'item')
    return [{ kind: 'value', value: builder.items, path: [ITEMS, ...path], facts, stop }]
  if (builder.kind !== 'loop' || name !== 'carry') return []
  return [{ kind: 'value', value: builder.start, path, facts }, ...ended(builder.block, path, sites, { placed, name: stop.name })]
}

// ---------------------------------------------------------------- tasks

function answered(placed: Placed, builder: BedrockTask | ServiceTask, path: Names, nameOf: NameOf): readonly Onward[] {
  if (!builder.settled) return said(placed, builder, path, nameOf)
  const [head, ...rest] = path
  return [
    ...(head === undefined || head === 'value' ? said(placed, builder, rest, nameOf) : []),
    ...(head === undefined || head === 'failure' ? failed(placed, rest, nameOf) : []),
  ]
}

function said(placed: Placed, builder: BedrockTask | ServiceTask, path: Names, nameOf: NameOf): readonly Onward[] {
  if (isBounded(schemaOf(builder), path)) return []
  const isText = builder.kind === 'bedrockTask' && !builder.output
  const source: Source = {
    from: builder.kind === 'bedrockTask' ? 'model' : 'retrieved',
    name: called(nameOf(placed), isText ? [] : path),
  }
  return [{ kind: 'source', source, at: placeOf(placed), ...(isSearch(builder) ? {} : { task: placed }) }]
}

/** What documents say is theirs, whoever asked for them. */
const isSearch = (builder: BedrockTask | ServiceTask) =>
  builder.kind === 'task' && /:bedrockagentruntime:retrieve/i.test(builder.resource)

const TEXT: Schema = { type: 'object', properties: { text: { type: 'string' } } }

/** The schema that an answer is held to. */
function schemaOf(builder: BedrockTask | ServiceTask): Schema {
  if (builder.kind === 'bedrockTask') return builder.output ?? TEXT
  const schema = builder.schema ?? {}
  return builder.settled ? ((schema['properties'] as { readonly value?: Schema } | undefined)?.value ?? {}) : schema
}

/** An error's name is the author's or AWS's own; its cause can quote anything. */
const failed = (placed: Placed, [head]: Names, nameOf: NameOf): readonly Onward[] =>
  head === 'error'
    ? []
    : [{ kind: 'source', source: { from: 'retrieved', name: `${nameOf(placed)}.failure` }, at: placeOf(placed) }]
