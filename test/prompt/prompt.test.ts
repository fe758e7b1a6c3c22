import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { evaluate, parse } from '../../compiler/jsonata/index.ts'
import { lowerPrompt, templateVariables } from '../../compiler/prompt/index.ts'
import type { Value } from '../../compiler/prompt/index.ts'

const content = Type.Unsafe({ anyOf: [{ type: 'string' }, { type: 'array' }], format: 'message-content' })
const optional = (value: Value): Value => ({ ...value, optional: true })
const value = (code: string, schema: unknown): Value => ({ code, schema })

const values: Readonly<Record<string, Value>> = {
  question: value('$question', Type.String()),
  count: value('$count1', Type.Integer()),
  done: value('$done', Type.Boolean()),
  note: optional(value('$note', Type.String())),
  author: value('$author', Type.Union([Type.String(), Type.Null()])),
  either: value('$either', Type.Union([Type.String(), Type.Number()])),
  body: value('$body', content),
  words: value('$words', Type.Array(Type.String())),
  scores: optional(value('$scores', Type.Array(Type.Number()))),
  page: value('$page', Type.Object({ title: Type.String(), 'in print': Type.Optional(Type.Boolean()), true: Type.String() })),
  messages: value(
    '$messages',
    Type.Array(
      Type.Object({
        role: Type.Union([Type.Literal('user'), Type.Literal('assistant')]),
        content,
        tags: Type.Array(Type.String()),
      }),
    ),
  ),
  anything: value('$anything', Type.Unknown()),
  odd: value('$words[0] & "!"', Type.String()),
}

const codeOf = (template: string, partials: Readonly<Record<string, string>> = {}): unknown => {
  const lowered = lowerPrompt(template, values, (name) => partials[name])
  return lowered.kind === 'expression' ? lowered.code : lowered
}
const run = async (template: string, data: object, partials: Readonly<Record<string, string>> = {}): Promise<unknown> => {
  const lowered = lowerPrompt(template, values, (name) => partials[name])
  return lowered.kind === 'expression' ? evaluate(lowered.code, { ...data }) : lowered
}

test('a template without values is a text', () => {
  expect([
    lowerPrompt('', {}),
    lowerPrompt('{% x %} ${Name} {{! note }}"\u0001', {}),
    lowerPrompt('\\{{x}} {{> p}}', {}, () => 'in it'),
  ]).toEqual([
    { kind: 'text', text: '' },
    { kind: 'text', text: '{% x %} ${Name} "\u0001' },
    { kind: 'text', text: '{{x}} in it' },
  ])
})

test('what a value prints, and when it counts as true, follows from its type', () => {
  const codes = Object.fromEntries(
    [
      'question',
      'count',
      'done',
      'note',
      'author',
      'either',
      'page.title',
      'page.[in print]',
      'page.[true]',
      'odd',
      'messages.length',
      'words.[1]',
    ].map((path) => [path, [codeOf(`{{${path}}}`), codeOf(`{{#if ${path}}}y{{/if}}`)]]),
  )
  expect(codes).toEqual({
    question: ['$question', '$question != "" ? "y" : ""'],
    count: ['$string($count1)', '$count1 != 0 ? "y" : ""'],
    done: ['$string($done)', '$done = true ? "y" : ""'],
    note: ['$exists($note) ? $note : ""', '$exists($note) and $note != "" ? "y" : ""'],
    author: ['$author != null ? $author : ""', '$author != null and $author != "" ? "y" : ""'],
    either: ['$string($either)', '$boolean($either) ? "y" : ""'],
    'page.title': ['$page.title', '$page.title != "" ? "y" : ""'],
    'page.[in print]': [
      '$exists($page.`in print`) ? $string($page.`in print`) : ""',
      '$exists($page.`in print`) and $page.`in print` = true ? "y" : ""',
    ],
    'page.[true]': ['$page.`true`', '$page.`true` != "" ? "y" : ""'],
    odd: ['($words[0] & "!")', '($words[0] & "!") != "" ? "y" : ""'],
    'messages.length': ['$string($count($messages))', '$count($messages) != 0 ? "y" : ""'],
    'words.[1]': ['$exists(($words)[1]) ? ($words)[1] : ""', '$exists(($words)[1]) and ($words)[1] != "" ? "y" : ""'],
  })
  expect([
    codeOf('{{#if words}}y{{/if}}'),
    codeOf('{{#if scores}}y{{/if}}'),
    codeOf('{{#if page}}y{{/if}}'),
    codeOf('{{#unless done}}n{{/unless}}'),
  ]).toEqual([
    '$count($words) > 0 ? "y" : ""',
    '$exists($scores) and $count($scores) > 0 ? "y" : ""',
    'true ? "y" : ""',
    '$done = true ? "" : "n"',
  ])
})

