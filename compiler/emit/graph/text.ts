/**
 * How wide text is and where it is broken, without a screen to measure it on: from the widths of Helvetica's letters, which the
 * other system fonts come close to. The same text has the same width on every machine.
 */

/** Widths of the letters from ` ` to `~`, in thousandths of the font's size. */
const REGULAR =
  '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584'
const BOLD =
  '278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584'
const WIDTHS = { regular: numbers(REGULAR), bold: numbers(BOLD) } as const
/** Letters outside the table: accented ones and signs are like a wide `o`, those of Chinese, Japanese and Korean are square. */
const OTHER = 650
const SQUARE = 1000
const FIRST_SQUARE = 0x1100
/** Some system fonts are wider than Helvetica. */
const SPARE = 1.06

export interface Font {
  /** Pixels. */
  readonly size: number
  readonly weight: keyof typeof WIDTHS
}

function numbers(table: string): readonly number[] {
  return table.split(' ').map(Number)
}

/** Pixels. */
export function widthOf(text: string, { size, weight }: Font): number {
  let sum = 0
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0
    sum += WIDTHS[weight][code - 32] ?? (code >= FIRST_SQUARE && code !== 0x2026 ? SQUARE : OTHER)
  }
  return Math.ceil((sum / 1000) * size * SPARE)
}

/** Made when a text is first cut, which few calls of the command line come to: it takes as long as compiling several chains. */
let letters: Intl.Segmenter | undefined
const lettersOf = (text: string): string[] =>
  Array.from((letters ??= new Intl.Segmenter('en')).segment(text), ({ segment }) => segment)

/** The longest start of a text that fits, with `…` where something is left out. */
export function cut(text: string, font: Font, width: number): string {
  if (widthOf(text, font) <= width) return text
  const kept = lettersOf(text)
  while (kept.length > 1 && widthOf(`${kept.join('')}…`, font) > width) kept.pop()
  return `${kept.join('').trimEnd()}…`
}

/** Where a word may be broken that is too long for a line: after a dot or the like, and before a capital inside it. */
const PARTS = /(?<=[._/:-])|(?<=[a-z])(?=[A-Z])/

/** The text in lines of `width` pixels at most; what `most` lines do not hold is cut. */
export function wrapped(text: string, font: Font, width: number, most: number): readonly string[] {
  const fits = (line: string) => widthOf(line.trimEnd(), font) <= width
  const parts = text
    .replaceAll(/\s+/g, ' ')
    .split(/(?<= )/)
    .flatMap((word) => (fits(word) ? [word] : word.split(PARTS)))
  const lines: string[] = []
  for (const part of parts) {
    const last = lines.at(-1)
    if (last !== undefined && fits(last + part)) lines[lines.length - 1] = last + part
    else lines.push(part)
  }
  const kept = lines.length > most ? [...lines.slice(0, most - 1), lines.slice(most - 1).join('')] : lines
  return kept.map((line) => cut(line.trimEnd(), font, width)).filter((line) => line !== '')
}
