/** The table of a benchmark in a page, between two comments that name it. */
import type { Row } from './benchmark.ts'

/** The pages that have one, by benchmark. */
export const PAGES: Readonly<Record<string, string>> = { runtime: 'runtime/README.md' }

const commentsOf = (name: string) => [`<!-- bench ${name} -->`, `<!-- /bench ${name} -->`] as const

/** The page with these rows in place of those it has. */
export function withTable(page: string, name: string, machine: string, rows: readonly Row[]): string {
  const [begin, end] = commentsOf(name)
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`the page has no ${begin} … ${end}`)
  const lines = rows.map(
    ({ what, seen, bound, holds }) =>
      `| ${[what, seen, bound === undefined ? '' : holds === false ? `${bound} ✗` : bound].join(' | ')} |`,
  )
  return `${before}${begin}\n${['| ' + machine + ' | seen | bound |', '|---|---|---|', ...lines].join('\n')}\n${end}${after}`
}

/** The rows a page has: what, the figure seen, its bound. */
export function tableIn(page: string, name: string): readonly (readonly string[])[] {
  const [begin, end] = commentsOf(name)
  const [, ...rows] = (page.split(begin)[1] ?? '').split(end)[0]?.trim().split('\n') ?? []
  return rows.slice(1).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}
