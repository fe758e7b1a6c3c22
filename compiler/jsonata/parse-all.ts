/**
 * Many expressions parsed at once. The library builds its whole grammar anew for every text, which for a short one takes ten
 * times as long as reading it: so all of them are read as the items of one list, and apart only where that cannot be.
 */
import jsonata from 'jsonata'
import { JsonataError } from './expression.ts'
import type { ExpressionTree } from './expression.ts'

const OPEN = '['
const CLOSE = '],\n'

function parseOne(text: string): ExpressionTree | JsonataError {
  try {
    return jsonata(text).ast()
  } catch (error) {
    return new JsonataError(error as ConstructorParameters<typeof JsonataError>[0])
  }
}

/** What the parser makes of `[item, …]`, in that the library's own type says too little. */
interface List {
  readonly type: string
  readonly value: unknown
  readonly position: number
  readonly expressions: readonly ExpressionTree[]
}

/** A list that begins at `position`, and nothing around it: no predicate, grouping, sort or step after it. */
const isListAt = (position: number, tree: unknown): tree is List => {
  const { type, value, position: found } = tree as List
  return type === 'unary' && value === '[' && found === position && Object.keys(tree as List).length === 4
}
const isRange = ({ type, value }: ExpressionTree) => type === 'binary' && value === '..'

/**
 * The trees of `texts` as items of one list, each in a list of its own; undefined where a text does not parse, or could change how
 * its neighbours are read. Where every inner list begins at the place its text was put, every text was read between its own
 * brackets and nowhere else.
 */
function parseTogether(texts: readonly string[]): readonly ExpressionTree[] | undefined {
  let whole: unknown
  try {
    whole = jsonata(`[${texts.map((text) => `${OPEN}${text}`).join(CLOSE)}]]`).ast()
  } catch {
    return undefined
  }
  if (!isListAt(1, whole) || whole.expressions.length !== texts.length) return undefined
  const trees: ExpressionTree[] = []
  let position = OPEN.length + 1
  for (const [index, list] of whole.expressions.entries()) {
    if (!isListAt(position, list) || list.expressions.length !== 1) return undefined
    const [tree] = list.expressions as [ExpressionTree]
    if (isRange(tree)) return undefined
    trees.push(tree)
    position += (texts[index] as string).length + CLOSE.length + OPEN.length
  }
  return trees
}

/**
 * The tree of each text (without `{%` and `%}`), or what is wrong with it. Positions inside the trees, and the numbers
 * the parser gives to what `%` means, are those of the list; those of the errors are right.
 */
export function parseAll(texts: readonly string[]): readonly (ExpressionTree | JsonataError)[] {
  return (texts.length > 1 ? parseTogether(texts) : undefined) ?? texts.map(parseOne)
}
