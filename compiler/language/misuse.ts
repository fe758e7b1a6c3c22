/** A mistake that a builder sees at once and cannot go on with: thrown, with what is wrong and what to do. */
export class Misuse extends TypeError {
  readonly what: string
  readonly remedy: string

  constructor(what: string, remedy: string) {
    super(`${what} ${remedy}`)
    this.what = what
    this.remedy = remedy
  }
}
