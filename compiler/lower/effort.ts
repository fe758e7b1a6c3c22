/** How often and how long every task of a chain is tried, so that the worst case of the whole fits an Express workflow. */
import { innerBlocks, placedIn } from '../tree.ts'
import type { BedrockTask, Block, Built, ChainTree, ServiceTask } from '../tree.ts'
import { worstTaskSeconds } from './model/calls.ts'
import { worstSeconds } from './retry.ts'
import type { Tries } from './retry.ts'

/** Seconds an Express workflow may take; a few are kept back for the workflow's own work. */
export const EXPRESS_SECONDS = 300
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

export interface Effort {
  readonly of: (task: BedrockTask | ServiceTask) => Tries
  /** Seconds the slowest path takes with every retry. */
  readonly seconds: number
}

function triesOf(task: BedrockTask | ServiceTask, defaults: Defaults): Tries {
  const usual = task.kind === 'bedrockTask' ? defaults : task.usual
  const share = task.kind === 'bedrockTask' ? 1 : defaults.share
  return {
    attempts: task.attempts ?? Math.min(usual.attempts, defaults.attempts),
    timeout: task.timeout ?? Math.max(1, Math.round(usual.timeout * share)),
  }
}

export function planEffort(tree: ChainTree): Effort {
  const secondsWith = (defaults: Defaults) => blockSeconds(tree.body, defaults)
  const fits = (defaults: Defaults) => secondsWith(defaults) <= EXPRESS_SECONDS - SPARE_SECONDS
  const defaults = DEFAULTS.find(fits) ?? STRICTEST
  return { of: (task) => triesOf(task, defaults), seconds: secondsWith(defaults) }
}

const blockSeconds = (block: Block, defaults: Defaults): number =>
  placedIn(block).reduce((sum, placed) => sum + builderSeconds(placed.builder, defaults), 0)

/** Items that a Map works on at the same time when nothing is said, and how many are reckoned with when a list has no limit. */
const RECKONED_ITEMS = 10

/** How many rounds a map needs: as many items as its schema allows, as many at once as it may. */
function rounds(builder: Built & { kind: 'map' }): number {
  const { maxItems } = builder.items.schema as { maxItems?: number }
  const items = maxItems ?? RECKONED_ITEMS
  return builder.concurrency ? Math.ceil(items / builder.concurrency) : 1
}

function builderSeconds(builder: Built, defaults: Defaults): number {
  const inner = innerBlocks(builder)
  const most = (role: string) =>
    Math.max(0, ...inner.filter((one) => one.role === role).map(({ block }) => blockSeconds(block, defaults)))
  const caught = most('catch')
  switch (builder.kind) {
    case 'bedrockTask':
      return worstTaskSeconds(builder, triesOf(builder, defaults)) + caught
    case 'task': {
      const { attempts, timeout } = triesOf(builder, defaults)
      return worstSeconds(attempts, timeout) + caught
    }
    case 'parallel':
      return most('branch') + caught
    case 'map':
      return rounds(builder) * most('item') + caught
    case 'loop':
      return builder.max * most('turn')
    case 'choice':
      return most('case')
    case 'wait':
      return builder.seconds.kind === 'literal' ? Number(builder.seconds.value) : 0
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
