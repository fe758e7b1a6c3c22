/** What a page may rely on in an SVG: names, classes, one style sheet, and text that is nothing but text. */
import { describe, expect, test } from 'vitest'
import { bedrockTask, chain, claude, map, parallel, prompt, result, texts, wait } from '../../compiler/index.ts'
import { drawGraph } from '../../compiler/emit/graph/draw.ts'
import type { Graph, GraphState } from '../../compiler/emit/graph/graph.ts'
import { graphOf } from '../../compiler/emit/graph/of-machine.ts'
import { GRAPH_STYLE } from '../../compiler/emit/graph/style.ts'
import { large } from './large-chain.ts'
import { faults, graphOfChain } from './support.ts'

const ask = prompt('{{question}}')
const small = chain('small', { description: 'Asks & waits.' }, (step, { question }) => {
  const both = step(
    'both',
    parallel({
      short: bedrockTask({ model: claude.haiku45, prompt: ask({ question }), catch: () => wait(1) as never }),
      parts: map(texts.split(question, ' '), (_, part) =>
        bedrockTask({ model: claude.haiku45, prompt: ask({ question: part }) }),
      ),
    }),
  )
  return result({ both })
})

const groups = (svg: string) => [
  ...svg.matchAll(/^<g class="([^"]*)"(?: data-state="([^"]*)")?(?: data-from="([^"]*)" data-to="([^"]*)")?>/gm),
]

describe('an SVG', () => {
  test('has a group for each state, edge, box and mark, by the names of the machine', async () => {
    const svg = await drawGraph(graphOfChain(small).graph)
    expect(groups(svg).map(([, ...parts]) => parts.filter((part) => part !== undefined))).toEqual([
      ['mark'],
      ['state parallel box', 'both'],
      ['state task', 'both.short'],
      ['state wait', 'both.short.catch'],
      ['state map box', 'both.parts'],
      ['state task', 'both.parts.item'],
      ['state end', 'small'],
      ['edge catch', 'both.short', 'both.short.catch'],
      ['edge', '', 'both'],
      ['edge', 'both', 'small'],
    ])
  })

  test('has every state of the machine once, and a box for a loop that is none', async () => {
    const { graph, states } = graphOfChain(large)
    const all = groups(await drawGraph(graph))
    const named = all.flatMap(([, , name]) => (name === undefined ? [] : [name]))
    expect({
      named: named.length,
      different: new Set(named).size,
      loops: all.filter(([, classes]) => classes === 'box loop').length,
    }).toEqual({
      named: states,
      different: states,
      loops: 1,
    })
  })

  test('says what it shows to whoever does not see it', async () => {
    const svg = await drawGraph(graphOfChain(small).graph)
    expect(svg.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^<svg [^>]*role="img" aria-labelledby="graph-small-title graph-small-desc"/),
      '<title id="graph-small-title">small: graph of its states</title>',
      '<desc id="graph-small-desc">Asks &amp; waits. It starts at both. both.short leads to both.short.catch on failure. both leads to small.</desc>',
    ])
  })

  test('has its colours from one style sheet, and no style or script besides', async () => {
    const svg = await drawGraph(graphOfChain(large).graph)
    expect(svg.split(`<style>\n${GRAPH_STYLE}\n</style>`)).toHaveLength(2)
    const rest = svg.replace(GRAPH_STYLE, '')
    expect(rest.match(/ (style|fill|stroke|on\w+|href)=|<script|#[0-9a-f]{3,6}\b/g)).toBeNull()
  })

  test('shows what is long in short, and has it in full beside', async () => {
    const name = 'a_step_whose_name_is_as_long_as_no_name_of_a_step_ever_was_or_will_be_in_any_chain'
    const svg = await drawGraph({ ...one({ name, detail: 'a'.repeat(300) }), start: name })
    expect(svg).toContain(`<title>${name}&#10;${'a'.repeat(300)}</title>`)
    expect(svg).toContain('a…</text>')
    expect(faults(svg)).toEqual([])
  })
})

const one = (state: Partial<GraphState>): Graph => ({
  name: 'one',
  description: '',
  start: 'one',
  edges: [],
  members: [{ kind: 'task', name: 'one', detail: '', about: '', inside: [], ends: true, ...state }],
})

describe('a machine that no chain has made', () => {
  test('has a mark where it ends without a state for that', async () => {
    const Pass = { Type: 'Pass', Next: 'b' } as const
    const definition = { StartAt: 'a', States: { a: Pass, b: { Type: 'Wait', Seconds: 1, End: true } as const } }
    const svg = await drawGraph(graphOf({ name: 'plain', definition, origins: new Map() }))
    expect(groups(svg).map(([, ...parts]) => parts.filter((part) => part !== undefined))).toEqual([
      ['mark'],
      ['state pass', 'a'],
      ['state wait', 'b'],
      ['mark'],
      ['edge', '', 'a'],
      ['edge', 'a', 'b'],
      ['edge', 'b', ''],
    ])
    expect(faults(svg)).toEqual([])
  })

  test('is drawn where a state leads to itself', async () => {
    const edges = [{ kind: 'case', from: 'one', to: 'one', label: 'again', about: '' }] as const
    const svg = await drawGraph({ ...one({ kind: 'choice' }), edges })
    expect(groups(svg).at(-1)?.slice(3)).toEqual(['one', ''])
    expect(svg).toContain('data-from="one" data-to="one"')
    expect(faults(svg)).toEqual([])
  })
})
