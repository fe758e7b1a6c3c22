/**
 * Names of members: PascalCase in Step Functions' SDK integrations, camelCase on the wire. What is a document (a schema, a tool's
 * input) or a map keeps its own keys.
 */
import { TaskFailure } from '../../engine/index.ts'
import { isObject } from '../json.ts'

/** Members whose value is the caller's own, in camelCase. */
const AS_GIVEN = new Set([
  'json',
  'input',
  'additionalModelRequestFields',
  'additionalModelResponseFields',
  'metadata',
  'requestMetadata',
  'value',
])
/** Maps: their keys are the caller's own, their values are not. */
const MAPS = new Set(['promptVariables'])

const lower = (name: string) => (name === 'EqualsValue' ? 'equals' : name.charAt(0).toLowerCase() + name.slice(1))
const upper = (name: string) => (name === 'equals' ? 'EqualsValue' : name.charAt(0).toUpperCase() + name.slice(1))

/** Arguments of a task as the service's wire has them. Throws for a name that Step Functions does not know. */
export function fromPascal(value: unknown, path = ''): unknown {
  if (Array.isArray(value)) return value.map((item, index) => fromPascal(item, `${path}[${index}]`))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (!/^[A-Z]/.test(key)) {
        throw new TaskFailure(
          'States.Runtime',
          `The field "${path}${key}" is not supported by Step Functions: names of parameters are in PascalCase, "${upper(key)}".`,
        )
      }
      const name = lower(key)
      if (AS_GIVEN.has(name)) return [name, member]
      if (MAPS.has(name) && isObject(member))
        return [
          name,
          Object.fromEntries(Object.entries(member).map(([own, one]) => [own, fromPascal(one, `${path}${key}.${own}.`)])),
        ]
      return [name, fromPascal(member, `${path}${key}.`)]
    }),
  )
}

/** A service's answer as Step Functions shows it. */
export function toPascal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPascal)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [upper(key), AS_GIVEN.has(key) ? member : toPascal(member)]),
  )
}
