import { amazonNova, bedrockTask, chain, choice, claude, mistral, prompt, say, split, Type, value } from '../../compiler/index.ts'
import type { Prompt } from '../../compiler/index.ts'

const Text = Type.Object({ text: Type.String() })
const brief = prompt('Answer in one sentence: {{question}}')
const friendly = prompt('Answer as a friendly colleague would, in two sentences: {{question}}')

/**
 * A resilient call inside an A/B test: a session always gets the same variant, each with its own prompt and model. Throttling is
 * retried with jitter; then two other models are asked in turn; then a canned answer is given. The details tell the model that
 * answered, the answer tells the variant.
 */
export default chain(
  'resilient',
  {
    description: 'Answers even when a model does not.',
    examples: ['What is a circuit breaker?'],
    answer: { model: claude.haiku45, system: 'You answer.', maxTokens: 300 },
  },
  (step, { question, session }) => {
    const ask = (model: typeof claude.haiku45, how: Prompt<'question'>) =>
      bedrockTask({
        model,
        prompt: how({ question }),
        fallback: [amazonNova.lite, mistral.small],
        maxTokens: 200,
        timeout: 10,
        attempts: 3,
        catch: value(Text, { text: 'We cannot answer just now. Please try again in a few minutes.' }),
      })
    const { text } = step(
      'reply',
      choice(split('style', session, { brief: 50, friendly: 50 }), {
        brief: ask(claude.haiku45, brief),
        friendly: ask(claude.haiku3, friendly),
      }),
    )
    return say(text)
  },
)
