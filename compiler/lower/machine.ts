/**
 * The tree as a state machine. A block is lowered with what comes after it: an edge arrives, is given the assignments that
 * are due on it, and leads to a state or, in a branch, to the branch's end. Whatever several edges lead to is emitted once.
 */
import type { Definition, State } from '../asl.ts'
import type { PromptProblem } from '../prompt/index.ts'
import type { Block, Built, ChainTree, Expression, Placed, Template } from '../tree.ts'
import { within } from '../walk.ts'
import { answerOutput } from './answer.ts'
import { departing, into, leaving, opened, statesOf } from './edges.ts'
import type { After, Arriving, Edge, Scope, Way } from './edges.ts'
import { NOWHERE, shapeOf } from './expressions.ts'
import type { Environment, Sources } from './expressions.ts'
import { LEDGER, callsModel } from './ledger.ts'
import type { Names } from './names.ts'
import type { Effort } from './retry.ts'
import { atom, fields, literal, toJson } from './shape.ts'
import type { Shape } from './shape.ts'
import { choiceState } from './states/choice.ts'
import { enterLoop } from './states/loop.ts'
import { mapState } from './states/map.ts'
import { blockRunsNothing, runsNothing, valueOf } from './states/nothing.ts'
import { parallelState } from './states/parallel.ts'
import { bedrockState } from './states/model-task.ts'
import { serviceState } from './states/task.ts'

export interface Lowering {
  readonly tree: ChainTree
  readonly names: Names
  readonly effort: Effort
  readonly version: string
  /**
   * Every value and every step gets states of its own, and nothing rides on an edge further than to the next state: many more states, and
   * so simple that the usual machine can be held to it.
   */
  readonly plain?: true
  readonly template: (template: Template) => string
  readonly partial: (name: string) => string | undefined
  readonly refused: (
    place: { readonly placed: Placed | null; readonly template: Template },
    problems: readonly PromptProblem[],
  ) => void
}

export interface Lowered {
  readonly definition: Definition
  /** Which placed builder each state came from. */
  readonly origins: ReadonlyMap<string, Placed>
}

/** A builder where it is lowered. */
export interface Spot<B extends Built = Built> {
  readonly placed: Placed
  readonly builder: B
  readonly name: string
  readonly scope: Scope
  /** Whether a model call can have happened before, on any way here. */
  readonly begun: boolean
  readonly after: After
}

/** What the makers of states share: one per machine. */
export class Machine {
  readonly lowering: Lowering
  readonly origins = new Map<string, Placed>()
  /** Where the outputs of steps, and what blocks are given, are found by the states that come later. */
  readonly outputs = new Map<number, Shape>()
  /** Steps that run nothing: each is made anew, of what is seen there, wherever it is read. */
  readonly values = new Map<number, Placed>()
  readonly givens = new Map<number, { readonly [name: string]: Shape }>()
  /** The way into a turn of each loop. */
  readonly loops = new Map<number, (arriving: Arriving) => Way>()

  constructor(lowering: Lowering) {
    this.lowering = lowering
  }

  /** A value as the states at `placed` see it, or an edge that sees more; null where no step is near. */
  shape(placed: Placed | null, value: Expression, environment: Environment = NOWHERE): Shape {
    const { template, partial, refused } = this.lowering
    const sources: Sources = {
      output: (step) => {
        const value = this.values.get(step)
        return value ? valueOf(this, value, environment) : (this.outputs.get(step) as Shape)
      },
      given: (block) => fields(this.givens.get(block) ?? {}),
      template,
      partial,
      refused: (of, problems) => refused({ placed, template: of }, problems),
    }
    return shapeOf(value, environment, sources)
  }

  /** Emits a state the first time an edge leads to it; its place among the states is where it is first reached. */
  emit(name: string, scope: Scope, placed: Placed | null, make: () => State): void {
    if (scope.states.has(name)) return
    if (scope.states.size === 0) for (const { block, name: given, entry } of scope.inlets) this.give(block, { [given]: entry })
    scope.states.set(name, null)
    if (placed) this.origins.set(name, placed)
    scope.states.set(name, make())
  }

  /** Says where something a block is given is found from now on. */
  give(block: number, given: { readonly [name: string]: Shape }): void {
    this.givens.set(block, { ...this.givens.get(block), ...given })
  }

