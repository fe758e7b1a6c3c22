/** The chain's graph, lit as a run goes through it. Its states are buttons: by pointer, by keyboard and by name. */
import type { Run, Step } from '../data/run.ts'
import { durationOf, joined } from '../data/words.ts'
import { element, fill, ICONS, quietButton } from './element.ts'
import { STATUS_SIGNS, STATUS_WORDS } from './status.ts'

export interface GraphView {
  readonly node: HTMLElement
  /** What makes it larger and smaller. */
  readonly tools: HTMLElement
  /** Draws another chain's graph; an empty text is none. */
  draw(chain: string, svg: string): void
  show(run: Run | undefined, selected: string | undefined): void
  /** The states of the graph, in reading order, and which of them call something. */
  states(): readonly string[]
  isTask(state: string): boolean
  /** Where the keyboard's focus goes when a step is left. */
  focus(state: string): void
}

const DRAWN = new Set([
  'svg',
  'g',
  'rect',
  'path',
  'circle',
  'ellipse',
  'line',
  'polyline',
  'polygon',
  'text',
  'tspan',
  'title',
  'desc',
])
const RUNS = /^(on|style$|href$|xlink:)/i

/** What is left draws and does nothing else: no script, no style, no address. */
function clean(parent: Element): void {
  for (const child of Array.from(parent.children)) {
    if (DRAWN.has(child.localName)) clean(child)
    else child.remove()
  }
  for (const { name, value } of Array.from(parent.attributes))
    if (RUNS.test(name) || /url\(/i.test(value)) parent.removeAttribute(name)
}

interface TextPolicy {
  createHTML(text: string): string
}
const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: string, rules: TextPolicy): TextPolicy } }
// the page's policy knows this one name
const asDocument: TextPolicy = trustedTypes?.createPolicy('graph', { createHTML: (text) => text }) ?? {
  createHTML: (text) => text,
}

/** The SVG of a text, ready for the page; undefined where the text is none. */
export function parsedGraph(text: string): SVGSVGElement | undefined {
  // its style is in the page's own; here the page's policy would refuse it, and say so
  const unstyled = text.replaceAll(/<style[^]*?<\/style>/g, '')
  const parsed = new DOMParser().parseFromString(asDocument.createHTML(unstyled), 'image/svg+xml').documentElement
  if (parsed.localName !== 'svg') return undefined
  clean(parsed)
  // as its name has said
  return document.adoptNode(parsed) as unknown as SVGSVGElement
}

const SVG = 'http://www.w3.org/2000/svg'
const STATUS_CLASSES = Object.keys(STATUS_WORDS).map((status) => `is-${status}`)
const BADGE = { height: 18, letter: 6.6, margin: 12 } as const

/** A sign and the time, on the upper edge of a state's shape. */
function badge(shape: SVGGraphicsElement, label: string): SVGGElement {
  const { x, y, width } = shape.getBBox()
  const wide = label.length * BADGE.letter + BADGE.margin
  const group = document.createElementNS(SVG, 'g')
  group.setAttribute('class', 'badge')
  group.setAttribute('aria-hidden', 'true')
  const pill = document.createElementNS(SVG, 'rect')
  // right of the middle, where an edge may come in
  const place = {
    x: x + Math.max(width / 2 + 12, width - wide + 6),
    y: y - BADGE.height / 2,
    width: wide,
    height: BADGE.height,
    rx: BADGE.height / 2,
  }
  for (const [name, value] of Object.entries(place)) pill.setAttribute(name, String(value))
  const text = document.createElementNS(SVG, 'text')
  text.setAttribute('x', String(place.x + wide / 2))
  text.setAttribute('y', String(y + 4))
  text.textContent = label
  group.append(pill, text)
  return group
}

const badgeText = ({ status, ms, visits }: Step) =>
  joined(' ', STATUS_SIGNS[status], visits.length > 1 ? `${visits.length}×` : '', durationOf(ms))

/** What became of a step, in words. */
export const stepWords = (step: Step | undefined): string =>
  joined(
    ', ',
    step && STATUS_WORDS[step.status],
    step && step.visits.length > 1 ? `${step.visits.length} times` : '',
    durationOf(step?.ms),
    step && step.retries > 0 ? `${step.retries} retried` : '',
  )

/** Scrolls to a state that is out of sight, and nothing but the graph itself. */
function reveal(canvas: Element, group: Element): void {
  const [inner, outer] = [group.getBoundingClientRect(), canvas.getBoundingClientRect()]
  if (inner.top < outer.top || inner.bottom > outer.bottom) canvas.scrollTop += inner.top - outer.top - outer.height / 3
  if (inner.left < outer.left || inner.right > outer.right) canvas.scrollLeft += inner.left - outer.left - outer.width / 3
}

/** Around the graph, for the badges on its border. */
const ROOM = 48
const ZOOM = { least: 0.4, most: 2, step: 1.25, fitMost: 1.15 } as const

