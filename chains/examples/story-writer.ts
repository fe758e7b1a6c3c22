import { bedrockTask, chain, claude, map, prompt, systemChain, Type } from '../../compiler/index.ts'

const CHARACTERS = 5
const Cast = Type.Object({
  characters: Type.Array(Type.Object({ name: Type.String(), description: Type.String() }), {
    minItems: CHARACTERS,
    maxItems: CHARACTERS,
  }),
})

const inventCast =
  prompt(`Invent ${CHARACTERS} characters for a short story about this, each with a name and a description of one sentence.

<subject>{{question}}</subject>`)

const tellArc = prompt(`A short story about "{{question}}" has these characters:
{{#each cast}}
- {{name}}: {{description}}
{{/each}}
Tell in three sentences what happens to {{name}} in it.`)

const writeStory = prompt(`Write the story from these characters and what happens to each of them.
<characters>
{{#each cast}}
<character><name>{{xml name}}</name><description>{{xml description}}</description></character>
{{/each}}
</characters>
<arcs>
{{#each arcs}}
<arc>{{xml text}}</arc>
{{/each}}
</arcs>`)

/**
 * Map over a list that a model made: one call invents the cast as typed data, then each character gets a call of its own, three
 * at a time, that sees the whole cast; the results keep the order of the cast, and the final model writes the story from them.
 */
export default chain(
  'story-writer',
  {
    description: 'Writes a short story from a cast that it invents first.',
    examples: ['A lighthouse keeper who finds a map'],
    answer: { model: claude.sonnet45, system: 'You write short stories.', maxTokens: 2000 },
  },
  (step, { question }) => {
    const cast = step(
      'cast',
      bedrockTask({ model: claude.haiku45, prompt: inventCast({ question }), maxTokens: 600, output: Cast }),
    )
    const arcs = step(
      'arcs',
      map(cast.characters, { concurrency: 3 }, (_, character) =>
        bedrockTask({
          model: claude.haiku45,
          prompt: tellArc({ question, cast: cast.characters, name: character.name }),
          maxTokens: 250,
        }),
      ),
    )
    return systemChain.append(writeStory({ cast: cast.characters, arcs }))
  },
)
