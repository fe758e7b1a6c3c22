/** Chooses between options by the overlap of their words with what the user said: variants, enum values, tools. */
import type { Reading } from './reading.ts'
import { alike, askedStems, holds, stemsOf } from './words.ts'

/** Names of a choice nobody asked for by name. */
const CATCH_ALL = /\b(?:other|others|general|default|unknown|none|misc|miscellaneous|anything|else|unclear|fallback)\b/i

export interface Option {
  readonly name: string
  readonly words: string
}

/** What the instruction says beside an option's name ("billing: invoices and refunds"), where a clause names one option only. */
function glossary(options: readonly Option[], instruction: string): readonly string[] {
  const clauses = instruction.split(/[\n;.]+/)
  return options.map((option, index) => {
    const name = stemsOf(option.name)
    if (name.size === 0) return ''
    return clauses
      .filter((clause) => {
        const said = stemsOf(clause)
        const speaksOf = (other: Option) => {
          const words = [...stemsOf(other.name)]
          return words.length > 0 && words.every((word) => holds(said, word))
        }
        return speaksOf(option) && options.every((other, at) => at === index || !speaksOf(other))
      })
      .join(' ')
  })
}

/** The scores of several options by the overlap of their words with the question; a word that all options share tells nothing. */
export function scores(options: readonly Option[], reading: Reading, instruction: string): readonly number[] {
  const told = glossary(options, instruction)
  const own = options.map((option, index) => ({ near: stemsOf(option.words), far: stemsOf(told[index] as string) }))
  const asked = askedStems(reading.question)
  const before = askedStems(reading.earlier.join('\n'))
  return own.map(({ near, far }) => {
    let score = 0
    for (const [evidence, weight] of [
      [asked, 1],
      [before, 0.2],
    ] as const) {
      for (const word of evidence) {
        const strength = holds(near, word) ? 1 : holds(far, word) ? 0.5 : 0
        if (strength === 0) continue
        const sharing = own.filter((other) => holds(other.near, word) || holds(other.far, word)).length
        if (sharing < options.length || options.length === 1) score += (weight * strength) / sharing
      }
    }
    return score
  })
}

/** The index of the option that fits best; where none fits, the catch-all one, else the first. */
export function choose(options: readonly Option[], reading: Reading, instruction: string): number {
  const scored = scores(options, reading, instruction)
  const best = Math.max(...scored)
  if (best > 0) return scored.indexOf(best)
  const fallback = options.findIndex((option) => CATCH_ALL.test(option.name))
  return fallback >= 0 ? fallback : 0
}

/** The tool that fits the question best, with how well: the overlap of its words. */
export function fittingTool(tools: readonly Option[], reading: Reading): { readonly index: number; readonly score: number } {
  const asked = [...askedStems(reading.question)]
  const scored = tools.map((tool) => asked.filter((word) => [...stemsOf(tool.words)].some((own) => alike(own, word))).length)
  const score = Math.max(...scored)
  return { index: scored.indexOf(score), score }
}
