/**
 * A call of a model: one state where that is enough. Around it, as asked for: the same question in another way, other models, and
 * a Choice that sends a wrong answer back with what is wrong with it.
 */
import type { Assignments, Catcher, State } from '../../asl.ts'
import { INVALID_ANSWER, REFUSED_REQUESTS } from '../../error-names.ts'
import type { BedrockTask } from '../../tree.ts'
import { assigning, into, leaving, way } from '../edges.ts'
import type { Way } from '../edges.ts'
import type { Machine, Spot } from '../machine.ts'
import { askedOf } from '../model/ask.ts'
import type { AskedTurn, ModelAnswer } from '../model/ask.ts'
import { callsOf } from '../model/calls.ts'
import type { Call, Calls } from '../model/calls.ts'
import { spoken } from '../model/conversation.ts'
import { BLOCKS, converse } from '../model/converse.ts'
import { invokeModel } from '../model/invoke.ts'
import { modelRetry } from '../retry.ts'
import { atom, code, expression, fields, literal, toCode, toJson } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { checked, isAnswer, parsed, saidText, toolInput, wrongWith } from '../structured.ts'
import { catcher, caught, given } from './task.ts'

/** A task being lowered, with the calls it can lead to and the variables between them. */
interface Making {
  readonly machine: Machine
  readonly spot: Spot<BedrockTask>
  readonly calls: Calls
  readonly stateOf: (key: string) => string
  /** What the model said, and how often it was asked to mend it. */
  readonly said: string
  readonly repairs: string
}

export function bedrockState(machine: Machine, spot: Spot<BedrockTask>): State {
  const { placed, builder, name } = spot
  const { names, effort } = machine.lowering
  const stateOf = (key: string) => (key === '' ? name : names.beside(placed, key))
  const calls = callsOf(builder, effort.of(builder))
  const making = {
    machine,
    spot,
    calls,
    stateOf,
    said: names.own(names.part(placed, 'said')),
    repairs: names.own(names.part(placed, 'repairs')),
  }
  return callState(making, calls.first, spot.begun)
}

/** @param begun whether a model call can have happened before this one */
function callState(making: Making, call: Call, begun: boolean): State {
  const { machine, spot, calls } = making
  const { placed, builder } = spot
  const more = call === calls.repair ? repairTurns(making) : []
  const asked = askedOf(builder, call, (value) => machine.shape(placed, value), more)
  const request = builder.api === 'invoke' ? invokeModel(asked) : converse(asked)
  const said = {
    ...request.answer,
    text: asked.prefill ? `$join([${toCode(asked.prefill)}, ${request.answer.text}])` : request.answer.text,
  }
  return {
    Type: 'Task',
    Resource: request.resource,
    Arguments: request.arguments,
    TimeoutSeconds: call.timeout,
    ...modelRetry(call.attempts, { timeout: !call.isEarly, wrongAnswer: builder.output !== undefined && !calls.repair }),
    ...leads(making, call, begun, builder.output ? said : request.answer),
  }
}

function leads(making: Making, call: Call, begun: boolean, answer: ModelAnswer) {
  const { machine, spot, calls, stateOf } = making
  const { builder, scope, after } = spot
  const state = stateOf(call.key)
  const departing = { ...machine.departing(state, scope, begun, true), entry: { one: tokenDetails(making, call, answer) } }
  const edge = calls.repair
    ? toCheck(making, call, departing, answer)
    : after(departing, given(builder, answerOf(builder, answer)))
  const catchers = catchersOf(making, call, begun)
  return { ...(catchers.length > 0 ? { Catch: catchers } : {}), ...leaving(edge) }
}

/** What the step gives, read from the answer of a model. */
function answerOf({ output, tools }: BedrockTask, answer: ModelAnswer): Shape {
  if (tools) {
    return fields({
      content: code(`[${BLOCKS}]`),
      text: atom(`$join([${answer.text}])`),
      calls: code(`[${BLOCKS}.ToolUse.{"id": ToolUseId, "name": Name, "input": Input}]`),
      stopReason: atom('$states.result.StopReason'),
      tokens: code(`${answer.inputTokens} + ${answer.outputTokens}`),
    })
  }
  if (!output) return fields({ text: atom(answer.text) })
  const value = parsed(output, answer.text)
  return code(
    checked(output, answer.tool === null ? value : `$exists(${answer.tool}) ? ${toolInput(output, answer.tool)} : ${value}`),
  )
}

/** The entry of a call in the answer's token details, on the edge out of its state. */
function tokenDetails({ spot, stateOf }: Making, call: Call, answer: ModelAnswer): Shape {
  const { builder } = spot
  return fields({
    task_name: literal(stateOf(call.key)),
    task_model_id: literal(builder.model.id),
    input_token: atom(answer.inputTokens),
    output_token: atom(answer.outputTokens),
    ...(builder.fallback.length > 0 ? { model_used: literal(call.model.id) } : {}),
  })
}

// ---------------------------------------------------------------- when a call fails