test('a template becomes one flat join, blocks within it', () => {
  const template = `Is it answered?
{{#each messages as |message|}}
  {{role}}: {{content}}{{#unless @last}},{{/unless}}
  {{#each tags}}{{@index}} {{this}} of {{message.role}}{{else}}none{{/each}}
{{/each}}
{{#if question}}{{~question~}}{{else if note}}{{note}}{{else}}?{{/if}}
`
  expect(codeOf(template)).toBe(
    '$join(["Is it answered?\\n", $count($messages) > 0 ? $join($map($messages, function($item1, $index1, $list1) { $join([' +
      '"  ", $item1.role, ": ", ' +
      '($type($item1.content) = "string" ? $item1.content : $join([$item1.content[$not($exists($.type)) or $.type = "text"].text], "\\n")), ' +
      '($index1 = $count($list1) - 1) ? "" : ",", "\\n  ", ' +
      '$count($item1.tags) > 0 ? $join($map($item1.tags, function($item2, $index2) { $join([' +
      '$string($index2), " ", $item2, " of ", $item1.role]) })) : "none", "\\n"]) })) : "", ' +
      '$question != "" ? $question : $exists($note) and $note != "" ? $exists($note) ? $note : "" : "?", "\\n"])',
  )
})

test('messages print by their text, whichever way their content is written', async () => {
  const messages = [
    { role: 'user', content: 'Hi', tags: [] },
    {
      role: 'assistant',
      content: [{ text: 'a' }, { image: {} }, { type: 'text', text: 'b' }, { type: 'thinking', text: 'c' }],
      tags: ['x'],
    },
    { role: 'user', content: [{ text: 'one' }], tags: ['y', 'z'] },
    { role: 'user', content: [], tags: [] },
  ]
  const template =
    '{{#each messages}}[{{role}}{{#if (eq role "user")}}!{{/if}}: {{content}}{{#if content}}.{{/if}}{{#each tags}} {{this}}{{#if @first}},{{/if}}{{/each}}]{{/each}}'
  expect(await run(template, { messages })).toBe('[user!: Hi.][assistant: a\nb. x,][user!: one. y, z][user!: ]')
})

test('lists of one item and of none stay lists', async () => {
  const template =
    '{{#each words}}({{this}}){{else}}none{{/each}} {{json words}} {{join words}} {{words.length}} {{join scores "/"}}.'
  expect([
    await run(template, { words: [], scores: [] }),
    await run(template, { words: ['a'], scores: [1] }),
    await run(template, { words: ['a', 'b'] }),
  ]).toEqual(['none []  0 .', '(a) ["a"] a 1 1.', '(a)(b) ["a","b"] a, b 2 .'])
})

test('white space goes as Handlebars takes it away', async () => {
  expect([
    await run('a\n  {{#if done}}\n  b\n  {{else}}\n  c\n  {{/if}}\nd', { done: true }),
    await run('a\r\n{{#if done}}\r\nb\r\n{{/if}}\r\nc', { done: true }),
    await run('a {{~#if done~}} b {{~/if~}} c {{~{question}~}} d', { done: true, question: 'q' }),
    await run('a\n{{! note }}\n{{question}}\n', { question: 'q' }),
  ]).toEqual(['a\n  b\nd', 'a\r\nb\r\nc', 'abcqd', 'a\nq\n'])
})

test('partials are set in: with a context, with values by name, indented, in each other', async () => {
  const partials = {
    'chat/line': '{{role}}: {{content}}\n',
    chat: '{{#each messages}}\n  {{> chat/line}}\n{{/each}}\n',
    greet: 'Dear {{who}},\n\n{{question}}\n',
  }
  const messages = [{ role: 'user', content: 'a\nb', tags: [] }]
  expect([
    await run('Chat:\n  {{> chat}}\n.', { messages }, partials),
    await run('{{> greet who=question}}', { question: 'Q' }, partials),
    await run('{{#each messages}}{{> chat/line this role="me"}}{{/each}}', { messages }, partials),
    await run('  {{> greet who="x\ny"}}\nend', { question: '' }, partials),
    codeOf('{{> greet who="${Name}"}}', partials),
  ]).toEqual([
    'Chat:\n    user: a\n    b\n.',
    'Dear Q,\n\nQ\n',
    'me: a\nb\n',
    '  Dear x\n  y,\n  \n  \nend',
    '$join(["Dear ", "\\u0024{Name}", ",\\n\\n", $question, "\\n"])',
  ])
})

