/** The guide: what it shows compiles, its links lead somewhere, and it leaves out nothing that authors import. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dates, dynamodb, json, lists, numbers, objects, systemChain, texts } from '../../compiler/index.ts'
import { call } from '../cli/io.ts'
import { temporaryProject } from '../support/project.ts'
import { ROOT } from '../support/root.ts'
import { BODIES, RIGHT, TYPES, VALUES } from './snippets.ts'

const guide = readFileSync(join(ROOT, 'compiler/README.md'), 'utf8')

test('every snippet of the guide, of the migration page and of the architecture page compiles, to a machine that AWS takes', async () => {
  const project = temporaryProject(RIGHT, { tools: false })
  const { code, error } = await call(project.root, 'compile')
  const missing = BODIES.filter((name) => !existsSync(join(project.root, `generated/${name}.asl.json`)))
  project.remove()
  expect({ code, error, missing }).toEqual({ code: 0, error: [], missing: [] })
}, 60_000)

describe('the guide', () => {
  /** Whether a name stands in the guide as code. */
  const says = (name: string) => new RegExp(`(?<![\\w.])${name}(?!\\w)`).test(guide)

  test('names everything that authors import', () => {
    expect([...VALUES, ...TYPES].filter((name) => !says(name))).toEqual([])
    expect(VALUES.length + TYPES.length).toBeGreaterThan(70)
  })

  const alphabetically = (one = '', other = '') => (one < other ? -1 : 1)

  test('names every function of values', () => {
    const row = (group: string) => guide.split('\n').find((line) => line.startsWith(`| \`${group}.\` |`)) ?? ''
    const groups = { texts, numbers, lists, objects, dates, json }
    const listed = Object.keys(groups).map((group) => [
      group,
      [...row(group).matchAll(/`(\w+)`/g)].map(([, name]) => name).toSorted(alphabetically),
    ])
    expect(listed).toEqual(
      Object.entries(groups).map(([group, members]) => [group, Object.keys(members).toSorted(alphabetically)]),
    )
    expect(Object.keys(dynamodb).filter((name) => !says(name) && !guide.includes(`dynamodb.${name}`))).toEqual([])
    expect(Object.keys(systemChain).filter((name) => !guide.includes(`| \`systemChain.${name}(`))).toEqual([])
  })

  test('leads through all ten chains', () => {
    const table = readFileSync(join(ROOT, 'chains/examples/README.md'), 'utf8')
    const ten = [...table.matchAll(/^\| \[([\w-]+)\]/gm)].map(([, name]) => name ?? '')
    expect(ten.filter((name) => !guide.includes(`| [${name}](../chains/`))).toEqual([])
    expect(ten).toHaveLength(10)
  })
})

describe.each(['compiler/README.md', 'compiler/MIGRATION.md', 'compiler/ARCHITECTURE.md'])('the links of %s', (file) => {
  const text = readFileSync(join(ROOT, file), 'utf8')
  const links = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link = '']) => link)

  test('lead to files and headings that there are', () => {
    const anchor = (heading: string) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-')
    const headings = new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => `#${anchor(heading)}`))
    const broken = links.filter((link) =>
      link.startsWith('#') ? !headings.has(link) : !existsSync(join(ROOT, dirname(file), link.replace(/#.*/, ''))),
    )
    expect(broken).toEqual([])
    expect(links.length).toBeGreaterThan(0)
  })
})
