/** The names that a template's type says it reads: the type checker holds them to be exactly these, and the compiler finds the same. */
import { describe, expect, test } from 'vitest'
import type { TemplateVariables } from '../../compiler/language/template-variables.ts'
import { templateVariables } from '../../compiler/prompt/index.ts'

interface Reading {
  readonly template: string
  readonly names: readonly string[]
}

/** A missing name and one too many are type errors. */
const reads = <const T extends string>(
  template: T,
  names: [TemplateVariables<T>] extends [never] ? readonly [] : Readonly<Record<TemplateVariables<T>, 'read'>>,
): Reading => ({ template, names: Object.keys(names) })

const cases: Readonly<Record<string, Reading>> = {
  'no variable': reads('Be brief.', []),
  'the empty template': reads('', []),
  'a variable': reads('{{question}}', { question: 'read' }),
  'a variable twice': reads('{{a}} and {{a}}', { a: 'read' }),
  'variables side by side': reads('{{a}}{{b}}', { a: 'read', b: 'read' }),
  'spaces and line ends': reads('{{ a }}\n{{\n  b\n}}', { a: 'read', b: 'read' }),
  'three braces': reads('{{{a}}} {{b}}', { a: 'read', b: 'read' }),
  'white-space control': reads('x {{~a~}} {{~#if b~}} y {{~/if~}}', { a: 'read', b: 'read' }),
  'a path': reads('{{person.name.first}}', { person: 'read' }),
  'a path of this': reads('{{this.person.name}}', { person: 'read' }),
  'JSON around variables': reads('{"q": "{{question}}", "n": {"of": 1}}', { question: 'read' }),
  'a comment': reads('{{! {a} }}{{!-- {{b}} }} --}}{{c}}', { c: 'read' }),
  'a comment with white-space control': reads('{{~!-- {{b}} --}}{{c}}', { c: 'read' }),
  if: reads('{{#if a}}{{b}}{{/if}}', { a: 'read', b: 'read' }),
  'if and else': reads('{{#if a}}{{b}}{{else}}{{c}}{{/if}}{{d}}', { a: 'read', b: 'read', c: 'read', d: 'read' }),
  'else if': reads('{{#if a}}{{b}}{{else if c}}{{d}}{{else}}{{e}}{{/if}}', {
    a: 'read',
    b: 'read',
    c: 'read',
    d: 'read',
    e: 'read',
  }),
  'the other else': reads('{{#if a}}x{{^}}{{b}}{{/if}}', { a: 'read', b: 'read' }),
  unless: reads('{{#unless a}}{{b}}{{/unless}}', { a: 'read', b: 'read' }),
  'each: what is inside belongs to the item': reads('{{#each messages}}{{role}}: {{content}}{{/each}}', { messages: 'read' }),
  'each of a path': reads('{{#each a.b}}{{c}}{{/each}}', { a: 'read' }),
  'this and data variables': reads('{{#each a}}{{this}} {{@index}} {{#unless @last}},{{/unless}}{{/each}}', { a: 'read' }),
  'each, else: outside again': reads('{{#each a}}{{b}}{{else}}{{c}}{{/each}}', { a: 'read', c: 'read' }),
  'each, then outside again': reads('{{#each a}}{{b}}{{/each}} {{c}}', { a: 'read', c: 'read' }),
  'each in each': reads('{{#each a}}{{#each b}}{{c}}{{/each}}{{d}}{{/each}}{{e}}', { a: 'read', e: 'read' }),
  'one level up': reads('{{#each a}}{{../b}}{{/each}}', { a: 'read', b: 'read' }),
  'two levels up': reads('{{#each a}}{{#each b}}{{../c}}{{../../d}}{{/each}}{{/each}}', { a: 'read', d: 'read' }),
  'one level up, out of an if': reads('{{#each a}}{{#if b}}{{../c}}{{/if}}{{/each}}', { a: 'read', c: 'read' }),
  'one level up, in the condition': reads('{{#each a}}{{#if ../b}}{{c}}{{/if}}{{/each}}', { a: 'read', b: 'read' }),
  'each of what is one level up': reads('{{#each a}}{{#each ../b}}{{c}}{{/each}}{{/each}}', { a: 'read', b: 'read' }),
  with: reads('{{#with person}}{{name}}{{else}}{{nobody}}{{/with}}', { person: 'read', nobody: 'read' }),
  'a helper': reads('{{json a}} {{join tags ", "}} {{xml b.c}}', { a: 'read', tags: 'read', b: 'read' }),
  'a helper in each': reads('{{#each a}}{{json this}} {{join b "-"}}{{/each}}', { a: 'read' }),
  'eq in a condition': reads('{{#if (eq tone "warm")}}{{a}}{{/if}}', { tone: 'read', a: 'read' }),
  'a helper of a helper': reads('{{xml (json a)}}', { a: 'read' }),
  literals: reads('{{join a "b c"}} {{json 12}} {{json true}} {{json null}}', { a: 'read' }),
  'quotes of both kinds': reads(`{{join a "it's"}} {{join b 'x "y" z'}} {{c}}`, { a: 'read', b: 'read', c: 'read' }),
  'block parameters': reads('{{#each a as |item|}}{{item.b}}{{/each}}{{c}}', { a: 'read', c: 'read' }),
  'the whole, from within': reads('{{#each a}}{{@root.b.c}}{{/each}}', { a: 'read', b: 'read' }),
  'helpers three deep': reads('{{#if (eq (json a) "{}")}}{{b}}{{/if}}', { a: 'read', b: 'read' }),
  'a literal with a separator of names in it': reads('{{join tags " and "}}', { tags: 'read' }),
}

// The harness refuses what is wrong: without an error on the next line the type checker complains.
// @ts-expect-error -- a name is missing
reads('{{a}} {{b}}', { a: 'read' })
// @ts-expect-error -- a name too many
reads('{{a}}', { a: 'read', b: 'read' })
// @ts-expect-error -- a name too many where there is none
reads('Be brief.', { a: 'read' })

/** What a partial reads is known to its file alone: then every name is taken. */
const withPartial: string extends TemplateVariables<'{{> rules}} {{a}}'> ? true : false = true
const ofAnyText: string extends TemplateVariables<string> ? true : false = true

describe('the names in a template, by its type', () => {
  test.each(Object.entries(cases))('%s', (_, { template, names }) => {
    expect(templateVariables(template).toSorted()).toEqual(names.toSorted())
  })

  test('are any names where the template has a partial, or is not written out', () => {
    expect([withPartial, ofAnyText]).toEqual([true, true])
  })
})
