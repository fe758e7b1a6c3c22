/** Nova's body: the Converse API's, but for a stream's shape and where the numbers lie. */
import type { Family } from './family.ts'
import { fromConverse, toConverse, toConverseStream } from './converse.ts'

export const nova: Family = {
  name: 'Nova',
  models: /(?:^|\.)amazon\.nova-/,
  recognises: (body) => Array.isArray(body['messages']) && ('inferenceConfig' in body || 'schemaVersion' in body),

  request(modelId, body) {
    const { max_new_tokens: maxTokens, ...config } = (body['inferenceConfig'] ?? {}) as Record<string, unknown>
    return fromConverse(modelId, { ...body, inferenceConfig: maxTokens === undefined ? config : { maxTokens, ...config } })
  },

  response(answer) {
    const { metrics: _, ...body } = toConverse(answer, 0) as Record<string, unknown>
    return body
  },

  async *stream(events, { elapsed }) {
    for await (const { type, payload, delta } of toConverseStream(events, elapsed))
      yield { part: { [type]: payload }, ...(delta ? { delta } : {}) }
  },
}
