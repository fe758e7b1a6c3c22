import {
  bedrockTask,
  chain,
  choice,
  claude,
  parallel,
  prompt,
  say,
  systemChain,
  trust,
  Type,
  value,
} from '../../../compiler/index.ts'

const Text = Type.Object({ text: Type.String() })
const told = prompt('{{a}} and {{b}}')

/** A catch that goes on, a guard that ends the chain, and a branch that ends in a choice: all lead to one tail, emitted once. */
export default chain(
  'catch-rejoins',
  { answer: { model: claude.haiku45, system: 'You answer.', maxTokens: 100 } },
  (step, { question }) => {
    const first = step(
      'first',
      bedrockTask({ model: claude.haiku45, prompt: question, attempts: 1, catch: value(Text, { text: 'nothing' }) }),
    )
    const both = step(
      'both',
      parallel({
        plain: value(Type.String(), 'fixed'),
        picked: (step) => {
          const check = step(
            'check',
            bedrockTask({ model: claude.haiku45, prompt: question, output: Type.Object({ ok: Type.Boolean() }), attempts: 1 }),
          )
          return choice(check.ok, { true: value(Text, { text: 'good' }), false: value(Text, { text: 'bad' }) })
        },
      }),
    )
    const kept = step(
      'kept',
      choice(
        step(
          'last',
          bedrockTask({ model: claude.haiku45, prompt: question, output: Type.Object({ go: Type.Boolean() }), attempts: 1 }),
        ).go,
        {
          true: value(Text, { text: 'so be it' }),
          false: say('No.'),
        },
      ),
    )
    return systemChain.append(told({ a: trust(first.text, 'It is a sample.'), b: kept.text }), {
      context: [both.picked, both.plain],
    })
  },
)
