/**
 * Does some work before the last byte of an answer lets go of it: in Lambda this process stands still from then on. What there
 * is to say has been sent by then; it is the end alone that waits.
 */
import type { ServerResponse } from 'node:http'

export function beforeEnd(response: ServerResponse, work: () => Promise<void>): void {
  const end = response.end.bind(response) as () => ServerResponse
  response.end = ((text?: unknown) => {
    response.end = end
    if (typeof text === 'string' && text !== '') response.write(text)
    void work().then(end)
    return response
  }) as ServerResponse['end']
}
