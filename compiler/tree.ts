/**
 * The tree between the language and the compiler: what a chain is, as plain readonly data. Builders make it; check,
 * lower and emit read it. Nothing in it is a function, and it prints with `JSON.stringify`.
 */
import type { AnswerAllowList } from './contract.ts'
import type { Json } from './asl.ts'

/** A JSON Schema, as typebox writes it. */
export type Schema = { readonly [keyword: string]: unknown }

/** Where in a source file something was written; lines and columns count from 1. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Stack frames of a call, as the engine gave them: innermost first. Read with `positionOf`. */
export type Origin = readonly Position[]

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
  /** What a block is given by what it belongs to: a catch its failure. */
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
) & { readonly schema: Schema; readonly optional?: boolean }

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
  /** System prompts are a field of their own. */
  readonly system: boolean
  /** Tokens. */
  readonly contextWindow: number
  readonly maxOutput: number
  /** USD per million tokens. */
  readonly price: { readonly input: number; readonly output: number }
  /** Geography prefix of the inference profile, where the model is called through one. */
  readonly profile?: string
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
  readonly when: Test | null
  readonly block: Block
}

/** A yes-or-no question about values. */
export type Test =
  | {
      readonly kind: 'compare'
      readonly left: Expression
      readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>='
      readonly right: Expression
    }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Test[] }
  | { readonly kind: 'not'; readonly of: Test }
  | { readonly kind: 'exists'; readonly value: Expression }
  | { readonly kind: 'true'; readonly value: Expression }

/** What to do when a task fails. `failure` variables are the block's `given`. */
export interface Catch {
  readonly errors: readonly string[]
  readonly block: Block
}

/** How often and how long a task is tried. Seconds. */
export interface Effort {
  readonly timeout?: number
  readonly attempts?: number
}

interface Common {
  readonly at: Origin
  /** Schema of what it gives; null where it ends the chain. */
  readonly schema: Schema | null
}

export type BedrockTask = Common &
  Effort & {
    readonly kind: 'bedrockTask'
    readonly model: Model
    readonly prompt: Expression
    readonly system?: Expression
    readonly maxTokens: number
    readonly temperature?: number
    readonly topP?: number
    readonly stopSequences?: readonly string[]
    /** Schema the answer must have; absent: its text. */
    readonly output?: Schema
    readonly catch?: Catch
  }

export type Retrieve = Common &
  Effort & {
    readonly kind: 'retrieve'
    /** Name of the substitution that holds the knowledge base's id. */
    readonly knowledgeBase: string
    readonly query: Expression
    readonly passages: number
    readonly catch?: Catch
  }

export type Parallel = Common & {
  readonly kind: 'parallel'
  readonly branches: readonly { readonly key: string; readonly block: Block }[]
}
export type Choice = Common & { readonly kind: 'choice'; readonly cases: readonly Case[] }
export type Value = Common & { readonly kind: 'value'; readonly value: Expression }

export type Answer = Common & {
  readonly kind: 'systemChain'
  readonly operation: 'KEEP' | 'APPEND' | 'REPLACE_TAG' | 'REPLACE_ALL'
  readonly prompt?: Expression
  readonly tag?: string
  readonly context?: Expression
}
export type Say = Common & { readonly kind: 'say'; readonly text: Expression }
export type Result = Common & { readonly kind: 'result'; readonly value: Expression }

export type Built = BedrockTask | Retrieve | Parallel | Choice | Value | Answer | Say | Result

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
  readonly allow: Omit<AnswerAllowList, 'models'> & { readonly models?: readonly Model[] }
}

export interface ChainTree {
  readonly name: string
  readonly at: Origin
  readonly description: string
  readonly params: Schema
  readonly answer: AnswerOptions | null
  readonly substitutions: { readonly [name: string]: { readonly description: string } }
  readonly body: Block
  /** Builders made while the body ran that were never placed. */
  readonly unplaced: readonly { readonly kind: string; readonly at: Origin }[]
}
