/** Every `${Name}` is a declared deploy-time substitution; another would reach Step Functions as it is. */
import { forEachString } from '../machine.ts'
import { problem, type AslProblem } from '../problem.ts'
import type { Rule } from '../rule.ts'

const OPENING = '${'
const SUBSTITUTION = /\$\{([A-Za-z0-9_.:-]+)\}/g
const SUBSTITUTION_HERE = new RegExp(SUBSTITUTION, 'y')

export const substitutions: Rule = {
  name: 'substitutions',
  of: 'compiled',
  check({ fields }, { substitutions, written }) {
    const found: AslProblem[] = []
    if (!substitutions || (written !== undefined && allDeclared(written, substitutions))) return found
    forEachString(fields, '/', (text, here) => {
      if (!text.includes(OPENING)) return
      for (const [written, name] of text.matchAll(SUBSTITUTION)) {
        if (substitutions.includes(name as string)) continue
        const message = `No substitution "${name}" is declared for ${written}. Declare it, or write the text so that it is not one.`
        found.push(problem('UNDECLARED_SUBSTITUTION', message, here()))
      }
    })
    return found
  },
}

/** Of the text as a whole, which says less than where each of them stands, and at once. */
function allDeclared(text: string, substitutions: readonly string[]): boolean {
  for (let index = text.indexOf(OPENING); index >= 0; index = text.indexOf(OPENING, index + 1)) {
    SUBSTITUTION_HERE.lastIndex = index
    const [, name] = SUBSTITUTION_HERE.exec(text) ?? []
    if (name !== undefined && !substitutions.includes(name)) return false
  }
  return true
}