test('json gives compact JSON of any value, xml escapes, join joins, eq compares', async () => {
  const data = {
    question: '<a b="c">\'&\'</a>\n',
    words: ['x', '"'],
    page: { title: '<t>', true: '' },
    body: [{ text: 'T' }],
    author: null,
    anything: 'text',
  }
  expect([
    await run(
      '{{json question}} {{json words}} {{json page}} {{json body}} {{json note}} {{json author}} {{json anything}}',
      data,
    ),
    await run('{{xml question}}', data),
    await run('{{xml (json words)}} {{json (xml page.title)}} {{xml author}}.', data),
    await run('{{join words " | "}} {{eq question "x"}}', data),
  ]).toEqual([
    `${JSON.stringify(data.question)} ["x","\\""] {"title":"<t>","true":""} [{"text":"T"}] null null "text"`,
    '&lt;a b=&quot;c&quot;&gt;&apos;&amp;&apos;&lt;/a&gt;\n',
    '[&quot;x&quot;,&quot;\\&quot;&quot;] "&lt;t&gt;" .',
    'x | " false',
  ])
})

test('a text keeps every character, and no code of it holds what deploy-time substitution or ASL would read', async () => {
  const text = '{% a %} ${Name} $${x} "quotes" \'single\' \\back `tick` \u0001\u0007\u2028 \ud800 😀 %} {%'
  const lowered = lowerPrompt(`${text}{{question}}`, values)
  const code = lowered.kind === 'expression' ? lowered.code : ''
  expect(await evaluate(code, { question: '' })).toBe(text)
  expect(code).not.toMatch(/\$\{|\{%|%\}|\$eval|\?\?/)
})

test('a long template is no deeper than a short one, and nesting costs little', () => {
  const depthOf = (template: string): number => {
    const lowered = lowerPrompt(template, values)
    if (lowered.kind !== 'expression') throw new Error(JSON.stringify(lowered))
    return depth(parse(lowered.code))
  }
  const nested = (levels: number): string =>
    levels === 0 ? '{{@index}}' : `a{{#if @root.done}}b{{#each @root.words}}${nested(levels - 1)}{{/each}}{{/if}}`
  const long = Array.from({ length: 1000 }, (_, index) => `text ${String(index)} {{question}}{{#if done}}x{{/if}}`).join('\n')
  expect([depthOf(long), depthOf(nested(1)), depthOf(nested(2)), depthOf(nested(3))]).toEqual([5, 12, 22, 32])
})

function depth(tree: unknown): number {
  if (Array.isArray(tree)) return Math.max(0, ...tree.map(depth))
  if (typeof tree !== 'object' || tree === null || tree instanceof RegExp) return 0
  const inner = Math.max(0, ...Object.values(tree).map(depth))
  return 'type' in tree ? inner + 1 : inner
}

test("the expression's own variables hide none of the given ones", async () => {
  const schema = Type.Array(Type.String())
  const given = { list: value('$item1.list', schema), title: value('$index_1', Type.String()) }
  const lowered = lowerPrompt('{{#each list}}{{this}} {{@index}} {{../title}};{{/each}}', given)
  expect(lowered).toEqual({
    kind: 'expression',
    code: '$count($item1.list) > 0 ? $join($map($item1.list, function($item__1, $index__1) { $join([$item__1, " ", $string($index__1), " ", $index_1, ";"]) })) : ""',
    isFilled: false,
  })
  expect(await evaluate((lowered as { code: string }).code, { item1: { list: ['a', 'b'] }, index_1: 'T' })).toBe('a 0 T;b 1 T;')
})

test('the values a template reads, without their types', () => {
  const partials = (name: string): string | undefined =>
    ({ row: '{{role}}{{limit}}{{@root.tone}}', loop: '{{a}}{{> loop}}' })[name]
  expect([
    templateVariables(
      '{{#each messages as |m i|}}{{role}}{{m.x}}{{i}}{{../question}}{{#if ../done}}{{b}}{{/if}}{{else}}{{note}}{{/each}}',
    ),
    templateVariables('{{#with page}}{{title}}{{@root.tone}}{{/with}}{{json (xml a.b)}}{{this.json}}{{eq c "d"}}{{join e f}}'),
    templateVariables('{{#each rows}}{{> row limit=../max}}{{> row ..}}{{/each}}{{> row}}', partials),
    templateVariables('{{> loop}}{{#if'),
    templateVariables('{{> loop}}', partials),
    templateVariables('{{#if x}}'),
  ]).toEqual([
    ['messages', 'question', 'done', 'note'],
    ['page', 'tone', 'a', 'json', 'c', 'e', 'f'],
    ['rows', 'max', 'tone', 'role', 'limit'],
    [],
    ['a'],
    [],
  ])
})
