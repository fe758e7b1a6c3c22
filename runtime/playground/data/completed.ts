/**
 * A Markdown text of which more is to come, closed so that it already looks as it will: emphasis and code are ended, a link shows its
 * text alone, and a line that may turn out to underline a heading waits.
 */

/** A code block that is open hides all that looks like Markdown in it, and is shown as it is. */
function openFence(text: string): boolean {
  let fence = ''
  for (const line of text.split('\n')) {
    const [, mark = '', after = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? []
    if (mark === '') continue
    if (fence === '') fence = mark
    else if (mark.startsWith(fence) && after.trim() === '') fence = ''
  }
  return fence !== ''
}

const paragraphs = /\n[ \t]*\n/g

/** Where the last paragraph begins: nothing that is open reaches back further. */
function lastParagraph(text: string): number {
  let at = 0
  for (const { index } of text.matchAll(paragraphs)) at = index
  return at
}

const count = (text: string, mark: string) => text.split(mark).length - 1

function closed(paragraph: string): string {
  // a list or an underlined heading: the next letter tells
  let text = paragraph.replace(/(^|\n)[ \t]*(?:[-=*+]+|\d+[.)]?)[ \t]*$/, '$1')
  if (count(text, '`') % 2 === 1) return text.endsWith('`') ? text.slice(0, -1) : `${text}\``
  text = text.replace(/!?\[([^\]]*)\]\([^)\s]*$/, '$1').replace(/!?\[([^\]]*)$/, '$1')
  const outside = text.replaceAll(/`[^`]*`/g, '')
  for (const mark of ['**', '~~']) {
    if (count(outside, mark) % 2 === 0) continue
    if (/(\*\*|~~)$/.test(text)) return text.slice(0, -2)
    // a space before the end would keep it from being one
    const end = text.trimEnd()
    return `${end}${mark}${text.slice(end.length)}`
  }
  return text.replace(/(^|[^*])\*$/, '$1')
}

export function completed(text: string): string {
  if (openFence(text)) return text
  const at = lastParagraph(text)
  return text.slice(0, at) + closed(text.slice(at))
}
