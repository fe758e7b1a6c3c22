/** Answers that break their promise: values that a schema does not describe, and texts that are no JSON of it. */
import type { Json } from '../asl.ts'
import type { Schema } from '../tree.ts'
import { plainOf, shown } from './samples.ts'
import type { Sample } from './samples.ts'

type Members = Readonly<Record<string, Json>>

/** A value of another type, which somebody in a hurry would take for the right one. */
function otherType({ type, enum: values, anyOf }: { type?: string; enum?: readonly Json[]; anyOf?: readonly Schema[] }): Json {
  if (values) return 'something else'
  if (anyOf) return { kind: 'something else' }
  switch (type) {
    case 'string':
      return 7
    case 'integer':
    case 'number':
      return '7'
    case 'boolean':
      return 'true'
    case 'array':
      return {}
    case 'object':
      return 'an object'
    default:
      return null
  }
}

/** Values that the schema does not describe, near the plainest that it does. */
export function wrongValues(schema: Schema): readonly Sample[] {
  const plain = plainOf(schema)
  const { properties = {}, required = [] } = schema as {
    properties?: Readonly<Record<string, Schema>>
    required?: readonly string[]
  }
  const other = otherType(schema)
  const whole: Sample[] = [
    { value: other, what: `is ${shown(other)}` },
    { value: null, what: 'is null' },
    { value: [plain], what: 'is in a list' },
  ]
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) return whole
  const members = plain as Members
  const fields = Object.entries(properties).flatMap(([name, field]): Sample[] => {
    const { [name]: _, ...rest } = members
    const wrong = otherType(field)
    return [
      ...(required.includes(name) ? [{ value: rest, what: `lacks "${name}"` }] : []),
      { value: { ...members, [name]: wrong }, what: `has "${name}" that is ${shown(wrong)}` },
      { value: { ...members, [name]: null }, what: `has "${name}" that is null` },
    ]
  })
  return [...whole, ...fields]
}

/** Texts in place of JSON of the schema: some hold it, and may be read or not. */
export function wrongTexts(schema: Schema): readonly { readonly text: string; readonly what: string }[] {
  const json = JSON.stringify(plainOf(schema))
  return [
    { text: '', what: 'is empty' },
    { text: 'I cannot help with that.', what: 'is no JSON' },
    { text: `\`\`\`json\n${json}\n\`\`\``, what: 'is in a fence' },
    { text: `Here it is: ${json} I hope that helps.`, what: 'is among words' },
    { text: json.slice(0, -1), what: 'is cut off' },
    { text: `${json}${json}`, what: 'is said twice' },
    { text: `{"a": ${json}`, what: 'is cut off inside an object' },
  ]
}
