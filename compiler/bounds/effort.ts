/** How often and how long every task of a chain is tried, so that the worst case of the whole fits an Express workflow, or its budget. */
import { callsOf, worstCalls } from '../lower/model/calls.ts'
import { worstSeconds } from '../lower/retry.ts'
import type { Effort, Tries } from '../lower/retry.ts'
import { EXPRESS_SECONDS } from '../reckoning.ts'
import type { BedrockTask, ChainTree, Placed, ServiceTask } from '../tree.ts'
import { ASSUMED } from './assumptions.ts'
import { mostOf } from './numbers.ts'
import { NO_USE } from './use.ts'
import { waysOf } from './ways.ts'

/** Seconds that are kept back for the workflow's own work. */
const SPARE_SECONDS = 10

/** What a model call gets when nothing is said, and the share of it that other tasks get of their usual timeout. */
interface Defaults extends Tries {
  readonly share: number
}

const STRICTEST: Defaults = { attempts: 1, timeout: 8, share: 0.4 }
/** From generous to strict: the first that fits is taken. */
const DEFAULTS: readonly Defaults[] = [
  { attempts: 3, timeout: 30, share: 1 },
  { attempts: 3, timeout: 20, share: 0.8 },
  { attempts: 2, timeout: 20, share: 0.8 },
  { attempts: 2, timeout: 12, share: 0.6 },
  { attempts: 2, timeout: 8, share: 0.4 },
  STRICTEST,
]

function triesOf(task: BedrockTask | ServiceTask, defaults: Defaults): Tries {
  const usual = task.kind === 'bedrockTask' ? defaults : task.usual
  const share = task.kind === 'bedrockTask' ? 1 : defaults.share
  return {
    attempts: task.attempts ?? Math.min(usual.attempts, defaults.attempts),
    timeout: task.timeout ?? Math.max(1, Math.round(usual.timeout * share)),
  }
}

export function planEffort(tree: ChainTree): Effort {
  const limit = Math.min(EXPRESS_SECONDS - SPARE_SECONDS, tree.budget?.seconds ?? Infinity)
  const effortBy = (defaults: Defaults): Effort => ({ of: (task) => triesOf(task, defaults) })
  const fits = (effort: Effort) => {
    const own = (placed: Placed) => ({ ...NO_USE, seconds: ownSeconds(placed, effort) })
    return waysOf(tree.body, { own }).most.seconds <= limit
  }
  return DEFAULTS.map(effortBy).find(fits) ?? effortBy(STRICTEST)
}

/** Seconds that a builder takes at most without its blocks: every try runs out of time, with the waits between them. */
export function ownSeconds({ builder }: Placed, effort: Effort): number {
  switch (builder.kind) {
    case 'bedrockTask':
      return worstCalls(callsOf(builder, effort.of(builder))).reduce(
        (sum, { call, times }) => sum + times * worstSeconds(call.attempts, call.timeout),
        0,
      )
    case 'task': {
      const { attempts, timeout } = effort.of(builder)
      return worstSeconds(attempts, timeout)
    }
    case 'wait':
      return mostOf(builder.seconds) ?? ASSUMED.waitSeconds
    case 'parallel':
    case 'map':
    case 'loop':
    case 'choice':
    case 'value':
    case 'fail':
    case 'systemChain':
    case 'say':
    case 'result':
      return 0
    default:
      return builder satisfies never
  }
}
