/** The graph of a machine, in the words of the chain that it comes from. */
import type { ChoiceRule, State, States, TaskState } from '../../asl.ts'
import type { BedrockTask, Case, Choice, Expression, Loop, Model, Placed } from '../../tree.ts'
import type { Graph, GraphEdge, GraphScope, GraphState, StateKind } from './graph.ts'
import { withLoops } from './loops.ts'
import { errorsInShort, inWords, modelInShort } from './words.ts'

/** What is written on states and edges of a machine that no chain has made. */
export interface PlainWords {
  readonly under: (state: State) => string
  readonly rule: (rule: ChoiceRule) => string
}

/** A machine, and where its states come from. */
export interface MachineToDraw {
  readonly name: string
  readonly definition: States & { readonly Comment?: string }
  /** Which step each state comes from. */
  readonly origins: ReadonlyMap<string, Placed>
  /** For the states that come from none. */
  readonly words?: PlainWords
}

interface Words {
  readonly origins: ReadonlyMap<string, Placed>
  readonly plain: PlainWords
}

const NO_WORDS: PlainWords = { under: () => '', rule: () => '' }

/**
 * The graph of a compiled machine.
 * @example graphOf({ name: 'rag', definition, origins })
 */
export function graphOf({ name, definition, origins, words = NO_WORDS }: MachineToDraw): Graph {
  return { name, description: definition.Comment ?? '', ...scopeOf(definition, { origins, plain: words }) }
}

function scopeOf({ StartAt, States: states }: States, words: Words): GraphScope {
  const entries = Object.entries(states)
  const edges = entries.flatMap(([name, state]) => edgesFrom(name, state, words))
  const drawn = entries.map(([name, state]) => stateOf(name, state, words))
  return { start: StartAt, members: withLoops(drawn, edges, words.origins), edges }
}

const KINDS: Readonly<Record<State['Type'], StateKind>> = {
  Task: 'task',
  Choice: 'choice',
  Parallel: 'parallel',
  Map: 'map',
  Wait: 'wait',
  Pass: 'pass',
  Succeed: 'end',
  Fail: 'fail',
}

function stateOf(name: string, state: State, words: Words): GraphState {
  const placed = words.origins.get(name)
  const { short, full } = placed ? detailOf(state, placed) : plain(modelInShort(words.plain.under(state)))
  const inside = state.Type === 'Parallel' ? state.Branches : state.Type === 'Map' ? [state.ItemProcessor] : []
  return {
    kind: KINDS[state.Type],
    name,
    detail: short,
    about: full === short ? '' : full,
    inside: inside.map((scope) => scopeOf(scope, words)),
    ends: state.Type === 'Succeed' || state.Type === 'Fail' || ('End' in state && (state.End ?? false)),
  }
}

interface Said {
  readonly short: string
  readonly full: string
}
const plain = (words: string): Said => ({ short: words, full: words })

/** What stands under a state's name. */
function detailOf(state: State, { builder }: Placed): Said {
  switch (state.Type) {
    case 'Task': {
      if (builder.kind === 'task') return plain(builder.service)
      if (builder.kind !== 'bedrockTask') return plain('')
      const { foundation } = modelCalled(state, builder)
      return { short: modelInShort(foundation), full: foundation }
    }
    case 'Choice':
      if (builder.kind === 'choice') return plain(decidedBy(builder))
      return plain(builder.kind === 'loop' ? `until ${inWords(builder.until)}` : '')
    case 'Map':
      if (builder.kind !== 'map' || builder.concurrency === undefined) return plain('each item')
      return plain(`each item, ${builder.concurrency} at a time`)
    case 'Wait':
      return plain(builder.kind === 'wait' ? `${inWords(builder.seconds)} s` : '')
    case 'Succeed':
      if (builder.kind === 'systemChain') return plain(builder.operation.toLowerCase().replaceAll('_', ' '))
      return plain(builder.kind === 'say' || builder.kind === 'result' ? builder.kind : '')
    case 'Fail':
      return plain(state.Error ?? '')
    case 'Parallel':
    case 'Pass':
      return plain('')
    default:
      return state satisfies never
  }
}

/** The model that a state of a task calls: the task's own, or one it falls back to. */
function modelCalled({ Arguments: given }: TaskState, { model, fallback }: BedrockTask): Model {
  const id = (given as { readonly ModelId?: unknown } | undefined)?.ModelId
  return [model, ...fallback].find((one) => one.id === id) ?? model
}

/** What a choice looks at, where all its cases look at one thing. */
function decidedBy({ cases }: Choice): string {
  const looks = new Set(cases.map(({ when }) => (when ? lookedAt(when) : '')))
  const [only = ''] = looks
  return looks.size === 1 ? only : ''
}

const lookedAt = (when: Expression): string =>
  when.kind === 'call' && when.name === 'equals' && when.of[0] ? inWords(when.of[0]) : ''

function edgesFrom(name: string, state: State, words: Words): GraphEdge[] {
  const edge = (kind: GraphEdge['kind'], to: string, { short, full }: Said): GraphEdge => ({
    kind,
    from: name,
    to,
    label: short,
    about: full === short ? '' : full,
  })
  if (state.Type === 'Choice') {
    const placed = words.origins.get(name)
    const said = (index: number, rule: ChoiceRule | null) => (placed ? caseOf(placed, index, rule) : plainCase(words, rule))
    const rules = state.Choices.map((rule, index) => edge('case', rule.Next, said(index, rule)))
    return state.Default === undefined ? rules : [...rules, edge('case', state.Default, said(state.Choices.length, null))]
  }
  const next = 'Next' in state && state.Next !== undefined ? [edge('next', state.Next, plain(''))] : []
  const catchers = 'Catch' in state ? (state.Catch ?? []) : []
  const caught = catchers.map(({ ErrorEquals, Next }) =>
    edge('catch', Next, { short: errorsInShort(ErrorEquals), full: ErrorEquals.join(', ').replace('States.ALL', 'on failure') }),
  )
  return [...next, ...caught]
}

const plainCase = ({ plain: { rule: inRule } }: Words, rule: ChoiceRule | null): Said => plain(rule ? inRule(rule) : 'otherwise')

/** The words on a choice's edge: the case's key, or the condition as it was written. */
function caseOf({ builder }: Placed, index: number, rule: ChoiceRule | null): Said {
  if (builder.kind === 'loop') return loopEnds(builder, rule)
  // the check of a model's answer: it has the schema, it is sent back, or that was the last time
  if (builder.kind === 'bedrockTask') return plain(['good', 'wrong'][index] ?? 'wrong again')
  const one: Case | undefined = builder.kind === 'choice' ? builder.cases[index] : undefined
  if (!one) return plain(rule ? '' : 'otherwise')
  const condition = one.when ? inWords(one.when) : one.key
  // the cases of a `when` have no keys of their own
  return /^case\d+$/.test(one.key) ? plain(condition) : { short: one.key, full: condition }
}

const loopEnds = ({ until, max }: Loop, rule: ChoiceRule | null): Said =>
  rule ? { short: 'done', full: `${inWords(until)}, or ${max} turns are over` } : plain('again')