  /** The edges out of a state. Those of a scope's first state carry what only it can see into variables. */
  departing(name: string, scope: Scope, begun: boolean, canEnd: boolean): Arriving {
    const edge = departing(begun, canEnd)
    if (scope.inlets.length === 0 || scope.states.keys().next().value !== name) return edge
    const entries = new Map<number, { readonly [name: string]: Shape }>()
    for (const inlet of scope.inlets) {
      entries.set(inlet.block, { ...entries.get(inlet.block), [inlet.name]: inlet.entry })
      this.give(inlet.block, { [inlet.name]: atom(`$${inlet.variable}`) })
    }
    return {
      ...edge,
      givens: new Map([...entries].map(([block, given]) => [block, fields(given)])),
      assign: Object.fromEntries(scope.inlets.map(({ variable, entry }) => [variable, toJson(entry)])),
    }
  }

  /** `begun` at the block's first step, where it is more than the arriving edge knows. */
  enterBlock(
    block: Block,
    arriving: Arriving,
    scope: Scope,
    after: After,
    begun = arriving.begun || arriving.entry !== null,
  ): Edge {
    return this.#enterStep(block, 0, arriving, scope, after, begun)
  }

  /** Whether a builder is a value of the place it stands in, and needs no state. */
  isValue(builder: Built): boolean {
    return this.lowering.plain ? builder.kind === 'value' : runsNothing(builder)
  }
  /** The same of a block; in a plain machine there is none. */
  isValueBlock(block: Block): boolean {
    return !this.lowering.plain && blockRunsNothing(block)
  }

