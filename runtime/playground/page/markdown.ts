/**
 * Markdown as nodes. Only the tokens of the reader are used, never its HTML: every text is a text node, HTML in a document is shown as
 * written, links lead to the web or to mail alone, and images are links, so that nothing is loaded.
 */
import { Lexer } from 'marked'
import type { MarkedToken, Token, Tokens } from 'marked'
import { completed } from '../data/completed.ts'
import { decoded } from '../data/entities.ts'
import { copyButton } from './copy.ts'
import { element } from './element.ts'

/** Undefined for whatever is no address of the web or of mail, however it is spelled. */
export function safeAddress(href: string): string | undefined {
  if (!URL.canParse(href)) return undefined
  const { protocol } = new URL(href)
  return protocol === 'https:' || protocol === 'http:' || protocol === 'mailto:' ? href : undefined
}

function link(href: string, title: string | null | undefined, inside: readonly Node[]): Node {
  const address = safeAddress(href)
  if (address === undefined) return element('span', { title: href }, ...inside)
  return element('a', { href: address, title: title ?? undefined, target: '_blank', rel: 'noopener noreferrer' }, ...inside)
}

const text = (value: string) => document.createTextNode(value)
const known = (token: Token) => token as MarkedToken

function inline(tokens: readonly Token[] = []): Node[] {
  return tokens.map((token): Node => {
    const one = known(token)
    switch (one.type) {
      case 'strong':
      case 'em':
      case 'del':
        return element(one.type, {}, ...inline(one.tokens))
      case 'codespan':
        return element('code', {}, one.text)
      case 'br':
        return element('br')
      case 'link':
        return link(one.href, one.title, inline(one.tokens))
      case 'image':
        return link(one.href, one.title, [text(`🖼 ${one.text === '' ? one.href : one.text}`)])
      case 'checkbox':
        return element('input', {
          type: 'checkbox',
          disabled: true,
          checked: one.checked,
          'aria-label': one.checked ? 'done' : 'to do',
        })
      case 'text':
        return one.tokens === undefined
          ? text(one.escaped === true ? one.text : decoded(one.text))
          : element('span', {}, ...inline(one.tokens))
      case 'escape':
        return text(one.text)
      default:
        return text(token.raw)
    }
  })
}

const HEADINGS = ['h3', 'h4', 'h5', 'h6', 'h6', 'h6'] as const

const cells = (row: readonly Tokens.TableCell[], tag: 'th' | 'td') =>
  element(
    'tr',
    {},
    ...row.map(({ tokens, align }) =>
      element(
        tag,
        { class: align === null ? undefined : `align-${align}`, scope: tag === 'th' ? 'col' : undefined },
        ...inline(tokens),
      ),
    ),
  )

function list({ ordered, start, loose, items }: Tokens.List): Node {
  const attributes = ordered && typeof start === 'number' && start !== 1 ? { start } : {}
  return element(
    ordered ? 'ol' : 'ul',
    attributes,
    ...items.map(({ task, tokens }) => element('li', { class: task ? 'task' : undefined }, ...blocks(tokens, loose))),
  )
}

function code({ text: source, lang }: Pick<Tokens.Code, 'text' | 'lang'>): Node {
  const language = /^[\w+#.-]{1,20}/.exec(lang ?? '')?.[0] ?? ''
  return element(
    'figure',
    { class: 'code' },
    element(
      'figcaption',
      {},
      element('span', {}, language),
      copyButton(() => source, 'Copy code'),
    ),
    element('pre', { tabindex: 0, role: 'region', 'aria-label': `${language} code`.trim() }, element('code', {}, source)),
  )
}

function block(token: Token, loose: boolean): Node | undefined {
  const one = known(token)
  switch (one.type) {
    case 'space':
    case 'def':
      return undefined
    case 'heading':
      return element(HEADINGS[one.depth - 1] ?? 'h6', {}, ...inline(one.tokens))
    case 'paragraph':
      return element('p', {}, ...inline(one.tokens))
    case 'blockquote':
      return element('blockquote', {}, ...blocks(one.tokens, true))
    case 'list':
      return list(one)
    case 'code':
      return code(one)
    case 'hr':
      return element('hr')
    case 'table':
      return element(
        'div',
        { class: 'table', tabindex: 0, role: 'region', 'aria-label': 'Table' },
        element(
          'table',
          {},
          element('thead', {}, cells(one.header, 'th')),
          element('tbody', {}, ...one.rows.map((row) => cells(row, 'td'))),
        ),
      )
    case 'html':
      return element('p', {}, one.text.trim())
    case 'text':
      return loose ? element('p', {}, ...inline(one.tokens ?? [one])) : inline([one])[0]
    default:
      return inline([token])[0]
  }
}

const blocks = (tokens: readonly Token[], loose: boolean): Node[] =>
  tokens.flatMap((token) => {
    const made = block(token, loose)
    return made === undefined ? [] : [made]
  })

/** A text that grows: blocks that are as they were stay in the document, so that a selection and the reader's place do too. */
export interface MarkdownView {
  readonly node: HTMLElement
  /** `whole`: no more is to come. */
  show(markdown: string, whole: boolean): void
}

export function markdownView(): MarkdownView {
  const node = element('div', { class: 'markdown' })
  let shown: string[] = []
  return {
    node,
    show(markdown, whole) {
      const tokens = Lexer.lex(whole ? markdown : completed(markdown)).filter(({ type }) => type !== 'space' && type !== 'def')
      const raw = tokens.map((token) => token.raw)
      const same = raw.findIndex((one, index) => one !== shown[index])
      const keep = same < 0 ? raw.length : same
      while (node.childNodes.length > keep) node.lastChild?.remove()
      node.append(...blocks(tokens.slice(keep), true))
      shown = raw
    },
  }
}
