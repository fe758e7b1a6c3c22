/** A drawn SVG as what is to be measured of it: boxes, lines of text, ways of edges. Read from its text, not from what drew it. */

export interface Point {
  readonly x: number
  readonly y: number
}
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}
export interface DrawnText {
  readonly text: string
  readonly box: Box
}
export interface DrawnShape {
  /** `state debate`, `loop debate`. */
  readonly name: string
  readonly classes: readonly string[]
  readonly box: Box
  readonly texts: readonly DrawnText[]
}
export interface DrawnEdge {
  readonly from: string
  readonly to: string
  readonly isCatch: boolean
  /** The line with its corners as they were before they were rounded; ends at the arrow's tip. */
  readonly way: readonly Point[]
  readonly texts: readonly DrawnText[]
}
export interface Picture {
  readonly width: number
  readonly height: number
  readonly shapes: readonly DrawnShape[]
  readonly edges: readonly DrawnEdge[]
  readonly marks: readonly Box[]
}

const attribute = (element: string, name: string): string => new RegExp(`\\s${name}="([^"]*)"`).exec(element)?.[1] ?? ''
const number = (element: string, name: string): number => Number(attribute(element, name))
const plain = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

const PIXELS: Readonly<Record<string, number>> = { name: 13, detail: 11, left: 11, right: 11 }

/** Text as wide as `measure` says, from a little above its letters to a little below. */
function textsIn(element: string, measure: Measure): DrawnText[] {
  const inBox = / box"|"box /.test(element)
  return [...element.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([whole, escaped = '']) => {
    const text = plain(escaped)
    const kind = attribute(whole, 'class')
    const [size, x, y] = [PIXELS[kind] ?? 0, number(whole, 'x'), number(whole, 'y')]
    const width = measure(text, size, kind === 'name')
    const left = inBox || kind === 'right' ? x : x - (kind === 'left' ? width : width / 2)
    return { text, box: { left, right: left + width, top: y - size * 0.8, bottom: y + size * 0.25 } }
  })
}

/** Corner points of a path of M, L, H, V, Q and Z; a curve counts as its corner. */
function pointsOf(path: string): Point[] {
  const points: Point[] = []
  for (const [, command = '', numbers = ''] of path.matchAll(/([MLHVQZ])([^MLHVQZ]*)/g)) {
    const values = numbers
      .trim()
      .split(/[\s,]+/)
      .map(Number)
    const last = points.at(-1) ?? { x: 0, y: 0 }
    if (command === 'Z') continue
    const [a = 0, b = 0] = values
    if (command === 'H') points.push({ x: a, y: last.y })
    else if (command === 'V') points.push({ x: last.x, y: a })
    else points.push({ x: a, y: b })
  }
  return points
}

/** Without points that lie on the way between their neighbours: where a corner's curve begins. */
const corners = (points: readonly Point[]): Point[] =>
  points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]]
    if (!before || !after) return true
    return !((before.x === point.x && point.x === after.x) || (before.y === point.y && point.y === after.y))
  })

function boxOf(points: readonly Point[]): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) }
}

function shapeBox(element: string): Box {
  const [rect] = /<rect class="shape"[^>]*>/.exec(element) ?? []
  if (rect === undefined) return boxOf(pointsOf(attribute(/<path class="shape"[^>]*>/.exec(element)?.[0] ?? '', 'd')))
  const [x, y] = [number(rect, 'x'), number(rect, 'y')]
  return { left: x, top: y, right: x + number(rect, 'width'), bottom: y + number(rect, 'height') }
}

/** How wide a text is, in pixels. */
export type Measure = (text: string, size: number, isBold: boolean) => number

export function pictureOf(svg: string, measure: Measure): Picture {
  const groups = svg.split('\n').filter((line) => line.startsWith('<g '))
  const shapes = groups.filter((group) => /^<g class="(state|box) /.test(group))
  const edges = groups.filter((group) => group.startsWith('<g class="edge'))
  return {
    width: number(svg, 'width'),
    height: number(svg, 'height'),
    shapes: shapes.map((group) => {
      const title = plain(/<title>((?:(?!&#10;)[^<])*)/.exec(group)?.[1] ?? '')
      const name = attribute(group, 'data-state')
      return {
        name: name === '' ? `loop ${title}` : `state ${plain(name)}`,
        classes: attribute(group, 'class').split(' '),
        box: shapeBox(group),
        texts: textsIn(group, measure),
      }
    }),
    edges: edges.map((group) => {
      const line = /<path d="([^"]*)"/.exec(group)?.[1] ?? ''
      const [tip] = pointsOf(/<path class="head" d="([^"]*)"/.exec(group)?.[1] ?? '')
      return {
        from: plain(attribute(group, 'data-from')),
        to: plain(attribute(group, 'data-to')),
        isCatch: attribute(group, 'class').includes('catch'),
        way: corners([...pointsOf(line).slice(0, -1), ...(tip ? [tip] : [])]),
        texts: textsIn(group, measure),
      }
    }),
    marks: [...svg.matchAll(/<circle class="(?:ring|disc)"[^>]*>/g)].map(([circle]) => {
      const [x, y, r] = [number(circle, 'cx'), number(circle, 'cy'), number(circle, 'r')]
      return { left: x - r, right: x + r, top: y - r, bottom: y + r }
    }),
  }
}
