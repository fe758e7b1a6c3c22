/** All benchmarks, and the table they are printed as. */
import { readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import type { Benchmark, Row } from './benchmark.ts'
import { PAGES, withTable } from './table.ts'

const BENCHMARKS: Readonly<Record<string, () => Promise<{ readonly benchmark: Benchmark }>>> = {
  compile: () => import('./compile.ts'),
  completion: () => import('./completion.ts'),
  dev: () => import('./dev.ts'),
  engine: () => import('./engine.ts'),
  explore: () => import('./explore.ts'),
  runtime: () => import('./runtime.ts'),
}

function rowLine({ what, seen, bound, holds }: Row): string {
  const verdict = holds === undefined ? '' : holds ? '  holds' : '  DOES NOT HOLD'
  return `  ${what.padEnd(58)}${seen.padStart(14)}${bound === undefined ? '' : `  ${bound.padStart(12)}${verdict}`}`
}

/** Runs the benchmarks that are named, or all; `--write` puts their tables into the pages that have one. Exit code: 0, or 2 for a name that is none. */
export async function main(words: readonly string[], say: (line: string) => void): Promise<number> {
  const names = words.filter((word) => word !== '--write')
  const unknown = names.filter((name) => !(name in BENCHMARKS))
  if (unknown.length > 0) {
    say(`There is no benchmark ${unknown.join(', ')}. There are ${Object.keys(BENCHMARKS).join(', ')}.`)
    return 2
  }
  const machine = `Node ${process.versions.node}, ${os.availableParallelism()} cores, ${os.cpus()[0]?.model ?? 'unknown processor'}`
  say(machine)
  for (const [name, load] of Object.entries(BENCHMARKS)) {
    if (names.length > 0 && !names.includes(name)) continue
    const { benchmark } = await load()
    say(`\n${name}: ${benchmark.about}`)
    const rows: Row[] = []
    for await (const row of await benchmark.run()) {
      rows.push(row)
      say(rowLine(row))
    }
    const page = PAGES[name]
    if (words.includes('--write') && page !== undefined)
      writeFileSync(page, withTable(readFileSync(page, 'utf8'), name, machine, rows))
  }
  return 0
}
