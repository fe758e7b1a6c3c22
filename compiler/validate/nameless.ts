/**
 * An expression without the names of its variables. `$summary.text != ""` and `$draft.text != ""` read the same way, each its own
 * variable: so one of them is parsed for all, and told with each one's names.
 */

export interface Nameless {
  readonly code: string
  /** The names that were left out, by those that stand for them. */
  readonly names: ReadonlyMap<string, string>
}

const CALLED = /\$(\w+)\s*\(/g
/** A text, which is passed over; or a variable. */
const TEXT_OR_VARIABLE = /"(?:[^"\\]|\\[^])*"|(?<!\$)\$(\w+)/g
/** Another kind of text, a comment or a regular expression; what `\w` does not know of names, such as a quote in one. */
const UNSURE = /['`/]|[^ -~\s]|\$\w+[^\w\s.[\]{}(),@#;:?+*%|=<>^&!~-]/
/** Stands for names, none of which has this letter. */
const MARK = 'ø'

/** `$states` stays, and so does the name of a function that is called, wherever it stands; as it is where names cannot be told from the rest. */
export function withoutNames(code: string): Nameless {
  const names = new Map<string, string>()
  if (UNSURE.test(code)) return { code, names }
  const staying = new Set(['states'])
  // one that only looks like it, in a text, may as well stay
  for (const [, name] of code.matchAll(CALLED)) staying.add(name as string)
  const marks = new Map<string, string>()
  const nameless = code.replaceAll(TEXT_OR_VARIABLE, (whole: string, name?: string) => {
    if (name === undefined || staying.has(name)) return whole
    const mark = marks.get(name) ?? `${MARK}${marks.size}`
    marks.set(name, mark)
    names.set(mark, name)
    return `$${mark}`
  })
  return { code: nameless, names }
}
