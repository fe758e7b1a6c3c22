/** Whose words a model or a service was asked with: the way to them, and whom what it gave belongs to. */
import type { Expression, Placed } from '../../tree.ts'
import { valuesOf } from '../../walk.ts'
import { literalText } from './member.ts'
import { sinksOf } from './sinks.ts'
import type { Sink, SinkKind } from './sinks.ts'
import type { Way } from './source.ts'
import { isOfOthers } from './trace.ts'
import type { Flow } from './trace.ts'

export interface Requests {
  /** Texts of others that get into a sink of a task and have no business there. */
  readonly foreignIn: (sink: Sink, task: Placed) => readonly Flow[]
  /** The way by which text of others got into what a task was asked; null where none did. */
  readonly into: (task: Placed) => Way | null
}

/** Where it is not what a text says that matters, but whose data it leads to. */
const CHOOSES = new Set<SinkKind>(['path', 'item', 'documents'])

/** All texts in a value that stands at a task. */
type FlowsOf = (value: Expression, task: Placed, unlessData: boolean) => readonly Flow[]

/** @param flowsInto the same for a value that gets into a sink */
export function requestsOf(flowsOf: FlowsOf, flowsInto: FlowsOf): Requests {
  const asked = (task: Placed) => valuesOf(task).flatMap((value) => flowsOf(value, task, false))

  const into = remembering<Way | null>(null, (task) => nearest(asked(task)))

  /** Words of a caller or a document before those that a model or service made of them. */
  function nearest(flows: readonly Flow[]): Way | null {
    const foreign = flows.filter(isOfOthers)
    const first = foreign.find(({ task }) => !task)
    if (first) return first.way
    for (const { task, way } of foreign) {
      const before = task && into(task)
      if (before) return [...before, ...way]
    }
    return foreign.find(({ source }) => source.from === 'model')?.way ?? null
  }

  function foreignIn({ kind, values, beside = [] }: Sink, task: Placed): readonly Flow[] {
    const foreign = values.flatMap((value) => flowsInto(value, task, kind === 'instructions')).filter(isOfOthers)
    if (!CHOOSES.has(kind)) return foreign
    const chosen = foreign.filter((flow) => !(flow.source.from === 'retrieved' && flow.task && !isChosen(flow.task)))
    return chosen.length > 0 && isHeldTo(beside, task) ? [] : chosen
  }

  const keysOf = (task: Placed) => sinksOf(task).filter(({ kind }) => kind === 'item')

  /** Whether others' words have chosen what a service gave: by its key where it has one, by anything it was asked with else. */
  const isChosen = remembering(true, (task) => {
    const keys = keysOf(task)
    return keys.length === 0 ? into(task) !== null : keys.some((key) => foreignIn(key, task).length > 0)
  })

  /** Whether a text is the verified caller's: their identity, or in what a service gave that was asked for what is theirs. */
  const isOwn = ({ source, task }: Flow): boolean =>
    source.from === 'identity' || (source.from === 'retrieved' && task !== undefined && isAskedAs(task))

  const isAskedAs = remembering(false, (task) => {
    const keys = keysOf(task)
    if (keys.length === 0) return into(task) === null && asked(task).some(isOwn)
    return keys.some(({ beside = [] }) => isHeldTo(beside, task))
  })

  const isHeldTo = (values: readonly Expression[], task: Placed): boolean => values.some((value) => isOwnValue(value, task))

  /**
   * Whether a value is the caller's in every case, or begins with what is and with a separator: beside that others' words make another
   * id. Where there is no identity, a default stands for whoever has none.
   */
  function isOwnValue(value: Expression, task: Placed): boolean {
    if (value.kind === 'object') return isHeldTo(Object.values(value.fields), task)
    if (value.kind === 'call') {
      const [first, second, third] = value.of
      const isOwnPart = (part: Expression | undefined) => part !== undefined && isOwnValue(part, task)
      if (value.name === 'attributeValue' || value.name === 'withDefault') return isOwnPart(first)
      if (value.name === 'texts.concat') return isOwnPart(first) && isSeparator(second)
      if (value.name === 'cond') return isOwnPart(second) && isOwnPart(third)
    }
    const flows = flowsOf(value, task, false)
    return flows.length > 0 && flows.every(isOwn)
  }

  return { foreignIn, into }
}

const isSeparator = (value: Expression | undefined) => /^\W/.test(literalText(value) ?? '')

/** An answer about each task, found once. Where a task's answer needs itself, in a loop, `meanwhile` stands for it. */
function remembering<T>(meanwhile: T, find: (task: Placed) => T): (task: Placed) => T {
  const known = new Map<number, T>()
  const open = new Set<number>()
  let metItself = false
  return (task) => {
    const { id } = task
    const answer = known.get(id)
    if (answer !== undefined) return answer
    if (open.has(id)) {
      metItself = true
      return meanwhile
    }
    open.add(id)
    const found = find(task)
    open.delete(id)
    // what was found in the middle of a loop may be otherwise from elsewhere
    if (!metItself || open.size === 0) known.set(id, found)
    if (open.size === 0) metItself = false
    return found
  }
}
