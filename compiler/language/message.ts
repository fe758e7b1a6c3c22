/** Messages to a model: texts, images and documents, and conversations that are known when the chain runs. */
import type { FileSource, Part, Permission, Turn } from '../tree.ts'
import type { ChainMessage } from './chain.ts'
import { Misuse } from './misuse.ts'
import { expressionOf } from './ref.ts'
import type { Ref } from './ref.ts'
import { call, toExpression } from './value.ts'
import type { Text } from './value.ts'

type ImageFormat = 'png' | 'jpeg' | 'gif' | 'webp'
type DocumentFormat = 'pdf' | 'csv' | 'doc' | 'docx' | 'xls' | 'xlsx' | 'html' | 'txt' | 'md'

/** In S3: the name of the substitution that holds the bucket's name, and the key. Or the bytes themselves, in base64. */
export type File = { readonly bucket: string; readonly key: Text } | { readonly base64: Text }

/** A part of a message; a text may stand as it is. */
export type MessagePart =
  | Text
  | { readonly image: File; readonly format: ImageFormat }
  | { readonly document: File; readonly format: DocumentFormat; readonly name?: Text }

export interface AuthoredMessage {
  readonly role: 'user' | 'assistant'
  readonly content: Text | readonly MessagePart[]
}

type Conversation = Ref<readonly ChainMessage[]>
export type MessagesOption = Conversation | readonly (AuthoredMessage | Conversation)[]

function sourceOf(file: File): FileSource {
  if ('base64' in file) return { kind: 'bytes', base64: toExpression(file.base64) }
  const uri = call('s3Uri', [call('substitution', [file.bucket], { type: 'string' }), file.key], { type: 'string' })
  return { kind: 's3', uri: toExpression(uri) }
}

const isText = (part: MessagePart): part is Text => typeof part === 'string' || expressionOf(part) !== undefined

function partOf(part: MessagePart): Part {
  if (isText(part)) return { kind: 'text', text: toExpression(part) }
  if ('image' in part) return { kind: 'image', format: part.format, source: sourceOf(part.image) }
  return { kind: 'document', format: part.format, name: toExpression(part.name ?? 'document'), source: sourceOf(part.document) }
}

const partsOf = (content: AuthoredMessage['content']): readonly MessagePart[] =>
  Array.isArray(content) ? (content as readonly MessagePart[]) : [content as Text]

const turnOf = (one: AuthoredMessage | Conversation): Turn => {
  const messages = expressionOf(one)
  if (messages) return { kind: 'history', messages }
  const { role, content } = one as AuthoredMessage
  return { kind: 'message', role, content: partsOf(content).map(partOf) }
}

const listed = (messages: MessagesOption | undefined): readonly (AuthoredMessage | Conversation)[] => {
  if (messages === undefined) return []
  return Array.isArray(messages) ? (messages as readonly (AuthoredMessage | Conversation)[]) : [messages as Conversation]
}

/** The conversation of a call: its messages, then its prompt. Throws where there is neither. */
export function turnsOf({ prompt, messages }: { readonly prompt?: Text; readonly messages?: MessagesOption }): readonly Turn[] {
  const turns = [
    ...listed(messages).map(turnOf),
    ...(prompt === undefined ? [] : [{ kind: 'message', role: 'user', content: [partOf(prompt)] } as const]),
  ]
  if (turns.length === 0) throw new Misuse('A model is asked nothing.', 'Give it a prompt or messages.')
  return turns
}

/** Bedrock reads files from S3 in the workflow's name. */
export function permissionsOfParts(messages: MessagesOption | undefined): Permission[] {
  const parts = listed(messages).flatMap((one) => (expressionOf(one) ? [] : partsOf((one as AuthoredMessage).content)))
  return parts.flatMap((part) => {
    if (isText(part)) return []
    const file = 'image' in part ? part.image : part.document
    if (!('bucket' in file)) return []
    const object = (key: string) => `arn:\${AWS::Partition}:s3:::\${${file.bucket}}/${key}`
    return [
      typeof file.key === 'string'
        ? { actions: ['s3:GetObject'], resources: [object(file.key)] }
        : {
            actions: ['s3:GetObject'],
            resources: [object('*')],
            reason: 'Which file is read is known only when the chain runs.',
          },
    ]
  })
}
