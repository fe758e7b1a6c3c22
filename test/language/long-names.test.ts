/** Paths of more than 80 characters: their states and variables are called by their ends, after a hash that may begin with a digit. */
import { expect, it } from 'vitest'
import { bedrockTask, chain, claude, equals, loop, parallel, prompt, result, Type } from '../../compiler/index.ts'
import type { PlaceStep } from '../../compiler/index.ts'
import { compileChain } from '../../compiler/compile.ts'

const LONG = 'a_step_with_a_name_that_is_as_long_as_anybody_would_ever_make_it'

it('gives names that AWS takes to steps, branches and loops of long paths', () => {
  const Count = Type.Object({ count: Type.Integer() })
  const long = chain('long', {}, (step, { question }) => {
    const branches = Array.from({ length: 20 }, (_, index) => {
      const asked = bedrockTask({ model: claude.haiku45, prompt: prompt('{{question}}')({ question }), attempts: 1, timeout: 1 })
      const repeated = loop(
        { carry: Count, start: { count: 0 }, max: 1, until: ({ count }) => equals(count, 0) },
        (step, carry) => {
          step(`asked_${index}`, asked)
          return carry
        },
      )
      return [`branch${index}`, (step: PlaceStep) => step(LONG, repeated)] as const
    })
    step(LONG, parallel(Object.fromEntries(branches)))
    return result({ question })
  })
  const { problems, output } = compileChain(long, { file: 'chains/long.ts', readPrompt: () => undefined })
  expect({ problems, states: output?.origins.size }).toEqual({ problems: [], states: 82 })
})
