/** The chain of 12 steps that benchmarks compile and explore. */
import { Type, bedrockTask, chain, choice, claude, parallel, prompt, retrieve, systemChain } from '../../compiler/index.ts'
import type { Chain } from '../../compiler/index.ts'

const model = claude.haiku45

const promptOf = (name: string) =>
  prompt(`${name}: {{#each messages}}{{role}} of ${name}: {{content}}{{/each}} {{#if earlier}}In ${name}: {{earlier}}{{/if}}`)

/** A chain of 12 steps: tasks in sequence, a parallel, a search, a choice. Its names and the words of its prompts are its own, so that it is read anew. */
export function twelveSteps(number: number, prompts: 'one prompt' | 'eight prompts'): Chain {
  const one = promptOf(`Chain ${number}`)
  const promptFor = (step: string) => (prompts === 'one prompt' ? one : promptOf(`Chain ${number}, ${step}`))
  const answer = { model, system: 'You answer.', maxTokens: 500 }
  return chain(`chain${number}`, { answer }, (step, { question, messages }) => {
    let earlier = question
    for (let index = 0; index < 6; index++) {
      const ask = promptFor(`step ${index}`)
      const task = bedrockTask({ model, prompt: ask({ messages, earlier }), maxTokens: 50, timeout: 5, attempts: 2 })
      earlier = step(`step${index}of${number}`, task).text
    }
    const both = step(
      'both',
      parallel({
        keywords: bedrockTask({ model, prompt: promptFor('keywords')({ messages, earlier }), timeout: 5, attempts: 2 }),
        known: bedrockTask({
          model,
          prompt: promptFor('known')({ messages, earlier }),
          output: Type.Object({ value: Type.Boolean() }),
          timeout: 5,
          attempts: 2,
        }),
      }),
    )
    const docs = step('docs', retrieve({ knowledgeBase: 'KnowledgeBaseId', query: both.keywords.text }))
    return choice(both.known.value, {
      true: systemChain.keep(),
      false: systemChain.append('Be brief.', { context: docs.passages }),
    })
  })
}
