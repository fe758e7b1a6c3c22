/**
 * The tree between the language and the compiler: what a chain is, as plain readonly data. Builders make it; check,
 * lower and emit read it. Nothing in it is a function, and it prints with `JSON.stringify`.
 */
import type { AnswerAllowList } from './contract.ts'
import type { Json } from './asl.ts'
import type { Geography } from './geographies.ts'

/** A JSON Schema, as typebox writes it. */
export type Schema = { readonly [keyword: string]: unknown }

/** Where in a source file something was written; lines and columns count from 1. */
export interface Position {
  /** A path, or in an `Origin` what the engine calls the file: a URL or a path. */
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Stack frames of a call, innermost first. Read with the `locator` of the project, when a message needs them: that takes longer than building a step. */
export type Origin = Iterable<Position>

// ---------------------------------------------------------------- values

export type InputField = 'messages' | 'question' | 'params' | 'session' | 'caller'

export interface Template {
  /** Inline text, or a file under `chains/`. */
  readonly text?: string
  readonly file?: string
  readonly at: Origin
}

/** A value that is known only when the chain runs. Every one carries its schema; `optional`: it may be absent. */
export type Expression = (
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'input'; readonly field: InputField }
  | { readonly kind: 'output'; readonly step: number; readonly name: string }
  /** What a block or lambda is given by what it belongs to, by name: a catch its `failure`, a map its `item`. */
  | { readonly kind: 'given'; readonly block: number; readonly name: string }
  | { readonly kind: 'field'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'prompt'; readonly template: Template; readonly values: { readonly [name: string]: Expression } }
  | {
      readonly kind: 'split'
      readonly name: string
      readonly key: Expression
      readonly weights: { readonly [variant: string]: number }
    }
  | { readonly kind: 'object'; readonly fields: { readonly [name: string]: Expression } }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  /** JSONata of an author's own, which reads `values` as its variables. */
  | {
      readonly kind: 'jsonata'
      readonly code: string
      readonly values: { readonly [name: string]: Expression }
      readonly at: Origin
    }
  /** A function of ours; what each name becomes is said in `lower/functions/`. */
  | { readonly kind: 'call'; readonly name: string; readonly of: readonly Expression[] }
  /** A function of an item, for `call`s over lists; its parameters are `given`s with this id. */
  | { readonly kind: 'lambda'; readonly block: number; readonly parameters: readonly string[]; readonly body: Expression }
) & { readonly schema: Schema; readonly optional?: boolean; readonly trusted?: Trust }

/** An author's word that a value may go wherever it goes, whoever has written its text. */
export interface Trust {
  readonly reason: string
  readonly at: Origin
}

// ---------------------------------------------------------------- models

/** How a model can be made to answer by a schema, best first: Bedrock's own grammar, a forced tool, or being asked to. */
export type StructuredWay = 'json_schema' | 'tool' | 'prompt'

export interface Model {
  /** What Bedrock is called with: a foundation-model id or an inference-profile id. */
  readonly id: string
  /** The foundation model behind it. */
  readonly foundation: string
  readonly vendor: string
  readonly structured: StructuredWay
  /** Which sampling parameters it takes: both, one of them at a time, or none. */
  readonly sampling: 'both' | 'one' | 'none'
  readonly prefill: boolean
  /** It can be made to call a certain tool, and be given tools at all. */
  readonly forcedTool: boolean
  readonly tools: boolean
  /** System prompts are a field of their own. */
  readonly system: boolean
  /** What it reads besides text. */
  readonly images: boolean
  readonly documents: boolean
  /** The start of a request can be kept for the next one. */
  readonly cache: boolean
  /** Tokens. */
  readonly contextWindow: number
  readonly maxOutput: number
  /** USD per million tokens. */
  readonly price: { readonly input: number; readonly output: number }
  /** Geography prefix of the inference profile, where the model is called through one. */
  readonly profile?: Geography
  /** Geographies that have a profile of it; absent where that is not known. */
  readonly profiles?: readonly Geography[]
}

// ---------------------------------------------------------------- blocks and builders

/** A run of steps and what comes of it. */
export interface Block {
  readonly id: number
  readonly steps: readonly Placed[]
  readonly end: { readonly kind: 'builder'; readonly placed: Placed } | { readonly kind: 'value'; readonly value: Expression }
  /** A/B splits asked for in this block, in order: what ends inside it tells their variants. */
  readonly splits: readonly Expression[]
  /** Schema of what comes of it; null where every path ends the chain. */
  readonly schema: Schema | null
}

