/** Tasks: a model call, a call of any other service, and what both do when they fail. */
import type { Catcher, State } from '../../asl.ts'
import type { BedrockTask, Catch, ServiceTask } from '../../tree.ts'
import { converse, tokenDetails } from '../converse.ts'
import { assigning, leaving, way } from '../edges.ts'
import type { Machine, Spot } from '../machine.ts'
import { variableOf } from '../names.ts'
import { serviceRetry } from '../retry.ts'
import { atom, code, fields, literal, toJson } from '../shape.ts'
import type { Shape } from '../shape.ts'

export function bedrockState(machine: Machine, spot: Spot<BedrockTask>): State {
  const { placed, builder, name } = spot
  const prompt = machine.shape(placed, builder.prompt)
  const system = builder.system ? machine.shape(placed, builder.system) : null
  const { state, value } = converse(builder, { prompt, system }, machine.lowering.effort.of(builder))
  return { ...state, ...outcome(machine, spot, value, { one: tokenDetails(builder, name) }) }
}

export function serviceState(machine: Machine, spot: Spot<ServiceTask>): State {
  const { placed, builder } = spot
  const { attempts, timeout } = machine.lowering.effort.of(builder)
  const { output } = builder
  const value =
    typeof output === 'string'
      ? code(output)
      : fields(Object.fromEntries(Object.entries(output).map(([name, one]) => [name, atom(one)])))
  return {
    Type: 'Task',
    Resource: builder.resource,
    Arguments: toJson(machine.shape(placed, builder.arguments)),
    TimeoutSeconds: timeout,
    ...serviceRetry(attempts, builder.transient),
    ...outcome(machine, spot, value, null),
  }
}

/** Where a task, a parallel or a map leads, well or not. Its own fields must be made before: they see more. */
export function outcome(
  machine: Machine,
  spot: Spot<BedrockTask | ServiceTask | Extract<Spot['builder'], { kind: 'parallel' | 'map' }>>,
  value: Shape,
  entry: Parameters<Spot['after']>[0]['entry'],
) {
  const { name, scope, begun, after, builder } = spot
  const given = 'settled' in builder ? fields({ status: literal('fulfilled'), value }) : value
  const edge = after({ ...machine.departing(name, scope, begun, true), entry }, given)
  const catchers = builder.catches.map((one) => catcher(machine, spot, one))
  return { ...(catchers.length > 0 ? { Catch: catchers } : {}), ...leaving(edge) }
}

/** A failure may come without a name or a cause: `&` makes an empty text of what is absent. */
const ERROR = '"" & $states.errorOutput.Error'
const CAUSE = '"" & $states.errorOutput.Cause'

function catcher(machine: Machine, { placed, name, scope, begun, after }: Spot, { errors, block }: Catch): Catcher {
  const { names } = machine.lowering
  const variable = variableOf(names.part(placed, 'failure'))
  machine.give(block.id, { failure: atom(`$${variable}`) })
  const edge = machine.departing(name, scope, begun, false)
  const arriving = {
    ...edge,
    givens: new Map([...edge.givens, [block.id, fields({ failure: fields({ error: code(ERROR), cause: code(CAUSE) }) })]]),
    assign: { ...edge.assign, [variable]: toJson(code(`{"error": ${ERROR}, "cause": ${CAUSE}}`)) },
  }
  const leads = way(machine.enterBlock(block, arriving, scope, after))
  return { ErrorEquals: errors, ...assigning(leads), Next: leads.next }
}
