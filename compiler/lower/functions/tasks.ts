/** What the functions that tasks are built with become in JSONata; authors of chains do not see them. */
import { attributeCode } from '../../attribute-values.ts'
import { textLiteral } from '../../prompt/index.ts'
import type { Expression, Schema } from '../../tree.ts'
import { atom, code, literal, operand, toCode } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { schemaTest, wrongIn } from '../structured.ts'
import type { Functions } from './lower.ts'

/** Part of this machine's own ARN: 1 is the partition, 3 the region, 4 the account. */
const ownArn = (part: number) => `$split($states.context.StateMachine.Id, ":")[${part}]`

const schemaIn = (value: Expression | undefined): Schema => (value?.kind === 'literal' ? (value.value as Schema) : {})

/** Characters of what one tool gave, and of why it failed, that a model is told. */
const LONGEST_CAUSE = 1000

/** A block of a message for what a tool gave, and for a failure, in `$tool__`, in `$most__` characters; models refuse an empty text. */
const GIVEN =
  '$length($string($tool__)) > $most__ ? {"Text": $substring($string($tool__), 0, $most__)} : ' +
  '$type($tool__) = "object" ? {"Json": $tool__} : ' +
  '$type($tool__) = "string" and $tool__ != "" ? {"Text": $tool__} : {"Json": {"result": $tool__}}'
const FAILED = `{"Text": $join([$tool__.error, ": ", $substring($tool__.cause, 0, ${LONGEST_CAUSE})])}`

const toolResult = (id: Shape, status: string, content: string): Shape =>
  atom(`{"ToolResult": {"ToolUseId": ${toCode(id)}, "Status": ${status}, "Content": [${content}]}}`)

const SEGMENT =
  '$segment__ := function($s) { $s in [".", ".."] ? $error("A segment of a path is " & $s & ".") : $encodeUrlComponent($s) }'

export const TASKS: Functions = {
  /** A DynamoDB attribute value. */
  attributeValue: ([value]) => code(attributeCode(operand(value as Shape))),
  /** A URL with further segments, each of them encoded. A dot segment has no encoding, and would lead out of those before it. */
  url: ([base, ...segments]) => {
    const parts = segments.map((one) =>
      one.kind === 'literal'
        ? textLiteral(`/${encodeURIComponent(typeof one.value === 'string' ? one.value : JSON.stringify(one.value))}`)
        : `"/" & $segment__("" & ${operand(one)})`,
    )
    const joined = `$join([${[toCode(base as Shape), ...parts].join(', ')}])`
    return atom(segments.every(({ kind }) => kind === 'literal') ? joined : `(${SEGMENT}; ${joined})`)
  },
  /** Where an object of a bucket is. */
  s3Uri: ([bucket, key]) => atom(`$join(["s3://", ${toCode(bucket as Shape)}, "/", ${toCode(key as Shape)}])`),
  /** Whether a model calls the tool of this name, with the input it takes. */
  isToolCall: ([name, wanted, input], { of: [, , , schema] }) => {
    const test = schemaTest(schemaIn(schema), '$input__')
    const isNamed = `${operand(name as Shape)} = ${toCode(wanted as Shape)}`
    return code(test === null ? isNamed : `($input__ := ${toCode(input as Shape)}; ${isNamed} and ${test})`)
  },
  /** What a model is told whose call names no tool, or has no input that the tool takes. */
  toolRefusal: ([id, name, input], { of: [, , , schemas] }) => {
    const tools = Object.entries(schemaIn(schemas)) as [string, Schema][]
    const wrong = tools.map(
      ([tool, schema]) =>
        `$name__ = ${textLiteral(tool)} ? ${textLiteral(`The input of ${tool} is wrong. `)} & (${wrongIn(schema, 'It')})`,
    )
    const unknown = `"There is no tool " & $name__ & ${textLiteral(`. There are: ${tools.map(([tool]) => tool).join(', ')}.`)}`
    const bound = `$name__ := ${toCode(name as Shape)}; $value := ${toCode(input as Shape)}`
    return toolResult(id as Shape, '"error"', `{"Text": (${bound}; ${[...wrong, unknown].join(' : ')})}`)
  },
  /** Characters that one tool of a turn may give: what the turn has, shared among its calls. */
  toolShare: ([most, turn, calls]) =>
    atom(`$min([${toCode(most as Shape)}, $floor(${toCode(turn as Shape)} / $count(${toCode(calls as Shape)}))])`),
  /** What a tool gave, or how it failed, as a block of the message that answers the model's. */
  toolResult: ([id, outcome, share]) => {
    const most = `$most__ := ${toCode(share as Shape)}`
    const shape = outcome as Shape
    const { status, value, failure } = shape.kind === 'fields' ? shape.fields : {}
    const known = status?.kind === 'literal' ? status.value : null
    if (known === 'fulfilled')
      return toolResult(id as Shape, '"success"', `($tool__ := ${toCode(value ?? literal(null))}; ${most}; ${GIVEN})`)
    if (known === 'rejected')
      return toolResult(id as Shape, '"error"', `($tool__ := ${toCode(failure ?? literal({}))}; ${FAILED})`)
    const isGiven = '$outcome__.status = "fulfilled"'
    const content = `${isGiven} ? ($tool__ := $outcome__.value; ${most}; ${GIVEN}) : ($tool__ := $outcome__.failure; ${FAILED})`
    return code(
      `($outcome__ := ${toCode(shape)}; ${toCode(toolResult(id as Shape, `${isGiven} ? "success" : "error"`, content))})`,
    )
  },
  /** The conversation after a turn: the model's message, then what its tools gave, and before the last turn what that means. */
  toolMessages: ([before, content, results, isLast]) => {
    const last = '{"Text": "No more tools can be called. Answer with what you know."}'
    const said = `{"Role": "assistant", "Content": ${toCode(content as Shape)}}`
    const gave = `{"Role": "user", "Content": ${operand(isLast as Shape)} ? $append(${toCode(results as Shape)}, [${last}]) : ${toCode(results as Shape)}}`
    return atom(`$append(${toCode(before as Shape)}, [${said}, ${gave}])`)
  },
  /** Whether a model has answered, or could say no more. */
  toolStop: ([reason]) =>
    code(
      `${operand(reason as Shape)} in ["limit", "tool_use", "max_tokens", "model_context_window_exceeded"] ? "limit" : "answered"`,
    ),
  /** ARN of a foundation model in the machine's own region. */
  modelArn: ([model]) =>
    atom(`$join(["arn:", ${ownArn(1)}, ":bedrock:", ${ownArn(3)}, "::foundation-model/", ${toCode(model as Shape)}])`),
}
