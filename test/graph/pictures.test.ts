/** Pictures as their readers want them: nothing cut off, covered or crossed, and committed as they are drawn. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { drawGraph } from '../../compiler/emit/graph/draw.ts'
import { ROOT } from '../support/root.ts'
import { large } from './large-chain.ts'
import { randomGraph } from './random-chain.ts'
import { faults, graphOfChain, ownGraphs } from './support.ts'

const GENERATED = join(ROOT, 'generated')
/** How many random graphs, and which. */
const RUNS = Number(process.env['GRAPH_RUNS'] ?? 50)
const SEED = Number(process.env['GRAPH_SEED'] ?? 20)
const MOST_STATES = 20

describe('the pictures of the chains of this project', () => {
  let drawn: ReadonlyMap<string, string>
  beforeAll(async () => {
    const found = new Map<string, string>()
    for (const graph of await ownGraphs()) found.set(`${graph.name}.svg`, await drawGraph(graph))
    drawn = found
  })

  test('are those of generated/, whatever was kept of earlier ones', () => {
    const committed = readdirSync(GENERATED).filter((file) => file.endsWith('.svg'))
    expect(new Map(committed.map((file) => [file, readFileSync(join(GENERATED, file), 'utf8')]))).toEqual(drawn)
  })

  test('have nothing that is cut off, covered or crossed', () => {
    expect(Object.fromEntries([...drawn].map(([file, svg]) => [file, faults(svg)]))).toEqual(
      Object.fromEntries([...drawn.keys()].map((file) => [file, []])),
    )
  })
})

test(
  `have nothing of that for any chain of up to ${MOST_STATES} states`,
  async () => {
    const isGood = fc.asyncProperty(randomGraph(MOST_STATES), async ({ graph }) => {
      expect(faults(await drawGraph(graph))).toEqual([])
    })
    await fc.assert(isGood, { numRuns: RUNS, seed: SEED })
  },
  60_000 + RUNS * 1000,
)

test('have nothing of that for a chain of 40 states with everything in it', async () => {
  const { graph, states } = graphOfChain(large)
  expect({ states, faults: faults(await drawGraph(graph)) }).toEqual({ states: 40, faults: [] })
})

test('are the same bytes each time they are drawn', async () => {
  const { graph } = graphOfChain(large)
  expect(await drawGraph(graph)).toBe(await drawGraph(graph))
})
