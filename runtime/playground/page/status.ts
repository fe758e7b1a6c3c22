/** The states a step can be in, in words and as a sign: never told by colour alone. */
import type { StepStatus } from '../data/run.ts'

export const STATUS_WORDS: Readonly<Record<StepStatus, string>> = {
  waiting: 'not yet',
  running: 'running',
  done: 'done',
  caught: 'failed, and caught',
  failed: 'failed',
  stopped: 'cut off',
  skipped: 'skipped',
}

export const STATUS_SIGNS: Readonly<Record<StepStatus, string>> = {
  waiting: '',
  running: '…',
  done: '✓',
  caught: '!',
  failed: '✕',
  stopped: '–',
  skipped: '',
}
