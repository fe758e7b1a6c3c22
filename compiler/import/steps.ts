/** States as steps of a chain: each as a builder, with what is known after it. */
import { fieldsOf, listOf as itemsOf } from '../validate/machine.ts'
import type { ScopeView, StateView } from '../validate/machine.ts'
import { block, rooted, wholeList } from './code.ts'
import type { Placed } from './code.ts'
import { inputOf, jsonataScope, leave, scopeOf } from './dataflow.ts'
import type { Known } from './dataflow.ts'
import { contextOf, inputOf as machineInput } from './input.ts'
import { template } from './jsonata.ts'
import { atPath, payload } from './jsonpath.ts'
import { camel } from './names.ts'
import { callOf } from './services.ts'
import type { Source } from './source.ts'
import { NotImported, listOf, objectOf, quote, undescribed, unknown, valueOf } from './symbol.ts'
import type { Ref, Value } from './symbol.ts'

export interface Left {
  readonly known: Known
  /** None for a state that only moves data. */
  readonly placed: Placed | null
  /** Lines that say what is not imported. */
  readonly marks: readonly string[]
}

/** What is made of a branch, or of what is done with an item. */
export interface Branch {
  readonly key: string
  readonly code: string
  /** Where it is more than a builder. */
  readonly lines: readonly string[] | null
  readonly output: Value
  readonly marks: readonly string[]
}

/** The states on the way here; null inside a branch or an item. */
export type Within = readonly string[] | null

/** What steps are written with: the chain so far, and what holds steps itself. */
export interface Writing {
  readonly source: Source
  readonly todo: (what: string, state?: StateView) => readonly string[]
  readonly notImported: (state: StateView, error: unknown) => readonly string[]
  readonly scopesIn: (state: StateView) => readonly ScopeView[]
  /** `given`: what is known inside of it alone, by its names. */
  readonly branch: (scope: ScopeView, known: Known, given?: readonly string[]) => Branch
  readonly walk: (scope: ScopeView, name: string, known: Known, before: readonly string[]) => readonly string[]
}

/** A state that has no builder: what comes after it knows nothing of its result. */
const leftOut = (state: StateView, known: Known, error: unknown, { source, notImported }: Writing): Left => ({
  known: leave(state, state.fields, known, unknown(`the state "${state.name}" is not imported`), source),
  placed: null,
  marks: notImported(state, error),
})

/** How long and how often a task is tried, as options. */
function effort({ fields }: StateView): readonly string[] {
  const { TimeoutSeconds, Retry } = fields
  const attempts = itemsOf(Retry).map((retrier) => {
    const { MaxAttempts } = fieldsOf(retrier)
    return typeof MaxAttempts === 'number' ? MaxAttempts + 1 : 4
  })
  return [
    ...(typeof TimeoutSeconds === 'number' ? [`timeout: ${TimeoutSeconds}`] : []),
    ...(attempts.length > 0 ? [`attempts: ${Math.max(...attempts)}`] : []),
  ]
}

/** `catch: …`, and what of it could not be written. */
function catching(
  state: StateView,
  known: Known,
  within: Within,
  { source, todo, walk }: Writing,
): { readonly option: readonly string[]; readonly notes: readonly string[] } {
  const catchers = itemsOf(state.fields['Catch']).map(fieldsOf)
  if (catchers.length === 0) return { option: [], notes: [] }
  if (within === null) {
    return {
      option: [],
      notes: todo(`the Catch of "${state.name}": inside a branch or an item a catch gives a value of the step's own type`),
    }
  }
  const failure = objectOf({
    Error: { kind: 'ref', code: 'failure.error', type: 'string', hint: 'error' },
    Cause: { kind: 'ref', code: 'failure.cause', type: 'string', hint: 'cause' },
  })
  const ways = catchers.flatMap((catcher) => {
    const caught = leave(
      state,
      { ...catcher, ResultSelector: undefined, OutputPath: undefined },
      known,
      failure,
      source,
      'errorOutput',
    )
    const code = block(walk(state.scope, String(catcher['Next']), caught, within), ['step', 'failure'])
    return itemsOf(catcher['ErrorEquals']).map((error) => [String(error), code] as const)
  })
  const [only] = ways
  if (ways.length === 1 && only?.[0] === 'States.ALL') return { option: [`catch: ${only[1]}`], notes: [] }
  return { option: [`catch: { ${ways.map(([error, code]) => `${quote(error)}: ${code}`).join(', ')} }`], notes: [] }
}

function task(state: StateView, known: Known, within: Within, writing: Writing): Left {
  const { source } = writing
  const name = source.names.take(camel(state.name))
  try {
    const called = callOf(state, inputOf(state, known, source), source)
    const { option, notes } = catching(state, known, within, writing)
    const options = [...called.options, ...effort(state), ...option]
    return {
      known: leave(state, state.fields, known, called.resultOf(name), source),
      placed: { names: [name], step: name, builder: `${called.builder}({ ${options.join(', ')} })`, notes: called.notes },
      marks: notes,
    }
  } catch (error) {
    return leftOut(state, known, error, writing)
  }
}

