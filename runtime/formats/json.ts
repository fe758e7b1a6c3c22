/** A whole answer as one JSON object, for callers that do not stream. */
import type { Collected } from './collected-reply.ts'

export const answerJson = ({ run, text, reasoning, tools, ending }: Collected) => ({
  text,
  ...(reasoning === '' ? {} : { reasoning }),
  ...(tools.length === 0 ? {} : { tools }),
  stopReason: ending.stopReason,
  usage: { inputTokens: ending.usage?.inputTokens ?? 0, outputTokens: ending.usage?.outputTokens ?? 0, usd: ending.usd },
  workflow: {
    execution: run.execution,
    chain: run.chain,
    version: run.version,
    experiments: run.experiments,
    tokens: run.tokens,
  },
})
