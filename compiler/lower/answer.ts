/** The output of a workflow: what its last state gives, by the contract with the runtime. */
import type { Json } from '../asl.ts'
import type { Answer, Result, Say } from '../tree.ts'
import { spread } from './functions/lower.ts'
import { atom, code, fields, literal, toJson } from './shape.ts'
import type { Shape } from './shape.ts'

export interface Ending {
  readonly builder: Answer | Say | Result
  /** Whether any model call can have happened before. */
  readonly called: boolean
  /** The variable with the details of the calls. */
  readonly ledger: string
  readonly experiments: readonly { readonly name: string; readonly variant: Shape }[]
  readonly chain: { readonly name: string; readonly version: string }
  readonly shapeOf: (value: Answer['context'] & object) => Shape
}

function bedrockDetails({ called, ledger }: Ending): Shape {
  const sum = (member: string): Shape => (called ? atom(`$sum([$${ledger}.${member}])`) : literal(0))
  return fields({
    task_details: called ? atom(`$${ledger}`) : literal([]),
    total_input_tokens: sum('input_token'),
    total_output_tokens: sum('output_token'),
  })
}

function systemChainData({ operation, prompt, tag }: Answer, shapeOf: Ending['shapeOf']): { readonly [name: string]: Shape } {
  if (operation === 'KEEP' || !prompt) return {}
  const text = shapeOf(prompt)
  const configuration: { readonly [name: string]: Shape } =
    tag === undefined ? {} : { configuration: literal({ replace_tag: tag }) }
  return { system_chain_data: fields({ system_chain_prompt: text, operation: literal(operation), ...configuration }) }
}

/** Context must be a list: what may be a single thing or absent is put into one. */
function contextData(context: Answer['context'], shapeOf: Ending['shapeOf']): Shape {
  if (!context) return literal([])
  const shape = shapeOf(context)
  return shape.kind === 'code' ? code(`[${spread(shape)}]`) : shape
}

function ownMembers({ builder, shapeOf }: Ending): { readonly [name: string]: Shape } {
  switch (builder.kind) {
    case 'systemChain':
      return { context_data: contextData(builder.context, shapeOf), ...systemChainData(builder, shapeOf) }
    case 'say':
      return { context_data: literal([]), answer_text: shapeOf(builder.text) }
    case 'result':
      return { result: shapeOf(builder.value) }
    default:
      return builder satisfies never
  }
}

export function answerOutput(ending: Ending): Json {
  const { experiments, chain } = ending
  const told = experiments.map(({ name, variant }) => fields({ name: literal(name), variant }))
  return toJson(
    fields({
      bedrock_details: bedrockDetails(ending),
      ...ownMembers(ending),
      ...(told.length === 0 ? {} : { experiments: { kind: 'items', items: told } }),
      chain: literal(chain),
    }),
  )
}
