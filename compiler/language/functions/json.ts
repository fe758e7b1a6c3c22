/** JSON as text, and text as JSON. */
import type { Ref } from '../ref.ts'
import type { Infer, TSchema } from '../schema.ts'
import type { Text } from '../value.ts'
import { TEXT, give } from './call.ts'
import { asSchema } from '../schema.ts'

export const json = {
  /**
   * A value as compact JSON. Numbers have 15 significant digits.
   * @example json.stringify(docs.passages)
   */
  stringify: (value: Ref<unknown>): Ref<string> => give('json.stringify', [value], TEXT),
  /**
   * The value that a text says in JSON, in a Markdown code block or not. A text that is no JSON, or whose value does not have
   * the schema, fails the step that uses it.
   * @example json.parse(Type.Object({ sql: Type.String() }), answer.text).sql
   */
  parse: <S extends TSchema>(schema: S, text: Text): Ref<Infer<S>> => give('json.parse', [text], asSchema(schema)),
} as const
