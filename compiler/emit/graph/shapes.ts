/** What each part of a graph takes in space, and the words that are written on it. */
import type { GraphEdge, GraphLoop, GraphState } from './graph.ts'
import type { Size } from './geometry.ts'
import { widthOf, wrapped } from './text.ts'
import type { Font } from './text.ts'

export const NAME: Font = { size: 13, weight: 'bold' }
export const DETAIL: Font = { size: 11, weight: 'regular' }
export const LABEL: Font = { size: 11, weight: 'regular' }

/** Pixels between the baselines of lines. */
const LINE = { name: 16, detail: 14 } as const
/** Longest line in a state, and on an edge. */
const STATE_TEXT = 190
const EDGE_TEXT = 150
const MOST_LINES = 3

const PAD = { x: 14, y: 9 } as const
/** How far the points of a choice stand out, and the ends of what is rounded. */
export const POINT = 14
const LEAST_WIDTH = 84

/** The title line of a box, above what is inside. */
export const TITLE_HEIGHT = 32
export const TITLE_BASELINE = 20
export const TITLE_PAD = 12
export const BOX_PAD = 16
/** Diameter of the marks where a machine starts and ends. */
export const MARK = 14
/** Around the whole picture, between branches, and how wide branches side by side may get. */
export const MARGIN = 20
export const LANE_GAP = 28
export const MOST_WIDTH = 960

/** Whether it is drawn around others. */
export const isBox = (member: { readonly kind: string; readonly inside?: readonly unknown[] }): boolean =>
  member.kind === 'loop' || (member.inside ?? []).length > 0

export interface Line {
  readonly text: string
  readonly font: Font
  /** Which of the two it is, for the style. */
  readonly kind: 'name' | 'detail'
}

/** Without the box that a state is in, where its name begins with it. */
const inside = (name: string, box: string) => (name.startsWith(`${box}.`) ? name.slice(box.length + 1) : name)

/** @param box name of the box that the state is in; empty where it is in none */
export function linesOf({ name, detail }: Pick<GraphState, 'name' | 'detail'>, box: string): readonly Line[] {
  const line = (kind: Line['kind'], font: Font) => (text: string) => ({ text, font, kind })
  return [
    ...wrapped(inside(name, box), NAME, STATE_TEXT, MOST_LINES).map(line('name', NAME)),
    ...wrapped(detail, DETAIL, STATE_TEXT, MOST_LINES).map(line('detail', DETAIL)),
  ]
}

export const heightOf = (lines: readonly Line[]) => lines.reduce((sum, { kind }) => sum + LINE[kind], 0)
export const lineHeight = (kind: Line['kind']) => LINE[kind]

export function sizeOf({ kind }: GraphState, lines: readonly Line[]): Size {
  const text = Math.max(...lines.map((line) => widthOf(line.text, line.font)))
  const isPointed = kind === 'choice' || kind === 'end' || kind === 'fail'
  const width = Math.max(LEAST_WIDTH, text + 2 * (PAD.x + (isPointed ? POINT / 2 : 0)))
  return { width: even(width), height: even(heightOf(lines) + 2 * PAD.y) }
}

/** Halves of it are whole pixels: lines are crisp. */
const even = (length: number) => 2 * Math.ceil(length / 2)

/** The title of a box: its name and what is special about it, in one line. */
export function titleOf({ name, detail }: Pick<GraphState | GraphLoop, 'name' | 'detail'>, box: string): readonly Line[] {
  return [
    ...wrapped(inside(name, box), NAME, STATE_TEXT, 1).map((text): Line => ({ text, font: NAME, kind: 'name' })),
    ...wrapped(detail, DETAIL, STATE_TEXT, 1).map((text): Line => ({ text, font: DETAIL, kind: 'detail' })),
  ]
}

/** The parts of a title stand beside each other. */
export const titleWidth = (title: readonly Line[]): number =>
  title.reduce((sum, { text, font }) => sum + widthOf(text, font), (title.length - 1) * TITLE_GAP)
export const TITLE_GAP = 8

/** Pixels between the lines of an edge's label. */
export const LABEL_LINE = LINE.detail
/** Pixels beside an edge's label. */
export const LABEL_PAD = 4

export const labelLines = ({ label }: GraphEdge): readonly string[] => wrapped(label, LABEL, EDGE_TEXT, MOST_LINES)

export function labelSize(lines: readonly string[]): Size {
  return {
    width: even(Math.max(...lines.map((line) => widthOf(line, LABEL))) + 2 * LABEL_PAD),
    height: even(lines.length * LINE.detail + 2),
  }
}
