/** `NAME.mmd`: the machine as a Mermaid flow chart, nested as its states are. */
import type { ChoiceRule, State, States, TaskState } from '../asl.ts'
import type { BedrockTask, Choice, Model, Placed } from '../tree.ts'
import { inWords } from './words.ts'

/** Text inside a Mermaid label. */
const label = (text: string) =>
  `"${text.replaceAll('&', '#amp;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;')}"`

/** What is written on states and edges of a machine that no chain has made. */
export interface PlainWords {
  readonly under: (state: State) => string
  readonly rule: (rule: ChoiceRule) => string
}

interface Drawing {
  readonly lines: string[]
  /** Ids by state, in the order in which the states are drawn. */
  readonly ids: Map<string, string>
  readonly origins: ReadonlyMap<string, Placed>
  readonly words: PlainWords
}

const idOf = ({ ids }: Drawing, name: string): string => {
  const known = ids.get(name)
  if (known !== undefined) return known
  const id = `s${ids.size}`
  ids.set(name, id)
  return id
}

const lineOf = (words: string) => (words === '' ? '' : `<br/>${label(words).slice(1, -1)}`)

/** What stands under a state's name: the model or service it calls. */
function detail(state: State, { builder }: Placed): string {
  if (state.Type === 'Task' && builder.kind === 'bedrockTask') return `<br/>${modelCalled(state, builder).foundation}`
  if (state.Type === 'Task' && builder.kind === 'task') return `<br/>${builder.service}`
  if (state.Type === 'Succeed' && builder.kind === 'systemChain')
    return `<br/>${builder.operation.toLowerCase().replaceAll('_', ' ')}`
  if (state.Type === 'Choice' && builder.kind === 'choice') return decidedBy(builder)
  if (state.Type === 'Succeed' && builder.kind === 'say') return '<br/>say'
  return ''
}

/** The model that a state of a task calls: the task's own, or one it falls back to. */
function modelCalled({ Arguments: given }: TaskState, { model, fallback }: BedrockTask): Model {
  const id = (given as { readonly ModelId?: unknown } | undefined)?.ModelId
  return [model, ...fallback].find((one) => one.id === id) ?? model
}

/** What a choice looks at, where all its cases look at one thing. */
function decidedBy({ cases }: Choice): string {
  const looks = new Set(
    cases.map(({ when }) => (when?.kind === 'call' && when.name === 'equals' && when.of[0] ? inWords(when.of[0]) : '')),
  )
  const [only = ''] = looks
  return looks.size === 1 && only !== '' ? `<br/>${only}` : ''
}

function node(drawing: Drawing, name: string, state: State): string {
  const id = idOf(drawing, name)
  const placed = drawing.origins.get(name)
  const under = placed ? detail(state, placed) : lineOf(drawing.words.under(state))
  const text = `${label(name).slice(0, -1)}${under}"`
  if (state.Type === 'Choice') return `${id}{${text}}`
  if (state.Type === 'Succeed' || state.Type === 'Fail') return `${id}([${text}])`
  return `${id}[${text}]`
}

/** The words on a choice's edge: the case's key, or the condition as it was written. */
function ruleLabel({ words }: Drawing, placed: Placed | undefined, index: number, rule: ChoiceRule | null): string {
  if (!placed) return rule ? words.rule(rule) : 'otherwise'
  if (placed.builder.kind === 'loop') return rule ? 'done' : 'again'
  // the check of a model's answer: it has the schema, it is sent back, or that was the last time
  if (placed.builder.kind === 'bedrockTask') return ['good', 'wrong'][index] ?? 'wrong again'
  const one = (placed.builder as Choice).cases[index]
  if (!one) return rule ? '' : 'otherwise'
  const isNumbered = /^case\d+$/.test(one.key)
  return isNumbered && one.when ? inWords(one.when) : one.key
}

function edges(drawing: Drawing, name: string, state: State): string[] {
  const from = idOf(drawing, name)
  const to = (target: string, words = '', arrow = '-->') =>
    `${from} ${arrow}${words === '' ? '' : `|${label(words)}|`} ${idOf(drawing, target)}`
  const placed = drawing.origins.get(name)
  if (state.Type === 'Choice') {
    const rules = state.Choices.map((rule, index) => to(rule.Next, ruleLabel(drawing, placed, index, rule)))
    return state.Default === undefined
      ? rules
      : [...rules, to(state.Default, ruleLabel(drawing, placed, state.Choices.length, null))]
  }
  const caught =
    'Catch' in state
      ? (state.Catch ?? []).map((one) => to(one.Next, one.ErrorEquals.join(', ').replace('States.ALL', 'on failure'), '-.->'))
      : []
  return [...('Next' in state && state.Next !== undefined ? [to(state.Next)] : []), ...caught]
}

function draw(drawing: Drawing, { States: states }: States, indent: string): void {
  for (const [name, state] of Object.entries(states)) {
    const inner = state.Type === 'Parallel' ? state.Branches : state.Type === 'Map' ? [state.ItemProcessor] : []
    if (inner.length === 0) {
      drawing.lines.push(`${indent}${node(drawing, name, state)}`)
      continue
    }
    const title = state.Type === 'Map' ? `${name} (each item)` : name
    drawing.lines.push(`${indent}subgraph ${idOf(drawing, name)} [${label(title)}]`)
    for (const branch of inner) draw(drawing, branch, `${indent}  `)
    drawing.lines.push(`${indent}end`)
  }
  for (const [name, state] of Object.entries(states))
    for (const edge of edges(drawing, name, state)) drawing.lines.push(`${indent}${edge}`)
}

const NO_WORDS: PlainWords = { under: () => '', rule: () => '' }

/** The chart's text. `origins`: which step each state comes from; `words` are for those that come from none. */
export function mermaid(definition: States, origins: ReadonlyMap<string, Placed>, words: PlainWords = NO_WORDS): string {
  const drawing: Drawing = { lines: [], ids: new Map(), origins, words }
  draw(drawing, definition, '  ')
  return ['flowchart TD', '  start(( ))', ...drawing.lines, `  start --> ${idOf(drawing, definition.StartAt)}`, ''].join('\n')
}
