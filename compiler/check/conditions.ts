/** Conditions that are known already: whatever they lead to always happens, or never. */
import { describe } from '../describe.ts'
import { alwaysSo, alwaysUntil, sameCondition } from '../problems/never.ts'
import type { Problem } from '../problems.ts'
import type { Case, ChainTree, Choice, Expression, Loop } from '../tree.ts'
import { placedBuilders } from '../walk.ts'
import type { Visit } from '../walk.ts'
import { finiteValues } from './cases.ts'
import { ofBuilder } from './place.ts'
import { keyOf } from './same-value.ts'

type Call = Extract<Expression, { kind: 'call' }>

/** What a condition always gives, if that is known. */
function known(test: Expression): boolean | undefined {
  if (test.kind === 'literal') return test.value === true
  if (test.kind !== 'call') return undefined
  const [first] = test.of
  switch (test.name) {
    case 'isTrue':
      return first && known(first)
    case 'not': {
      const inner = first && known(first)
      return inner === undefined ? undefined : !inner
    }
    case 'and':
      return overall(test, false)
    case 'or':
      return overall(test, true)
    case 'equals':
      return compared(test)
    case 'differs': {
      const same = compared(test)
      return same === undefined ? undefined : !same
    }
    case 'exists':
      return first && isAlwaysThere(first) ? true : undefined
    default:
      return undefined
  }
}

/** Of `and` and `or`: one of them decides, or all of them together. */
function overall({ of }: Call, decides: boolean): boolean | undefined {
  const values = new Set(of.map(known))
  if (values.has(decides)) return decides
  return values.has(undefined) ? undefined : !decides
}

function compared({ of: [left, right] }: Call): boolean | undefined {
  if (!left || !right) return undefined
  const [one, other] = [keyOf(left), keyOf(right)]
  // what is absent equals nothing, itself included
  if (one !== undefined && one === other && isAlwaysThere(left)) return true
  if (left.kind === 'literal' && right.kind === 'literal') return one === other
  const values = finiteValues(left.schema)
  const cannotBe = values && right.kind === 'literal' && isScalar(right.value) && !values.includes(String(right.value))
  return cannotBe ? false : undefined
}

const isScalar = (value: unknown) => typeof value === 'string' || typeof value === 'boolean'

/** What a service answers is not always what its schema says; what the chain itself is given and makes is. */
const isAlwaysThere = (value: Expression): boolean =>
  value.optional !== true &&
  (value.kind === 'literal' || value.kind === 'prompt' || (value.kind === 'input' && value.field !== 'params'))

function shownOf(test: Expression): string {
  if (test.kind !== 'call') return describe(test)
  return test.name === 'isTrue' ? shownOf(test.of[0] as Expression) : `${test.name}(${test.of.map(shownOf).join(', ')})`
}

/** The cases of a `choice` are checked against the values there are. */
const isWhen = ({ when }: Case) => when === null || (when.kind === 'call' && when.name === 'isTrue')

export const conditions = (tree: ChainTree): Problem[] =>
  placedBuilders(tree).flatMap((visit) => {
    const { builder } = visit.placed
    if (builder.kind === 'loop') return untilOf(builder, visit)
    return builder.kind === 'choice' && builder.cases.every(isWhen) ? whensOf(builder, visit) : []
  })

function untilOf({ until }: Loop, visit: Visit): Problem[] {
  const always = known(until)
  return always === undefined ? [] : [alwaysUntil(ofBuilder(visit), shownOf(until), always)]
}

function whensOf({ cases }: Choice, visit: Visit): Problem[] {
  const asked = new Set<string>()
  return cases.flatMap(({ when }, index): Problem[] => {
    if (!when) return []
    const always = known(when)
    if (always !== undefined) return [alwaysSo(ofBuilder(visit), shownOf(when), always)]
    const key = keyOf(when)
    if (key !== undefined && asked.has(key)) return [sameCondition(ofBuilder(visit), index + 1)]
    if (key !== undefined) asked.add(key)
    return []
  })
}
