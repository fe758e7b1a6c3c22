/** The words of a text that carry its meaning, reduced so that "invoices" and "invoice" are one. */

const STOP_WORDS = new Set(
  `a about above after again all already also am an and any are as at be because been before being below between both but by can could did do
  does doing don done down during each else ever few for from further get give had has have having he her here hers him his how i if in into is
  it its itself just know let like ll many may me might mine more most much must my no nor not now of off on once one only or other ought our
  ours out over own please re s same say shall she should so some such t tell than that the their theirs them then there these they this those
  through to too under until up us ve very was we were what when where whether which while who whom whose why will with would yes you your yours
  explain describe mean means happen happens work works`.split(/\s+/),
)

/** Suffixes of English, longest first: crude, but the same for both sides of every comparison. */
const SUFFIXES = [
  'ations',
  'ation',
  'ingly',
  'ments',
  'ment',
  'ings',
  'ness',
  'ies',
  'ing',
  'ers',
  'ed',
  'er',
  'es',
  'ly',
  's',
  'e',
  'y',
]

export function stem(word: string): string {
  for (const suffix of SUFFIXES) {
    if (word.length - suffix.length >= 3 && word.endsWith(suffix) && !(suffix === 's' && word.endsWith('ss'))) {
      return word.slice(0, -suffix.length)
    }
  }
  return word
}

/** `camelCase` and `snake_case` are several words. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

export const isStopWord = (word: string): boolean => STOP_WORDS.has(word)

/** Words that carry meaning, as they are written, each once, in order. */
export function significantWords(text: string): readonly string[] {
  const seen = new Set<string>()
  const found: string[] = []
  for (const word of text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? []) {
    const lower = word.toLowerCase().replace(/['’]s$/, '')
    if (isStopWord(lower) || seen.has(lower)) continue
    seen.add(lower)
    found.push(word.replace(/['’]s$/, ''))
  }
  return found
}

/** Stems of the words that carry meaning, each once. */
export const stemsOf = (text: string): ReadonlySet<string> =>
  new Set(
    wordsOf(text)
      .filter((word) => !isStopWord(word))
      .map(stem),
  )

/** A question of more words than this is judged by its first ones: nobody asks so much, and the work grows with both sides. */
const MOST_ASKED = 100

export const askedStems = (question: string): ReadonlySet<string> =>
  new Set([...stemsOf(question.slice(0, 20_000))].slice(0, MOST_ASKED))

/** Two stems of one word: equal, or one the beginning of the other ("classif", "classifi"). */
export const alike = (a: string, b: string): boolean =>
  a === b || (Math.min(a.length, b.length) >= 4 && Math.abs(a.length - b.length) <= 3 && (a.startsWith(b) || b.startsWith(a)))

export const holds = (stems: ReadonlySet<string>, wanted: string): boolean => {
  if (stems.has(wanted)) return true
  for (const stem of stems) if (alike(stem, wanted)) return true
  return false
}

/** Where a line starts something of its own: a heading, a list item, a row of a table, a quotation. */
const STARTS = /^\s*(?:#{1,6}\s|[-*+]\s|\d+[.)]\s|\||>)/

/** Paragraphs, headings and list items of a text; lines that only wrap are joined. */
export function paragraphsOf(text: string): readonly string[] {
  const found: string[] = []
  let open = false
  for (const line of text.split('\n')) {
    const trimmed = line.trim()
    if (trimmed === '') open = false
    else if (open && !STARTS.test(line)) found[found.length - 1] += ` ${trimmed}`
    else {
      found.push(trimmed)
      open = !/^#{1,6}\s/.test(trimmed)
    }
  }
  return found
}

/** Sentences of a paragraph or a whole text, without the marks of lists. */
export const sentencesOf = (text: string): readonly string[] =>
  paragraphsOf(text)
    .flatMap((paragraph) => paragraph.replace(/^(?:[-*+]|\d+[.)])\s+/, '').split(/(?<=[.!?])\s+(?=[\p{Lu}\p{N}"'(`])/u))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
