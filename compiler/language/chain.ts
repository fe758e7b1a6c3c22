/** A chain: the whole, with what its callers may send and what its final model is. */
import type { AnswerOptions, Budget, ChainTree, Expression, InputField, Model, Schema } from '../tree.ts'
import { origin } from './origin.ts'
import type { Prompt, PromptFile } from './prompt.ts'
import { reference } from './ref.ts'
import type { Ref } from './ref.ts'
import type { Infer, TSchema } from './schema.ts'
import { buildBlock, whileBuilding } from './step.ts'
import type { Answer, Building, PlaceStep, Result, Step } from './step.ts'
import { asSchema } from './schema.ts'

export interface ChainMessage {
  readonly role: 'user' | 'assistant'
  /** Text; content blocks count as their text. */
  readonly content: string
}

/** The final, streamed model call. */
export interface AnswerSpec {
  readonly model: Model
  /** Text, or a prompt without variables. */
  readonly system: string | Prompt<never> | PromptFile
  /** Tokens the answer may have at most, whatever a caller asks for. */
  readonly maxTokens: number
  /** XML tag around the context in the system prompt; `document` when absent. */
  readonly contentTag?: string
  readonly temperature?: number
  readonly topP?: number
  readonly stopSequences?: readonly string[]
  /** True: when `replaceTag` finds no such tag the request fails, instead of the text being appended. */
  readonly requireTag?: boolean
  /** A Bedrock guardrail: the name of the substitution that holds its id, and its version, `DRAFT` when absent. */
  readonly guardrail?: { readonly id: string; readonly version?: string }
  /**
   * Where the context goes: into the system prompt (when absent), or with `messages` to the end of the last message of
   * the user, so that what stands before it is the same from turn to turn and a prompt cache can keep it.
   */
  readonly contextPlacement?: 'system' | 'messages'
  /**
   * What becomes of a conversation that is too long for the model: it is refused (when absent), or with `cut` it loses
   * its oldest messages, up to a message of the user.
   */
  readonly history?: 'refuse' | 'cut'
  /** What a caller may choose; nothing when absent. */
  readonly allow?: AnswerOptions['allow']
}

export interface ChainOptions {
  /** What the chain is for, in a sentence: shown to whoever lists the chains. */
  readonly description?: string
  /** What somebody could ask it: shown where it can be tried. */
  readonly examples?: readonly string[]
  /** Schema of the parameters callers send; an object. */
  readonly params?: TSchema
  /** A chain that answers says how; a chain that returns data has none. */
  readonly answer?: AnswerSpec
  /**
   * What a run may use at most, in the worst case: seconds of the workflow, and US dollars for the tokens of all models, the final
   * answer's included. More is an error when the chain is compiled. Retries and timeouts that you leave to the compiler are
   * made to fit the seconds.
   */
  readonly budget?: { readonly seconds?: number; readonly usd?: number }
  /** What the deploy-time values are for, by name. */
  readonly substitutions?: { readonly [name: string]: string }
}

/** What the body of a chain is given. */
export interface ChainInput<Params> {
  /** The conversation, oldest message first. */
  readonly messages: Ref<ChainMessage[]>
  /** Text of the last message of the user. */
  readonly question: Ref<string>
  readonly params: Ref<Params>
  /** What tells one conversation from another, as the caller sent it; empty when nothing was sent. */
  readonly session: Ref<string>
  /** Who calls, as the runtime has verified it; never what a caller wrote. */
  readonly caller: Ref<string | undefined>
}

type ParamsOf<O> = O extends { readonly params: infer P } ? Infer<P> : object
type EndOf<O> = O extends { readonly answer: AnswerSpec } ? Answer : Result<unknown>

/** A chain, ready to be compiled. */
export interface Chain<Name extends string = string> {
  readonly '~chain': true
  readonly name: Name
  /** Runs the body and gives its tree; the same tree every time. Throws what the body throws. */
  readonly build: () => ChainTree
}

const CONTENT: Schema = { format: 'message-content' }
const INPUT: Readonly<Record<Exclude<InputField, 'params'>, Schema>> = {
  messages: {
    type: 'array',
    items: {
      type: 'object',
      properties: { role: { enum: ['user', 'assistant'] }, content: CONTENT },
      required: ['role', 'content'],
    },
  },
  question: { type: 'string' },
  session: { type: 'string' },
  caller: { type: 'string' },
}

const input = (field: InputField, schema: Schema, optional = false) => {
  const expression: Expression = { kind: 'input', field, schema, ...(optional ? { optional: true } : {}) }
  return reference(expression)
}

const answerOptions = ({ system, contentTag = 'document', guardrail, allow = {}, ...rest }: AnswerSpec): AnswerOptions => ({
  ...rest,
  system: typeof system === 'string' ? system : system.template,
  contentTag,
  ...(guardrail ? { guardrail: { id: guardrail.id, version: guardrail.version ?? 'DRAFT' } } : {}),
  allow,
})

function checkedBudget(budget: Budget): Budget {
  for (const [name, figure] of Object.entries(budget))
    if (typeof figure !== 'number' || !(figure > 0))
      throw new TypeError(`budget.${name} is a number above 0, not ${JSON.stringify(figure)}.`)
  return { ...budget }
}

/**
 * A prompt chain. Its name is its file's name. With `answer` every path ends in `systemChain.*` or `say`; without, in `result`.
 * @example
 * const answer = { model: claude.haiku45, system: 'You greet people.', maxTokens: 200 }
 * export default chain('greeter', { answer, budget: { seconds: 60, usd: 0.05 } }, () => systemChain.append('Be brief.'))
 */
export function chain<const N extends string, const O extends ChainOptions>(
  name: N,
  options: O,
  body: (step: PlaceStep, given: ChainInput<ParamsOf<O>>) => Step<EndOf<O>>,
): Chain<N> {
  const at = origin()
  let tree: ChainTree | undefined
  const build = () => (tree ??= buildChain(name, options, body, at))
  return Object.freeze({ '~chain': true as const, name, build })
}

function buildChain(name: string, options: ChainOptions, body: unknown, at: ChainTree['at']): ChainTree {
  const building: Building = { nextStep: 0, nextBlock: 0, made: new Map(), open: [], misplaced: [] }
  const params: Schema = options.params ? asSchema(options.params) : { type: 'object', properties: {} }
  const given = {
    messages: input('messages', INPUT.messages),
    question: input('question', INPUT.question),
    params: input('params', params),
    session: input('session', INPUT.session),
    caller: input('caller', INPUT.caller, true),
  }
  const block = whileBuilding(building, () => buildBlock(body, building, () => given))
  return {
    name,
    at,
    description: options.description ?? '',
    examples: options.examples ?? [],
    params,
    answer: options.answer ? answerOptions(options.answer) : null,
    ...(options.budget ? { budget: checkedBudget(options.budget) } : {}),
    substitutions: Object.fromEntries(
      Object.entries(options.substitutions ?? {}).map(([key, description]) => [key, { description }]),
    ),
    body: block,
    unplaced: [...building.made.values()],
    misplaced: building.misplaced,
  }
}

/** Whether a module's default export is a chain. */
export const isChain = (value: unknown): value is Chain => typeof value === 'object' && value !== null && '~chain' in value
