/** What is served here, in the forms in which it is asked for. */
import type { ServedChain } from '../served.ts'

export const chainList = (chains: ReadonlyMap<string, ServedChain>) =>
  [...chains.values()].map(({ manifest: { name, kind, description } }) => ({ name, kind, description }))

/** Every chain is a model to OpenAI's clients. */
export const modelList = (chains: ReadonlyMap<string, ServedChain>) => ({
  object: 'list',
  data: [...chains.keys()].map(modelEntry),
})

export const modelEntry = (id: string) => ({ id, object: 'model', created: 0, owned_by: 'stepchain' })
