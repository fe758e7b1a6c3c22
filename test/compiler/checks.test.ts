/** What the compiler refuses that types let through: a mistake for each code, and the whole problem that is told. */
import { describe, expect, test } from 'vitest'
import {
  bedrockTask,
  chain,
  choice,
  claude,
  equals,
  jsonata,
  llama,
  parallel,
  prompt,
  promptFile,
  result,
  retrieve,
  say,
  split,
  systemChain,
  Type,
  value,
  when,
} from '../../compiler/index.ts'
import { CODES } from '../support/codes.ts'
import { answer, ask, problemsOf, TEXT, untyped } from './mistake.ts'
import type { Mistake } from './mistake.ts'
import { CONVERSATIONS, GOOD_CONVERSATIONS } from './mistakes/conversation.ts'
import { FIGURES } from './mistakes/figures.ts'
import { NEVER, OPEN_CONDITIONS, UNKNOWN_NAMES } from './mistakes/never.ts'
import { SCOPE } from './mistakes/scope.ts'
import { SERVICES } from './mistakes/services.ts'

const SAMPLE = 'Use letters, digits and _, and start with a letter or _.'
const WEIGHTS = 'Give each variant a whole weight of 0 or more, at least one above 0, the same ones wherever the split is used.'
const PLACE_IT = "Give it to step('name', …) or return it. An `if` on a reference always takes the same way: use choice(…)."
const GO_ON = "Give a value of the step's own type, such as value(schema, …), and decide after it."