/** A builder in its place. `name` is null for one that is returned: it takes its block's name. */
export interface Placed {
  readonly id: number
  readonly name: string | null
  readonly at: Origin
  readonly builder: Built
}

export interface Case {
  readonly key: string
  /** When this case is taken; null: when no other is. */
  readonly when: Expression | null
  readonly block: Block
}

/** What to do when a task fails with one of `errors`. The failure is the block's `given`. */
export interface Catch {
  readonly errors: readonly string[]
  readonly block: Block
}

/** How often and how long a task is tried. */
export interface Effort {
  /** Seconds one try may take. */
  readonly timeout?: number
  /** Tries in all, the first included. */
  readonly attempts?: number
}

interface Common {
  readonly at: Origin
  /** Schema of what it gives; null where it ends the chain. */
  readonly schema: Schema | null
}
interface Catching {
  readonly catches: readonly Catch[]
}
interface Settling {
  /** It gives `{ status: 'fulfilled', value }`, while its catch gives what is said of the failure. */
  readonly settled?: true
}

/** A file, in the request itself or in S3. */
export type FileSource =
  | { readonly kind: 'bytes'; readonly base64: Expression }
  | { readonly kind: 's3'; readonly uri: Expression }
/** A part of a message. */
export type Part =
  | { readonly kind: 'text'; readonly text: Expression }
  | { readonly kind: 'image'; readonly format: string; readonly source: FileSource }
  | { readonly kind: 'document'; readonly format: string; readonly name: Expression; readonly source: FileSource }
/** A part of a conversation: a message, or a list of messages that is known when the chain runs. */
export type Turn =
  | { readonly kind: 'message'; readonly role: 'user' | 'assistant'; readonly content: readonly Part[] }
  /** Messages as callers send them: a role, and a text or content blocks. */
  | { readonly kind: 'history'; readonly messages: Expression }
  /** Messages as Converse takes them, of an earlier call. */
  | { readonly kind: 'converse'; readonly messages: Expression }

export interface ToolSpec {
  readonly name: string
  readonly description: string
  readonly input: Schema
}

/** A call of a model. */
export type BedrockTask = Common &
  Effort &
  Catching &
  Settling & {
    readonly kind: 'bedrockTask'
    readonly model: Model
    /** Models that are asked in turn when the one before has failed. */
    readonly fallback: readonly Model[]
    /** Converse, or the model's own body through InvokeModel. */
    readonly api: 'converse' | 'invoke'
    readonly turns: readonly Turn[]
    readonly system?: Expression
    /** Where the request's fixed start ends, which Bedrock keeps for the next call: after the system prompt. */
    readonly cache?: true
    /** What the answer begins with. */
    readonly prefill?: Expression
    readonly maxTokens: number
    readonly temperature?: number
    readonly topP?: number
    readonly stopSequences?: readonly string[]
    /** Fields of the model's own that Converse does not have. */
    readonly additional?: Expression
    readonly guardrail?: { readonly id: Expression; readonly version: Expression }
    /** Schema the answer must have; absent: its text. */
    readonly output?: Schema
    /** The way to such an answer, where the author chose it. */
    readonly structured?: StructuredWay
    /** How often a wrong answer is sent back with what is wrong with it. */
    readonly repair?: number
    /** Tools the model may call; the answer is then the whole message. */
    readonly tools?: readonly ToolSpec[]
    readonly permissions: readonly Permission[]
  }

/** A permission that a task needs; `${AWS::Region}` and the like are filled in at deployment. */
export interface Permission {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** Why a resource is a pattern; there exactly then. */
  readonly reason?: string
}

/** A call of any other AWS service. */
export type ServiceTask = Common &
  Effort &
  Catching &
  Settling & {
    readonly kind: 'task'
    /** What it is called in graphs and messages: `retrieve`, `lambda`. */
    readonly service: string
    readonly resource: string
    readonly arguments: Expression
    /** JSONata that reads the output from `$states.result`: one expression, or one for each field. */
    readonly output: string | { readonly [field: string]: string }
    /** What the output is checked against, where somebody else's code answers it. */
    readonly promised?: Schema
    /** Schema of what the service itself gives, where a catch may give more than that. */
    readonly own?: Schema
    /** Name of the attribute that is the key of a written item, where it is known. */
    readonly keyName?: string
    /** Names of the errors that are worth another try. */
    readonly transient: readonly string[]
    readonly usual: { readonly attempts: number; readonly timeout: number }
    readonly permissions: readonly Permission[]
  }

export type Parallel = Common &
  Catching & { readonly kind: 'parallel'; readonly branches: readonly { readonly key: string; readonly block: Block }[] }
