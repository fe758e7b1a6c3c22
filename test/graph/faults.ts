/** What is wrong with a picture, as a reader would see it: cut off, on top of each other, through each other. */
import type { Box, DrawnEdge, DrawnShape, Picture, Point } from './picture.ts'

const overlap = (a: Box, b: Box, slack = 0) =>
  a.left < b.right - slack && b.left < a.right - slack && a.top < b.bottom - slack && b.top < a.bottom - slack
const within = (inner: Box, outer: Box, slack = 0.5) =>
  inner.left >= outer.left - slack &&
  inner.right <= outer.right + slack &&
  inner.top >= outer.top - slack &&
  inner.bottom <= outer.bottom + slack

const segmentsOf = ({ way }: DrawnEdge): Box[] =>
  way.slice(1).map((to, index) => {
    const from = way[index] as Point
    return {
      left: Math.min(from.x, to.x),
      right: Math.max(from.x, to.x),
      top: Math.min(from.y, to.y),
      bottom: Math.max(from.y, to.y),
    }
  })
/** A line has no width: whether it goes through the inside of a box. */
const goesThrough = (line: Box, box: Box, slack = 1) =>
  line.left < box.right - slack && line.right > box.left + slack && line.top < box.bottom - slack && line.bottom > box.top + slack

const isBox = ({ classes }: DrawnShape) => classes.includes('box')
const onBorder = ({ x, y }: Point, { left, right, top, bottom }: Box) =>
  x >= left - 1 && x <= right + 1 && (Math.abs(y - top) <= 1 || Math.abs(y - bottom) <= 1)
/** What leads to itself goes round beside its state, whose side may be pointed. */
const onSide = ({ x, y }: Point, { right, top, bottom }: Box) => Math.abs(x - right) <= 8 && y > top && y < bottom
const told = ({ from, to }: DrawnEdge) => `${from || '(start)'} → ${to || '(end)'}`

const pairs = <T>(all: readonly T[]): (readonly [T, T])[] =>
  all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const))

/** Sentences; none when the picture is good. */
export function faultsOf({ width, height, shapes, edges, marks }: Picture): string[] {
  const faults: string[] = []
  const paper: Box = { left: 0, top: 0, right: width, bottom: height }
  const state = new Map(shapes.map((shape) => [shape.name, shape.box]))
  const labels = edges.flatMap((edge) => edge.texts.map((text) => ({ edge, ...text })))

  for (const { name, box, texts } of shapes) {
    if (!within(box, paper, -4)) faults.push(`${name} is cut off`)
    for (const text of texts) if (!within(text.box, box)) faults.push(`"${text.text}" does not fit into ${name}`)
  }
  for (const { text, box } of labels) if (!within(box, paper, -2)) faults.push(`"${text}" is cut off`)
  for (const edge of edges) {
    if (!edge.way.every(({ x, y }) => x > 0 && y > 0 && x < width && y < height)) faults.push(`${told(edge)} is cut off`)
    if (edge.way.length < 2) faults.push(`${told(edge)} has no line`)
  }

  for (const [a, b] of pairs(shapes)) {
    const nested = (isBox(a) && within(b.box, a.box)) || (isBox(b) && within(a.box, b.box))
    if (overlap(a.box, b.box) && !nested) faults.push(`${a.name} and ${b.name} overlap`)
    for (const [box, inner] of [
      [a, b],
      [b, a],
    ] as const)
      for (const text of box.texts)
        if (isBox(box) && nested && !within(box.box, inner.box) && overlap(text.box, inner.box))
          faults.push(`the title "${text.text}" is covered by ${inner.name}`)
  }
  for (const { name, texts } of shapes)
    for (const [a, b] of pairs(texts)) if (overlap(a.box, b.box)) faults.push(`in ${name} "${a.text}" and "${b.text}" overlap`)

  for (const [a, b] of pairs(labels)) if (overlap(a.box, b.box)) faults.push(`the labels "${a.text}" and "${b.text}" overlap`)
  for (const { text, box } of labels)
    for (const shape of shapes) {
      const words = shape.texts.find((one) => overlap(one.box, box))
      const isInside = isBox(shape) && (within(box, shape.box) || !overlap(box, shape.box))
      const crosses = overlap(box, shape.box) && !isInside
      if (words) faults.push(`the label "${text}" and "${words.text}" in ${shape.name} overlap`)
      else if (crosses) faults.push(`the label "${text}" and ${shape.name} overlap`)
    }

  for (const edge of edges) {
    const ends = [edge.from, edge.to].filter((name) => name !== '')
    const ownBoxes = ends.map((name) => state.get(`state ${name}`))
    for (const line of segmentsOf(edge)) {
      if (line.left !== line.right && line.top !== line.bottom) faults.push(`${told(edge)} is not straight`)
      for (const { name, classes, box, texts } of shapes) {
        const isAround = classes.includes('box') && ownBoxes.some((own) => own && own !== box && within(own, box))
        // the side of a choice that leads to itself is pointed
        const slack = edge.from === edge.to && name === `state ${edge.from}` ? 9 : 1
        if (!isAround && goesThrough(line, box, slack)) faults.push(`${told(edge)} runs through ${name}`)
        for (const text of texts)
          if (goesThrough(line, text.box, 0)) faults.push(`${told(edge)} runs through the words "${text.text}" of ${name}`)
      }
      for (const label of labels)
        if (goesThrough(line, label.box, 0)) faults.push(`${told(edge)} runs through the label "${label.text}"`)
      for (const box of marks) if (goesThrough(line, box)) faults.push(`${told(edge)} runs through a mark`)
    }
    const [first, last] = [edge.way[0], edge.way.at(-1)]
    const [from, to] = [state.get(`state ${edge.from}`), state.get(`state ${edge.to}`)]
    const isAt = edge.from === edge.to ? onSide : onBorder
    if (first && from && !isAt(first, from)) faults.push(`${told(edge)} does not begin at ${edge.from}`)
    if (last && to && !isAt(last, to)) faults.push(`${told(edge)} does not end at ${edge.to}`)
    const before = edge.way.at(-2)
    if (last && before && Math.abs(last.x - before.x) + Math.abs(last.y - before.y) < 8)
      faults.push(`${told(edge)} has no room for its arrow`)
    const [line] = edge.texts.map((text) => Math.min(...segmentsOf(edge).map((one) => gap(one, text.box))))
    if (line !== undefined && line > 16) faults.push(`the label of ${told(edge)} is ${line} pixels away from it`)
  }
  for (const [a, b] of pairs(edges))
    for (const one of segmentsOf(a))
      for (const other of segmentsOf(b))
        if (sharedLength(one, other) > 1) faults.push(`${told(a)} and ${told(b)} run on top of each other`)
  return [...new Set(faults)]
}

const gap = (a: Box, b: Box) => Math.max(0, a.left - b.right, b.left - a.right) + Math.max(0, a.top - b.bottom, b.top - a.bottom)

/** How long two lines are one. */
function sharedLength(a: Box, b: Box): number {
  const vertical = a.left === a.right && b.left === b.right && Math.abs(a.left - b.left) < 2
  const horizontal = a.top === a.bottom && b.top === b.bottom && Math.abs(a.top - b.top) < 2
  if (vertical) return Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  return horizontal ? Math.min(a.right, b.right) - Math.max(a.left, b.left) : 0
}
