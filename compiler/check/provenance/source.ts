/** Where text comes from, and the way it takes. */
import type { Stop } from '../../problems.ts'
import type { Expression, Origin, Placed } from '../../tree.ts'
import type { Facts } from './facts.ts'

/**
 * Who has written a text: the author of the chain (literals, prompts, deploy-time values), its caller, somebody in what was
 * retrieved (documents, what services give, why they fail), a model, or the runtime, which has verified an identity.
 */
export type Writer = 'author' | 'caller' | 'retrieved' | 'model' | 'identity'

export interface Source {
  readonly from: Writer
  /** As the author calls it: `question`, `params.tone`, `route.product`; of the author's own what it is. */
  readonly name: string
}

/** From a source to where its text is looked at. */
export type Way = readonly Stop[]

/** From a value down: names of fields, `[]` for the items of a list. Empty: the value whole. */
export type Names = readonly string[]

/** A value where it stands, with what is known there. */
export interface Site {
  readonly value: Expression
  readonly facts: Facts
}

/** What the text of a value is made of, a step further back: a source, or a part of another value. */
export type Onward =
  | {
      readonly kind: 'source'
      readonly source: Source
      readonly at: Origin
      /** The task that gave it, whose request may say why it gave that; not for what documents and failures say. */
      readonly task?: Placed
    }
  | (Site & {
      readonly kind: 'value'
      readonly path: Names
      /** What is to be told of the step. */
      readonly stop?: Stop
      /** Shown by a prompt as data: escaped, and alone in a tag. */
      readonly isData?: boolean
    })
