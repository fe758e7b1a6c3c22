/** Wanted: a model's answer; but the chain does not say which model answers. */
import { chain, systemChain } from '../../../compiler/index.ts'

export default chain('brief', {}, () => systemChain.append('Be brief.'))
