/** How often and how long every task of a chain is tried, so that the worst case of the whole fits an Express workflow. */
import type { Block, Built, ChainTree, Placed } from '../tree.ts'
import { worstSeconds } from './retry.ts'

/** Seconds an Express workflow may take; a few are kept back for the workflow's own work. */
export const EXPRESS_SECONDS = 300
const SPARE_SECONDS = 10

export interface Tries {
  readonly attempts: number
  /** Seconds. */
  readonly timeout: number
}
type Defaults = { readonly bedrockTask: Tries; readonly retrieve: Tries }

/** Defaults from generous to strict: the first that fits is taken. */
const DEFAULTS: readonly Defaults[] = [
  { bedrockTask: { attempts: 3, timeout: 30 }, retrieve: { attempts: 3, timeout: 10 } },
  { bedrockTask: { attempts: 3, timeout: 20 }, retrieve: { attempts: 3, timeout: 8 } },
  { bedrockTask: { attempts: 2, timeout: 20 }, retrieve: { attempts: 2, timeout: 8 } },
  { bedrockTask: { attempts: 2, timeout: 12 }, retrieve: { attempts: 2, timeout: 6 } },
  { bedrockTask: { attempts: 2, timeout: 8 }, retrieve: { attempts: 2, timeout: 4 } },
]

export interface Effort {
  readonly of: (builder: Extract<Built, { kind: 'bedrockTask' | 'retrieve' }>) => Tries
  /** Seconds the slowest path takes with every retry. */
  readonly seconds: number
}

const triesOf = (builder: Extract<Built, { kind: 'bedrockTask' | 'retrieve' }>, defaults: Defaults): Tries => ({
  attempts: builder.attempts ?? defaults[builder.kind].attempts,
  timeout: builder.timeout ?? defaults[builder.kind].timeout,
})

export function planEffort(tree: ChainTree): Effort {
  const plans = DEFAULTS.map((defaults): Effort => ({
    of: (builder) => triesOf(builder, defaults),
    seconds: blockSeconds(tree.body, defaults),
  }))
  return plans.find((plan) => plan.seconds <= EXPRESS_SECONDS - SPARE_SECONDS) ?? (plans.at(-1) as Effort)
}

function blockSeconds(block: Block, defaults: Defaults): number {
  const steps = block.steps.reduce((sum, placed) => sum + placedSeconds(placed, defaults), 0)
  return steps + (block.end.kind === 'builder' ? placedSeconds(block.end.placed, defaults) : 0)
}

function placedSeconds({ builder }: Placed, defaults: Defaults): number {
  switch (builder.kind) {
    case 'bedrockTask':
    case 'retrieve': {
      const { attempts, timeout } = triesOf(builder, defaults)
      return worstSeconds(attempts, timeout) + (builder.catch ? blockSeconds(builder.catch.block, defaults) : 0)
    }
    case 'parallel':
      return Math.max(0, ...builder.branches.map(({ block }) => blockSeconds(block, defaults)))
    case 'choice':
      return Math.max(0, ...builder.cases.map(({ block }) => blockSeconds(block, defaults)))
    case 'value':
    case 'systemChain':
    case 'say':
    case 'result':
      return 0
    default:
      return builder satisfies never
  }
}
