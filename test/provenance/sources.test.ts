/** Every reference knows whose text it is: the sources of values, whole. */
import { describe, expect, test } from 'vitest'
import { sourcesOf } from '../../compiler/check/provenance/index.ts'
import {
  Type,
  allSettled,
  and,
  bedrockTask,
  chain,
  choice,
  cond,
  contains,
  dates,
  dynamodb,
  equals,
  json,
  jsonata,
  lambda,
  lists,
  loop,
  map,
  not,
  numbers,
  objects,
  parallel,
  prompt,
  result,
  retrieve,
  split,
  substitution,
  texts,
  tool,
  toolLoop,
  trust,
  value,
  when,
  withDefault,
} from '../../compiler/index.ts'
import type { ChainInput, Infer, PlaceStep, Ref } from '../../compiler/index.ts'
import { nameStates } from '../../compiler/lower/names.ts'
import { templateReads } from '../../compiler/prompt/index.ts'
import { model } from './told.ts'

const Params = Type.Object({
  team: Type.String(),
  tone: Type.Union([Type.Literal('warm'), Type.Literal('dry')]),
  words: Type.Integer(),
  id: Type.String({ pattern: '^[A-Z]-[0-9]{1,8}$' }),
  lines: Type.Array(Type.Object({ article: Type.String(), pieces: Type.Integer() })),
})
type Given = ChainInput<Infer<typeof Params>>

/** The sources of what a chain's body gives as its result, as `caller question`. */
function sources(body: (step: PlaceStep, given: Given) => unknown): readonly string[] {
  const built = chain('c', { params: Params }, (step, given) => result({ value: body(step, given) as Ref<unknown> }))
  const tree = built.build()
  const { end } = tree.body
  if (end.kind !== 'builder' || end.placed.builder.kind !== 'result') throw new Error('It does not end in a result.')
  const { value: whole } = end.placed.builder
  const found = whole.kind === 'object' ? whole.fields['value'] : undefined
  if (!found) return ['author a literal']
  const nameOf = nameStates(tree).state
  return sourcesOf(tree, found, { nameOf, readsOf: ({ text = '' }) => templateReads(text) }).map(
    ({ from, name }) => `${from} ${name}`,
  )
}

const ask = (content: Ref<string>) => bedrockTask({ model, prompt: content })
const Text = Type.Object({ text: Type.String() })
const Route = Type.Object({ kind: Type.Union([Type.Literal('a'), Type.Literal('b')]), note: Type.String() })

interface Case {
  readonly of: string
  readonly body: (step: PlaceStep, given: Given) => unknown
  readonly from: readonly string[]
}

const inputs: readonly Case[] = [
  { of: 'the question', body: (_, { question }) => question, from: ['caller question'] },
  { of: 'the conversation', body: (_, { messages }) => messages, from: ['caller messages'] },
  { of: "a message's text", body: (_, { messages }) => lists.last(messages).content, from: ['caller messages'] },
  { of: "a message's role", body: (_, { messages }) => lists.last(messages).role, from: [] },
  { of: 'the session', body: (_, { session }) => session, from: ['caller session'] },
  { of: 'the verified identity', body: (_, { caller }) => caller, from: ['identity caller'] },
  { of: 'a parameter', body: (_, { params }) => params.team, from: ['caller params.team'] },
  { of: 'a parameter out of a few', body: (_, { params }) => params.tone, from: [] },
  { of: 'a parameter that is a number', body: (_, { params }) => params.words, from: [] },
  { of: 'a parameter with the form of a token', body: (_, { params }) => params.id, from: [] },
  { of: 'parameters whole, which may be more than those declared', body: (_, { params }) => params, from: ['caller params'] },
  { of: 'a literal', body: () => 'text', from: ['author a literal'] },
  { of: 'a deploy-time value', body: () => substitution('Name'), from: ['author a substitution'] },
  { of: 'a variant', body: (_, { session }) => split('s', session, { a: 1, b: 1 }), from: ["author split('s')"] },
]

