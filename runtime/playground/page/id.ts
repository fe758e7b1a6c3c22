/** Ids that nobody else has, also where the browser keeps `crypto.randomUUID` for encrypted pages. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
