/**
 * Handlebars itself is the judge: random templates, over values of random types, print the same through it and compiled.
 * `PROMPT_RUNS` sets how many (default 400), `PROMPT_SEED` which. Known differences are refused, or kept out of the values:
 * numbers of 15 and more significant digits.
 */
import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import Handlebars from 'handlebars'
import { afterAll, expect, test } from 'vitest'
import { templateVariables } from '../../compiler/prompt/index.ts'
import type { LoweredPrompt } from '../../compiler/prompt/index.ts'
import { rules } from '../../compiler/prompt/rules.ts'
import type { Rules } from '../../compiler/prompt/rules.ts'
import { randomSample } from './random-prompt.ts'
import type { Sample } from './random-prompt.ts'
import { lowerSample, renderLowered, renderReference } from './reference.ts'

const RUNS = Number(process.env['PROMPT_RUNS'] ?? 400)
const SEED = Number(process.env['PROMPT_SEED'] ?? 20_260)

interface Judged {
  readonly sample: Sample
  readonly lowered: LoweredPrompt
  readonly expected: string
}
const judged: Judged[] = []
const set = { discarded: 0 }

/** Where a path leads depends on the values, or the local evaluator takes parts evaluated side by side for nested ones. */
const UNSURE = /leads depends on the values/
const TOO_MANY_AT_ONCE = /Stack overflow error: .* Depth=/

async function printed(sample: Sample, by: Rules): Promise<unknown> {
  try {
    return await renderLowered(lowerSample(sample, by), sample.data)
  } catch (error) {
    return error
  }
}

test(
  'a compiled template prints what Handlebars prints',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const sample = randomSample(g)
        const lowered = lowerSample(sample, rules)
        const unsure = lowered.kind === 'refused' && lowered.problems.every(({ message }) => UNSURE.test(message))
        const actual = await printed(sample, rules)
        if (unsure || (actual instanceof Error && TOO_MANY_AT_ONCE.test(actual.message))) {
          set.discarded += 1
          fc.pre(false)
        }
        const expected = renderReference(sample)
        judged.push({ sample, lowered, expected })
        const read = new Set(templateVariables(sample.template, (name) => sample.partials[name]))
        const values = Object.fromEntries(Object.entries(sample.values).filter(([name]) => read.has(name)))
        expect(lowerSample({ ...sample, values }, rules)).toEqual(lowered)
        expect({ sample, printed: actual }).toEqual({ sample, printed: expected })
      }),
      { numRuns: RUNS, seed: SEED, interruptAfterTimeLimit: 15_000 + RUNS * 20 },
    )
    const nested = judged.filter(({ sample }) => shapeOf(sample).nesting >= 2).length
    expect(nested / judged.length).toBeGreaterThan(0.5)
  },
  30_000 + RUNS * 40,
)

// Each rule broken in turn: something among the templates above must notice.

const broken: { readonly [rule in keyof Rules]: Rules[rule] } = {
  join: (parts) => rules.join(parts.toReversed()),
  variable: (name, mark) => `$${name}${mark}`,
  printText: (x) => `$trim(${x})`,
  printScalar: (x) => `$substring($string(${x}), 0, 3)`,
  printContent: (x) => `($type(${x}) = "string" ? ${x} : $join([${x}.text], " "))`,
  textIsTrue: (x) => `$exists(${x})`,
  numberIsTrue: (x) => `${x} > 0`,
  booleanIsTrue: (x) => `$exists(${x})`,
  scalarIsTrue: (x) => `${x} != ""`,
  listIsTrue: (x) => `$boolean(${x})`,
  objectIsTrue: () => 'false',
  isThere: () => 'true',
  isNotNull: () => 'true',
  both: (first, second) => `${first} or ${second}`,
  choose: (condition, then, otherwise) => `${condition} ? ${otherwise} : ${then}`,
  each: (list, parameters, body) => `$join($map($reverse(${list}), function(${parameters.join(', ')}) { ${body} }))`,
  isFirst: (index) => `(${index} = 1)`,
  isLast: (index, list) => `(${index} = $count(${list}))`,
  element: (list, index) => `(${list})[${String(index + 1)}]`,
  length: (list) => `($count(${list}) + 1)`,
  lengthIfThere: (list) => `$count(${list})`,
  json: (x) => `$string(${x}, true)`,
  jsonText: (x) => `("\\"" & ${x} & "\\"")`,
  isText: (x) => `$type(${x}) = "number"`,
  xml: (x) => `$replace($replace(${x}, "<", "&lt;"), "&", "&amp;")`,
  joinList: (list, item, text, separator) => rules.joinList(`$reverse(${list})`, item, text, separator),
  joinTexts: (list, separator) => `$join($reverse(${list}), ${separator})`,
  equals: (x, literal) => `(${x} != ${literal})`,
  indent: (x, indent) => `"${indent.replaceAll('\t', '\\t')}" & (${x})`,
}

