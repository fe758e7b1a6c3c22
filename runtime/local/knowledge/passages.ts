/** Cuts a document into passages: by its headings, then by paragraphs where a section is long. */
import { createHash } from 'node:crypto'

export interface DocumentPassage {
  /** Stable while file and text are. */
  readonly id: string
  readonly file: string
  /** The headings above it, outermost first. */
  readonly headings: readonly string[]
  readonly text: string
}

/** About 300 tokens, as Bedrock's default chunks. */
const LONGEST = 1_200

interface Section {
  readonly headings: readonly string[]
  readonly text: string
}

function sectionsOf(text: string): readonly Section[] {
  const sections: Section[] = []
  const path: { level: number; title: string }[] = []
  let lines: string[] = []
  let fenced = false
  const close = () => {
    // A heading with nothing under it belongs to what follows.
    if (lines.some((line) => line.trim() !== '' && !/^#{1,6}\s/.test(line))) {
      sections.push({ headings: path.map(({ title }) => title), text: lines.join('\n').trim() })
      lines = []
    }
  }
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('```')) fenced = !fenced
    const heading = fenced ? null : /^(#{1,6})\s+(.*?)\s*#*$/.exec(line)
    if (heading) {
      close()
      const level = heading[1]!.length
      while (path.length > 0 && path.at(-1)!.level >= level) path.pop()
      path.push({ level, title: heading[2] as string })
    }
    lines.push(line)
  }
  close()
  return sections
}

/** Paragraphs put together up to the longest passage; one that is longer alone is cut at its sentences. */
function piecesOf(text: string): readonly string[] {
  if (text.length <= LONGEST) return [text]
  const parts = text
    .split(/\n\s*\n/)
    .flatMap((paragraph) => (paragraph.length <= LONGEST ? [paragraph] : paragraph.split(/(?<=[.!?])\s+/)))
    .flatMap((part) => part.match(new RegExp(`[\\s\\S]{1,${LONGEST}}`, 'g')) ?? [])
  const pieces: string[] = []
  for (const part of parts) {
    const last = pieces.at(-1)
    if (last !== undefined && last.length + part.length + 2 <= LONGEST) pieces[pieces.length - 1] = `${last}\n\n${part}`
    else pieces.push(part)
  }
  return pieces
}

export const passagesOf = (file: string, text: string): readonly DocumentPassage[] =>
  sectionsOf(text).flatMap(({ headings, text: section }) =>
    piecesOf(section).map((piece) => ({
      id: createHash('sha256').update(`${file}\n${piece}`).digest('hex').slice(0, 20),
      file,
      headings,
      text: piece,
    })),
  )
