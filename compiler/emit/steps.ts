/** `steps.d.ts`: which answers the tasks of each chain take, so that a test that scripts a wrong one is a type error. */
import type { Definition, States } from '../asl.ts'
import type { Placed, Schema } from '../tree.ts'

export interface CompiledChain {
  readonly name: string
  readonly definition: Definition
  /** Which step each state comes from. */
  readonly origins: ReadonlyMap<string, Placed>
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/
const key = (name: string) => (IDENTIFIER.test(name) ? name : `'${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`)

/** The type of the values that a schema describes, as text. */
export function typeText(schema: Schema): string {
  const { anyOf, type } = schema as { anyOf?: readonly Schema[]; type?: string }
  if ('const' in schema) return JSON.stringify(schema['const'])
  if (Array.isArray(schema['enum'])) return (schema['enum'] as readonly unknown[]).map((one) => JSON.stringify(one)).join(' | ')
  if (anyOf) return anyOf.map(typeText).join(' | ')
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type
    case 'integer':
    case 'number':
      return 'number'
    case 'array':
      return `readonly (${typeText((schema['items'] as Schema | undefined) ?? {})})[]`
    case 'object':
      return objectText(schema)
    default:
      return 'unknown'
  }
}

function objectText(schema: Schema): string {
  const { properties, required = [] } = schema as { properties?: Readonly<Record<string, Schema>>; required?: readonly string[] }
  if (!properties) return '{ readonly [name: string]: unknown }'
  const members = Object.entries(properties).map(
    ([name, one]) => `readonly ${key(name)}${required.includes(name) ? '' : '?'}: ${typeText(one)}`,
  )
  return `{ ${members.join('; ')} }`
}

/** What a task can be answered: text of a model, JSON of a model that answers by a schema, or a service's raw result. */
function answerText({ builder }: Placed): string {
  if (builder.kind !== 'bedrockTask') return 'ServiceAnswer'
  return builder.output ? `ModelAnswer<${typeText(builder.output)}>` : 'TextAnswer'
}

/** The tasks of a machine by name, in reading order. */
function stepLines({ definition, origins }: CompiledChain): string[] {
  const tasks = new Set(taskNames(definition))
  return [...origins].flatMap(([state, placed]) => (tasks.has(state) ? [`      ${key(state)}: ${answerText(placed)}`] : []))
}

function taskNames({ States: states }: States): string[] {
  return Object.entries(states).flatMap(([name, state]) => {
    if (state.Type === 'Task') return [name]
    const inner = state.Type === 'Parallel' ? state.Branches : state.Type === 'Map' ? [state.ItemProcessor] : []
    return inner.flatMap(taskNames)
  })
}

/** The text of the file. */
export function stepTypes(compiled: readonly CompiledChain[]): string {
  const chains = compiled.map((chain) => [`    ${key(chain.name)}: {`, ...stepLines(chain), '    }'].join('\n'))
  return [
    '/** Written by the compiler: what the tasks of each chain can be answered in a test. */',
    "import type { ModelAnswer, ServiceAnswer, TextAnswer } from '../compiler/testing/answers.ts'",
    '',
    "declare module '../compiler/testing/answers.ts' {",
    '  interface ChainSteps {',
    ...chains,
    '  }',
    '}',
    '',
  ].join('\n')
}
