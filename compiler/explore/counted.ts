/** The model calls of a run that its answer has to count: those whose state ended well, in a branch that did. */
import type { EngineEvent, Place } from '../../runtime/engine/index.ts'

export interface CountedCall {
  readonly state: string
  /** Tokens. */
  readonly input: number
  readonly output: number
}

type Members = Readonly<Record<string, unknown>>
type Within = readonly Place[]

const number = (value: unknown): number => (typeof value === 'number' ? value : 0)
const object = (value: unknown): Members => (typeof value === 'object' && value !== null ? (value as Members) : {})

/** Tokens in and out, as each API and family tells them; some tell none. */
function tokensOf(result: unknown): { readonly input: number; readonly output: number } {
  const usage = object(object(result)['Usage'])
  const body = object(object(result)['Body'])
  const own = object(body['usage'])
  return {
    input: number(usage['InputTokens'] ?? own['input_tokens'] ?? own['inputTokens'] ?? body['prompt_token_count']),
    output: number(usage['OutputTokens'] ?? own['output_tokens'] ?? own['outputTokens'] ?? body['generation_token_count']),
  }
}

/** Whether something within `inner` is inside the state `name`, which is within `outer`. */
const isInside = (inner: Within, outer: Within, name: string): boolean =>
  inner[outer.length]?.state === name && outer.every((place, index) => JSON.stringify(place) === JSON.stringify(inner[index]))

export function countedCalls(events: readonly EngineEvent[], isModel: (state: string) => boolean): readonly CountedCall[] {
  /** Of each state that has been entered: how many calls were counted then, and what its own task gave. */
  const open = new Map<string, { readonly before: number; result?: unknown; isCaught?: true }>()
  let counted: (CountedCall & { readonly within: Within })[] = []
  for (const event of events) {
    if (!('state' in event)) continue
    const { state, within = [] } = event
    const place = within.length === 0 ? state : `${state} ${JSON.stringify(within)}`
    const visit = open.get(place)
    if (event.type === 'StateEntered') open.set(place, { before: counted.length })
    else if (event.type === 'TaskSucceeded' && visit) visit.result = event.result
    else if (event.type === 'StateCaught' && visit) visit.isCaught = true
    else if (event.type === 'StateExited' && visit) {
      // what its branches have counted is lost with them
      if (visit.isCaught) counted = counted.filter((one, index) => index < visit.before || !isInside(one.within, within, state))
      else if (isModel(state)) counted.push({ state, within, ...tokensOf(visit.result) })
    }
  }
  return counted
}
