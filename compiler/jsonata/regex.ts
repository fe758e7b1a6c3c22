/**
 * Regular expressions that can be given up. One that backtracks for ever never returns to the evaluator's own limits, so
 * matches are searched under a watchdog; as that costs, many matches are searched at a time.
 */
import { safeLength } from './backtracking.ts'
import { underWatch } from './watch.ts'

interface Match {
  readonly found: RegExpExecArray | null
  readonly end: number
}

/** What the evaluator needs of `RegExp`, built from one. */
export class WatchedRegExp {
  lastIndex = 0
  readonly #pattern: RegExp
  /** Characters of a text over which it cannot take long. */
  readonly #safe: number
  #text = ''
  /** Matches by where their search began. */
  #known = new Map<number, Match>()
  #atATime = 1

  constructor(pattern: RegExp) {
    this.#pattern = new RegExp(pattern)
    this.#safe = safeLength(pattern.source)
  }

  #search(text: string, from: number): Match {
    this.#pattern.lastIndex = from
    const found = this.#pattern.exec(text)
    return { found, end: this.#pattern.lastIndex }
  }

  #searchAhead(text: string, from: number): void {
    for (let left = this.#atATime, at = from; left > 0; left -= 1) {
      const match = this.#search(text, at)
      this.#known.set(at, match)
      if (!match.found || match.end === at) return
      at = match.end
    }
  }

  exec(text: string): RegExpExecArray | null {
    if (text.length <= this.#safe) {
      const { found, end } = this.#search(text, this.lastIndex)
      this.lastIndex = end
      return found
    }
    if (text !== this.#text) {
      this.#text = text
      this.#known = new Map()
      this.#atATime = 1
    }
    if (!this.#known.has(this.lastIndex)) {
      underWatch(() => this.#searchAhead(text, this.lastIndex))
      this.#atATime = Math.min(this.#atATime * 8, 4096)
    }
    const { found, end } = this.#known.get(this.lastIndex) as Match
    this.lastIndex = end
    return found
  }
}
