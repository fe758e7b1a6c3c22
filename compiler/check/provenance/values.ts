/** What the text of a value is made of, a step further back. */
import { ITEMS } from '../../prompt/index.ts'
import type { Read } from '../../prompt/index.ts'
import type { Expression, Origin, Template } from '../../tree.ts'
import { both, whenFalse, whenTrue } from './facts.ts'
import type { Facts } from './facts.ts'
import { passesOf } from './passes.ts'
import type { Sites } from './sites.ts'
import type { Names, Onward } from './source.ts'
import { called, givenBy, givenTo } from './steps.ts'
import type { NameOf } from './steps.ts'

export interface Surroundings {
  readonly nameOf: NameOf
  /** What a template reads of its values. */
  readonly readsOf: (template: Template) => readonly Read[]
}

export interface Knowing extends Surroundings {
  readonly sites: Sites
  /** The lists whose items lambdas are given, by block; filled on the way to their bodies. */
  readonly lists: Map<number, Expression>
}

const authors = (name: string, at: Origin = []): Onward => ({ kind: 'source', source: { from: 'author', name }, at })

export function madeOf(value: Expression, path: Names, facts: Facts, known: Knowing): readonly Onward[] {
  const part = (of: Expression, at: Names): Onward => ({ kind: 'value', value: of, path: at, facts })
  const [head, ...rest] = path
  switch (value.kind) {
    case 'literal':
      return [authors('a literal')]
    case 'split':
      return [authors(`split('${value.name}')`)]
    case 'input':
      return [
        value.field === 'caller'
          ? { kind: 'source', source: { from: 'identity', name: 'caller' }, at: [] }
          : { kind: 'source', source: { from: 'caller', name: called(value.field, path) }, at: [] },
      ]
    case 'output': {
      const step = known.sites.step(value.step)
      return step ? givenBy(step, path, known.sites, known.nameOf) : []
    }
    case 'given': {
      const list = known.lists.get(value.block)
      if (list) return value.name === 'item' ? [part(list, [ITEMS, ...path])] : []
      return givenTo(value.block, value.name, path, known.sites, known.nameOf)
    }
    case 'field':
      return [part(value.of, [value.name, ...path])]
    case 'prompt':
      return inPrompt(value, facts, known)
    case 'jsonata': {
      const stop = { name: 'jsonata(…)', at: value.at }
      const given = Object.values(value.values).map((one): Onward => ({ kind: 'value', value: one, path: [], facts, stop }))
      return [authors(stop.name, value.at), ...given]
    }
    case 'object':
      return Object.entries(value.fields).flatMap(([name, field]) =>
        head === undefined || head === name ? [part(field, rest)] : [],
      )
    case 'list':
      return value.items.map((one) => part(one, head === ITEMS ? rest : []))
    case 'call':
      return inCall(value, path, facts, known)
    case 'lambda':
      return []
    default:
      return value satisfies never
  }
}

function inPrompt(
  { template, values }: Extract<Expression, { kind: 'prompt' }>,
  facts: Facts,
  { readsOf }: Knowing,
): readonly Onward[] {
  const stop = { name: template.file ?? 'a prompt', at: template.at }
  const read = readsOf(template).flatMap(({ path: [name = '', ...path], as }): Onward[] => {
    const value = values[name]
    return value && as !== 'test' ? [{ kind: 'value', value, path, facts, stop, isData: as === 'data' }] : []
  })
  return [authors(stop.name, template.at), ...read]
}

function inCall(
  { name, of }: Extract<Expression, { kind: 'call' }>,
  path: Names,
  facts: Facts,
  { lists }: Knowing,
): readonly Onward[] {
  const [first, second, third] = of
  if (name === 'substitution') return [authors('a substitution')]
  if (name === 'cond') {
    const way = (value: Expression | undefined, more: Facts): Onward[] =>
      value ? [{ kind: 'value', value, path, facts: both(facts, more) }] : []
    return [...way(second, whenTrue(first)), ...way(third, whenFalse(first))]
  }
  if (first && second?.kind === 'lambda') lists.set(second.block, first)
  return passesOf(name)(of, path).map((one): Onward => ({ kind: 'value', ...one, facts }))
}
