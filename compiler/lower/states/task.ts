/** A call of any service but a model, and what all that can fail does when it has. */
import type { Catcher, State } from '../../asl.ts'
import { mapValues } from '../../map-values.ts'
import type { BedrockTask, Catch, ServiceTask } from '../../tree.ts'
import { assigning, leaving, way } from '../edges.ts'
import type { Arriving, Way } from '../edges.ts'
import type { Machine, Spot } from '../machine.ts'
import { serviceRetry } from '../retry.ts'
import { atom, code, fields, literal, toCode, toJson } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { checked } from '../structured.ts'

export function serviceState(machine: Machine, spot: Spot<ServiceTask>): State {
  const { placed, builder } = spot
  const { attempts, timeout } = machine.lowering.effort.of(builder)
  return {
    Type: 'Task',
    Resource: builder.resource,
    Arguments: toJson(machine.shape(placed, builder.arguments)),
    TimeoutSeconds: timeout,
    ...serviceRetry(attempts, builder.transient),
    ...outcome(machine, spot, gives(builder), null),
  }
}

/** What a service gave, checked where it is not the service's own shape. */
function gives({ output, promised, service }: ServiceTask): Shape {
  if (typeof output !== 'string') return fields(mapValues(output, (one) => atom(one)))
  return code(promised ? checked(promised, output, `What ${service} gave`) : output)
}

export type CanFail = BedrockTask | ServiceTask | Extract<Spot['builder'], { kind: 'parallel' | 'map' }>

/** Where a task, a parallel or a map leads, well or not. Its own fields must be made before: they see more. */
export function outcome(machine: Machine, spot: Spot<CanFail>, value: Shape, entry: Parameters<Spot['after']>[0]['entry']) {
  const { name, scope, begun, after, builder } = spot
  const edge = after({ ...machine.departing(name, scope, begun, true), entry }, given(builder, value))
  const catchers = builder.catches.map((one) => catcher(machine, spot, machine.departing(name, scope, begun, false), one))
  return { ...(catchers.length > 0 ? { Catch: catchers } : {}), ...leaving(edge) }
}

/** What the step gives when it has succeeded with `value`. */
export const given = (builder: CanFail, value: Shape): Shape =>
  'settled' in builder ? fields({ status: literal('fulfilled'), value }) : value

/** A failure may come without a name or a cause: `&` makes an empty text of what is absent. */
const FAILURE = { error: code('"" & $states.errorOutput.Error'), cause: code('"" & $states.errorOutput.Cause') } as const

/** @param begun whether what is caught may come after a model call, on this edge or another */
export const catcher = (machine: Machine, spot: Spot<CanFail>, edge: Arriving, one: Catch, begun = edge.begun): Catcher => {
  const leads = caught(machine, spot, edge, one, FAILURE, begun)
  return { ErrorEquals: one.errors, ...assigning(leads), Next: leads.next }
}

/** The edge into what a catch does, with the failure it is given. */
export function caught(
  machine: Machine,
  { placed, scope, after }: Spot<CanFail>,
  edge: Arriving,
  { block }: Catch,
  failure: { readonly error: Shape; readonly cause: Shape },
  begun: boolean,
): Way {
  const { names } = machine.lowering
  const variable = names.own(names.part(placed, 'failure'))
  machine.give(block.id, { failure: atom(`$${variable}`) })
  const arriving = {
    ...edge,
    givens: new Map([...edge.givens, [block.id, fields({ failure: fields(failure) })]]),
    assign: { ...edge.assign, [variable]: toJson(code(toCode(fields(failure)))) },
  }
  return way(machine.enterBlock(block, arriving, scope, after, begun))
}
