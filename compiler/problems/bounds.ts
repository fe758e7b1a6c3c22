/** What is wrong with what a run of a chain can use: time, money, room. */
import { error, warning } from '../problems.ts'
import type { Place, Problem } from '../problems.ts'

/** The way that uses most of something, and the step on it that does. */
export interface Largest {
  readonly path: readonly string[]
  /** Null: the final answer. */
  readonly step?: string | null
  readonly figure?: number
}

const wayOf = ({ path }: Largest) => (path.length > 0 ? ` on the path "${path.join(' › ')}"` : '')
const mostOf = ({ step, figure }: Largest, whole: number, unit: (figure: number) => string) =>
  step === undefined || figure === undefined
    ? ''
    : `, ${figure === whole ? 'all' : unit(figure)} of it for ${step === null ? 'the final answer' : `"${step}"`}`
const inSeconds = (figure: number) => `${Number(figure.toFixed(1))} s`
const inDollars = (figure: number) => `$${Number(figure.toPrecision(3))}`

export const tooSlow = (place: Place, seconds: number, limit: number, most: Largest): Problem =>
  error(
    'SC009',
    place,
    `In the worst case, with every retry, this takes ${inSeconds(seconds)}${wayOf(most)}${mostOf(most, seconds, inSeconds)}; an Express workflow may take ${limit} s.`,
    'Give slow steps a shorter timeout or fewer attempts, or put steps that do not need each other in a parallel.',
  )

export const pastDeadline = (
  place: Place,
  of: {
    readonly workflow: number
    readonly answer: number
    readonly maxTokens: number
    readonly whole: number
    readonly deadline: number
  },
): Problem =>
  warning(
    'SC030',
    place,
    `In the worst case the workflow takes ${inSeconds(of.workflow)} and a slow model ${of.answer} s for an answer of ${of.maxTokens} tokens, ${inSeconds(of.whole)} with a cold start; the server gives the whole ${of.deadline} s.`,
    'Lower maxTokens of the answer, give slow steps a shorter timeout, or set REQUEST_TIMEOUT_SECONDS of the server higher; a Lambda function runs 900 s at most.',
  )

export const overBudgetSeconds = (place: Place, seconds: number, limit: number, most: Largest): Problem =>
  error(
    'SC031',
    place,
    `In the worst case, with every retry, this takes ${inSeconds(seconds)}${wayOf(most)}${mostOf(most, seconds, inSeconds)}; its budget is ${inSeconds(limit)}.`,
    'Give slow steps a shorter timeout or fewer attempts, put steps that do not need each other in a parallel, or raise the budget.',
  )

export const overBudgetUsd = (place: Place, usd: number, limit: number, most: Largest): Problem =>
  error(
    'SC032',
    place,
    `In the worst case, with every retry, this costs ${inDollars(usd)}${wayOf(most)}${mostOf(most, usd, inDollars)}; its budget is ${inDollars(limit)}.`,
    'Lower maxTokens or attempts there, let it read less (texts.take, lists.takeLast), ask a cheaper model, or raise the budget.',
  )

const inKiB = (bytes: number) => `${Math.ceil(bytes / 1024)} KiB`
/** Below which a size in KiB would say too little. */
const SMALL = 4096
const inBytes = (bytes: number) => (bytes < SMALL ? `${bytes.toLocaleString('en-US')} bytes` : inKiB(bytes))

export interface TooLarge {
  readonly part: 'input' | 'request' | 'result' | 'answer'
  readonly bytes: number
  readonly limit: number
  /** What is written in the chain by itself: where that is too large already, it is an error. */
  readonly least: number
  /** Null: it is made of nothing else that the chain has. */
  readonly culprit: {
    readonly name: string | null
    readonly bytes: number
    readonly times: number
    readonly kind: 'conversation' | 'list' | 'text' | 'words'
  } | null
  /** How often what the culprit is in is there. */
  readonly times?: number | undefined
  /** What the culprit is the output of. */
  readonly from: 'model' | 'search' | 'other' | null
}

const PARTS = {
  input: 'What the workflow is given',
  request: 'What it sends',
  result: 'What it gives',
  answer: 'The answer',
} as const

function smaller({ culprit, from }: TooLarge): string {
  if (from === 'search') return 'Ask for fewer passages (number) or shorter ones (maxLength).'
  if (from === 'model') return 'Lower its maxTokens, or say in its schema how long texts and lists may be (maxLength, maxItems).'
  const kind = culprit?.kind ?? 'list'
  switch (kind) {
    case 'words':
      return 'Shorten it.'
    case 'conversation':
      return 'Take its end alone: lists.takeLast(messages, 10).'
    case 'text':
      return 'Say in its schema how long it may be (maxLength), or cut it (texts.take).'
    case 'list':
      return 'Say in its schema how many items it may have (maxItems) and how long their texts are (maxLength), or give on only what is needed of it (lists.take, lists.map).'
    default:
      return kind satisfies never
  }
}

export const tooLarge = (place: Place, of: TooLarge): Problem => {
  const { part, bytes, limit, culprit, times, least } = of
  const isCertain = least > limit
  const size = isCertain ? `has at least ${inKiB(least)}` : `can have ${inKiB(bytes)}`
  const name = culprit?.name ? `"${culprit.name}"` : 'its own words'
  const all = (culprit?.times ?? 1) * (times ?? 1)
  const often = all === 1 ? '' : `${all.toLocaleString('en-US')} times `
  const most = culprit ? ` Most of it, ${often}${inBytes(culprit.bytes)}, is ${name}.` : ''
  return (isCertain ? error : warning)(
    isCertain ? 'SC034' : 'SC033',
    place,
    `${PARTS[part]} ${size}; Step Functions takes ${inKiB(limit)}.${most}`,
    smaller(of),
  )
}

export const unboundedWait = (place: Place, seconds: number): Problem =>
  warning(
    'SC035',
    place,
    `Nothing says how long this waits at most; it is reckoned with ${seconds} s.`,
    'Give the number a maximum in its schema, or bound it here: wait(numbers.min([seconds, 30])).',
  )
