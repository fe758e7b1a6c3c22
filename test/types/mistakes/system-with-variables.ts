/** Wanted: the question in the system prompt, which is fixed before anybody asks. */
import { chain, claude, prompt, systemChain } from '../../../compiler/index.ts'

const helpWith = prompt('You help with: {{question}}')

export default chain('help', { answer: { model: claude.haiku45, system: helpWith, maxTokens: 200 } }, () => systemChain.keep())