const mistakes: readonly Mistake[] = [
  {
    name: 'a step whose name cannot be a variable',
    chain: chain('c', { answer }, (step, { question }) => {
      step('find-keywords', bedrockTask({ model: claude.haiku45, prompt: ask({ question }) }))
      return systemChain.keep()
    }),
    told: { code: 'SC003', path: ['c', 'find-keywords'], what: '"find-keywords" cannot be the name of a step.', remedy: SAMPLE },
  },
  {
    name: 'a branch whose name cannot be a variable',
    chain: chain('c', { answer }, (step, { question }) => {
      step('both', parallel({ '1st': bedrockTask({ model: claude.haiku45, prompt: ask({ question }) }) }))
      return systemChain.keep()
    }),
    told: { code: 'SC003', path: ['c', 'both'], what: '"1st" cannot be the name of a branch.', remedy: SAMPLE },
  },
  {
    name: 'a chain whose name cannot be a file',
    chain: chain('my chain', { answer }, () => systemChain.keep()),
    told: { code: 'SC003', path: ['my chain'], what: '"my chain" cannot be the name of a chain.', remedy: SAMPLE },
  },
  {
    name: 'two steps of one name',
    chain: chain('c', { answer }, (step, { question }) => {
      step('draft', bedrockTask({ model: claude.haiku45, prompt: ask({ question }) }))
      step('draft', bedrockTask({ model: claude.haiku45, prompt: ask({ question }) }))
      return systemChain.keep()
    }),
    told: {
      code: 'SC004',
      path: ['c', 'draft'],
      what: 'Two steps are called "draft".',
      remedy: "A step's name is its variable; rename one.",
    },
  },
  {
    name: 'a builder that is made and never placed',
    chain: chain('c', { answer }, (_, { question }) => {
      bedrockTask({ model: claude.haiku45, prompt: ask({ question }) })
      return systemChain.keep()
    }),
    told: {
      code: 'SC005',
      path: ['c'],
      what: 'This bedrockTask is made but never placed, so it does nothing.',
      remedy: PLACE_IT,
    },
  },
  {
    name: 'a choice that is made and never returned',
    chain: chain('c', { answer }, (_, { session }) => {
      choice(split('tone', session, { a: 1, b: 1 }), { a: () => say('A'), b: () => say('B') })
      return systemChain.keep()
    }),
    told: { code: 'SC005', path: ['c'], what: 'This choice is made but never placed, so it does nothing.', remedy: PLACE_IT },
  },
  {
    name: 'an `if` on a reference, whose other way is never taken',
    chain: chain('c', { answer }, (_, { question, session }) => {
      const other = bedrockTask({ model: claude.haiku45, prompt: ask({ question }) })
      // oxlint-disable-next-line typescript/no-unnecessary-condition -- the mistake itself
      return session ? systemChain.keep() : untyped(other)
    }),
    told: {
      code: 'SC005',
      path: ['c'],
      what: 'This bedrockTask is made but never placed, so it does nothing.',
      remedy: PLACE_IT,
    },
  },
  {
    name: 'a value that a prompt file does not use',
    chain: chain('c', { answer }, (_, { question }) =>
      say(promptFile('greeting.hbs')({ name: question, language: 'Latin', tone: 'warm' })),
    ),
    told: {
      code: 'SC006',
      severity: 'warning',
      path: ['c'],
      what: 'The prompt does not use "tone".',
      remedy: 'Leave it out, or use it in the template.',
    },
  },
  {
    name: 'an end in a branch of a parallel',
    chain: chain('c', { answer }, (step) => {
      step('both', parallel({ one: say('Hello.'), other: value(TEXT, { text: '' }) }))
      return systemChain.keep()
    }),
    told: {
      code: 'SC007',
      path: ['c', 'both', 'one'],
      what: 'A branch of a parallel or an item of a map cannot end the chain.',
      remedy: GO_ON,
    },
  },
  {
    name: "an end in a branch's catch",
    chain: chain('c', { answer }, (step, { question }) => {
      step('both', parallel({ one: retrieve({ knowledgeBase: 'Base', query: question, catch: say('Nothing found.') }) }))
      return systemChain.keep()
    }),
    told: {
      code: 'SC007',
      path: ['c', 'both', 'one', 'catch'],
      what: 'A branch of a parallel or an item of a map cannot end the chain.',
      remedy: GO_ON,
    },
  },
  {
    name: 'a body that throws',
    chain: chain('c', { answer }, () => {
      throw new Error('No such thing')
    }),
    told: {
      code: 'SC008',
      path: ['c'],
      what: "The chain's function threw while the chain was built: No such thing.",
      remedy: 'It runs once, when the chain is compiled, with references for values: mend it there.',
    },
  },
  {
    name: 'a reference in a text',
    // oxlint-disable-next-line typescript/restrict-template-expressions, typescript/no-base-to-string -- the mistake itself
    chain: chain('c', { answer }, (_, { question }) => systemChain.append(`They ask: ${question}`)),
    told: {
      code: 'SC008',
      path: ['c'],
      what: 'question is known only when the chain runs.',
      remedy: 'Use it in a prompt, a choice or a function of values.',
    },
  },
  {
    name: 'a forgotten return',
    chain: chain(
      'c',
      { answer },
      untyped(() => undefined),
    ),
    told: {
      code: 'SC008',
      path: ['c'],
      what: 'A block gives nothing (is a `return` missing?).',
      remedy: 'Let it give a builder, such as systemChain.keep(), or a reference.',
    },
  },
  {
    name: 'a chain that may take too long for an Express workflow',
    chain: chain('c', { answer }, (step, { question }) => {
      step('slow', bedrockTask({ model: claude.haiku45, prompt: ask({ question }), timeout: 200, attempts: 2 }))
      return systemChain.keep()
    }),
    told: {
      code: 'SC009',
      path: ['c'],
      what: 'In the worst case, with every retry, this takes 401 s, all of it for "slow"; an Express workflow may take 300 s.',
      remedy: 'Give slow steps a shorter timeout or fewer attempts, or put steps that do not need each other in a parallel.',
    },
  },
  {
    name: 'a prompt file that is not there',
    chain: chain('c', { answer }, (_, { question }) => systemChain.append(promptFile('rag/keyword.hbs')({ question }))),
    told: {
      code: 'SC010',
      path: ['c'],
      what: 'There is no prompt file chains/rag/keyword.hbs.',
      remedy: 'Create it, or correct the path, which starts below chains/.',
    },
  },
  {
    name: 'a system prompt file that is not there',
    chain: chain('c', { answer: { ...answer, system: promptFile('system.hbs') } }, () => systemChain.keep()),
    told: {
      code: 'SC010',
      path: ['c', 'answer'],
      what: 'There is no prompt file chains/system.hbs.',
      remedy: 'Create it, or correct the path, which starts below chains/.',
    },
  },
  {
    name: 'a substitution whose name deployments cannot have',
    chain: chain('c', { answer }, (step, { question }) => {
      const docs = step('docs', retrieve({ knowledgeBase: 'knowledge-base', query: question }))
      return systemChain.keep({ context: docs.passages })
    }),
    told: {
      code: 'SC011',
      path: ['c', 'docs'],
      what: '"knowledge-base" cannot be the name of a substitution.',
      remedy: 'Use 1 to 255 letters and digits, such as KnowledgeBaseId.',
    },
  },
  {
    name: 'a variable that a prompt file reads and is not given',
    chain: chain('c', { answer }, (_, { question }) => say(promptFile('greeting.hbs')({ name: question }))),
    told: {
      code: 'SC012',
      path: ['c'],
      what: 'The prompt is given nothing called language.',
      remedy: 'It is given: name.',
      inPrompt: { file: 'greeting.hbs', line: 1, column: 25 },
    },
  },
  {
    name: 'a field of an item that a prompt file reads and the item does not have',
    chain: chain('c', { answer }, (step, { question }) => {
      const docs = step('docs', retrieve({ knowledgeBase: 'Base', query: question }))
      step('rank', bedrockTask({ model: claude.haiku45, prompt: promptFile('rank.hbs')({ passages: docs.passages }) }))
      return systemChain.keep()
    }),
    told: {
      code: 'SC012',
      path: ['c', 'rank'],
      what: 'An item of passages has no field title.',
      remedy: 'Its fields: text, source, score.',
      inPrompt: { file: 'rank.hbs', line: 3, column: 3 },
    },
  },
  {
    name: 'a list where a text belongs, in a prompt written in the chain',
    chain: chain('c', { answer }, (_, { messages }) => say(prompt('So far:\n  {{messages}}')({ messages }))),
    told: {
      code: 'SC012',
      path: ['c'],
      what: 'messages is a list, which has no text of its own.',
      remedy: 'Use {{#each messages}}, {{join messages}} or {{json messages}}.',
      inPrompt: { file: null, line: 2, column: 5 },
    },
  },
  {
    name: 'two steps that become one variable',
    chain: chain('c', { answer }, (step, { question }) => {
      step('a_x_b', bedrockTask({ model: claude.haiku45, prompt: ask({ question }) }))
      step(
        'a',
        parallel({
          x: (step) => step('b', bedrockTask({ model: claude.haiku45, prompt: ask({ question }) })).text,
        }),
      )
      return systemChain.keep()
    }),
    told: {
      code: 'SC013',
      path: ['c', 'a', 'x', 'b'],
      what: '"a_x_b" and "a.x.b" both become the variable $a_x_b.',
      remedy: 'Rename a step.',
    },
  },
  {
    name: 'data where an answer belongs',
    chain: chain('c', { answer }, (_, { question }) => untyped(result({ question }))),
    told: {
      code: 'SC014',
      path: ['c'],
      what: 'A chain that answers ends here in result(…).',
      remedy: 'End every path in systemChain.… or say(…), or take `answer` out of the options.',
    },
  },
  {
    name: 'an answer where data belongs',
    chain: chain('c', {}, () => untyped(systemChain.keep())),
    told: {
      code: 'SC014',
      path: ['c'],
      what: 'A chain that returns data ends here in an answer.',
      remedy: 'End every path in result(…), or give the chain an `answer`.',
    },
  },
  {
    name: 'a path without an end',
    chain: chain('c', { answer }, (_, { question }) => untyped(retrieve({ knowledgeBase: 'Base', query: question }))),
    told: {
      code: 'SC015',
      path: ['c'],
      what: 'A path of the chain ends here without an answer.',
      remedy: 'End it in systemChain.…, say(…) or result(…).',
    },
  },
  {
    name: 'a weight that is no whole number',
    chain: chain('c', { answer }, (_, { session }) =>
      choice(split('tone', session, { a: 0.5, b: 0.5 }), { a: say('A'), b: say('B') }),
    ),
    told: { code: 'SC016', path: ['c'], what: 'The split "tone" has a weight that is not a whole number.', remedy: WEIGHTS },
  },
  {
    name: 'weights that are all zero',
    chain: chain('c', { answer }, (_, { session }) =>
      choice(split('tone', session, { a: 0, b: 0 }), { a: say('A'), b: say('B') }),
    ),
    told: { code: 'SC016', path: ['c'], what: 'The split "tone" has no weight above 0.', remedy: WEIGHTS },
  },
  {
    name: 'one experiment with two weightings',
    chain: chain('c', { answer }, (_, { session }) =>
      choice(split('tone', session, { a: 1, b: 1 }), {
        a: say('A'),
        b: () => choice(split('tone', session, { a: 1, b: 9 }), { a: say('A'), b: say('B') }),
      }),
    ),
    told: { code: 'SC016', path: ['c', 'b'], what: 'The split "tone" has other weights elsewhere.', remedy: WEIGHTS },
  },
  {
    name: 'more tokens than the model gives',
    chain: chain('c', { answer }, (step, { question }) => {
      step('long', bedrockTask({ model: llama.instruct8b, prompt: ask({ question }), maxTokens: 4000 }))
      return systemChain.keep()
    }),
    told: {
      code: 'SC018',
      path: ['c', 'long'],
      what: 'meta.llama3-8b-instruct-v1:0 does not take maxTokens 4000.',
      remedy: 'It answers with 2048 tokens at most.',
    },
  },
  {
    name: 'two sampling parameters for a model that takes one',
    chain: chain('c', { answer: { ...answer, temperature: 0.2, topP: 0.9 } }, () => systemChain.keep()),
    told: {
      code: 'SC018',
      path: ['c', 'answer'],
      what: 'anthropic.claude-haiku-4-5-20251001-v1:0 does not take temperature and topP together.',
      remedy: 'Give one of them.',
    },
  },
  {
    name: 'variables in the system prompt',
    chain: chain('c', { answer: { ...answer, system: promptFile('greeting.hbs') } }, () => systemChain.keep()),
    told: {
      code: 'SC019',
      path: ['c', 'answer'],
      what: 'The system prompt of the answer reads "name", "language".',
      remedy:
        'It is plain text in the manifest: take the variables out, and use systemChain.append or replaceTag for what is known later.',
    },
  },
  {
    name: 'JSONata that reads what it is not given',
    chain: chain('c', { answer }, (_, { question, session }) =>
      say(jsonata(Type.String(), '$question & $sesion', { question, session })),
    ),
    told: {
      code: 'SC021',
      path: ['c'],
      what: '`$sesion` is not among its values (question, session).',
      remedy: "Give what it needs as values: jsonata(schema, '$count($messages)', { messages }).",
      inCode: { line: 1, column: 13 },
    },
  },
  {
    name: 'a definition that is too large',
    chain: chain('c', { answer }, (_, { question }) => {
      const long = (text: string, times: number) => systemChain.append(text.repeat(times))
      return when(equals(question, 'a'), long('a', 240_000))
        .when(equals(question, 'b'), long('b', 240_000))
        .when(equals(question, 'c'), long('c', 250_000))
        .when(equals(question, 'd'), long('d', 240_000))
        .otherwise(long('e', 240_000))
    }),
    told: {
      code: 'SC092',
      path: ['c', 'case3'],
      what: expect.stringMatching(
        /^The definition has 12\d{5} bytes; Step Functions takes 1048576\. This step alone has 250\d{3}\.$/,
      ) as string,
      remedy: 'Shorten its texts, keep them in a knowledge base or a table, or start a workflow of its own for a part.',
    },
  },
  {
    name: 'an expression that is too deep, inside a branch',
    chain: chain('c', { answer }, (step, { question }) => {
      const long = Array.from({ length: 100 }, () => '$question').join(' & ')
      const asked = jsonata(Type.String(), long, { question })
      step(
        'both',
        parallel({
          deep: bedrockTask({ model: claude.haiku45, prompt: asked }),
          flat: bedrockTask({ model: claude.haiku45, prompt: question }),
        }),
      )
      return systemChain.keep()
    }),
    told: {
      code: 'SC091',
      path: ['c', 'both', 'deep'],
      what: 'The expression in /States/both/Branches[0]/States/both.deep/Arguments/Messages[0]/Content[0]/Text is 103 levels deep; Step Functions is sure to evaluate 90.',
      remedy:
        'Join texts with texts.join or a prompt, put the parts of a long jsonata into values of their own, or take it apart into steps.',
    },
  },
  {
    name: 'a definition that Step Functions does not take',
    chain: chain('c', { answer }, () => {
      let doll: unknown = ''
      for (let size = 0; size < 250; size++) doll = { doll }
      return systemChain.keep({ context: [doll] })
    }),
    told: {
      code: 'SC090',
      path: ['c'],
      what: 'The generated state machine is not valid at /: The definition is nested more than 200 levels deep. Flatten it.',
      remedy: 'If the chain is right this is a defect of the compiler: please report it with the chain.',
    },
  },
  {
    name: "a step that would be Step Functions' own variable",
    chain: chain('c', { answer }, (step, { question }) => {
      step('states', bedrockTask({ model: claude.haiku45, prompt: question }))
      return systemChain.keep()
    }),
    told: {
      code: 'SC003',
      path: ['c', 'states'],
      what: '"states" cannot be the name of a step.',
      remedy: "It would be the variable $states, which is Step Functions' own: choose another.",
    },
  },
]

