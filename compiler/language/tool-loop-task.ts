/** A model with tools: it calls them and reads what they gave, turn after turn, until it answers. */
import { Type } from 'typebox'
import type { BedrockTask, Block as BlockTree, Case, Catch, Expression, Model, Origin, Schema } from '../tree.ts'
import { modelCallOf } from './bedrock-task.ts'
import type { ModelCallOptions } from './bedrock-task.ts'
import { and, differs, equals, isEmpty, lessThan, not } from './functions/conditions.ts'
import { loopOf } from './loop.ts'
import { map } from './map.ts'
import { Misuse } from './misuse.ts'
import { settled } from './parallel.ts'
import { expressionOf, reference } from './ref.ts'
import type { Ref } from './ref.ts'
import type { Infer, TSchema } from './schema.ts'
import { buildBlock, describeStep } from './step.ts'
import type { Block, Step } from './step.ts'
import { catchesOf, effortOf } from './task.ts'
import type { TaskOptions } from './task.ts'
import { call, toExpression, value } from './value.ts'
import { when } from './when.ts'
import { asSchema } from './schema.ts'

/** A tool, ready to be given to a model. */
export interface Tool {
  readonly '~tool': true
  /** What it does and when to call it: all the model knows of it. */
  readonly description: string
  readonly input: Schema
  readonly block: unknown
}

export interface ToolOptions<S extends TSchema> {
  readonly description: string
  /** Schema of what the model must say to call it: an object. An input without it goes back to the model as an error. */
  readonly input: S
  /** What it does, and gives to the model: any value. A failure goes back to the model as an error. */
  readonly block: Block<Ref<Infer<S>>, unknown>
}

/**
 * A tool for `toolLoop`.
 * @example
 * const search = tool({
 *   description: 'Searches the handbook.', input: Type.Object({ query: Type.String() }),
 *   block: (_, { query }) => retrieve({ knowledgeBase: 'KnowledgeBaseId', query }),
 * })
 */
export const tool = <S extends TSchema>({ description, input, block }: ToolOptions<S>): Tool =>
  Object.freeze({ '~tool': true as const, description, input: asSchema(input), block })

const OUTPUT = Type.Object({
  text: Type.String(),
  stopped: Type.Union([Type.Literal('answered'), Type.Literal('limit')]),
  turns: Type.Integer(),
})
/** What a tool loop gives: the model's last words, and whether it had answered or had to stop. */
export type ToolLoopOutput = Infer<typeof OUTPUT>

export interface ToolLoopOptions extends TaskOptions<ToolLoopOutput>, ModelCallOptions {
  readonly model: Model & { readonly tools: true }
  readonly fallback?: readonly Model[]
  readonly tools: { readonly [name: string]: Tool }
  /** Calls of the model at most. Before the last the model is told to answer; no tool runs after it. */
  readonly maxTurns: number
  /** Tokens of the model's calls, in and out, after which no tool runs any more. */
  readonly budget?: number
  /** Tools of one turn that run at the same time; as many as Step Functions likes when absent. */
  readonly concurrency?: number
}

/** Bedrock has no longer ids and names. */
const SHORT = Type.String({ maxLength: 64 })
const CALL = Type.Object({ id: SHORT, name: SHORT, input: Type.Unknown() })
/** What a call of the model gives where it has tools. */
const SAID = Type.Object({
  content: Type.Array(Type.Unknown()),
  text: Type.String(),
  calls: Type.Array(CALL),
  stopReason: Type.String(),
  tokens: Type.Integer(),
})
const CARRY = Type.Object({
  /** What came after the author's messages: the model's calls and what the tools gave. */
  messages: Type.Array(Type.Unknown()),
  text: Type.String(),
  stopped: Type.String(),
  turns: Type.Integer(),
  tokens: Type.Integer(),
})
/** Characters of what all tools of a loop give, and of one of them, that the model is told: the conversation must stay within 256 KiB. */
const ALL_RESULTS = 60_000
const LONGEST_RESULT = 20_000
type Carry = Infer<typeof CARRY>
type ToolCall = Infer<typeof CALL>

const RUNNING = 'running'
const TEXT: Schema = { type: 'string' }

/** A call of the model, after what the turns before have left. */
const modelTurn = (options: ToolLoopOptions, messages: Ref<unknown[]>, at: Origin): Step<Infer<typeof SAID>> =>
  describeStep('toolLoop', {}, (building): BedrockTask => {
    const { turns, ...rest } = modelCallOf(options)
    return {
      kind: 'bedrockTask',
      at,
      schema: asSchema(SAID),
      model: options.model,
      fallback: options.fallback ?? [],
      api: 'converse',
      ...rest,
      turns: [...turns, { kind: 'converse', messages: toExpression(messages) }],
      tools: Object.entries(options.tools).map(([name, { description, input }]) => ({ name, description, input })),
      ...effortOf(options),
      catches: catchesOf(options.catch, building).map(asSaid),
    }
  })

/** A fallback of the whole loop, as what the model would have said: it ends the loop. */
function asSaid(one: Catch): Catch {
  const { block } = one
  if (block.schema === null) return one
  const { placed, value } =
    block.end.kind === 'value'
      ? { placed: [], value: block.end.value }
      : { placed: [block.end.placed], value: outputOf(block.end.placed.id, block.schema) }
  const { text, stopped } = reference<ToolLoopOutput>({ ...value, schema: asSchema(OUTPUT) })
  const said = toExpression({ content: [], text, calls: [], stopReason: stopped, tokens: 0 }, asSchema(SAID))
  return {
    ...one,
    block: { ...block, steps: [...block.steps, ...placed], schema: said.schema, end: { kind: 'value', value: said } },
  }
}

