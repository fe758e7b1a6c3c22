/** The fenced blocks of a Markdown text. */

export interface Fence {
  /** The first word after the fence, such as `ts`. */
  readonly language: string
  /** What follows it on that line: the file the block is, or what the block is about. */
  readonly name: string
  readonly text: string
  /** Of the fence, counted from 1. */
  readonly line: number
}

const FENCE = /^```(?<language>\w+)?(?: (?<name>\S+))?\n(?<text>[\s\S]*?)^```$/gm

/** All fenced blocks, in their order. */
export const fencesIn = (markdown: string): readonly Fence[] =>
  [...markdown.matchAll(FENCE)].map(({ groups = {}, index }) => ({
    language: groups['language'] ?? '',
    name: groups['name'] ?? '',
    text: groups['text'] ?? '',
    line: markdown.slice(0, index).split('\n').length,
  }))