const ALL = [...mistakes, ...SCOPE, ...FIGURES, ...SERVICES, ...CONVERSATIONS, ...NEVER]

/** Shown elsewhere: what a single chain cannot have, in the tests of the command line; an author's JSONata, in the tests of the language; a fallback's type, by the type checker; where text comes from, in the tests of provenance; what a run may use, in those of the bounds. */
const ELSEWHERE = (code: string) => ['SC001', 'SC002', 'SC017', 'SC021', 'SC052', 'SC099'].includes(code) || /^SC0[34]/.test(code)

describe('the compiler refuses', () => {
  test.each(ALL)('$name ($told.code)', ({ chain, told }) => {
    expect(problemsOf(chain)).toEqual([{ severity: 'error', ...told }])
  })

  test.each([
    ['conversations', GOOD_CONVERSATIONS],
    ['conditions', OPEN_CONDITIONS],
    ['names', UNKNOWN_NAMES],
  ])('nothing that only looks like a mistake: %s', (_, chain) => {
    expect(problemsOf(chain)).toEqual([])
  })

  test('something for every code that there is', () => {
    const shown = new Set(ALL.map(({ told }) => told.code))
    expect(CODES.filter((code) => !shown.has(code) && !ELSEWHERE(code))).toEqual([])
  })
})
