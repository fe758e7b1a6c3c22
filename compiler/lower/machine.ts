/**
 * The tree as a state machine. A block is lowered with what comes after it: an edge arrives, is given the assignments that
 * are due on it, and leads to a state or, in a branch, to the branch's end. Whatever several edges lead to is emitted once.
 */
import type { Assignments, Catcher, Definition, Json, State, States } from '../asl.ts'
import type { PromptProblem } from '../prompt/index.ts'
import type { Block, Catch, ChainTree, Choice, Expression, Parallel, Placed, Template, Test } from '../tree.ts'
import { answerOutput } from './answer.ts'
import { converse, tokenDetails } from './converse.ts'
import type { Effort } from './effort.ts'
import { NOWHERE, shapeOf, testCode } from './expressions.ts'
import type { Environment, Sources } from './expressions.ts'
import { LEDGER, afterEntry, blockCallsModel, callsModel } from './ledger.ts'
import type { Entry } from './ledger.ts'
import { shortened, variableOf } from './names.ts'
import type { Names } from './names.ts'
import { retrieve } from './retrieve.ts'
import { atom, code, expression, fields, literal, operand, toJson } from './shape.ts'
import type { Shape } from './shape.ts'

export interface Lowering {
  readonly tree: ChainTree
  readonly names: Names
  readonly effort: Effort
  readonly version: string
  readonly template: (template: Template) => string
  readonly partial: (name: string) => string | undefined
  readonly refused: (place: { readonly placed: Placed; readonly template: Template }, problems: readonly PromptProblem[]) => void
}

export interface Lowered {
  readonly definition: Definition
  /** Which placed builder each state came from. */
  readonly origins: ReadonlyMap<string, Placed>
}

/** An edge on its way: what is due on it, and what only it can see. */
interface Arriving extends Environment {
  readonly assign: Assignments
  /** Whether the ledger's variable exists at the edge's start, and what the edge adds to it. */
  readonly begun: boolean
  readonly entry: Entry
  /** The edge can be a branch's end: those of choices and catchers cannot. */
  readonly canEnd: boolean
}
/** Where an edge leads. */
type Way = { readonly assign: Assignments; readonly next: string }
type Edge = Way | { readonly output: Json }
type After = (arriving: Arriving, value: Shape) => Edge

interface Scope {
  readonly states: Map<string, State | null>
  readonly ledger: string
  readonly splits: readonly Expression[]
  /** Variants that are known because a choice on them has been made, by experiment. */
  readonly variants: ReadonlyMap<string, string>
}

