import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { lowerPrompt } from '../../compiler/prompt/index.ts'
import type { Value } from '../../compiler/prompt/index.ts'

const value = (schema: unknown): Value => ({ code: '$x', schema })
const values: Readonly<Record<string, Value>> = {
  question: value(Type.String()),
  words: value(Type.Array(Type.String())),
  rows: value(Type.Array(Type.Array(Type.Number()))),
  items: value(Type.Array(Type.Object({ name: Type.String(), kind: Type.Union([Type.Literal('a'), Type.Literal('b')]) }))),
  gaps: value(Type.Array(Type.Union([Type.String(), Type.Null()]))),
  page: value(Type.Object({ title: Type.String(), 'list or text': Type.Union([Type.String(), Type.Array(Type.String())]) })),
  anything: value(Type.Unknown()),
  body: value({ format: 'message-content' }),
}
const partials: Readonly<Record<string, string>> = {
  wrong: 'a\n {{questoin}}',
  up: '{{../question}}',
  open: '\n{{#if question}}',
  self: '{{> other}}',
  other: '{{> self}}',
}

const told = (template: string): readonly string[] => {
  const lowered = lowerPrompt(template, values, (name) => partials[name])
  return lowered.kind === 'refused'
    ? lowered.problems.map(({ line, column, message, remedy }) => `${String(line)}:${String(column)}  ${message} ${remedy}`)
    : [lowered.kind]
}
const toldEach = (templates: readonly string[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(templates.map((template) => [template, told(template)]))

test('a name that is not there', () => {
  expect(
    toldEach([
      'a\n  {{questoin}}',
      '{{zebra}}',
      '{{page.titel}}',
      '{{question.x}}',
      '{{#each items}}{{nmae}}{{/each}}',
      '{{#each items as |item|}}{{item.nme}}{{/each}}',
      '{{#each items}}{{question}}{{/each}}',
      '{{#each words}}{{question}}{{/each}}',
      '{{words.first}}',
      '{{anything.x}}',
      '{{body.x}}',
      '{{page.[list or text].[0]}}',
    ]),
  ).toEqual({
    'a\n  {{questoin}}': [
      '2:5  The prompt is given nothing called questoin. Did you mean question? It is given: question, words, rows, items, gaps, page, anything, body.',
    ],
    '{{zebra}}': [
      '1:3  The prompt is given nothing called zebra. It is given: question, words, rows, items, gaps, page, anything, body.',
    ],
    '{{page.titel}}': ['1:3  page has no field titel. Did you mean title? Its fields: title, list or text.'],
    '{{question.x}}': ['1:3  question is text, so it has no field x. Print it whole, or read another value.'],
    '{{#each items}}{{nmae}}{{/each}}': ['1:18  An item of items has no field nmae. Did you mean name? Its fields: name, kind.'],
    '{{#each items as |item|}}{{item.nme}}{{/each}}': ['1:28  item has no field nme. Did you mean name? Its fields: name, kind.'],
    '{{#each items}}{{question}}{{/each}}': [
      '1:18  An item of items has no field question. A block reads its own context only: for the value around it write ../question. Its fields: name, kind.',
    ],
    '{{#each words}}{{question}}{{/each}}': [
      '1:18  An item of words is text, so it has no field question. A block reads its own context only: for the value around it write ../question.',
    ],
    '{{words.first}}': [
      '1:3  words is a list, so it has no field first. Go through it with {{#each}}, take one item with words.[0], or count them with words.length.',
    ],
    '{{anything.x}}': [
      '1:3  The schema does not say what anything holds, so x in it cannot be checked. Give anything a schema, or print it whole with {{json}}.',
    ],
    '{{body.x}}': ["1:3  body is a message's content, so it has no field x. Print it whole, or read another value."],
    '{{page.[list or text].[0]}}': [
      '1:3  page.[list or text] is text or a list, so it has no field 0. Print it whole, or read another value.',
    ],
  })
})

test('a value where its type cannot stand', () => {
  expect(
    toldEach([
      '{{words}}',
      '{{page}}',
      '{{anything}}',
      '{{page.[list or text]}}',
      '{{#if anything}}{{/if}}',
      '{{#if page.[list or text]}}{{/if}}',
      '{{#each question}}{{x}}{{/each}}',
      '{{#each page.[list or text]}}{{x}}{{/each}}',
      '{{#each page}}{{/each}}',
      '{{#with words}}{{x}}{{/with}}',
      '{{#each gaps}}{{this}}{{/each}}',
      '{{this}}',
      '{{json @root}}',
      '{{join items}}',
      '{{join question}}',
      '{{#each items}}{{eq kind "c"}}{{eq name 1}}{{/each}}',
    ]),
  ).toEqual({
    '{{words}}': ['1:3  words is a list, which has no text of its own. Use {{#each words}}, {{join words}} or {{json words}}.'],
    '{{page}}': ['1:3  page is an object, which has no text of its own. Print one of its fields, or use {{json page}}.'],
    '{{anything}}': [
      '1:3  The schema does not say what anything is, so it cannot be printed. Use {{json anything}}, or give it a schema.',
    ],
    '{{page.[list or text]}}': [
      '1:3  page.[list or text] may be text or a list, which has no text of its own. Use {{json page.[list or text]}}, or give it one type.',
    ],
    '{{#if anything}}{{/if}}': ['1:7  The schema does not say what anything is, so it cannot be tested. Give it a schema.'],
    '{{#if page.[list or text]}}{{/if}}': [
      '1:7  page.[list or text] may be text or a list, which cannot be tested as one. Test a field of it, or give it one type.',
    ],
    '{{#each question}}{{x}}{{/each}}': [
      '1:9  {{#each}} goes through a list; question is text. Give it a list, or read the value without {{#each}}.',
    ],
    '{{#each page.[list or text]}}{{x}}{{/each}}': [
      '1:9  {{#each}} goes through a list; page.[list or text] is text or a list. Give it a list, or read the value without {{#each}}.',
    ],
    '{{#each page}}{{/each}}': [
      '1:9  {{#each}} goes through a list; page is an object. Give it a list, or read the value without {{#each}}.',
    ],
    '{{#with words}}{{x}}{{/with}}': [
      '1:9  {{#with}} opens an object; words is a list. Use {{#if}} to test it and its own name to print it.',
    ],
    '{{#each gaps}}{{this}}{{/each}}': [
      '1:17  this may be null here, which Handlebars prints as [object Object]. Name the item, {{#each items as |item|}}, and use {{item}}.',
    ],
    '{{this}}': ['1:3  this stands for all the values of the template, not for one. Name the value.'],
    '{{json @root}}': ['1:8  @root stands for all the values of the template, not for one. Name the value.'],
    '{{join items}}': [
      '1:3  join prints a list of texts, numbers or booleans; items is a list of something else. Use {{#each}}, or {{json}}.',
    ],
    '{{join question}}': ['1:3  join prints a list of texts, numbers or booleans; question is text. Use {{#each}}, or {{json}}.'],
    '{{#each items}}{{eq kind "c"}}{{eq name 1}}{{/each}}': [
      '1:18  kind is never "c". Did you mean "a"? It is one of "a", "b".',
      '1:33  name is never 1. It is text.',
    ],
  })
})

test('a path that leads nowhere, or no one can say where', () => {
  expect(
    toldEach([
      '{{../question}}',
      '{{#if question}}{{../question}}{{/if}}',
      '{{#each rows}}{{#each this}}{{../../question}}{{/each}}{{/each}}',
      '{{#each items}}{{#each ../items}}{{../name}}{{/each}}{{/each}}',
      '{{#with page}}{{#with this}}{{../title}}{{/with}}{{/with}}',
      '{{@index}}',
      '{{#each words}}{{@../index}}{{/each}}',
      '{{#each words}}{{@key}}{{/each}}',
      '{{> up}}',
    ]),
  ).toEqual({
    '{{../question}}': [
      '1:3  ../question climbs out of the template. Remove one ../: {{#if}} and {{#unless}} have no context of their own.',
    ],
    '{{#if question}}{{../question}}{{/if}}': [
      '1:19  ../question climbs out of the template. Remove one ../: {{#if}} and {{#unless}} have no context of their own.',
    ],
    '{{#each rows}}{{#each this}}{{../../question}}{{/each}}{{/each}}': [
      '1:31  Where ../../question leads depends on the values: Handlebars skips a context that equals the one around it. Name what you go through, {{#each items as |item|}}, and read it by that name; or read an outer value with @root.',
    ],
    '{{#each items}}{{#each ../items}}{{../name}}{{/each}}{{/each}}': [
      '1:36  Where ../name leads depends on the values: Handlebars skips a context that equals the one around it. Name what you go through, {{#each items as |item|}}, and read it by that name; or read an outer value with @root.',
    ],
    '{{#with page}}{{#with this}}{{../title}}{{/with}}{{/with}}': [
      '1:31  Where ../title leads depends on the values: Handlebars skips a context that equals the one around it. Name what you go through, {{#each items as |item|}}, and read it by that name; or read an outer value with @root.',
    ],
    '{{@index}}': ['1:3  @index is read outside the {{#each}} it belongs to. Use it inside the block.'],
    '{{#each words}}{{@../index}}{{/each}}': [
      '1:18  @../index is read outside the {{#each}} it belongs to. Use it inside the block.',
    ],
    '{{#each words}}{{@key}}{{/each}}': [
      '1:18  @key is not known here. There are @index, @first and @last inside {{#each}}, and @root.',
    ],
    '{{> up}}': [
      '1:1  In the partial up, 1:3: ../question climbs out of the partial. A partial sees its own context only: pass the value, {{> name value=value}}, or read it with @root.',
    ],
  })
})

test('a tag that cannot be compiled', () => {
  expect(
    toldEach([
      '{{jsn question}}',
      '{{question words}}',
      '{{json}}',
      '{{if question}}',
      '{{each}}',
      '{{json question words}}',
      '{{json question indent=2}}',
      '{{eq question}}',
      '{{eq question words}}',
      '{{lookup words 0}}',
      '{{log question}}',
      '{{"text"}}',
      '{{json null}}',
      '{{#question}}{{/question}}',
      '{{^words}}{{/words}}',
      '{{#json question}}{{/json}}',
      '{{{{raw}}}}{{x}}{{{{/raw}}}}',
      '{{#if}}{{/if}}',
      '{{#if question words}}{{/if}}',
      '{{#if question includeZero=true}}{{/if}}',
      '{{#if question as |q|}}{{/if}}',
      '{{#each words as |a b c|}}{{/each}}',
      '{{#> other}}{{/other}}',
      '{{* decorate}}',
    ]),
  ).toEqual({
    '{{jsn question}}': [
      '1:3  There is no helper jsn. Did you mean json? There are: json, xml, join, eq. To print a value, write its name alone.',
    ],
    '{{question words}}': [
      '1:3  There is no helper question. There are: json, xml, join, eq. To print a value, write its name alone.',
    ],
    '{{json}}': ['1:3  json is the name of a helper. Give it its value, or write {{this.json}} to read a value of that name.'],
    '{{if question}}': ['1:3  if is a block. Write {{#if …}} … {{/if}}, or {{this.if}} to read a value of that name.'],
    '{{each}}': ['1:3  each is a block. Write {{#each …}} … {{/each}}, or {{this.each}} to read a value of that name.'],
    '{{json question words}}': ['1:3  The helper is called as {{json value}}. Mend the call.'],
    '{{json question indent=2}}': ['1:17  json takes no option indent. Remove it.'],
    '{{eq question}}': ['1:3  The helper is called as (eq value "literal"). Mend the call.'],
    '{{eq question words}}': ['1:3  The helper is called as (eq value "literal"). Mend the call.'],
    '{{lookup words 0}}': ['1:3  lookup cannot be compiled. Read the field by its name, or go through the list with {{#each}}.'],
    '{{log question}}': ['1:3  log cannot be compiled. Remove it.'],
    '{{"text"}}': [
      '1:3  A literal in a tag of its own is read as a name. Write the text outside the braces; to print two braces as text, write \\{{ for the opening ones.',
    ],
    '{{json null}}': ['1:8  null cannot stand here. Name a value.'],
    '{{#question}}{{/question}}': [
      '1:4  There is no block question. There are {{#if}}, {{#unless}}, {{#each}} and {{#with}}. For a value write {{#if question}} or {{#each question}}.',
    ],
    '{{^words}}{{/words}}': [
      '1:4  There is no block words. There are {{#if}}, {{#unless}}, {{#each}} and {{#with}}. For a value write {{#if words}} or {{#each words}}.',
    ],
    '{{#json question}}{{/json}}': [
      '1:4  There is no block json. There are {{#if}}, {{#unless}}, {{#each}} and {{#with}}. For a value write {{#if json}} or {{#each json}}.',
    ],
    '{{{{raw}}}}{{x}}{{{{/raw}}}}': [
      '1:5  There is no block raw. There are {{#if}}, {{#unless}}, {{#each}} and {{#with}}. For a value write {{#if raw}} or {{#each raw}}.',
    ],
    '{{#if}}{{/if}}': ['1:4  {{#if}} takes exactly one value. Write {{#if value}}.'],
    '{{#if question words}}{{/if}}': ['1:4  {{#if}} takes exactly one value. Write {{#if value}}.'],
    '{{#if question includeZero=true}}{{/if}}': ['1:16  if takes no option includeZero. Remove it.'],
    '{{#if question as |q|}}{{/if}}': ['1:4  {{#if}} has nothing to name. Remove as |…|.'],
    '{{#each words as |a b c|}}{{/each}}': ['1:4  {{#each … as |…|}} has too many names. Write as |item index|.'],
    '{{#> other}}{{/other}}': [
      '1:1  A partial cannot be given a block. Write {{> name}}, and pass values: {{> name value=value}}.',
    ],
    '{{* decorate}}': ['1:1  Decorators cannot be compiled. Remove it.'],
  })
})

test('a partial that cannot be set in', () => {
  expect(
    toldEach([
      '\n {{> missing}}',
      '{{> (question)}}',
      '{{> @partial-block}}',
      '{{> self}}',
      '{{> wrong}}',
      '{{> open}}',
      '{{> wrong page words}}',
      '{{> wrong ../page}}',
    ]),
  ).toEqual({
    '\n {{> missing}}': ['2:2  There is no partial missing. Write the file, or mend the name.'],
    '{{> (question)}}': ['1:1  The name of a partial must be written out. Choose between partials with {{#if}}.'],
    '{{> @partial-block}}': ['1:1  The name of a partial must be written out. Choose between partials with {{#if}}.'],
    '{{> self}}': [
      '1:1  In the partial self, 1:1: In the partial other, 1:1: The partial self contains itself: self > other > self. Write the inner levels out.',
    ],
    '{{> wrong}}': [
      '1:1  In the partial wrong, 2:4: The prompt is given nothing called questoin. Did you mean question? It is given: question, words, rows, items, gaps, page, anything, body.',
    ],
    '{{> open}}': [
      '1:1  In the partial open, 2:17: The template ends inside a block. Close every {{#block}} with its {{/block}}.',
    ],
    '{{> wrong page words}}': ['1:1  {{> wrong}} takes at most one context. Pass the others by name: {{> wrong value=value}}.'],
    '{{> wrong ../page}}': [
      '1:11  ../page climbs out of the template. Remove one ../: {{#if}} and {{#unless}} have no context of their own.',
    ],
  })
})

test('a template that cannot be read', () => {
  expect(
    toldEach([
      '{{#if question}}',
      'a\n{{#if question}}{{/each}}',
      '{{/if}}',
      '{{#if question}}{{else}}{{else}}{{/if}}',
      'one\n  {{}}',
      '{{question',
      '{ "a": {{"b": 1}} }',
      '{{words.0}}',
      '{{page.this}}',
      '{{!-- open',
      'a\n\0',
    ]),
  ).toEqual({
    '{{#if question}}': ['1:17  The template ends inside a block. Close every {{#block}} with its {{/block}}.'],
    'a\n{{#if question}}{{/each}}': ['2:4  {{#if}} is closed by {{/each}}. Close it with {{/if}}, inner blocks first.'],
    '{{/if}}': ['1:1  This closes a block that is not open. Remove it, or open the block.'],
    '{{#if question}}{{else}}{{else}}{{/if}}': ['1:25  A block has two {{else}}. Remove one.'],
    'one\n  {{}}': [
      '2:5  Handlebars cannot read this tag. Mend it; to print two braces as text, write \\{{ for the opening ones.',
    ],
    '{{question': [
      '1:3  Handlebars cannot read this tag. Mend it; to print two braces as text, write \\{{ for the opening ones.',
    ],
    '{ "a": {{"b": 1}} }': [
      '1:10  A literal in a tag of its own is read as a name. Write the text outside the braces; to print two braces as text, write \\{{ for the opening ones.',
    ],
    '{{words.0}}': ['1:9  A number cannot stand here. An item of a list is read with brackets: items.[0].'],
    '{{page.this}}': [
      '1:3  Handlebars cannot read this: Invalid path: page.this. Only a path that starts with this or .. may hold them; a field of that name stands in brackets: [this].',
    ],
    '{{!-- open': [
      '1:5  Handlebars cannot read this tag. Mend it; to print two braces as text, write \\{{ for the opening ones.',
    ],
    'a\n\0': ['2:1  Handlebars cannot read a NUL character. Remove it, or give the text that has it as a value.'],
  })
})

test('all problems of a template are told at once, in the order of the text', () => {
  expect(told('{{a}}\n{{#each words}}{{b.c}}{{/each}}{{#each zoo}}{{this.is.not.told}}{{/each}}\n{{words}}')).toEqual([
    '1:3  The prompt is given nothing called a. It is given: question, words, rows, items, gaps, page, anything, body.',
    '2:18  An item of words is text, so it has no field b. Print it whole, or read another value.',
    '2:40  The prompt is given nothing called zoo. It is given: question, words, rows, items, gaps, page, anything, body.',
    '3:3  words is a list, which has no text of its own. Use {{#each words}}, {{join words}} or {{json words}}.',
  ])
})
