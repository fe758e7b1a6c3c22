/** The answer's text and nothing else, as the sample's route always answered. */
import type { StreamFormat } from './format.ts'

export const plain: StreamFormat = {
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  heartbeat: undefined,
  begin: () => '',
  event: (event) => (event.type === 'text' ? event.text : ''),
  end: () => '',
  fail: () => undefined,
}
