/** Writes the module that takes the place of `validators.ts` in the bundle: the code ajv compiles the schemas to. */
import standalone from 'ajv/dist/standalone/index.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Manifest } from '../../compiler/contract.ts'
import { AJV_OPTIONS } from '../validators.ts'
import { allSchemas } from './all-schemas.ts'

export function validatorsModule(manifests: readonly Manifest[]): string {
  const { shared, fixed, ...byChain } = allSchemas(manifests)
  const ajv = new Ajv2020({ ...AJV_OPTIONS, code: { source: true, esm: true, lines: false } })
  for (const [id, schema] of Object.entries(shared)) ajv.addSchema(schema, id)
  const exported: Record<string, string> = {}
  const known = new Map<string, string>()
  /** Chains often have the same form, such as no params at all: its code is there once. */
  const add = (name: string, schema: unknown) => {
    const same = known.get(JSON.stringify(schema))
    if (same !== undefined) return same
    known.set(JSON.stringify(schema), name)
    const id = `schema${Object.keys(exported).length}`
    ajv.addSchema(schema as object, id)
    exported[name] = id
    return name
  }
  const single = Object.entries(fixed).map(([name, schema]) => `${name}: ${add(`check_${name}`, schema)}`)
  const maps = Object.entries(byChain).map(([kind, schemas]) => {
    const entries = Object.entries(schemas).map(
      ([name, schema], index) => `[${JSON.stringify(name)}, ${add(`check_${kind}_${index}`, schema)}]`,
    )
    return `${kind}: new Map([${entries.join(', ')}])`
  })
  const code = standalone.default(ajv, exported)
  return `${code}\nexport const validatorsFor = () => ({ ${[...single, ...maps].join(', ')} })\n`
}
