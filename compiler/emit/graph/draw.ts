/** A graph as a picture. */
import type { Graph } from './graph.ts'
import { layOut } from './layout.ts'
import { svgOf } from './svg.ts'

/**
 * Draws a graph as SVG: the same graph gives the same bytes. The first call takes a second, while the layout is loaded.
 * @example await drawGraph(graphOf({ name: 'rag', definition, origins }))
 */
export const drawGraph = async (graph: Graph): Promise<string> => svgOf(graph, await layOut(graph))
