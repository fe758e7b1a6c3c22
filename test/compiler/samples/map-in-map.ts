import { bedrockTask, chain, claude, map, prompt, result, Type } from '../../../compiler/index.ts'

const Groups = Type.Object({ groups: Type.Array(Type.Object({ label: Type.String(), members: Type.Array(Type.String()) })) })
const describe = prompt('{{member}} of {{label}}')

/** An inner map that opens its item: what the outer item is must be handed on. */
export default chain('map-in-map', {}, (step, { question }) => {
  const { groups } = step('find', bedrockTask({ model: claude.haiku45, prompt: question, output: Groups, attempts: 1 }))
  const all = step(
    'all',
    map(groups, { concurrency: 2 }, (_, group) =>
      map(group.members, (_, member) =>
        bedrockTask({ model: claude.haiku45, prompt: describe({ member, label: group.label }), maxTokens: 100, attempts: 1 }),
      ),
    ),
  )
  return result({ all })
})
