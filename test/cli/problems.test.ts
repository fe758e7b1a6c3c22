/** A project with mistakes, compiled by the command line: every line it prints, with the right place in the author's own files. */
import { afterAll, expect, test } from 'vitest'
import { temporaryProject } from '../support/project.ts'
import { call } from './io.ts'

const project = temporaryProject({
  'chains/search.ts': `import { bedrockTask, chain, claude, parallel, prompt, promptFile, retrieve, systemChain } from '../compiler/index.ts'

/** A comment, and types: they are gone in what runs, and the places below are right all the same. */
interface Unused {
  readonly lines: number
}
const findKeywords = prompt(\`Keywords for:
  {{question}} {{#each passages}}{{title}}{{/each}}\`)

export default chain(
  'search',
  { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (step, { question }) => {
    const docs = step('docs', retrieve({ knowledgeBase: 'Base', query: question }))
    const { keywords } = step(
      'analysis',
      parallel({
        keywords: bedrockTask({ model: claude.haiku45, prompt: findKeywords({ question, passages: docs.passages }) }),
        ranked: bedrockTask({ model: claude.haiku45, prompt: promptFile('search/rank.hbs')({ passages: docs.passages, question }) }),
      }),
    )
    return systemChain.append(keywords.text)
  },
)
`,
  'chains/search/rank.hbs': `Rank for {{questions}}:
{{#each passages}}
  - {{text}} {{title}}
{{/each}}
`,
  'chains/forgotten.ts': `import { bedrockTask, chain, claude, retrieve, say } from '../compiler/index.ts'
const answer = { model: claude.haiku45, system: 'You help.', maxTokens: 200 }

export default chain('forgotten', { answer }, (step, { question }) => {
  const search = retrieve({ knowledgeBase: 'Base', query: question })

  step('again', bedrockTask({ model: claude.haiku45, prompt: question }))
  step(
    'again',
    bedrockTask({ model: claude.haiku45, prompt: question }),
  )
  return say('Nothing.')
})
`,
  'chains/folder/other-name.ts': `import { chain, claude, say } from '../../compiler/index.ts'
export default chain('forgotten', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, () => say('Hi.'))
`,
  'chains/throws.ts': `import { chain, claude, systemChain } from '../compiler/index.ts'

export default chain('throws', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, (_, { question }) =>
  systemChain.append(\`They ask: \${question as unknown as string}\`),
)
`,
})
afterAll(() => project.remove())

test('every mistake is told with file, line and column, path, code, what and what to do', async () => {
  expect(await call(project.root, 'compile')).toEqual({
    code: 1,
    out: [],
    error: [
      'chains/folder/other-name.ts:1:1  forgotten  SC001  The chain "forgotten" is in a file called chains/folder/other-name.ts. A chain is called as its file: rename one of them.',
      'chains/forgotten.ts:1:1  forgotten  SC002  Two chains are called "forgotten"; the other is in chains/folder/other-name.ts. Rename one.',
      "chains/forgotten.ts:5:18  forgotten  SC005  This retrieve is made but never placed, so it does nothing. Give it to step('name', …) or return it. An `if` on a reference always takes the same way: use choice(…).",
      'chains/forgotten.ts:8:3  forgotten › again  SC004  Two steps are called "again". A step\'s name is its variable; rename one.',
      'chains/search.ts:19:90  search › analysis › ranked  SC006  The prompt does not use "question". Leave it out, or use it in the template. (warning)',
      "chains/search.ts:22:24  search  SC040  Text of a model is in a system prompt, which a model obeys. Give it as context, or as {{xml …}} alone in a tag; or give it a schema without free text, look it up in a list of your own, or say trust(value, 'why'). (warning)\n" +
        '    question (caller) → a prompt chains/search.ts:18 → analysis.keywords (model) chains/search.ts:18 → systemChain.append chains/search.ts:22',
      'chains/search.ts:18:64  search › analysis › keywords  SC012  An item of passages has no field title. (line 2, column 36 of the prompt) Its fields: text, source, score.',
      'chains/search/rank.hbs:1:12  search › analysis › ranked  SC012  The prompt is given nothing called questions. Did you mean question? It is given: passages, question.',
      'chains/search/rank.hbs:3:16  search › analysis › ranked  SC012  An item of passages has no field title. Its fields: text, source, score.',
      'chains/throws.ts:4:35  throws  SC008  question is known only when the chain runs. Use it in a prompt, a choice or a function of values.',
    ],
  })
})

test('files that cannot be loaded are told first, and hide no other', async () => {
  const others = await call(project.root, 'compile')
  project.write('chains/syntax.ts', 'export default 1 +\n')
  project.write('chains/imports.ts', "import { nothing } from './not-there.ts'\nexport default nothing\n")
  expect(await call(project.root, 'compile')).toEqual({
    code: 1,
    out: [],
    error: [
      'chains/imports.ts:1:25  SC017  The file cannot be loaded: Could not resolve "./not-there.ts". Mend the file; npm run check:types tells more.',
      'chains/syntax.ts:2:1  SC017  The file cannot be loaded: Unexpected end of file. Mend the file; npm run check:types tells more.',
      ...others.error,
    ],
  })
})

test('what chains share and cannot be loaded hides none that does not need it', async () => {
  const other = temporaryProject({
    'chains/parts/shared.ts': 'export const shared = 1 +\n',
    'chains/needs.ts': "import { shared } from './parts/shared.ts'\nexport default shared\n",
    'chains/fine.ts': `import { chain, say } from '../compiler/index.ts'
export default chain('fine', {}, () => say('Hello.') as never)
`,
  })
  try {
    const { error } = await call(other.root, 'compile')
    expect(error.map((line) => line.split('  ').filter((part) => /^chains|^SC/.test(part)))).toEqual([
      ['chains/parts/shared.ts:2:1', 'SC017'],
      ['chains/fine.ts:2:40', 'SC014'],
    ])
  } finally {
    other.remove()
  }
})

test('a file that throws when it is loaded hides no other', async () => {
  const other = temporaryProject({
    'chains/throws.ts': "throw new Error('Not today')\n",
    'chains/fine.ts': `import { chain, say } from '../compiler/index.ts'
export default chain('fine', {}, () => say('Hello.') as never)
`,
  })
  try {
    expect(await call(other.root, 'compile')).toEqual({
      code: 1,
      out: [],
      error: [
        'chains/throws.ts:1:1  SC017  The file cannot be loaded: Not today. Mend the file; npm run check:types tells more.',
        'chains/fine.ts:2:40  fine  SC014  A chain that returns data ends here in an answer. End every path in result(…), or give the chain an `answer`.',
      ],
    })
  } finally {
    other.remove()
  }
})
