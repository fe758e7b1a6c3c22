import { bedrockTask, chain, claude, lists, loop, parallel, prompt, systemChain, Type, value } from '../../compiler/index.ts'

const Dish = Type.Object({ name: Type.String(), recipe: Type.String() })
const Score = Type.Object({ points: Type.Integer({ minimum: 1, maximum: 10 }), advice: Type.String() })
const Debate = Type.Object({
  plain: Type.Object({ dish: Dish, score: Score }),
  fine: Type.Object({ dish: Dish, score: Score }),
  agreed: Type.Boolean(),
})
const Verdict = Type.Object({
  plain: Score,
  fine: Score,
  agreed: Type.Boolean({ description: 'true if one dish is clearly the better one' }),
})

const cook = prompt(`You are a cook of {{style}}. Suggest a dish for this wish and answer with its name and recipe.

<wish>{{question}}</wish>
{{#if earlier}}
Your last suggestion was {{earlier}}; the judge said: {{advice}}
The other cook suggested {{other}}. Make yours better.
{{/if}}`)

const judge = prompt(`Two cooks answer this wish: {{question}}
<first>{{plain}}</first>
<second>{{fine}}</second>
Score both from 1 to 10, advise each cook, and say whether one dish is clearly the better one.`)

const nothing = { dish: { name: '', recipe: '' }, score: { points: 1, advice: '' } }

/**
 * A debate until agreed: two personas make a suggestion at the same time, a judge scores both, and each improves its own knowing
 * the other's, until the judge sees a clear winner or three rounds are over. The better dish of the last round is presented.
 */
export default chain(
  'debate',
  {
    description: 'Two cooks compete for the best dish until a judge sees a clear winner.',
    examples: ['A quick dinner with tomatoes and rice'],
    answer: { model: claude.sonnet45, system: 'You are the host of a cooking show.', maxTokens: 800 },
  },
  (step, { question }) => {
    const debate = step(
      'debate',
      loop(
        { carry: Debate, start: { plain: nothing, fine: nothing, agreed: false }, max: 3, until: ({ agreed }) => agreed },
        (step, last) => {
          const suggest = (style: string, own: typeof last.plain, other: typeof last.plain) =>
            bedrockTask({
              model: claude.haiku45,
              prompt: cook({ style, question, earlier: own.dish.name, advice: own.score.advice, other: other.dish.name }),
              maxTokens: 500,
              timeout: 12,
              attempts: 2,
              output: Dish,
            })
          const dishes = step(
            'dishes',
            parallel({
              plain: suggest('plain, honest food', last.plain, last.fine),
              fine: suggest('fine cuisine', last.fine, last.plain),
            }),
          )
          const verdict = step(
            'verdict',
            bedrockTask({
              model: claude.haiku45,
              prompt: judge({ question, plain: dishes.plain.recipe, fine: dishes.fine.recipe }),
              maxTokens: 300,
              timeout: 12,
              attempts: 2,
              output: Verdict,
            }),
          )
          return value(Debate, {
            plain: { dish: dishes.plain, score: verdict.plain },
            fine: { dish: dishes.fine, score: verdict.fine },
            agreed: verdict.agreed,
          })
        },
      ),
    )
    const best = lists.highest(lists.of(Debate.properties.plain, [debate.plain, debate.fine]), (one) => one.score.points)
    return systemChain.append('Present the dish in the document, with its recipe, as the answer to the wish.', {
      context: [best.dish],
    })
  },
)
