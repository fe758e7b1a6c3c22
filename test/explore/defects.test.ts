/** Machines with a defect put in by hand: each is refuted, by the verdict that is meant for it. The same machines without it hold. */
import { describe, expect, it } from 'vitest'
import type { Definition } from '../../compiler/asl.ts'
import {
  Type,
  bedrockTask,
  chain,
  choice,
  claude,
  equals,
  loop,
  map,
  prompt,
  retrieve,
  say,
  systemChain,
} from '../../compiler/index.ts'
import type { Chain } from '../../compiler/index.ts'
import { exploring, subjectFor } from './exploring.ts'

const model = claude.haiku45
const once = { model, maxTokens: 50, timeout: 5, attempts: 2 } as const
const answer = { model, system: 'You help.', maxTokens: 100 }
const Kind = Type.Union([Type.Literal('search'), Type.Literal('write'), Type.Literal('other')])
const Text = Type.Object({ text: Type.String() })

/** Searches and sums up, or writes until it is good. */
const desk = chain('desk', { answer, params: Type.Object({ kind: Kind }) }, (step, { question, params }) =>
  choice(params.kind, {
    search: (step) => {
      const docs = step(
        'docs',
        retrieve({ knowledgeBase: 'KB', query: question, number: 2, timeout: 5, catch: say('Search is down.') }),
      )
      const notes = step(
        'notes',
        map(docs.passages, (_, { text }) => bedrockTask({ ...once, prompt: prompt('Sum up: {{text}}')({ text }) })),
      )
      return systemChain.append('Answer from the notes.', { context: notes })
    },
    write: (step) => {
      const draft = step(
        'draft',
        loop({ carry: Text, start: { text: question }, max: 2, until: ({ text }) => equals(text, 'good') }, (_, { text }) =>
          bedrockTask({ ...once, prompt: prompt('Improve: {{text}}')({ text }) }),
        ),
      )
      return say(draft.text)
    },
    other: systemChain.keep(),
  }),
)

/** An answer by a schema, with one repair. */
const sorter = chain('sorter', { answer }, (step, { question }) => {
  const found = step('found', bedrockTask({ ...once, prompt: question, output: Type.Object({ kind: Kind }), repair: 1 }))
  return choice(found.kind, { search: say('Searching.'), write: say('Writing.'), other: systemChain.keep() })
})

type Members = { [name: string]: unknown }
type Change = (definition: Definition) => Definition

/** The machine with something else at a place; `undefined`: without what is there. */
const changed =
  (path: string, value: unknown): Change =>
  (definition) => {
    const copy = structuredClone(definition) as unknown as Members
    const names = path.split('/')
    const last = names.pop() as string
    const owner = names.reduce((one, name) => one[name] as Members, copy['States'] as Members)
    if (!(last in owner)) throw new Error(`There is nothing at ${path}.`)
    if (value === undefined) delete owner[last]
    else owner[last] = value
    return copy as unknown as Definition
  }

/** Enough for every input and everything that may come of every task. */
const RUNS = 120

/** What is told of the machine first, and edges that no run has walked. */
async function verdictOn(subject: Chain, change?: Change, runs = RUNS) {
  const { missed, refutations } = await exploring(subjectFor(subject, change), runs)
  const [first] = refutations
  return { missed, told: first ? `${first.flaw.kind} ${first.flaw.state}: ${first.flaw.what}` : '' }
}

it.each([desk, sorter])('without a defect they hold: $name', async (subject) => {
  expect(await verdictOn(subject)).toEqual({ missed: [], told: '' })
})

