/** Wanted: what a function returned; no schema says that it returns anything. */
import { chain, claude, lambda, say } from '../../../compiler/index.ts'

export default chain('pdf', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, (step, { question }) => {
  const pdf = step('pdf', lambda({ function: 'PdfFunction', payload: { question } }))
  return say(pdf.url)
})