const values: readonly Case[] = [
  {
    of: 'a prompt',
    body: (_, { question }) => prompt('So: {{question}}')({ question }),
    from: ['author a prompt', 'caller question'],
  },
  {
    of: 'a prompt that only asks whether there is a text',
    body: (_, { question }) => prompt('{{#if question}}Yes{{/if}}')({ question }),
    from: ['author a prompt'],
  },
  {
    of: 'a prompt that prints one field of items',
    body: (_, { params }) => prompt('{{#each lines}}{{pieces}}{{/each}}')({ lines: params.lines }),
    from: ['author a prompt'],
  },
  {
    of: 'a prompt that prints items whole',
    body: (_, { params }) => prompt('{{json lines}}')({ lines: params.lines }),
    from: ['author a prompt', 'caller params.lines'],
  },
  {
    of: 'texts one after the other',
    body: (_, { question, caller }) => texts.concat(question, ' by ', withDefault(caller, 'nobody')),
    from: ['caller question', 'author a literal', 'identity caller'],
  },
  { of: 'a part of a text', body: (_, { question }) => texts.take(texts.upper(question), 3), from: ['caller question'] },
  { of: 'the length of a text', body: (_, { question }) => texts.length(question), from: [] },
  {
    of: 'what is put in the place of something',
    body: (_, { question, session }) => texts.replace('a b', session, question),
    from: ['author a literal', 'caller question'],
  },
  { of: 'a field of an object', body: (step, { question }) => both(step, question).own, from: ['author a literal'] },
  { of: 'another field of it', body: (step, { question }) => both(step, question).foreign, from: ['caller question'] },
  {
    of: 'a merged object, a field of which is hidden',
    body: (step, { question }) => objects.merge(both(step, question), { foreign: 'mine' }).foreign,
    from: ['author a literal'],
  },
  {
    of: 'a field of items',
    body: (_, { params }) => lists.map(params.lines, ({ pieces }) => pieces),
    from: [],
  },
  {
    of: 'items made anew',
    body: (_, { params, question }) => lists.map(params.lines, ({ article }) => ({ article, question })),
    from: ['caller question', 'caller params.lines'],
  },
  {
    of: 'an item that was looked up',
    body: (_, { question }) => lists.find(lists.of(Type.String(), ['a', 'b']), (one) => equals(one, question)),
    from: ['author a literal'],
  },
  { of: 'a number in a text', body: (_, { question }) => numbers.parse(question), from: [] },
  { of: 'a date', body: (_, { question }) => dates.plus(question, { days: 1 }), from: [] },
  {
    of: 'a text that is one of a list where it is used',
    body: (_, { question }) => cond(lists.includes(lists.of(Type.String(), ['a', 'b']), question), question, 'other'),
    from: ['author a literal'],
  },
  {
    of: 'a text that is none of a list where it is used',
    body: (_, { question }) => cond(lists.includes(lists.of(Type.String(), ['a', 'b']), question), 'known', question),
    from: ['author a literal', 'caller question'],
  },
  {
    of: 'JSON that is read by a schema',
    body: (_, { question }) => json.parse(Route, question).kind,
    from: [],
  },
  { of: 'JSON with a text', body: (_, { question }) => json.parse(Route, question).note, from: ['caller question'] },
  {
    of: 'raw JSONata',
    body: (_, { question, session }) => jsonata(Type.String(), '$question & $session', { question, session }),
    from: ['author jsonata(…)', 'caller question', 'caller session'],
  },
  {
    of: 'raw JSONata that gives a number, as its author says',
    body: (_, { question }) => jsonata(Type.Integer(), '$length($question)', { question }),
    from: [],
  },
  { of: 'what the author vouches for', body: (_, { question }) => trust(question, 'It is a test.'), from: [] },
]
/** An object with words of the author and of somebody else. */
const both = (step: PlaceStep, foreign: Ref<string>) =>
  step('both', value(Type.Object({ own: Type.String(), foreign: Type.String() }), { own: 'mine', foreign }))

