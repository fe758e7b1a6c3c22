/** What the functions that tasks are built with become in JSONata; authors of chains do not see them. */
import { attributeCode } from '../../attribute-values.ts'
import { textLiteral } from '../../prompt/index.ts'
import type { Expression, Schema } from '../../tree.ts'
import { atom, code, operand, toCode } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { schemaTest, wrongWith } from '../structured.ts'
import type { Functions } from './lower.ts'

/** Part of this machine's own ARN: 1 is the partition, 3 the region, 4 the account. */
const ownArn = (part: number) => `$split($states.context.StateMachine.Id, ":")[${part}]`

const schemaIn = (value: Expression | undefined): Schema => (value?.kind === 'literal' ? (value.value as Schema) : {})

/** Characters of what a tool gave, and of why it failed, that a model is told: the conversation must stay within 256 KiB. */
const LONGEST_RESULT = 20_000
const LONGEST_CAUSE = 1000

const toolResult = (id: string, status: string, content: string) => ({
  kind: 'code' as const,
  atom: true,
  code: `{"ToolResult": {"ToolUseId": ${id}, "Status": ${status}, "Content": [${content}]}}`,
})

export const TASKS: Functions = {
  /** A DynamoDB attribute value. */
  attributeValue: ([value]) => code(attributeCode(operand(value as Shape))),
  /** A URL with further segments, each of them encoded. */
  url: ([base, ...segments]) =>
    atom(
      `$join([${[toCode(base as Shape), ...segments.map((one) => `"/" & $encodeUrlComponent("" & ${operand(one)})`)].join(', ')}])`,
    ),
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
        `$name__ = ${textLiteral(tool)} ? ${textLiteral(`The input of ${tool} is wrong. `)} & (${wrongWith(schema, '$input__')})`,
    )
    const unknown = `"There is no tool " & $name__ & ${textLiteral(`. There are: ${tools.map(([tool]) => tool).join(', ')}.`)}`
    const text = `($name__ := ${toCode(name as Shape)}; $input__ := $string(${toCode(input as Shape)}); ${[...wrong, unknown].join(' : ')})`
    return toolResult(toCode(id as Shape), '"error"', `{"Text": ${text}}`)
  },
  /** What a tool gave, or how it failed, as a block of the message that answers the model's. */
  toolResult: ([id, outcome]) => {
    const failure = `$join([$tool__.failure.error, ": ", $substring($tool__.failure.cause, 0, ${LONGEST_CAUSE})])`
    const text = `$string($tool__.value)`
    const given =
      `$length(${text}) > ${LONGEST_RESULT} ? {"Text": $substring(${text}, 0, ${LONGEST_RESULT})} : ` +
      `$type($tool__.value) = "object" ? {"Json": $tool__.value} : ` +
      // models refuse an empty text
      `$type($tool__.value) = "string" and $tool__.value != "" ? {"Text": $tool__.value} : {"Json": {"result": $tool__.value}}`
    const { code: result } = toolResult(
      toCode(id as Shape),
      '$tool__.status = "fulfilled" ? "success" : "error"',
      `$tool__.status = "fulfilled" ? (${given}) : {"Text": ${failure}}`,
    )
    return code(`($tool__ := ${toCode(outcome as Shape)}; ${result})`)
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
    code(`${operand(reason as Shape)} in ["limit", "tool_use", "max_tokens", "model_context_window_exceeded"] ? "limit" : "answered"`),
  /** ARN of a foundation model in the machine's own region. */
  modelArn: ([model]) =>
    atom(`$join(["arn:", ${ownArn(1)}, ":bedrock:", ${ownArn(3)}, "::foundation-model/", ${toCode(model as Shape)}])`),
}
