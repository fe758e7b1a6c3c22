/** The examples as a whole: what their README says of them, and that none of their states only moves data. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Definition, States } from '../../compiler/asl.ts'

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
const rows = [...read('chains/examples/README.md').matchAll(/^\| \[([\w-]+)\]\((\S+)\) \|.*\| (\d+) \|$/gm)]

/** Every state, those inside branches and items included. */
const allStates = ({ States: states }: States): readonly (readonly [string, States['States'][string]])[] =>
  Object.entries(states).flatMap(([name, state]) => {
    const inner = state.Type === 'Parallel' ? state.Branches : state.Type === 'Map' ? [state.ItemProcessor] : []
    return [[name, state] as const, ...inner.flatMap(allStates)]
  })

describe('the ten chains', () => {
  it('are ten', () => expect(rows).toHaveLength(10))

  it('are shown, each with what is to be seen in words', () => {
    const pictures = [...read('chains/examples/README.md').matchAll(/!\[([^\]]{40,})\]\(\.\.\/\.\.\/generated\/([\w-]+)\.svg\)/g)]
    expect(pictures.map(([, , name]) => name)).toEqual(rows.map(([, name]) => name))
  })

  it.each(rows.map(([, name, file, states]) => ({ name, file, states })))(
    '$name has $states states and no needless Pass',
    ({ name, file, states }) => {
      expect(read(`chains/examples/${file}`)).toContain(`'${name}'`)
      const all = allStates(JSON.parse(read(`generated/${name}.asl.json`)) as Definition)
      expect(all).toHaveLength(Number(states))
      expect(
        all.flatMap(([state, { Type }]) => (Type === 'Pass' ? [state] : [])).filter((state) => !state.endsWith('.start')),
      ).toEqual([])
    },
  )
})
