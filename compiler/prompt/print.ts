/** A value as text, and as a condition, by its type. */
import * as problems from './problems.ts'
import type { Problem } from './problems.ts'
import type { Rules } from './rules.ts'
import type { Typed } from './scope.ts'
import { describe, isOnly, isWrong } from './shape.ts'

/** A value and how the template writes it. */
export interface Operand extends Typed {
  readonly written: string
  /** Its value, where the template writes it out. */
  readonly literal?: string | number | boolean
}

/** The code of what `{{value}}` prints. */
export function printed(value: Operand, rules: Rules): string | Problem {
  const { shape, code, written } = value
  if (isWrong(shape)) return '""'
  if (shape.kinds.includes('unknown')) return problems.unknownPrinted(written)
  if (shape.kinds.length > 1 && !isOnly(shape, 'text', 'number', 'boolean') && !isOnly(shape, 'text', 'content')) {
    return problems.mixedPrinted(written, describe(shape))
  }
  if (shape.kinds.includes('list')) return problems.listPrinted(written)
  if (shape.kinds.includes('object')) return problems.objectPrinted(written)
  const there = presence(value, rules)
  const text = isOnly(shape, 'text')
    ? rules.printText(code)
    : shape.kinds.includes('content')
      ? rules.printContent(code)
      : rules.printScalar(code)
  return there === undefined ? text : rules.choose(there, text, '""')
}

/** The code of whether `{{#if value}}` takes its first branch. */
export function condition(value: Operand, rules: Rules): string | Problem {
  const { shape, written } = value
  if (isWrong(shape)) return 'true'
  const test = truth(value, rules)
  if (test === undefined)
    return shape.kinds.includes('unknown') ? problems.unknownTested(written) : problems.mixedTested(written, describe(shape))
  const there = presence(value, rules)
  if (there === undefined) return test
  return test === 'true' ? there : rules.both(there, test)
}

/** The code of whether a value that may be missing or null is neither; undefined for one that is always there. */
export function presence({ shape, code }: Typed, rules: Rules): string | undefined {
  if (shape.missing && shape.null) return rules.both(rules.isThere(code), rules.isNotNull(code))
  if (shape.missing) return rules.isThere(code)
  return shape.null ? rules.isNotNull(code) : undefined
}

function truth({ shape, code, test }: Typed, rules: Rules): string | undefined {
  if (shape.kinds.length === 0) return 'false'
  if (isOnly(shape, 'text')) return rules.textIsTrue(code)
  if (isOnly(shape, 'number')) return rules.numberIsTrue(code)
  if (isOnly(shape, 'boolean')) return test ? code : rules.booleanIsTrue(code)
  if (isOnly(shape, 'text', 'number', 'boolean')) return rules.scalarIsTrue(code)
  if (isOnly(shape, 'list')) return rules.listIsTrue(code)
  if (isOnly(shape, 'object')) return rules.objectIsTrue()
  if (isOnly(shape, 'content', 'text')) return rules.textIsTrue(rules.printContent(code))
  return undefined
}
