/** Checks a definition in Amazon States Language: what Step Functions refuses, and what we demand of our own output besides. */
import { expressionsIn } from './expressions.ts'
import { isFields, viewOf, type Fields } from './machine.ts'
import { problem, type AslProblem } from './problem.ts'
import { inReadingOrder } from './order.ts'
import type { Options, Rule } from './rule.ts'
import { RULES } from './rules/index.ts'
import { variablesIn } from './variables.ts'

export { CODES } from './problem.ts'
export type { AslProblem, Code, Excess } from './problem.ts'
export type { Options, Rule } from './rule.ts'
export { RULES } from './rules/index.ts'

/** Deeper than any machine; what is nested beyond it is refused before anything walks it. */
const DEEPEST = 200

/**
 * Every problem of `definition`, in reading order; none means that it is good. A string is taken for the JSON text of a definition.
 *
 * ```ts
 * validateDefinition({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } })
 * // [{ severity: 'ERROR', code: 'MISSING_TRANSITION_TARGET', message: "Missing 'Next' target: B", location: '/States/A/Next' }, …]
 * ```
 */
export function validateDefinition(
  definition: unknown,
  options: Options = {},
  rules: readonly Rule[] = RULES,
): readonly AslProblem[] {
  const text = typeof definition === 'string' ? definition : undefined
  let parsed: unknown
  try {
    // Blank text is to AWS not broken JSON but no object.
    parsed = text === undefined ? definition : text.trim() === '' ? undefined : JSON.parse(text)
  } catch (error) {
    return [problem('INVALID_JSON_DESCRIPTION', error instanceof Error ? error.message : String(error), '')]
  }
  if (!isFields(parsed)) return [problem('SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object', '')]
  if (isDeeperThan(parsed, DEEPEST)) {
    return [problem('TOO_DEEPLY_NESTED', `The definition is nested more than ${DEEPEST} levels deep. Flatten it.`, '/')]
  }
  const view = viewOf(parsed, text)
  const machine = { ...view, expressions: expressionsIn(view.states), variables: variablesIn(view.scopes) }
  const found: AslProblem[] = []
  for (const rule of rules) {
    if (rule.of === 'compiled' && options.rules !== 'compiled') continue
    for (const one of rule.check(machine, options)) found.push(one)
  }
  return inReadingOrder(found, parsed)
}

function isDeeperThan(value: unknown, limit: number): boolean {
  if (limit < 0) return true
  if (typeof value !== 'object' || value === null) return false
  // it was read from JSON: no member is inherited
  for (const name in value) if (isDeeperThan((value as Fields)[name], limit - 1)) return true
  return false
}
