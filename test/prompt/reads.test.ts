/** What a template reads and what for: everything else can be another text without a change in what is printed. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ITEMS, templateReads } from '../../compiler/prompt/index.ts'
import type { Read } from '../../compiler/prompt/index.ts'
import { randomSample } from './random-prompt.ts'
import { renderReference } from './reference.ts'

const RUNS = Number(process.env['READS_RUNS'] ?? 60)
const SEED = Number(process.env['READS_SEED'] ?? 20_260)

const partials = (name: string): string | undefined =>
  ({ row: '{{role}}{{limit}}{{@root.tone}}', note: '<note>{{xml text}}</note>' })[name]

test.each<[template: string, reads: readonly string[]]>([
  ['{{question}} {{#if tone}}{{this.tone}}{{/if}}', ['text question', 'test tone', 'text tone']],
  ['{{#each messages}}{{role}}: {{../name}}{{/each}}', ['test messages', 'text messages [] role', 'text name']],
  ['{{#each rows as |row i|}}{{row.id}}{{i}}{{/each}}', ['test rows', 'text rows [] id']],
  ['{{rows.[0].id}}{{json rows}}{{join tags}}', ['text rows [] id', 'text rows', 'text tags']],
  ['{{#with page}}{{title}}{{@root.tone}}{{/with}}', ['test page', 'text page title', 'text tone']],
  ['<wish>\n{{xml wish}}\n</wish>', ['data wish']],
  ['<wish>{{wish}}</wish>{{xml wish}}', ['text wish', 'text wish']],
  ['<wish>{{xml wish}}, {{xml tone}}</wish>', ['text wish', 'text tone']],
  ['<wish>{{xml wish}}</tone>', ['text wish']],
  ['{{#each rows}}{{> row limit=../max}}{{/each}}', ['test rows', 'test max', 'text rows [] role', 'text max', 'text tone']],
  ['{{> row page}}{{> note}}', ['test page', 'text page role', 'text page limit', 'text tone', 'data text']],
  ['{{#if', []],
])('%s', (template, reads) => {
  expect(templateReads(template, partials).map(({ path, as }) => [as, ...path].join(' '))).toEqual(reads)
})

/** Every text of a value that no read prints, replaced by another. */
function others(value: unknown, path: readonly string[], reads: readonly Read[], replaced: { count: number }): unknown {
  if (reads.some((read) => read.as !== 'test' && read.path.every((name, index) => name === path[index]))) return value
  if (Array.isArray(value)) return value.map((item) => others(item, [...path, ITEMS], reads, replaced))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, others(one, [...path, name], reads, replaced)]))
  if (typeof value !== 'string' || value === '') return value
  replaced.count += 1
  return `another ${value}`
}

test('what no read prints can be any other text', () => {
  const replaced = { count: 0 }
  fc.assert(
    fc.property(fc.gen(), (g) => {
      const sample = randomSample(g)
      const reads = templateReads(sample.template, (name) => sample.partials[name])
      const plainData = others(sample.plainData, [], reads, replaced) as typeof sample.plainData
      expect(renderReference({ ...sample, plainData })).toBe(renderReference(sample))
    }),
    { numRuns: RUNS, seed: SEED },
  )
  expect(replaced.count).toBeGreaterThan(RUNS)
})
