/** An address that is no part of the API, such as the playground's: handlers by method, for callers who may call. */
import type { Request, Response } from 'express'
import type { Manifest } from '../compiler/contract.ts'
import type { Sources } from './built.ts'
import type { Exchange } from './exchange.ts'

export type Handler = (request: Request, response: Response, exchange: Exchange) => unknown

export interface Page {
  readonly path: string
  readonly handlers: Readonly<Record<string, Handler>>
  /** Open to everybody: a page that holds nothing of its own. */
  readonly open?: boolean
}

/** What a page may know of the runtime that serves it. */
export interface Serving {
  readonly manifests: readonly Manifest[]
  readonly sources: Sources
  /** Where the machines run, if that is this machine. */
  readonly localAws: string | undefined
}