export function lowerMachine(lowering: Lowering): Lowered {
  const { tree, names, effort } = lowering
  const origins = new Map<string, Placed>()
  const outputs = new Map<number, Shape>()
  const givens = new Map<number, Shape>()

  const sourcesFor = (placed: Placed): Sources => ({
    output: (step) => outputs.get(step) as Shape,
    given: (block) => givens.get(block) as Shape,
    template: lowering.template,
    partial: lowering.partial,
    refused: (template, problems) => lowering.refused({ placed, template }, problems),
  })
  const shape = (placed: Placed, value: Expression, environment: Environment = NOWHERE) =>
    shapeOf(value, environment, sourcesFor(placed))

  // ---------------------------------------------------------------- edges

  /** The edge into a state: everything due on it is assigned. `begun`: the state counts on the ledger's variable. */
  function into(name: string, arriving: Arriving, scope: Scope, begun: boolean): Edge {
    const ledger =
      begun && (arriving.entry !== null || !arriving.begun) ? afterEntry(scope.ledger, arriving.begun, arriving.entry) : null
    return { assign: { ...arriving.assign, ...(ledger ? { [scope.ledger]: toJson(ledger) } : {}) }, next: name }
  }

  /** Emits a state the first time an edge leads to it. Its place among the states is where it is first reached. */
  function emit(name: string, scope: Scope, placed: Placed, make: () => State): void {
    if (scope.states.has(name)) return
    scope.states.set(name, null)
    origins.set(name, placed)
    scope.states.set(name, make())
  }

  const leaving = (edge: Edge): Pick<State & { Type: 'Task' }, 'Assign' | 'Output' | 'Next' | 'End'> =>
    'output' in edge ? { Output: edge.output, End: true } : { ...assigning(edge), Next: edge.next }
  const assigning = (edge: { readonly assign: Assignments }) =>
    Object.keys(edge.assign).length > 0 ? { Assign: edge.assign } : {}

  // ---------------------------------------------------------------- blocks

  function enterBlock(block: Block, arriving: Arriving, scope: Scope, after: After): Edge {
    const inside: Scope = { ...scope, splits: [...scope.splits, ...block.splits] }
    return enterStep(block, 0, arriving, inside, after, arriving.begun || arriving.entry !== null)
  }

  /** `begun`: whether a call can have happened before the step, on any way to it. */
  function enterStep(block: Block, index: number, arriving: Arriving, scope: Scope, after: After, begun: boolean): Edge {
    const placed = block.steps[index]
    if (placed) {
      if (placed.builder.kind === 'value') {
        outputs.set(placed.id, shape(placed, placed.builder.value))
        return enterStep(block, index + 1, arriving, scope, after, begun)
      }
      const variable = names.variable(placed)
      outputs.set(placed.id, atom(`$${variable}`))
      const later = begun || callsModel(placed.builder)
      return enterBuilder(placed, arriving, scope, begun, (edge, value) => {
        const seen = {
          ...edge,
          assign: { ...edge.assign, [variable]: toJson(value) },
          outputs: new Map([...edge.outputs, [placed.id, value]]),
        }
        return enterStep(block, index + 1, seen, scope, after, later)
      })
    }
    if (block.end.kind === 'builder') return enterBuilder(block.end.placed, arriving, scope, begun, after)
    const { value } = block.end
    const nearest = block.steps.at(-1) ?? tree.body.steps[0]
    return after(arriving, shape(nearest as Placed, value, arriving))
  }

  function enterBuilder(placed: Placed, arriving: Arriving, scope: Scope, begun: boolean, after: After): Edge {
    const { builder } = placed
    if (builder.kind === 'value') return after(arriving, shape(placed, builder.value, arriving))
    if (builder.kind === 'parallel' && builder.branches.every(({ block }) => isOnlyValue(block))) {
      return after(
        arriving,
        fields(Object.fromEntries(builder.branches.map(({ key, block }) => [key, onlyValue(placed, block)]))),
      )
    }
    const name = names.state(placed)
    emit(name, scope, placed, () => {
      switch (builder.kind) {
        case 'bedrockTask':
        case 'retrieve':
          return taskState(placed, name, scope, begun, after)
        case 'parallel':
          return parallelState(placed, builder, name, scope, begun, after)
        case 'choice':
          return choiceState(placed, builder, scope, begun, after)
        case 'systemChain':
        case 'say':
        case 'result':
          return {
            Type: 'Succeed',
            Output: answerOutput({
              builder,
              called: begun,
              experiments: experiments(placed, scope),
              chain: { name: tree.name, version: lowering.version },
              shapeOf: (value) => shape(placed, value),
            }),
          }
        default:
          return builder satisfies never
      }
    })
    return into(name, arriving, scope, begun)
  }

  const experiments = (placed: Placed, scope: Scope) => {
    const splits = scope.splits.flatMap((split) => (split.kind === 'split' ? [split] : []))
    const once = [...new Map(splits.map((split) => [split.name, split])).values()]
    return once.map((split) => ({ name: split.name, variant: variantOf(placed, split, scope) }))
  }

  const variantOf = (placed: Placed, split: Expression & { kind: 'split' }, scope: Scope): Shape => {
    const known = scope.variants.get(split.name)
    return known === undefined ? shape(placed, split) : literal(known)
  }

  // ---------------------------------------------------------------- states

  function taskState(placed: Placed, name: string, scope: Scope, begun: boolean, after: After): State {
    const { builder } = placed
    if (builder.kind !== 'bedrockTask' && builder.kind !== 'retrieve') throw new TypeError(`${name} is no task`)
    const { state, value } =
      builder.kind === 'bedrockTask'
        ? converse(
            builder,
            { prompt: shape(placed, builder.prompt), system: builder.system ? shape(placed, builder.system) : null },
            effort.of(builder),
          )
        : retrieve(builder, shape(placed, builder.query), effort.of(builder))
    const entry: Entry = builder.kind === 'bedrockTask' ? { one: tokenDetails(builder, name) } : null
    const edge = after({ ...NOWHERE, assign: {}, begun, entry, canEnd: true }, value)
    return {
      ...state,
      ...(builder.catch ? { Catch: [catcher(placed, builder.catch, scope, begun, after)] } : {}),
      ...leaving(edge),
    }
  }

  function catcher(placed: Placed, { errors, block }: Catch, scope: Scope, begun: boolean, after: After): Catcher {
    const variable = names.failure(placed)
    // a failure may come without a cause: `&` makes an empty text of what is absent
    const failure = code('{"error": "" & $states.errorOutput.Error, "cause": "" & $states.errorOutput.Cause}')
    givens.set(block.id, atom(`$${variable}`))
    const arriving: Arriving = {
      outputs: new Map(),
      givens: new Map([
        [block.id, fields({ error: code('"" & $states.errorOutput.Error'), cause: code('"" & $states.errorOutput.Cause') })],
      ]),
      assign: { [variable]: toJson(failure) },
      begun,
      entry: null,
      canEnd: false,
    }
    const edge = next(enterBlock(block, arriving, scope, after))
    return { ErrorEquals: errors, ...assigning(edge), Next: edge.next }
  }

  function choiceState(placed: Placed, builder: Choice, scope: Scope, begun: boolean, after: After): State {
    const arriving: Arriving = { ...NOWHERE, assign: {}, begun, entry: null, canEnd: false }
    const exhaustive = builder.cases.every(({ when }) => splitOf(when) !== null)
    const ways = builder.cases.map(({ key, when, block }, index) => {
      const split = splitOf(when)
      const inside = split === null ? scope : { ...scope, variants: new Map([...scope.variants, [split, key]]) }
      // every key has a variant, so the last one needs no test
      const needed = exhaustive && index === builder.cases.length - 1 ? null : when
      return { when: needed, edge: next(enterBlock(block, arriving, inside, after)) }
    })
    const last = ways.find(({ when }) => when === null)
    const asDefault = last && Object.keys(last.edge.assign).length === 0 ? last : undefined
    return {
      Type: 'Choice',
      Choices: ways
        .filter((way) => way !== asDefault)
        .map(({ when, edge }) => ({
          Condition: expression(when ? testCode(when, (value) => operand(shape(placed, value))) : 'true'),
          ...assigning(edge),
          Next: edge.next,
        })),
      ...(asDefault ? { Default: asDefault.edge.next } : {}),
    }
  }

  function parallelState(placed: Placed, builder: Parallel, name: string, scope: Scope, begun: boolean, after: After): State {
    const running = builder.branches.filter(({ block }) => !isOnlyValue(block))
    const counted = running.some(({ block }) => blockCallsModel(block))
    const branches = running.map(({ key, block }) => branch(names.branch(placed, key), block, counted, scope))
    const shapes = builder.branches.map(({ key, block }): readonly [string, Shape] => {
      const index = running.findIndex((one) => one.block === block)
      if (index < 0) return [key, onlyValue(placed, block)]
      return [key, atom(`$states.result[${index}]${counted ? '.value' : ''}`)]
    })
    const entry: Entry = counted ? { some: `$states.result.${LEDGER}` } : null
    const edge = after({ ...NOWHERE, assign: {}, begun, entry, canEnd: true }, fields(Object.fromEntries(shapes)))
    return { Type: 'Parallel', Branches: branches, ...leaving(edge) }
  }

  /** A scope of its own: what it gives leaves through its end. */
  function branch(label: string, block: Block, counted: boolean, outer: Scope): States {
    const scope: Scope = {
      states: new Map(),
      ledger: variableOf(`${label}.${LEDGER}`),
      splits: outer.splits,
      variants: outer.variants,
    }
    const start: Arriving = { ...NOWHERE, assign: {}, begun: false, entry: null, canEnd: false }
    let ends = 0
    const end: After = (arriving, value) => {
      const ledger = afterEntry(scope.ledger, arriving.begun, arriving.entry) ?? atom(`$${scope.ledger}`)
      const output = (own: Shape, details: Shape) => toJson(counted ? fields({ value: own, [LEDGER]: details }) : own)
      if (arriving.canEnd) return { output: output(value, ledger) }
      // the edge of a choice or a catcher ends in a state of its own, which sees variables alone
      const name = shortened(`${label}.end${ends++ === 0 ? '' : ends}`)
      const variable = variableOf(name)
      const nearest = (block.end.kind === 'builder' ? block.end.placed : block.steps[0]) as Placed
      emit(name, scope, nearest, () => ({
        Type: 'Succeed',
        Output: output(atom(`$${variable}`), counted ? atom(`$${scope.ledger}`) : atom('[]')),
      }))
      return into(name, { ...arriving, assign: { ...arriving.assign, [variable]: toJson(value) } }, scope, counted)
    }
    const { next: first } = next(enterBlock(block, start, scope, end))
    return { StartAt: first, States: statesOf(scope) }
  }

  const onlyValue = (placed: Placed, block: Block): Shape => {
    for (const step of block.steps) if (step.builder.kind === 'value') outputs.set(step.id, shape(step, step.builder.value))
    if (block.end.kind === 'value') return shape(placed, block.end.value)
    return block.end.placed.builder.kind === 'value' ? shape(block.end.placed, block.end.placed.builder.value) : fields({})
  }

  const top: Scope = { states: new Map(), ledger: LEDGER, splits: [], variants: new Map() }
  const start: Arriving = { ...NOWHERE, assign: {}, begun: false, entry: null, canEnd: false }
  const { next: first } = next(
    enterBlock(tree.body, start, top, () => {
      throw new TypeError(`A path of "${tree.name}" gives a value instead of an answer.`)
    }),
  )
  const definition: Definition = {
    ...(tree.description ? { Comment: tree.description } : {}),
    QueryLanguage: 'JSONata',
    StartAt: first,
    States: statesOf(top),
  }
  return { definition, origins }
}

/** The experiment whose variant a test asks for. */
const splitOf = (test: Test | null): string | null =>
  test?.kind === 'compare' && test.left.kind === 'split' ? test.left.name : null

/** A block that runs nothing: it is a value of the place it stands in. */
const isOnlyValue = (block: Block): boolean =>
  block.steps.every((placed) => placed.builder.kind === 'value') &&
  (block.end.kind === 'value' || block.end.placed.builder.kind === 'value')

function next(edge: Edge): Way {
  if ('output' in edge) throw new TypeError('An edge that must lead to a state ends instead.')
  return edge
}

const statesOf = (scope: Scope): States['States'] =>
  Object.fromEntries([...scope.states].flatMap(([name, state]) => (state ? [[name, state]] : [])))
