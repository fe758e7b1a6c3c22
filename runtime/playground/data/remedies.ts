/** What to do about a failure, by its code. What happened is told by the runtime; this is the next step, on this page. */

const WAIT = 'Wait a moment, then run it again.'
const START = 'Start it with npm start, then run this again.'
const SHORTER = 'Clear the conversation, or ask something shorter.'
const LOG = 'The log of the runtime says what AWS answered.'

const REMEDIES: Readonly<Record<string, string>> = {
  unreachable: START,
  local_aws_unavailable: START,
  cut_short: 'The connection broke before the answer was complete. Run it again.',
  unauthorized: 'Give a key under Settings.',
  access_unavailable: WAIT,
  workflow_busy: WAIT,
  model_busy: WAIT,
  invalid_request: 'The message names the field: correct it under Settings.',
  not_allowed: 'Take that setting back, or list it in the chain’s answer.allow.',
  not_scripted: 'Correct what is scripted under Settings.',
  chain_not_found: 'Choose another chain: this one was renamed or removed.',
  request_too_large: SHORTER,
  workflow_input_too_large: SHORTER,
  input_too_long: `${SHORTER} With history: 'cut' the chain’s answer leaves out the beginning.`,
  workflow_failed: 'Look at that step: its input, what it sent, and its place in the sources. Correct it, or catch the failure.',
  workflow_timed_out: 'Look at the step that was still running. Give it a shorter timeout and a catch.',
  workflow_unavailable: LOG,
  workflow_broke_contract: 'Look at the output of the last step: it has to fit the contract of a chain.',
  model_unavailable: LOG,
  model_refused: LOG,
  model_failed: 'Run it again. What came before is kept above.',
  model_timed_out: 'Run it again, or choose another model.',
  deadline_exceeded: 'Ask for less, or give the runtime more time: REQUEST_TIMEOUT_SECONDS.',
}

/** A code that is not known here is in the runtime's log, by the request's id. */
export const remedyFor = (code: string): string => REMEDIES[code] ?? 'The log of the runtime has more, under this request’s id.'