const outputOf = (step: number, schema: Schema): Expression => ({ kind: 'output', step, name: 'output', schema })

/** Runs the tool that a call names; what it gives, or how it failed, is a result for the model of at most `share` characters. */
const toolTurn = (tools: ToolLoopOptions['tools'], asked: Ref<ToolCall>, share: Ref<number>, at: Origin): Step<unknown> =>
  describeStep('toolLoop', {}, (building) => {
    const result = (block: BlockTree): BlockTree => {
      if (block.end.kind !== 'value') throw new TypeError('What a tool gave is not known as a value.')
      const told = expressionOf(call('toolResult', [asked.id, reference(block.end.value), share], {})) as Expression
      return { ...block, schema: {}, end: { kind: 'value', value: told } }
    }
    const cases = Object.entries(tools).map(([name, { input, block }]): Case => {
      const field: Expression = { kind: 'field', of: toExpression(asked), name: 'input', schema: input }
      return {
        key: name,
        when: toExpression(call('isToolCall', [asked.name, name, asked.input, jsonOf(input)], { type: 'boolean' })),
        block: result(
          settled(
            buildBlock(block, building, () => reference(field)),
            building,
          ),
        ),
      }
    })
    const schemas = Object.fromEntries(Object.entries(tools).map(([name, { input }]) => [name, jsonOf(input)]))
    const refusal = call<unknown>('toolRefusal', [asked.id, asked.name, asked.input, schemas], {})
    const otherwise: Case = { key: 'refused', when: null, block: buildBlock(value(Type.Unknown(), refusal), building) }
    return { kind: 'choice', at, schema: {}, cases: [...cases, otherwise] }
  })

/** A schema as plain JSON: typebox keeps marks of its own on it. */
const jsonOf = (schema: Schema): unknown => JSON.parse(JSON.stringify(schema))

/**
 * Lets a model call tools until it answers: it is asked, the tools it calls run at the same time, what they gave goes back to it,
 * and so on for `maxTurns` calls at most. An unknown tool, an input without its schema and a tool's failure go back to the model as
 * errors. At the limit, of turns or of the token `budget`, it gives what the model said last, `stopped: 'limit'`.
 *
 * `catch` is asked when a call of the model fails after its tries and its `fallback`. Every turn counts with its tries in the chain's longest
 * time: give `timeout` and `attempts` where that gets too long. What a tool gives is cut at 20,000
 * characters, or at less where that is more than 60,000 for all turns, shared among them and the calls of each.
 * @example
 * const search = tool({
 *   description: 'Searches the handbook.', input: Type.Object({ query: Type.String() }),
 *   block: (_, { query }) => retrieve({ knowledgeBase: 'KnowledgeBaseId', query }),
 * })
 * const { text } = step('agent', toolLoop({ model: claude.haiku45, prompt: question, tools: { search }, maxTurns: 5 }))
 */
export function toolLoop(options: ToolLoopOptions): Step<ToolLoopOutput> {
  const { tools, maxTurns, budget, concurrency } = options
  const names = Object.keys(tools)
  if (names.length === 0) throw new Misuse('toolLoop is given no tool.', 'Give it one, or use bedrockTask.')
  const bad = names.find((name) => !/^[A-Za-z0-9_-]{1,64}$/.test(name))
  if (bad !== undefined) throw new Misuse(`"${bad}" cannot be the name of a tool.`, 'Use at most 64 letters, digits, _ and -.')
  return describeStep('toolLoop', options, (building, at) => {
    const inner = loopOf(
      {
        carry: CARRY,
        start: { messages: [], text: RUNNING, stopped: RUNNING, turns: 0, tokens: 0 },
        max: maxTurns,
        until: (carry) => differs(carry.stopped, RUNNING),
      },
      (step, carry, turn) => {
        const said = step('call', modelTurn(options, carry.messages, at))
        const tokens = call<number>('numbers.plus', [carry.tokens, said.tokens], { type: 'integer' })
        const goesOn = and(
          equals(said.stopReason, 'tool_use'),
          // a model may stop for tools and name none
          not(isEmpty(said.calls)),
          lessThan(turn, maxTurns),
          ...(budget === undefined ? [] : [lessThan(tokens, budget)]),
        )
        const carried = { text: said.text, turns: turn, tokens }
        return when(goesOn, (step) => {
          // no tool runs after the last turn
          const ofTurn = Math.floor(ALL_RESULTS / Math.max(1, maxTurns - 1))
          const share = call<number>('toolShare', [LONGEST_RESULT, ofTurn, said.calls], { type: 'integer' })
          const run = (_: unknown, asked: Ref<ToolCall>) => toolTurn(tools, asked, share, at)
          const results = step('tools', map(said.calls, concurrency === undefined ? {} : { concurrency }, run))
          const messages = call<unknown[]>(
            'toolMessages',
            [carry.messages, said.content, results, equals(turn, maxTurns - 1)],
            asSchema(CARRY.properties.messages),
          )
          return value<typeof CARRY>(CARRY, { ...carried, messages, stopped: RUNNING })
        }).otherwise(
          value<typeof CARRY>(CARRY, {
            ...carried,
            messages: [],
            stopped: call<string>('toolStop', [said.stopReason], TEXT),
          }),
        )
      },
      building,
      at,
    )
    const carry = reference<Carry>({ kind: 'given', block: inner.block.id, name: 'carry', schema: inner.schema ?? {} })
    const schema = asSchema(OUTPUT)
    const output = toExpression({ text: carry.text, stopped: carry.stopped, turns: carry.turns }, schema)
    return { ...inner, schema, output, ...(budget === undefined ? {} : { tokens: budget }) }
  })
}
