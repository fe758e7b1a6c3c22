/**
 * Elements made out of plain values. Text becomes text nodes, and there is no way to hand markup, a handler or a style in as
 * a string: whatever a model or a document says stays text.
 */

/** An empty text and what is not there are nothing. */
export type Child = Node | string | number | null | undefined | false

type Handlers = { readonly [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void }

export interface Attributes {
  readonly on?: Handlers
  readonly [name: string]: string | number | boolean | undefined | Handlers
}

const MARKUP = /^(on|style$|srcdoc$)/i

/** True is an attribute without a value; false and undefined are none. */
export function setAttribute(target: Element, name: string, value: string | number | boolean | undefined): void {
  if (MARKUP.test(name)) throw new Error(`${name} is not set from a text`)
  if (value === undefined || value === false) target.removeAttribute(name)
  else target.setAttribute(name, value === true ? '' : String(value))
}

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value !== 'object') setAttribute(made, name, value)
  }
  for (const [name, handler] of Object.entries(attributes.on ?? {})) made.addEventListener(name, handler as EventListener)
  made.append(...nodes(children))
  return made
}

export const nodes = (children: readonly Child[]): (Node | string)[] =>
  children.flatMap((child) => (typeof child === 'number' ? [String(child)] : child ? [child] : []))

/** A part that `index.html` has. */
export const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement

/** Puts these in the place of what `target` holds. */
export const fill = (target: Element, ...children: readonly Child[]): void => target.replaceChildren(...nodes(children))

/** Sets a text only where it is another: a screen reader would say it again. */
export function say(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text
}

let ids = 0
/** An id for what a label or a description points to. */
export const freshId = (name: string): string => `${name}-${(ids += 1)}`

const SVG = 'http://www.w3.org/2000/svg'

/** A small picture of one path, for eyes only: what it means is said beside it. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  for (const [name, value] of Object.entries({ class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' }))
    svg.setAttribute(name, value)
  const drawn = document.createElementNS(SVG, 'path')
  drawn.setAttribute('d', path)
  svg.append(drawn)
  return svg
}

/** A button without a frame: a picture, with its name beside it or told by it. */
export function quietButton(name: string, path: string, act: () => void, named = false): HTMLButtonElement {
  const told = named ? {} : { title: name, 'aria-label': name }
  return element('button', { type: 'button', class: 'quiet', ...told, on: { click: act } }, icon(path), named && name)
}

export const ICONS = {
  send: 'M8 13V3M4 7l4-4 4 4',
  stop: 'M4 4h8v8H4z',
  again: 'M13 8a5 5 0 1 1-1.5-3.5M13 2v3h-3',
  copy: 'M6 6h7v7H6zM3 10V3h7',
  clear: 'M3 4h10M6 4V2.5h4V4M4.5 4l.5 9h6l.5-9',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3',
  close: 'M4 4l8 8M12 4l-8 8',
  graph: 'M2.5 3h4v3h-4zM9.5 10h4v3h-4zM4.5 6v5.5h5',
} as const