describe('is refuted:', () => {
  const defects: readonly (readonly [what: string, of: Chain, change: Change, told: string])[] = [
    [
      'no catch',
      desk,
      changed('docs/Catch', undefined),
      'error docs: It fails with BedrockAgentRuntime.ThrottlingException: Too many requests. The chain has a catch for that, which is not asked.',
    ],
    [
      'no retries',
      desk,
      changed('docs/Retry', undefined),
      'error docs: It is given up with BedrockAgentRuntime.ThrottlingException. It is tried 1 of 3 times, though the error may pass.',
    ],
    ['no default', desk, changed('draft/Default', undefined), 'error draft: It fails with States.NoChoiceMatched: '],
    [
      'a case of a word that is never said',
      desk,
      changed('desk/Choices/0/Condition', '{% $states.context.Execution.Input.state_machine_custom_params.kind = "seek" %}'),
      'error desk: It fails with States.NoChoiceMatched: ',
    ],
    [
      'a field that is not there',
      desk,
      changed('write/Output/answer_text', '{% $draft.words %}'),
      'error write: It fails with States.QueryEvaluationError: ',
    ],
    [
      'a list that collapses where it has one item',
      desk,
      changed('notes/Assign/notes', '{% $states.result.value %}'),
      'value notes: It gives what is not of its schema: $notes must be array.',
    ],
    [
      'a value of too many bytes',
      desk,
      changed('notes/Assign/notes', '{% [$pad("x", 300000)] %}'),
      'error notes: It fails with States.DataLimitExceeded: The Assign field exceeds',
    ],
    [
      'a model asked for nothing',
      desk,
      changed('draft.turn/Arguments/Messages/0/Content/0/Text', '{% $draft.text %}'),
      'request draft.turn: It is asked what Bedrock refuses: The text field in the ContentBlock object at messages.0.content.0 is blank.',
    ],
    [
      'a conversation that the model begins',
      desk,
      changed('draft.turn/Arguments/Messages/0/Role', 'assistant'),
      'request draft.turn: It is asked what Bedrock refuses: A conversation must start with a user message.',
    ],
    [
      'retries beyond five minutes',
      desk,
      changed('docs/Retry/0/MaxAttempts', 60),
      'time : It takes 536.5 s; an Express workflow has 300 s.',
    ],
    [
      'tokens that are not counted',
      desk,
      changed('draft.turn/Assign/task_details', undefined),
      'tokens : It counts the model calls none, but ran draft.turn, draft.turn.',
    ],
    [
      'a variable that nothing assigns',
      desk,
      changed('notes/Assign/task_details', undefined),
      'error search: It fails with States.QueryEvaluationError: ',
    ],
    [
      'a counter that is not set',
      desk,
      changed('desk/Choices/1/Assign/draft_turns', undefined),
      'error draft.turn: It fails with States.QueryEvaluationError: ',
    ],
    [
      'an operation that the runtime does not know',
      desk,
      changed('search/Output/system_chain_data/operation', 'PREPEND'),
      'output : The output is wrong: output/system_chain_data/operation must be equal to constant',
    ],
    [
      'an answer without its details',
      desk,
      changed('other/Output/bedrock_details', undefined),
      "output : The output is wrong: output must have required property 'bedrock_details'.",
    ],
    [
      'an answer that nobody checks',
      sorter,
      changed('found.check/Choices/0/Condition', true),
      'error sorter: It fails with States.NoChoiceMatched: ',
    ],
    [
      'a value of less than its schema',
      sorter,
      changed('found.check/Choices/0/Assign/found', {}),
      'error sorter: It fails with States.NoChoiceMatched: ',
    ],
  ]
  it.each(defects)('%s', async (_, subject, change, told) => {
    const { told: first } = await verdictOn(subject, change)
    expect(first.slice(0, told.length)).toBe(told)
  })

  it('a turn that never ends', async () => {
    const { told } = await verdictOn(desk, changed('draft/Default', 'draft'), 6)
    expect(told).toBe('error : It fails with States.Timeout: The execution entered too many states and was stopped as endless.')
  })
})

describe('has what no run reaches:', () => {
  it('a catch that leads on', async () => {
    expect(await verdictOn(desk, changed('docs/Catch/0/Next', 'notes'))).toEqual({ missed: ['docs.catch → end'], told: '' })
  })
})
