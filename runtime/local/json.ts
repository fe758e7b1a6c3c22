/** Looking into JSON that somebody else wrote. */

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The text that content holds: a string, or the texts of content blocks. */
export const textOfContent = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : Array.isArray(content)
      ? content.map((block: unknown) => (isObject(block) && typeof block['text'] === 'string' ? block['text'] : '')).join('\n')
      : ''

export const stringAt = (value: unknown, key: string): string =>
  isObject(value) && typeof value[key] === 'string' ? value[key] : ''
