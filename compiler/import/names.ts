/** Names for what somebody called in words: steps, variables and prompts of a chain. */

const RESERVED = new Set(
  'and arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in interface let new null or package private protected public return static super switch this throw true try typeof var void while with yield step given failure question messages params session caller chain value map loop not prompt choice when wait fail say result json texts lists numbers objects dates equals exists contains retrieve parallel lambda split cond'.split(
    ' ',
  ),
)

/** `Insert Keywords` as `insertKeywords`, `KB Bypass Policy` as `kbBypassPolicy`. */
export function camel(words: string): string {
  const parts = words
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((part) => part !== '')
  const name = parts
    .map((part, index) => (index === 0 ? part.toLowerCase() : part.charAt(0).toUpperCase() + part.slice(1).toLowerCase()))
    .join('')
  return /^[a-z]/.test(name) ? name : `state${name}`
}

/** `RagGenAI.converse` as `rag-gen-ai-converse`. */
export const kebab = (words: string): string => camel(words).replaceAll(/([A-Z])/g, (letter) => `-${letter.toLowerCase()}`)

/** Gives each name once. */
export class Names {
  readonly #taken = new Set<string>()

  take(wish: string): string {
    const own = RESERVED.has(wish) ? `${wish}Step` : wish
    let name = own
    for (let count = 2; this.#taken.has(name); count++) name = `${own}${count}`
    this.#taken.add(name)
    return name
  }
}