test('a broken rule does not pass: each, broken alone, makes some of these templates print something else', async () => {
  const unnoticed: string[] = []
  for (const name of Object.keys(broken) as (keyof Rules)[]) {
    const faulty: Rules = { ...rules, [name]: broken[name] }
    let noticed = false
    for (const { sample, lowered, expected } of judged) {
      const changed = lowerSample(sample, faulty)
      if (isDeepStrictEqual(changed, lowered)) continue
      const actual = await printed(sample, faulty)
      noticed = typeof actual === 'string' && actual !== expected
      if (noticed) break
    }
    if (!noticed) unnoticed.push(name)
  }
  expect(unnoticed).toEqual([])
})

afterAll(() => {
  const shapes = judged.map(({ sample }) => shapeOf(sample))
  const kinds = new Map<string, number>()
  for (const kind of shapes.flatMap(({ kinds }) => kinds)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  const count = (nesting: number): string => `${nesting}: ${shapes.filter((shape) => shape.nesting === nesting).length}`
  const nested = shapes.filter(({ nesting }) => nesting >= 2).length
  console.log(
    [
      `${judged.length} templates (${set.discarded} discarded), ${nested} nest two blocks or more`,
      `deepest nesting of blocks  ${[0, 1, 2, 3, 4, 5].map(count).join('  ')}`,
      `kinds  ${[...kinds]
        .sort(([, a], [, b]) => b - a)
        .map(([kind, times]) => `${kind}: ${times}`)
        .join('  ')}`,
    ].join('\n'),
  )
})

/** The kinds of nodes in a template and its partials, and how deep its blocks nest (`{{else if}}` is no nesting). */
function shapeOf({ template, partials }: Sample): { readonly nesting: number; readonly kinds: readonly string[] } {
  const kinds: string[] = []
  let nesting = 0
  class Look extends Handlebars.Visitor {
    depth = 0
    override BlockStatement(block: hbs.AST.BlockStatement): void {
      const isChained = (block.inverse as { chained?: boolean } | undefined)?.chained === true
      kinds.push(`#${block.path.original}`, ...(block.inverse ? [isChained ? 'else if' : 'else'] : []))
      this.depth += 1
      nesting = Math.max(nesting, this.depth)
      this.acceptArray(block.params)
      if (block.program) this.accept(block.program)
      if (isChained) this.depth -= 1
      if (block.inverse) this.accept(block.inverse)
      if (!isChained) this.depth -= 1
    }
    override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
      kinds.push(mustache.params.length > 0 ? `${(mustache.path as hbs.AST.PathExpression).original}()` : '{{x}}')
      super.MustacheStatement(mustache)
    }
    override PartialStatement(partial: hbs.AST.PartialStatement): void {
      kinds.push(partial.indent ? 'indented partial' : 'partial')
      super.PartialStatement(partial)
    }
    override CommentStatement(): void {
      kinds.push('comment')
    }
    override PathExpression(path: hbs.AST.PathExpression): void {
      if (path.data) kinds.push(path.parts[0] === 'root' ? '@root' : `@${path.parts[0]}`)
      else if (path.depth > 0) kinds.push('../')
      else if (path.parts.length === 0) kinds.push('this')
    }
  }
  for (const text of [template, ...Object.values(partials)]) new Look().accept(Handlebars.parse(text))
  return { nesting, kinds }
}