/** Another way where the grammar is not ready, another model for everything else; what the author says comes after the last. */
function catchersOf(making: Making, call: Call, begun: boolean): readonly Catcher[] {
  const { machine, spot, calls, stateOf } = making
  const { builder, scope } = spot
  // what is led to from a repair as well counts on the ledger
  const later = spot.begun || calls.repair !== null
  const leaveFor = (next: Call, errors: readonly string[]): Catcher => {
    const departing = machine.departing(stateOf(call.key), scope, begun, false)
    const assign = { ...departing.assign, ...repairsOnTheWay(making, call, next) }
    const leads = way(into(enter(making, next, later), { ...departing, assign }, scope, later))
    return { ErrorEquals: errors, ...assigning(leads), Next: leads.next }
  }
  const { otherWay, fallbacks } = calls
  const otherModel = fallbacks[fallbacks.indexOf(call) + 1]
  return [
    ...(otherWay && call === calls.first ? [leaveFor(otherWay, ['States.Timeout', ...REFUSED_REQUESTS])] : []),
    ...(otherModel
      ? [leaveFor(otherModel, ['States.ALL'])]
      : builder.catches.map((one) =>
          catcher(machine, spot, machine.departing(stateOf(call.key), scope, begun, false), one, later),
        )),
  ]
}

/** Another model may answer a first time or after a repair has failed. After a failed repair there is none, or the two would go on for ever. */
function repairsOnTheWay({ calls, repairs }: Making, call: Call, next: Call): Assignments {
  if (!calls.repair || !calls.fallbacks.includes(next) || calls.fallbacks.includes(call)) return {}
  return { [repairs]: call === calls.repair ? calls.repairs : 0 }
}

/** Emits the state of another call and gives its name. */
function enter(making: Making, call: Call, begun: boolean): string {
  const { machine, spot, stateOf } = making
  const state = stateOf(call.key)
  machine.emit(state, spot.scope, spot.placed, () => callState(making, call, begun))
  return state
}

// ---------------------------------------------------------------- when an answer is wrong

function toCheck(making: Making, call: Call, departing: Parameters<typeof into>[1], { text, tool }: ModelAnswer): Way {
  const { machine, spot, calls, stateOf, said, repairs } = making
  const { builder, scope, placed } = spot
  const { output = {} } = builder
  const inText = saidText(output, text)
  const assign = {
    ...departing.assign,
    [said]: expression(tool === null ? inText : `$exists(${tool}) ? $string(${toolInput(output, tool)}) : ${inText}`),
    ...(calls.fallbacks.includes(call) ? {} : { [repairs]: call === calls.repair ? expression(`$${repairs} + 1`) : 0 }),
  }
  const state = stateOf('check')
  const edge = into(state, { ...departing, assign }, scope, true)
  machine.emit(state, scope, placed, () => checkState(making))
  return edge
}

function checkState(making: Making): State {
  const { machine, spot, calls, stateOf, said, repairs } = making
  const { builder, scope, after } = spot
  const { output = {} } = builder
  const departing = () => machine.departing(stateOf('check'), scope, true, false)
  const valid = way(after(departing(), given(builder, atom(`$parse($${said})`))))
  const repair = calls.repair ? way(into(enter(making, calls.repair, true), departing(), scope, true)) : null
  const last = giveUp(making)
  return {
    Type: 'Choice',
    Choices: [
      { Condition: expression(isAnswer(output, `$${said}`)), ...assigning(valid), Next: valid.next },
      ...(repair ? [{ Condition: expression(`$${repairs} < ${calls.repairs}`), ...assigning(repair), Next: repair.next }] : []),
      ...(Object.keys(last.assign).length > 0 ? [{ Condition: expression('true'), ...assigning(last), Next: last.next }] : []),
    ],
    ...(Object.keys(last.assign).length > 0 ? {} : { Default: last.next }),
  }
}

/** No answer of the schema: what the author says is done then, or the run has failed. */
function giveUp(making: Making): Way {
  const { machine, spot, stateOf, said } = making
  const { builder, scope, placed } = spot
  const wrong = code(`"No answer of the schema: " & (${wrongWith(builder.output ?? {}, `$${said}`)})`)
  const departing = machine.departing(stateOf('check'), scope, true, false)
  const catching = builder.catches.find(({ errors }) =>
    errors.some((error) => error === INVALID_ANSWER || error === 'States.TaskFailed' || error === 'States.ALL'),
  )
  if (catching) return caught(machine, spot, departing, catching, { error: literal(INVALID_ANSWER), cause: wrong }, true)
  const state = stateOf('failed')
  machine.emit(state, scope, placed, () => ({ Type: 'Fail', Error: INVALID_ANSWER, Cause: toJson(wrong) as string }))
  return way(into(state, departing, scope, true))
}

/** What the model said and what is wrong with it, after the conversation. */
function repairTurns({ spot, said }: Making): readonly AskedTurn[] {
  const wrong = wrongWith(spot.builder.output ?? {}, `$${said}`)
  const message = (role: 'user' | 'assistant', text: Shape): AskedTurn => ({
    kind: 'message',
    role,
    content: [{ kind: 'text', text }],
  })
  return [
    message('assistant', spoken(atom(`$${said}`))),
    message('user', code(`$join(["This answer cannot be used. ", ${wrong}, " Give the whole answer again, without it."])`)),
  ]
}
