/** The source of a chain while it is being written: its imports, prompts and parameters, and values as code. */
import { Names, camel } from './names.ts'
import { NotImported, codeOf, jsonOf, literalText, quote, schemaCode, undescribed } from './symbol.ts'
import type { Ref, RefType, Spread, Value } from './symbol.ts'

/** What compiler/index exports and a chain may use; what the code mentions is imported. */
const EXPORTS = [
  'amazonNova',
  'and',
  'atLeast',
  'atMost',
  'awsTask',
  'bedrockTask',
  'chain',
  'choice',
  'claude',
  'contains',
  'customModel',
  'differs',
  'endsWith',
  'equals',
  'exists',
  'fail',
  'greaterThan',
  'isEmpty',
  'json',
  'jsonata',
  'lambda',
  'lessThan',
  'lists',
  'llama',
  'map',
  'mistral',
  'not',
  'numbers',
  'or',
  'parallel',
  'Passage',
  'prompt',
  'result',
  'retrieve',
  'startsWith',
  'substitution',
  'systemChain',
  'texts',
  'Type',
  'value',
  'wait',
  'when',
  'withDefault',
] as const

/** The strings and comments of TypeScript, which mention nothing. */
const UNREAD = /'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|\/\/.*/g

export const importsOf = (code: string): readonly string[] => {
  const read = code.replaceAll(UNREAD, '')
  return EXPORTS.filter((name) => new RegExp(`(?<![.\\w])${name}(?=[(.)])`).test(read))
}

/** A template literal of TypeScript. */
const template = (text: string): string => `\`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``
/** Text as a prompt has it: braces that would be a variable are none. */
const promptText = (text: string): string => text.replaceAll('{{', '\\{{')

export class Source {
  readonly names = new Names()
  readonly prompts: string[] = []
  readonly params = new Map<string, RefType>()
  /** Parameters that may be absent. */
  readonly optional = new Set<string>()
  readonly substitutions = new Map<string, string>()
  /** What whoever reads the chain should know. */
  readonly remarks = new Set<string>()

  /** A member of what callers send beside the conversation; its type is what it is used as. */
  param(name: string): Ref {
    const code = /^[A-Za-z_]\w*$/.test(name) ? `params.${name}` : `params[${quote(name)}]`
    if (!this.params.has(name)) this.params.set(name, 'unknown')
    const raw = undescribed(code, camel(name))
    return {
      ...raw,
      mayMiss: () => this.optional.add(name),
      typed: (type) => {
        const known = this.params.get(name)
        if (known === 'unknown') this.params.set(name, type)
        return known === 'unknown' || known === type ? { kind: 'ref', code, type, hint: camel(name) } : (raw.typed?.(type) ?? raw)
      },
    }
  }

  substitution(name: string, what: string): string {
    this.substitutions.set(name, what)
    return quote(name)
  }

  /** A text of the machine, in which a deployment put values in the place of `${Name}`. */
  #literal(text: string): string {
    const codes = this.#pieces(text).map(({ code, written }) => code ?? quote(written))
    return codes.length > 1 ? `texts.concat(${codes.join(', ')})` : (codes[0] ?? "''")
  }

  #pieces(text: string): readonly { readonly written: string; readonly code?: string }[] {
    return text.split(/(\$\{[A-Za-z0-9]+\})/).flatMap((written) => {
      if (written === '') return []
      const [, name] = /^\$\{(.+)\}$/.exec(written) ?? []
      if (name === undefined) return [{ written }]
      const known = this.substitutions.get(name)
      return [{ written: name, code: `substitution(${this.substitution(name, known ?? 'a text')})` }]
    })
  }

  #whole(ref: Ref): string {
    if (ref.whole?.remark !== undefined) this.remarks.add(ref.whole.remark)
    return ref.whole ? ref.whole.code((value) => this.value(value)) : codeOf(ref)
  }

  /** A reference to text. */
  #text(value: Value): string {
    if (value.kind === 'unknown') throw new NotImported(value.why)
    if (value.kind === 'ref') {
      const ref = value.type === 'unknown' ? (value.typed?.('string') ?? value) : value
      const code = codeOf(ref)
      if (ref.type === 'number' || ref.type === 'boolean') return `texts.of(${code})`
      if (ref.type !== 'string') return `json.stringify(${this.#whole(ref)})`
      return ref.optional ? `withDefault(${code}, '')` : code
    }
    const known = jsonOf(value)
    if (known !== undefined) return this.#literal(typeof known === 'string' ? known : JSON.stringify(known))
    if (value.kind === 'list' && value.items.length === 1 && value.items[0]?.kind === 'spread')
      return `json.stringify(${this.#whole(value.items[0].of)})`
    return `jsonata(Type.String(), '$string($value)', { value: ${this.value(value)} })`
  }

  /** Code of a text: a literal, a reference, or a prompt with its values. `name`: what the prompt is called. */
  text(value: Value, name: string): string {
    const parts = value.kind === 'text' ? merged(value.parts) : [value]
    const [only] = parts
    if (only === undefined) return "''"
    const written = literalText(only)
    if (parts.length === 1 && (written === undefined || isShort(written))) return this.#text(only)
    const given = new Map<string, string>()
    let text = ''
    const add = (code: string, hint: string) => {
      const known = [...given].find(([, one]) => one === code)?.[0]
      const variable = known ?? unused(hint, given)
      given.set(variable, code)
      // a brace right before a variable would be one of its own
      if (text.endsWith('{')) {
        const brace = unused('brace', given)
        given.set(brace, "'{'")
        text = `${text.slice(0, -1)}{{${brace}}}`
      }
      text += `{{${variable}}}`
    }
    for (const part of parts) {
      const written = literalText(part)
      if (written === undefined) add(this.#text(part), part.kind === 'ref' ? part.hint : 'value')
      else
        for (const piece of this.#pieces(written)) {
          if (piece.code === undefined) text += promptText(piece.written)
          else add(piece.code, camel(piece.written))
        }
    }
    const called = this.names.take(camel(`${name} prompt`))
    this.prompts.push(`const ${called} = prompt(${template(text)})`)
    const values = [...given].map(([variable, code]) => (variable === code ? variable : `${variable}: ${code}`))
    return values.length === 0 ? `${called}()` : `${called}({ ${values.join(', ')} })`
  }

  /** Code of a value, any part of which may be a reference. */
  value(value: Value | Spread): string {
    switch (value.kind) {
      case 'unknown':
        throw new NotImported(value.why)
      case 'literal':
        return typeof value.value === 'string' ? this.#literal(value.value) : JSON.stringify(value.value)
      case 'ref':
        return this.#whole(value)
      case 'spread':
        return this.#whole(value.of)
      case 'text':
        return this.text(value, 'text')
      case 'object': {
        const fields = Object.entries(value.fields).map(
          ([name, one]) => `${/^[A-Za-z_]\w*$/.test(name) ? name : quote(name)}: ${this.value(one)}`,
        )
        return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
      }
      case 'list': {
        const spreads = value.items.filter(({ kind }) => kind === 'spread')
        if (spreads.length === 0) return `[${value.items.map((item) => this.value(item)).join(', ')}]`
        if (value.items.length === 1) return this.value(value.items[0] as Spread)
        if (spreads.length === value.items.length) return `lists.merge(${spreads.map((item) => this.value(item)).join(', ')})`
        const [first, ...others] = value.items
        if (spreads.length === 1 && first?.kind === 'spread')
          return `lists.append(${[first, ...others].map((item) => this.value(item)).join(', ')})`
        throw new NotImported('a list that is put together of several has no short form in the language')
      }
      default:
        return value satisfies never
    }
  }

  /** Code of a reference of that type. */
  ref(value: Value, type: RefType): string {
    if (value.kind === 'unknown') throw new NotImported(value.why)
    if (value.kind === 'list' && value.items.length === 1 && value.items[0]?.kind === 'spread') return value.items[0].of.code
    if (value.kind === 'text' && type === 'string') return this.text(value, 'text')
    if (value.kind !== 'ref') throw new NotImported('it is known before it runs, or put together of several values')
    const ref = value.type === 'unknown' ? (value.typed?.(type) ?? value) : value
    if (ref.type !== type) throw new NotImported(`${ref.code} is a ${ref.type}, and a ${type} is wanted`)
    return codeOf(ref)
  }
}

