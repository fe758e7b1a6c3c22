/**
 * How each thing a template can say is written as JSONata (2.0.6), one rule each. `x`, `list` and the like are atoms: code
 * that can stand next to any operator. What a rule gives may be a bare operator, and stands where a comma or parenthesis ends it.
 */
import { textLiteral } from './literal.ts'

export const rules = {
  /** A variable of the expression, one per depth of `{{#each}}`: an inner block reads the outer one's too. `mark` keeps it apart from given ones. */
  variable: (name: string, mark: string, depth: number) => `$${name}${mark}${String(depth)}`,

  // Text. One `$join` however many parts: a chain of n `&` would be n deep, and AWS stops near 100.
  join: (parts: readonly string[]) => (parts.length === 1 ? (parts[0] as string) : `$join([${parts.join(', ')}])`),

  // {{x}} by type
  printText: (x: string) => x,
  printScalar: (x: string) => `$string(${x})`,
  /** A message's content: its text, or that of its blocks, `{text}` or `{type: 'text', text}`. */
  printContent: (x: string) =>
    `($type(${x}) = "string" ? ${x} : $join([${x}[$not($exists($.type)) or $.type = "text"].text], "\\n"))`,

  // {{#if x}} by type
  textIsTrue: (x: string) => `${x} != ""`,
  numberIsTrue: (x: string) => `${x} != 0`,
  booleanIsTrue: (x: string) => `${x} = true`,
  scalarIsTrue: (x: string) => `$boolean(${x})`,
  listIsTrue: (x: string) => `$count(${x}) > 0`,
  objectIsTrue: () => 'true',

  // What may be missing or null
  isThere: (x: string) => `$exists(${x})`,
  isNotNull: (x: string) => `${x} != null`,
  both: (first: string, second: string) => `${first} and ${second}`,

  // Blocks
  choose: (condition: string, then: string, otherwise: string) => `${condition} ? ${then} : ${otherwise}`,
  each: (list: string, parameters: readonly string[], body: string) =>
    `$join($map(${list}, function(${parameters.join(', ')}) { ${body} }))`,
  isFirst: (index: string) => `(${index} = 0)`,
  isLast: (index: string, list: string) => `(${index} = $count(${list}) - 1)`,

  // Paths
  element: (list: string, index: number) => `(${list})[${String(index)}]`,
  length: (list: string) => `$count(${list})`,
  /** Nothing, not 0, for a list that is missing or null. */
  lengthIfThere: (list: string) => `($exists(${list}) and ${list} != null ? $count(${list}))`,

  // Helpers
  json: (x: string) => `$string(${x})`,
  /** `$string` leaves a text as it is, but writes it as JSON within a list, whose brackets are then cut off. */
  jsonText: (x: string, text: string) => `(${text} := $string([${x}]); $substring(${text}, 1, $length(${text}) - 2))`,
  isText: (x: string) => `$type(${x}) = "string"`,
  xml: (x: string) =>
    [
      ['&', '&amp;'],
      ['<', '&lt;'],
      ['>', '&gt;'],
      ['"', '&quot;'],
      ["'", '&apos;'],
    ].reduce((code, [mark, entity]) => `$replace(${code}, ${textLiteral(mark as string)}, "${entity as string}")`, x),
  joinList: (list: string, item: string, printed: string, separator: string) =>
    `$join([$map(${list}, function(${item}) { ${printed} })], ${separator})`,
  joinTexts: (list: string, separator: string) => `$join(${list}, ${separator})`,
  equals: (x: string, literal: string) => `(${x} = ${literal})`,

  /** Every line indented, but for an empty last one: what Handlebars does to a partial that stands alone on its line. */
  indent: (x: string, indent: string, text: string) => {
    const indented = `${textLiteral(indent)} & $replace(${text}, "\\n", ${textLiteral(`\n${indent}`)})`
    const cut = `$substring(${indented}, 0, $length(${indented}) - ${String(indent.length)})`
    return `(${text} := ${x}; ${text} = "" or $substring(${text}, -1) = "\\n" ? ${cut} : ${indented})`
  },
}

export type Rules = typeof rules
