/** The client that `npm run build` gives to others, as this page uses it: for chains that it learns of when it is open. */
declare module 'client' {
  import type { AnswerEvent } from '../data/turn.ts'
  import type { ChainRequest } from '../../schemas.ts'

  export class ApiError extends Error {
    constructor(status: number, error: { code: string; message: string; request_id: string })
    readonly status: number
    readonly code: string
    readonly requestId: string
  }

  export function createClient(
    base: string,
    options: { readonly headers: Record<string, string> },
  ): {
    stream(chain: string, request: ChainRequest, signal: AbortSignal): AsyncGenerator<AnswerEvent>
    data(chain: string, request: ChainRequest, signal: AbortSignal): Promise<unknown>
  }
}
