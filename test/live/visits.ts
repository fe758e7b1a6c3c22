/** A chain's run on the engine, told state by state, to be compared with what AWS's TestState makes of each. */
import { execute, load } from '../../runtime/engine/index.ts'
import type { EngineEvent } from '../../runtime/engine/index.ts'

/** Raw results of tasks, as the services give them. */
const said = (text: string) => ({
  Output: { Message: { Role: 'assistant', Content: [{ Text: text }] } },
  StopReason: 'end_turn',
  Usage: { InputTokens: 12, OutputTokens: 3, TotalTokens: 15 },
  Metrics: { LatencyMs: 100 },
})
const RESULTS: Readonly<Record<string, unknown>> = {
  'analysis.keywords': said('express, pricing'),
  'analysis.answered': said('{"value":false}'),
  route: said('{"department":"billing","invoice":"42"}'),
  docs: {
    RetrievalResults: [
      { Content: { Text: 'A passage.' }, Location: { Type: 'S3', S3Location: { Uri: 's3://bucket/a.md' } }, Score: 0.5 },
    ],
  },
}

export const INPUT = {
  PromptInput: [{ role: 'user', content: 'What does Express cost?' }],
  state_machine_custom_params: { session: 'session-1' },
}

export interface Visit {
  readonly state: string
  readonly input: unknown
  /** Variables before it, and after it. */
  readonly variables: Readonly<Record<string, unknown>>
  readonly after: Readonly<Record<string, unknown>>
  readonly result?: unknown
  readonly output: unknown
  readonly next: string | undefined
}

/** What the engine made of each state of the chain's own level on its way. */
export async function visits(definition: object): Promise<readonly Visit[]> {
  const events: EngineEvent[] = []
  await execute(load(definition), {
    input: INPUT,
    runTask: (call) => Promise.resolve(RESULTS[call.state]),
    onEvent: (event) => events.push(event),
  })
  const found: Visit[] = []
  let variables: Readonly<Record<string, unknown>> = {}
  let entered: unknown
  let result: { readonly value: unknown } | undefined
  for (const event of events) {
    if ('within' in event && event.within !== undefined && event.within.length > 0) continue
    if (event.type === 'StateEntered') [entered, result] = [event.input, undefined]
    if (event.type === 'TaskSucceeded') result = { value: event.result }
    if (event.type === 'StateExited') {
      const after = { ...variables, ...event.assigned }
      const { state, output, next } = event
      found.push({
        state,
        input: entered,
        variables,
        after,
        output,
        next,
        ...(result === undefined ? {} : { result: result.value }),
      })
      variables = after
    }
  }
  return found
}