function parallel(state: StateView, known: Known, within: Within, writing: Writing): Left {
  const { source, branch, scopesIn } = writing
  try {
    const inner = { ...known, document: inputOf(state, known, source) }
    const branches = scopesIn(state).map((scope) => branch(scope, inner))
    const step = source.names.take(camel(state.name))
    const { option, notes } = catching(state, known, within, writing)
    const given = branches.map(({ key, code }) => `${key}: ${code}`).join(', ')
    const result = listOf(...branches.map(({ output }) => output))
    return {
      known: leave(state, state.fields, known, result, source),
      placed: {
        names: branches.map(({ key }) => key),
        step,
        builder: `parallel({ ${given} }${option.length > 0 ? `, { ${option.join(', ')} }` : ''})`,
        notes: [],
      },
      marks: [...branches.flatMap(({ marks }) => marks), ...notes],
    }
  } catch (error) {
    return leftOut(state, known, error, writing)
  }
}

function items(state: StateView, known: Known, within: Within, writing: Writing): Left {
  const { source, branch, scopesIn } = writing
  try {
    const { fields, language } = state
    const list =
      language === 'JSONata'
        ? template(fields['Items'], jsonataScope(known), source)
        : atPath(typeof fields['ItemsPath'] === 'string' ? fields['ItemsPath'] : '$', {
            ...scopeOf(known),
            data: known.document,
          })
    const code = source.ref(list, 'list')
    const named = source.names.take('item')
    const of = list.kind === 'list' && list.items[0]?.kind === 'spread' ? list.items[0].of : list
    const item = of.kind === 'ref' && of.item && !of.typed ? of.item(named, 'item') : undescribed(named, 'item')
    const index: Ref = { kind: 'ref', code: 'index', type: 'number', hint: 'index' }
    const context = contextOf(machineInput(source), { value: item, index })
    const selector = fields['ItemSelector'] ?? fields['Parameters']
    const scope = { ...known, context, document: item }
    const document =
      selector === undefined
        ? item
        : language === 'JSONata'
          ? template(selector, jsonataScope({ ...known, context }), source)
          : payload(selector, { ...scopeOf(known), context })
    const [processor] = scopesIn(state)
    if (!processor) throw new NotImported('it has no ItemProcessor')
    const made = branch(processor, { ...scope, document }, [named, 'index'])
    const step = source.names.take(camel(state.name))
    const { option, notes } = catching(state, known, within, writing)
    const { MaxConcurrency } = fields
    const options = [
      ...(typeof MaxConcurrency === 'number' && MaxConcurrency > 0 ? [`concurrency: ${MaxConcurrency}`] : []),
      ...option,
    ]
    const parameters = ['step', named, 'index']
    const each = made.lines ? block(made.lines, parameters, true) : block([`return ${made.code}`], parameters, true)
    const result: Ref = {
      kind: 'ref',
      code: step,
      type: 'list',
      hint: step,
      item: (code) => rooted(made.output, made.key, code),
      whole: { code: (codeOf) => wholeList(step, codeOf(rooted(made.output, made.key, 'one'))) },
    }
    return {
      known: leave(state, fields, known, result, source),
      placed: {
        names: [step],
        step,
        builder: `map(${code}, ${options.length > 0 ? `{ ${options.join(', ')} }, ` : ''}${each})`,
        notes: [],
      },
      marks: [...made.marks, ...notes],
    }
  } catch (error) {
    return leftOut(state, known, error, writing)
  }
}

function pass(state: StateView, known: Known, { source }: Writing): Left {
  const { fields, language } = state
  const result =
    language === 'JSONata'
      ? known.document
      : fields['Result'] !== undefined
        ? valueOf(fields['Result'])
        : inputOf(state, known, source)
  return { known: leave(state, fields, known, result, source), placed: null, marks: [] }
}

function waiting(state: StateView, known: Known, { source, notImported }: Writing): Left {
  const after = leave(state, { ...state.fields, ResultPath: undefined }, known, known.document, source)
  try {
    const { Seconds, SecondsPath } = state.fields
    const step = source.names.take(camel(state.name))
    if (typeof Seconds === 'number')
      return { known: after, placed: { names: [], step, builder: `wait(${Seconds})`, notes: [] }, marks: [] }
    const value =
      typeof Seconds === 'string'
        ? template(Seconds, jsonataScope(known), source)
        : typeof SecondsPath === 'string'
          ? atPath(SecondsPath, scopeOf(known))
          : unknown('a chain waits for seconds, not until a time')
    return { known: after, placed: { names: [], step, builder: `wait(${source.ref(value, 'number')})`, notes: [] }, marks: [] }
  } catch (error) {
    return { known: after, placed: null, marks: notImported(state, error) }
  }
}

/** The step that a state becomes. Throws `NotImported` where there is none at all. */
export function place(state: StateView, known: Known, within: Within, writing: Writing): Left {
  switch (state.type) {
    case 'Task':
      return task(state, known, within, writing)
    case 'Parallel':
      return parallel(state, known, within, writing)
    case 'Map':
      return items(state, known, within, writing)
    case 'Wait':
      return waiting(state, known, writing)
    case 'Pass':
    case 'Succeed':
      return pass(state, known, writing)
    default:
      throw new NotImported(`${state.type} has no place inside a branch or an item`)
  }
}