export function graphView(choose: (state: string) => void): GraphView {
  const canvas = element('div', { class: 'canvas', tabindex: -1 })
  let scale: number | undefined
  const zoomed = (by: number) => {
    scale = Math.min(ZOOM.most, Math.max(ZOOM.least, (scale ?? fitting()) * by))
    size()
  }
  const tools = element(
    'div',
    { class: 'zoom', role: 'group', 'aria-label': 'Size of the graph' },
    quietButton('Smaller', ICONS.minus, () => zoomed(1 / ZOOM.step)),
    quietButton('Fit', ICONS.fit, () => {
      scale = undefined
      size()
    }),
    quietButton('Larger', ICONS.plus, () => zoomed(ZOOM.step)),
  )

  let svg: SVGSVGElement | undefined
  let natural = { width: 1, height: 1 }
  let states = new Map<string, SVGGElement>()
  let edges: readonly SVGGElement[] = []
  /** What each state shows, so that only what changes is drawn again. */
  let shown = new Map<string, string>()

  const fitting = () => {
    const wide = (canvas.clientWidth - ROOM) / natural.width
    const whole = Math.min(wide, (canvas.clientHeight - ROOM) / natural.height)
    return Math.min(ZOOM.fitMost, Math.max(ZOOM.least, whole < 0.62 ? Math.min(wide, 0.9) : whole))
  }
  const size = () => {
    const by = scale ?? fitting()
    svg?.setAttribute('width', String(Math.round(natural.width * by)))
    svg?.setAttribute('height', String(Math.round(natural.height * by)))
  }
  new ResizeObserver(size).observe(canvas)

  const names = () => [...states.keys()]
  /** One of the states takes the Tab key; the arrows go from one to the next. */
  const rove = (to: string) => {
    for (const [name, one] of states) one.setAttribute('tabindex', name === to ? '0' : '-1')
  }
  const focus = (state: string) => {
    rove(state)
    states.get(state)?.focus()
  }
  const moved = (key: string, from: string) => {
    const all = names()
    const at = all.indexOf(from)
    if (key === 'ArrowDown' || key === 'ArrowRight') return all[Math.min(at + 1, all.length - 1)]
    if (key === 'ArrowUp' || key === 'ArrowLeft') return all[Math.max(at - 1, 0)]
    if (key === 'Home') return all[0]
    return key === 'End' ? all.at(-1) : undefined
  }
  const stateAt = (target: EventTarget | null) =>
    (target as Element | null)?.closest?.('.state')?.getAttribute('data-state') ?? undefined
  canvas.addEventListener('click', ({ target }) => {
    const state = stateAt(target)
    if (state === undefined) return
    rove(state)
    choose(state)
  })
  canvas.addEventListener('keydown', (event) => {
    const state = stateAt(event.target)
    if (state === undefined) return
    const to = moved(event.key, state)
    if (to !== undefined) focus(to)
    else if (event.key === 'Enter' || event.key === ' ') choose(state)
    else return
    event.preventDefault()
  })

  return {
    node: canvas,
    tools,
    focus,
    states: names,
    isTask: (state) => states.get(state)?.classList.contains('task') ?? false,
    draw(chain, text) {
      svg = text === '' ? undefined : parsedGraph(text)
      scale = undefined
      shown = new Map()
      if (svg === undefined) {
        states = new Map()
        edges = []
        fill(canvas, element('p', { class: 'empty' }, 'There is no graph of this chain here.'))
        return
      }
      const [, , width = 1, height = 1] = (svg.getAttribute('viewBox') ?? '').split(/[\s,]+/).map(Number)
      natural = { width, height }
      svg.setAttribute('role', 'group')
      svg.setAttribute('aria-label', `Graph of ${chain}`)
      svg.removeAttribute('aria-labelledby')
      const groups = [...svg.querySelectorAll<SVGGElement>('g.state')]
      states = new Map(groups.map((group) => [group.getAttribute('data-state') ?? '', group]))
      edges = [...svg.querySelectorAll<SVGGElement>('g.edge')]
      for (const group of states.values()) {
        group.setAttribute('role', 'button')
        group.setAttribute('aria-pressed', 'false')
      }
      const [first] = states.keys()
      if (first !== undefined) rove(first)
      fill(canvas, svg)
      size()
    },
    show(run, selected) {
      // what is not laid out has no shape to put a badge on; it is shown when its tab is
      if (canvas.clientWidth === 0) return
      for (const [name, group] of states) {
        const step = run?.steps.get(name)
        const label = joined(', ', name, stepWords(step))
        group.setAttribute('aria-pressed', String(name === selected))
        if (shown.get(name) === label) continue
        shown.set(name, label)
        group.classList.remove(...STATUS_CLASSES)
        group.querySelector(':scope > .badge')?.remove()
        // its title is what it is called by: the name, and what became of it
        const title = group.querySelector('title')
        if (title !== null) title.textContent = title.textContent.replace(/^.*/, label)
        if (step === undefined) continue
        group.classList.add(`is-${step.status}`)
        const shape = group.querySelector<SVGGraphicsElement>('.shape')
        const text = badgeText(step)
        if (shape !== null && text !== '') group.append(badge(shape, text))
        if (step.status === 'running') reveal(canvas, group)
      }
      const ends = (edge: SVGGElement) => [edge.getAttribute('data-from') ?? '', edge.getAttribute('data-to') ?? ''] as const
      for (const edge of edges) {
        const [from, to] = ends(edge)
        const caught = edge.classList.contains('catch')
        const taken =
          run !== undefined &&
          (from === ''
            ? (run.steps.get(to)?.visits.length ?? 0) > 0
            : to === ''
              ? run.status === 'SUCCEEDED' && run.steps.get(from)?.visits.some(({ next }) => next === undefined) === true
              : run.taken.some((one) => one.from === from && one.to === to && one.caught === caught))
        edge.classList.toggle('is-taken', taken)
      }
      svg?.classList.toggle('is-over', run !== undefined && run.status !== 'RUNNING')
    },
  }
}
