/** Calls of JSONPath mode's intrinsic functions: names, numbers of arguments, and literals where only numbers will do. */

interface Signature {
  readonly least: number
  readonly most: number
  /** A literal must be a number. */
  readonly numbers?: true
}

const SIGNATURES: Readonly<Record<string, Signature>> = {
  Array: { least: 0, most: Infinity },
  ArrayContains: { least: 2, most: 2 },
  ArrayGetItem: { least: 2, most: 2 },
  ArrayLength: { least: 1, most: 1 },
  ArrayPartition: { least: 2, most: 2 },
  ArrayRange: { least: 3, most: 3, numbers: true },
  ArrayUnique: { least: 1, most: 1 },
  Base64Decode: { least: 1, most: 1 },
  Base64Encode: { least: 1, most: 1 },
  Format: { least: 1, most: Infinity },
  Hash: { least: 2, most: 2 },
  JsonMerge: { least: 3, most: 3 },
  JsonToString: { least: 1, most: 1 },
  MathAdd: { least: 2, most: 2, numbers: true },
  MathRandom: { least: 2, most: 3, numbers: true },
  StringSplit: { least: 2, most: 2 },
  StringToJson: { least: 1, most: 1 },
  UUID: { least: 0, most: 0 },
}

const SPACE = /\s*/y
const NAME = /States\.(\w+)\(/y
const LITERAL = /'(?:\\[\s\S]|[^'\\])*'|true|false|null/y
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** A path ends at a comma or parenthesis that no bracket or quote of its own encloses. */
const PATH = /\$(?:\[(?:'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"|\((?:[^()]*)\)|[^\]'"])*\]|[^,()[\]\s])*/y

/** Whether the whole of `text` is one call. */
export function isIntrinsic(text: string): boolean {
  let position = 0
  const read = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position
    const found = pattern.exec(text)
    if (found) position += found[0].length
    return found
  }
  const skip = (character: string): boolean => {
    read(SPACE)
    if (text[position] !== character) return false
    position += 1
    return true
  }

  const call = (): boolean => {
    const name = read(NAME)?.[1]
    const signature = name !== undefined && Object.hasOwn(SIGNATURES, name) ? SIGNATURES[name] : undefined
    if (!signature) return false
    let given = 0
    while (!skip(')')) {
      if (given > 0 && !skip(',')) return false
      read(SPACE)
      if (!argument(signature)) return false
      given += 1
    }
    return given >= signature.least && given <= signature.most
  }
  const argument = ({ numbers }: Signature): boolean => {
    if (text.startsWith('States.', position)) return call()
    if (text[position] === '$') return read(PATH) !== null
    return read(NUMBER) !== null || (!numbers && read(LITERAL) !== null)
  }

  return call() && text.slice(position).trim() === ''
}
