/** Bedrock's Converse through Step Functions' SDK integration, whose members are PascalCase. */
import type { Json } from '../../asl.ts'
import { expression, literal, textJson, toCode, toJson } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { SCHEMA_NAME, TOOL_DESCRIPTION, areMessages } from './ask.ts'
import type { Asked, AskedPart, AskedSource, AskedTurn, ModelRequest } from './ask.ts'
import { appended, conversation, spokenBlocks } from './conversation.ts'

const RESULT = '$states.result'
export const BLOCKS = `${RESULT}.Output.Message.Content`

const sourceJson = ({ kind, value }: AskedSource): Json =>
  kind === 's3' ? { S3Location: { Uri: toJson(value) } } : { Bytes: toJson(value) }

function partJson(part: AskedPart): Json {
  switch (part.kind) {
    case 'text':
      return { Text: toJson(part.text) }
    case 'image':
      return { Image: { Format: part.format, Source: sourceJson(part.source) } }
    case 'document':
      return { Document: { Format: part.format, Name: toJson(part.name), Source: sourceJson(part.source) } }
    default:
      return part satisfies never
  }
}

const messageJson = ({ role, content }: AskedTurn & { readonly kind: 'message' }): Json => ({
  Role: role,
  Content: content.map(partJson),
})

/** A content block as callers send it, in Converse's or the Messages API's own shape; what the model does not read is left out. */
function blockCode({ images, documents }: Asked['model']): string {
  const source = (of: string) =>
    `$exists(${of}.s3Location) ? {"S3Location": {"Uri": ${of}.s3Location.uri}} : {"Bytes": ${of}.bytes}`
  const format = '$substringAfter($part.source.media_type, "/")'
  return [
    '$type($part) = "string" ? {"Text": $part}',
    '$exists($part.text) ? {"Text": $part.text}',
    ...(images
      ? [
          `$exists($part.image) ? {"Image": {"Format": $part.image.format, "Source": ${source('$part.image.source')}}}`,
          `$part.type = "image" ? {"Image": {"Format": ${format}, "Source": {"Bytes": $part.source.data}}}`,
        ]
      : []),
    ...(documents
      ? [
          `$exists($part.document) ? {"Document": {"Format": $part.document.format, "Name": $part.document.name, "Source": ${source('$part.document.source')}}}`,
          `$part.type = "document" ? {"Document": {"Format": ${format}, "Name": $exists($part.title) ? $part.title : "document", "Source": {"Bytes": $part.source.data}}}`,
        ]
      : []),
  ].join(' : ')
}

const historyCode = (messages: Shape, model: Asked['model']): string =>
  `[$map(${toCode(messages)}, function($message) { {"Role": $message.role, "Content": ${spokenBlocks('Text', blockCode(model))}} })]`

/** A constant as code; texts in it that look like code stay texts. */
const jsonCode = (turn: AskedTurn & { readonly kind: 'message' }): string => {
  const part = (one: AskedPart): string => (one.kind === 'text' ? `{"Text": ${toCode(one.text)}}` : toCode(shapeOfPart(one)))
  return `{"Role": "${turn.role}", "Content": [${turn.content.map(part).join(', ')}]}`
}
const shapeOfPart = (part: Exclude<AskedPart, { kind: 'text' }>): Shape => {
  const source = (of: AskedSource): Shape =>
    of.kind === 's3'
      ? { kind: 'fields', fields: { S3Location: { kind: 'fields', fields: { Uri: of.value } } } }
      : { kind: 'fields', fields: { Bytes: of.value } }
  const own: { readonly [name: string]: Shape } = {
    Format: literal(part.format),
    ...(part.kind === 'document' ? { Name: part.name } : {}),
    Source: source(part.source),
  }
  return { kind: 'fields', fields: { [part.kind === 'image' ? 'Image' : 'Document']: { kind: 'fields', fields: own } } }
}

function messages({ turns, prefill, model }: Asked): Json {
  const all: readonly AskedTurn[] = prefill
    ? [...turns, { kind: 'message', role: 'assistant', content: [{ kind: 'text', text: prefill }] }]
    : turns
  if (areMessages(all)) return all.map(messageJson)
  const lists = all.map((turn) => {
    switch (turn.kind) {
      case 'message':
        return `[${jsonCode(turn)}]`
      case 'history':
        return historyCode(turn.messages, model)
      case 'converse':
        return toCode(turn.messages)
      default:
        return turn satisfies never
    }
  })
  // what an earlier call left begins with the assistant's turn, and its turns alternate
  if (all.every((turn) => turn.kind !== 'history')) return expression(appended(lists))
  return expression(conversation(lists, { role: 'Role', content: 'Content', text: 'Text' }))
}

function toolConfig({ tools, wanted }: Asked): { readonly [key: string]: Json } {
  if (tools.length > 0) {
    const specs = tools.map(({ name, description, input }): Json => ({
      ToolSpec: { Name: name, Description: textJson(description), InputSchema: { Json: toJson(literal(input as Json)) } },
    }))
    return { ToolConfig: { Tools: specs } }
  }
  if (wanted?.way !== 'tool') return {}
  const spec = { Name: SCHEMA_NAME, Description: TOOL_DESCRIPTION, InputSchema: { Json: toJson(literal(wanted.told)) } }
  return { ToolConfig: { Tools: [{ ToolSpec: spec }], ToolChoice: { Tool: { Name: SCHEMA_NAME } } } }
}

// That Step Functions' SDK takes OutputConfig is not confirmed by AWS's documentation as of 2026-11.
const outputConfig = ({ wanted }: Asked): { readonly [key: string]: Json } =>
  wanted?.way === 'json_schema'
    ? {
        OutputConfig: {
          TextFormat: {
            Type: 'json_schema',
            Structure: { JsonSchema: { Name: SCHEMA_NAME, Schema: textJson(JSON.stringify(wanted.told)) } },
          },
        },
      }
    : {}

export function converse(asked: Asked): ModelRequest {
  const { model, system, cache, maxTokens, temperature, topP, stopSequences, additional, guardrail } = asked
  return {
    resource: 'arn:aws:states:::aws-sdk:bedrockruntime:converse',
    arguments: {
      ModelId: model.id,
      ...(system ? { System: [{ Text: toJson(system) }, ...(cache ? [{ CachePoint: { Type: 'default' } }] : [])] } : {}),
      Messages: messages(asked),
      InferenceConfig: {
        MaxTokens: maxTokens,
        ...(temperature === undefined ? {} : { Temperature: temperature }),
        ...(topP === undefined ? {} : { TopP: topP }),
        ...(stopSequences === undefined ? {} : { StopSequences: stopSequences }),
      },
      ...toolConfig(asked),
      ...outputConfig(asked),
      ...(guardrail
        ? { GuardrailConfig: { GuardrailIdentifier: toJson(guardrail.id), GuardrailVersion: toJson(guardrail.version) } }
        : {}),
      ...(additional ? { AdditionalModelRequestFields: toJson(additional) } : {}),
    },
    answer: {
      text: `$join([${BLOCKS}.Text])`,
      tool: asked.wanted?.way === 'tool' ? `${BLOCKS}.ToolUse.Input` : null,
      inputTokens: `${RESULT}.Usage.InputTokens`,
      outputTokens: `${RESULT}.Usage.OutputTokens`,
    },
  }
}