/** `given` of the block: the item as `item`, its place as `index`. */
export type MapItems = Common &
  Catching & { readonly kind: 'map'; readonly items: Expression; readonly concurrency?: number; readonly block: Block }
/** Runs the block until `until` or `max` turns; `given` of the block: what is carried as `carry`, the turn's number as `turn`. */
export type Loop = Common & {
  readonly kind: 'loop'
  readonly start: Expression
  readonly max: number
  readonly until: Expression
  readonly block: Block
  /** What it gives of what is carried; all of it when absent. */
  readonly output?: Expression
  /** Tokens, read and given, of its model call in all turns, after which no further turn begins. */
  readonly tokens?: number
}
export type Choice = Common & { readonly kind: 'choice'; readonly cases: readonly Case[] }
export type Value = Common & { readonly kind: 'value'; readonly value: Expression }
export type Wait = Common & { readonly kind: 'wait'; readonly seconds: Expression }
export type Fail = Common & { readonly kind: 'fail'; readonly error: string; readonly cause?: Expression }

export type Answer = Common & {
  readonly kind: 'systemChain'
  readonly operation: 'KEEP' | 'APPEND' | 'REPLACE_TAG' | 'REPLACE_ALL'
  readonly prompt?: Expression
  readonly tag?: string
  readonly context?: Expression
}
export type Say = Common & { readonly kind: 'say'; readonly text: Expression }
export type Result = Common & { readonly kind: 'result'; readonly value: Expression }

export type Built = BedrockTask | ServiceTask | Parallel | MapItems | Loop | Choice | Value | Wait | Fail | Answer | Say | Result

/** How a block stands in its builder. */
export type Role = 'branch' | 'item' | 'turn' | 'case' | 'catch'
export interface InnerBlock {
  readonly role: Role
  /** Its part in the path of what is inside; empty where it adds nothing. */
  readonly key: string
  readonly block: Block
}

const catchBlocks = ({ catches }: Catching): InnerBlock[] =>
  catches.map(({ errors, block }) => ({
    role: 'catch',
    key: catches.length === 1 ? 'catch' : `catch.${errors.join('_')}`,
    block,
  }))

/** The blocks inside a builder, in reading order: the one place that knows which builders have which. */
export function innerBlocks(builder: Built): readonly InnerBlock[] {
  switch (builder.kind) {
    case 'parallel':
      return [...builder.branches.map(({ key, block }): InnerBlock => ({ role: 'branch', key, block })), ...catchBlocks(builder)]
    case 'map':
      return [{ role: 'item', key: '', block: builder.block }, ...catchBlocks(builder)]
    case 'loop':
      return [{ role: 'turn', key: '', block: builder.block }]
    case 'choice':
      return builder.cases.map(({ key, block }) => ({ role: 'case', key, block }))
    case 'bedrockTask':
    case 'task':
      return catchBlocks(builder)
    case 'value':
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

/** All placed builders of a block, the returned one included. */
export const placedIn = (block: Block): readonly Placed[] =>
  block.end.kind === 'builder' ? [...block.steps, block.end.placed] : block.steps

// ---------------------------------------------------------------- chains

export interface AnswerOptions {
  readonly model: Model
  readonly system: Template | string
  readonly maxTokens: number
  readonly contentTag: string
  readonly temperature?: number
  readonly topP?: number
  readonly stopSequences?: readonly string[]
  readonly requireTag?: boolean
  /** `id` is the name of a substitution. */
  readonly guardrail?: { readonly id: string; readonly version: string }
  readonly contextPlacement?: 'system' | 'messages'
  readonly history?: 'refuse' | 'cut'
  readonly allow: Omit<AnswerAllowList, 'models'> & { readonly models?: readonly Model[] }
}

/** What a run may use at most. */
export interface Budget {
  /** Of the workflow; the final, streamed answer is not part of it. */
  readonly seconds?: number
  /** US dollars for the tokens of all models, the final answer's included. */
  readonly usd?: number
}

export interface ChainTree {
  readonly name: string
  readonly at: Origin
  readonly description: string
  /** What somebody could ask it. */
  readonly examples: readonly string[]
  readonly params: Schema
  readonly answer: AnswerOptions | null
  readonly budget?: Budget
  readonly substitutions: { readonly [name: string]: { readonly description: string } }
  readonly body: Block
  /** Builders made while the body ran that were never placed. */
  readonly unplaced: readonly { readonly kind: string; readonly at: Origin }[]
  /** Steps that an inner block has placed in an outer one, which thus run before the inner one does. */
  readonly misplaced: readonly { readonly name: string; readonly at: Origin }[]
}
