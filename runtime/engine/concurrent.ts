/** The states that run blocks side by side: Parallel and Map. The first failure stops the rest. */
import { abortController } from './abort.ts'
import type { Activation, RunBlock } from './block.ts'
import type { MapItem, Visit } from './dataflow.ts'
import { Stopped } from './failure.ts'
import { scopeWeight } from './limits.ts'
import type { Block, State } from './machine.ts'
import { waited } from './task.ts'

/** At most this many iterations of a Map run at a time. */
const MOST_CONCURRENT = 40

/** The results of `runOne(0)` to `runOne(count - 1)`, `atATime` at a time; the first that throws stops the others. */
async function sideBySide(
  count: number,
  atATime: number,
  activation: Activation,
  runOne: (index: number, inner: Activation) => Promise<unknown>,
): Promise<readonly unknown[]> {
  const { clock } = activation.running
  const controller = abortController()
  const abort = (): void => controller.abort(activation.signal.reason)
  if (activation.signal.aborted) abort()
  else activation.signal.addEventListener('abort', abort, { once: true })
  const inner = { ...activation, signal: controller.signal }
  const results: unknown[] = Array.from({ length: count })
  let next = 0
  const worker = async (): Promise<void> => {
    clock.hold?.()
    try {
      while (next < count && !controller.signal.aborted) {
        const index = next
        next += 1
        results[index] = await runOne(index, inner)
      }
    } finally {
      clock.release?.()
    }
  }
  const workers = Array.from({ length: Math.min(count, atATime) }, worker)
  try {
    await waited(activation, Promise.all(workers))
  } catch (thrown) {
    controller.abort(new Stopped('A sibling failed.'))
    await waited(activation, Promise.allSettled(workers))
    throw thrown
  } finally {
    activation.signal.removeEventListener('abort', abort)
  }
  if (activation.signal.aborted) throw activation.signal.reason as Error
  return results
}

/** Runs a block in a scope of its own: variables around it can be read, and what it assigns vanishes with it. */
async function runInner(
  runBlock: RunBlock,
  block: Block,
  outer: Activation,
  inner: Omit<Activation, 'variables'>,
): Promise<unknown> {
  const variables = Object.create(outer.variables) as Activation['variables']
  try {
    return await runBlock(block, { ...inner, variables })
  } finally {
    outer.running.variableBytes -= scopeWeight(variables)
  }
}

export async function runBranches(
  state: State,
  input: unknown,
  activation: Activation,
  runBlock: RunBlock,
): Promise<readonly unknown[]> {
  const { running } = activation
  running.eventId += 1
  const results = await sideBySide(state.blocks.length, Infinity, activation, (branch, inner) =>
    runInner(runBlock, state.blocks[branch] as Block, activation, {
      ...inner,
      input,
      within: [...activation.within, { state: state.name, branch }],
    }),
  )
  running.eventId += 1
  return results
}

const itemContext = ({ index, value, key }: MapItem): unknown => ({
  Item: { Index: index, Value: value, ...(key === undefined ? {} : { Key: key }) },
})

export async function runItems(
  state: State,
  visit: Visit,
  input: unknown,
  activation: Activation,
  runBlock: RunBlock,
): Promise<readonly unknown[]> {
  const { running } = activation
  const { dataflow } = state
  const items = await dataflow.items(visit, input)
  const most = (await dataflow.maxConcurrency(visit, input)) || MOST_CONCURRENT
  running.eventId += 1
  const results = await sideBySide(items.length, Math.min(most, MOST_CONCURRENT), activation, async (index, inner) => {
    const item = items[index] as MapItem
    const mapContext = itemContext(item)
    running.eventId += 1
    const given = await dataflow.itemInput({ ...visit, context: { ...visit.context, Map: mapContext } }, input, item)
    const output = await runInner(runBlock, state.blocks[0] as Block, activation, {
      ...inner,
      input: given,
      within: [...activation.within, { state: state.name, item: index }],
      mapContext,
    })
    running.eventId += 1
    return output
  })
  running.eventId += 1
  return results
}