  /** In a plain machine a state that does nothing: what is due is in variables by then. */
  #rest(name: string, arriving: Arriving, scope: Scope, begun: boolean, on: (edge: Arriving) => Edge): Edge {
    if (!this.lowering.plain) return on(arriving)
    this.emit(name, scope, null, () => ({ Type: 'Pass', ...leaving(on(this.departing(name, scope, begun, false))) }))
    return into(name, arriving, scope, begun)
  }

  #enterStep(block: Block, index: number, arriving: Arriving, scope: Scope, after: After, begun: boolean): Edge {
    const placed = block.steps[index]
    const here = block.splits.length === 0 ? scope : { ...scope, splits: [...scope.splits, ...splitsBefore(block, index)] }
    if (!placed) {
      if (block.end.kind === 'builder') return this.enterBuilder(block.end.placed, arriving, here, begun, after)
      const { value } = block.end
      return this.#rest(`end ${block.id}`, arriving, scope, begun, (edge) =>
        after(edge, this.shape(block.steps.at(-1) ?? null, value, edge)),
      )
    }
    if (this.isValue(placed.builder)) {
      if (!this.lowering.plain || isOptional(valueOf(this, placed, arriving))) {
        this.values.set(placed.id, placed)
        return this.#enterStep(block, index + 1, arriving, scope, after, begun)
      }
      const kept = this.#variable(placed)
      this.outputs.set(placed.id, atom(`$${kept}`))
      return this.#rest(`value ${placed.id}`, arriving, scope, begun, (edge) => {
        const assign = { ...edge.assign, [kept]: toJson(valueOf(this, placed, edge)) }
        return this.#enterStep(block, index + 1, { ...edge, assign }, scope, after, begun)
      })
    }
    const variable = this.#variable(placed)
    this.outputs.set(placed.id, atom(`$${variable}`))
    const later = begun || callsModel(placed.builder)
    return this.enterBuilder(placed, arriving, here, begun, (edge, value) => {
      const assign = this.#isKept(placed, value, variable) ? { ...edge.assign, [variable]: toJson(value) } : edge.assign
      return this.#enterStep(
        block,
        index + 1,
        { ...edge, assign, outputs: new Map(edge.outputs).set(placed.id, value) },
        scope,
        after,
        later,
      )
    })
  }

  /** The variable of a step; in a plain machine values have one, too, and steps without a name. */
  #variable(placed: Placed): string {
    const { names, plain } = this.lowering
    return plain && (placed.name === null || placed.builder.kind === 'value')
      ? names.own(`value${placed.id}`)
      : names.variable(placed)
  }

  /** Whether a step's output goes into its variable: not where there is none, or where it is there already. */
  #isKept(placed: Placed, value: Shape, variable: string): boolean {
    if ((placed.name === null && !this.lowering.plain) || placed.builder.schema?.['type'] === 'null') return false
    return !(value.kind === 'code' && value.code === `$${variable}`)
  }

  enterBuilder(placed: Placed, arriving: Arriving, scope: Scope, begun: boolean, after: After): Edge {
    return this.#rest(`before ${placed.id}`, arriving, scope, begun, (edge) =>
      this.#enterBuilder(placed, edge, scope, begun, after),
    )
  }

  #enterBuilder(placed: Placed, arriving: Arriving, scope: Scope, begun: boolean, after: After): Edge {
    const { builder } = placed
    const name = this.lowering.names.state(placed)
    if (this.isValue(builder)) return after(arriving, valueOf(this, placed, arriving))
    if (builder.kind === 'loop') return enterLoop(this, { placed, builder, name, scope, begun, after }, arriving)
    this.emit(name, scope, placed, () => this.#state(builder, { placed, name, scope, begun, after }))
    return into(name, arriving, scope, begun)
  }

  #state(builder: Exclude<Built, { kind: 'loop' }>, spot: Omit<Spot, 'builder'>): State {
    const { placed, name, scope, begun, after } = spot
    switch (builder.kind) {
      case 'bedrockTask':
        return bedrockState(this, { ...spot, builder })
      case 'task':
        return serviceState(this, { ...spot, builder })
      case 'parallel':
        return parallelState(this, { ...spot, builder })
      case 'map':
        return mapState(this, { ...spot, builder })
      case 'choice':
        return choiceState(this, { ...spot, builder })
      case 'wait': {
        const seconds = toJson(this.shape(placed, builder.seconds)) as number | string
        return { Type: 'Wait', Seconds: seconds, ...leaving(after(this.departing(name, scope, begun, true), literal(null))) }
      }
      case 'fail': {
        const cause = builder.cause ? { Cause: toJson(this.shape(placed, builder.cause)) as string } : {}
        return { Type: 'Fail', Error: builder.error, ...cause }
      }
      case 'systemChain':
      case 'say':
      case 'result': {
        const { tree, version } = this.lowering
        const shapeOfValue = (value: Expression) => this.shape(placed, value)
        const experiments = this.#experiments(placed, scope)
        return {
          Type: 'Succeed',
          Output: answerOutput({
            builder,
            called: begun,
            ledger: scope.ledger,
            experiments,
            chain: { name: tree.name, version },
            shapeOf: shapeOfValue,
          }),
        }
      }
      case 'value':
        throw new TypeError('A value needs no state.')
      default:
        return builder satisfies never
    }
  }

  #experiments(placed: Placed, scope: Scope) {
    const splits = scope.splits.flatMap((split) => (split.kind === 'split' ? [split] : []))
    return [...new Map(splits.map((split) => [split.name, split])).values()].map((split) => {
      const known = scope.variants.get(split.name)
      return { name: split.name, variant: known === undefined ? this.shape(placed, split) : literal(known) }
    })
  }
}

const isOptional = (shape: Shape): boolean => shape.kind === 'code' && shape.optional === true

/** The splits of a block whose key is known before its step at `index`: what ends inside that step can tell no other. */
const splitsBefore = ({ steps, splits }: Block, index: number): readonly Expression[] =>
  splits.filter((split) =>
    within(split).every((one) => one.kind !== 'output' || steps.findIndex(({ id }) => id === one.step) < index),
  )

export function lowerMachine(lowering: Lowering): Lowered {
  const { tree } = lowering
  const machine = new Machine(lowering)
  const scope: Scope = { states: new Map(), ledger: lowering.names.own(LEDGER), splits: [], variants: new Map(), inlets: [] }
  const end: After = () => {
    throw new TypeError(`A path of "${tree.name}" gives a value instead of an answer.`)
  }
  const first = opened(machine.enterBlock(tree.body, departing(false, false), scope, end))
  const definition: Definition = {
    ...(tree.description ? { Comment: tree.description } : {}),
    QueryLanguage: 'JSONata',
    StartAt: first,
    States: statesOf(scope),
  }
  return { definition, origins: machine.origins }
}
