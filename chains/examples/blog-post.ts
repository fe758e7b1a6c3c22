import { bedrockTask, chain, claude, prompt, systemChain } from '../../compiler/index.ts'
import type { Ref } from '../../compiler/index.ts'

const writePost =
  prompt(`Write a blog post of about 300 words that makes people want to read the novel. Say nothing that is not in these notes.
<summary>{{xml summary}}</summary>
<plot>{{xml plot}}</plot>
<themes>{{xml themes}}</themes>
<style>{{xml style}}</style>`)

/**
 * A sequence with memory: each question sees the whole conversation so far, its questions and its answers. The conversation is a
 * list that grows while the chain is written; a plain function adds to it, so the memory costs no state of its own.
 */
export default chain(
  'blog-post',
  {
    description: 'Writes a blog post about a novel, from notes taken step by step.',
    examples: ['Frankenstein by Mary Shelley'],
    answer: { model: claude.sonnet45, system: 'You write about books for a general audience.', maxTokens: 800 },
  },
  (step, { question }) => {
    const conversation: { readonly role: 'user' | 'assistant'; readonly content: string | Ref<string> }[] = []
    const ask = (name: string, content: string | Ref<string>) => {
      conversation.push({ role: 'user', content })
      const answer = step(
        name,
        bedrockTask({ model: claude.haiku45, messages: [...conversation], maxTokens: 400, timeout: 20, attempts: 2 }),
      )
      conversation.push({ role: 'assistant', content: answer.text })
      return answer.text
    }

    const summary = ask('summary', prompt('Summarise this novel in five sentences: {{question}}')({ question }))
    const plot = ask('plot', 'Describe the plot in one paragraph, without its end.')
    const themes = ask('themes', 'Name its three main themes, each with a sentence.')
    const style = ask('style', 'Describe the style of the author in two sentences.')
    return systemChain.append(writePost({ summary, plot, themes, style }))
  },
)