const steps: readonly Case[] = [
  { of: 'an answer', body: (step, { question }) => step('first', ask(question)).text, from: ['model first'] },
  {
    of: 'an answer to an answer',
    body: (step, { question }) => step('second', ask(step('first', ask(question)).text)).text,
    from: ['model second'],
  },
  {
    of: 'a literal of an answer',
    body: (step) => step('route', bedrockTask({ model, prompt: 'Go.', output: Route })).kind,
    from: [],
  },
  {
    of: 'a text of an answer',
    body: (step) => step('route', bedrockTask({ model, prompt: 'Go.', output: Route })).note,
    from: ['model route.note'],
  },
  {
    of: 'an answer whole, which may have more fields than were asked for',
    body: (step) => step('route', bedrockTask({ model, prompt: 'Go.', output: Type.Object({ kind: Route.properties.kind }) })),
    from: ['model route'],
  },
  {
    of: 'an answer or the fallback for it',
    body: (step, { session }) => step('first', bedrockTask({ model, prompt: 'Go.', catch: value(Text, { text: session }) })).text,
    from: ['model first', 'caller session'],
  },
  {
    of: 'why an answer failed',
    body: (step) =>
      step('first', bedrockTask({ model, prompt: 'Go.', output: Text, catch: (_, { cause }) => value(Text, { text: cause }) }))
        .text,
    from: ['model first.text', 'retrieved first.failure'],
  },
  {
    of: 'the name of an error',
    body: (step) =>
      step('first', bedrockTask({ model, prompt: 'Go.', output: Text, catch: (_, { error }) => value(Text, { text: error }) }))
        .text,
    from: ['model first.text'],
  },
  {
    of: 'passages',
    body: (step, { question }) => step('docs', retrieve({ knowledgeBase: 'K', query: question })).passages,
    from: ['retrieved docs.passages'],
  },
  {
    of: 'the score of a passage',
    body: (step) => lists.first(step('docs', retrieve({ knowledgeBase: 'K', query: 'q' })).passages).score,
    from: [],
  },
  {
    of: 'what a service gave',
    body: (step) => step('call', lambda({ function: 'F', result: Text })).text,
    from: ['retrieved call.text'],
  },
  {
    of: 'an item of a table',
    body: (step) => step('item', dynamodb.getItem({ table: 'T', key: { id: 1 }, item: Route })).item.kind,
    from: [],
  },
  {
    of: 'one branch of several',
    body: (step, { question }) => step('both', parallel({ one: ask(question), other: value(Type.String(), 'x') })).other,
    from: ['author a literal'],
  },
  {
    of: 'all branches',
    body: (step, { question }) => step('both', parallel({ one: ask(question), other: value(Type.String(), 'x') })),
    from: ['model both.one', 'author a literal'],
  },
  {
    of: 'a settled branch',
    body: (step, { question }) => step('both', allSettled({ one: ask(question) })).one,
    from: ['model both.one', 'retrieved both.one.failure', 'author a literal'],
  },
  {
    of: 'the value of a settled branch',
    body: (step, { question }) => step('both', allSettled({ one: ask(question) })).one.value.text,
    from: ['model both.one'],
  },
  {
    of: 'whether a branch has settled well',
    body: (step, { question }) => step('both', allSettled({ one: ask(question) })).one.status,
    from: ['author a literal'],
  },
  {
    of: 'what either case gives',
    body: (step, { question, session }) =>
      step('either', choice(equals(session, ''), { true: value(Text, { text: 'none' }), false: value(Text, { text: question }) }))
        .text,
    from: ['author a literal', 'caller question'],
  },
  {
    of: 'items of a map',
    body: (step, { params }) =>
      step(
        'each',
        map(params.lines, (step, { article }) => step('said', ask(article)).text),
      ),
    from: ['model each.said'],
  },
  {
    of: 'the item itself, given by a map',
    body: (step, { params }) =>
      step(
        'each',
        map(params.lines, (step, line) => {
          step('said', ask(line.article))
          return line.pieces
        }),
      ),
    from: [],
  },
  {
    of: 'what a loop carries: from its start, and from turn to turn',
    body: (step, { question }) =>
      step(
        'loop',
        loop({ carry: Text, start: { text: question }, max: 2, until: ({ text }) => contains(text, 'x') }, (step, { text }) => {
          const said = step('said', ask(text))
          return value(Text, { text: texts.concat(text, said.text) })
        }),
      ).text,
    from: ['model loop.said', 'caller question'],
  },
  {
    of: 'what a model with tools says',
    body: (step, { question }) => {
      const search = tool({
        description: 'Searches.',
        input: Type.Object({ query: Type.String() }),
        block: (_, { query }) => retrieve({ knowledgeBase: 'K', query }),
      })
      return step('agent', toolLoop({ model, prompt: question, tools: { search }, maxTurns: 2 })).text
    },
    from: ['author a literal', 'model agent.call'],
  },
  {
    of: 'why a model with tools stopped',
    body: (step, { question }) => {
      const tools = { none: tool({ description: 'Nothing.', input: Type.Object({}), block: value(Type.String(), '') }) }
      return step('agent', toolLoop({ model, prompt: question, tools, maxTurns: 2 })).stopped
    },
    from: ['author a literal'],
  },
  {
    of: 'a text behind a guard',
    body: (step, { question }) => {
      const known = lists.includes(lists.of(Type.String(), ['a', 'b']), question)
      return step(
        'known',
        when(and(known, not(equals(question, 'b'))), value(Text, { text: question })).otherwise(value(Text, { text: '-' })),
      ).text
    },
    from: ['author a literal'],
  },
]

describe.each([
  ['what a chain is given', inputs],
  ['values', values],
  ['steps', steps],
])('the sources of %s', (_, cases) => {
  test.each(cases)('$of: $from', ({ body, from }) => {
    expect(sources(body)).toEqual(from)
  })
})