/** A text that is read well where it is used. */
const isShort = (text: string): boolean => text.length <= 80 && !text.includes('\n')

function unused(wish: string, given: ReadonlyMap<string, string>): string {
  let name = wish
  for (let count = 2; given.has(name); count++) name = `${wish}${count}`
  return name
}

/** Parts inside parts side by side, and literals next to each other as one. */
function merged(parts: readonly Value[]): readonly Value[] {
  const found: Value[] = []
  for (const part of parts.flatMap((one) => (one.kind === 'text' ? merged(one.parts) : [one]))) {
    const [before, written] = [literalText(found.at(-1)), literalText(part)]
    if (before !== undefined && written !== undefined) found[found.length - 1] = { kind: 'literal', value: before + written }
    else found.push(part)
  }
  return found
}

/** The schema of a value, as code. */
export function schemaOfValue(value: Value | Spread): string {
  switch (value.kind) {
    case 'literal':
      return value.value === null ? 'Type.Null()' : schemaCode(typeof value.value as RefType)
    case 'object':
      return `Type.Object({ ${Object.entries(value.fields)
        .map(([name, one]) => `${/^[A-Za-z_]\w*$/.test(name) ? name : quote(name)}: ${schemaOfValue(one)}`)
        .join(', ')} })`
    case 'text':
      return 'Type.String()'
    case 'ref':
      return value.schema ?? schemaCode(value.type)
    case 'list':
    case 'spread':
      return 'Type.Array(Type.Unknown())'
    default:
      return 'Type.Unknown()'
  }
}
