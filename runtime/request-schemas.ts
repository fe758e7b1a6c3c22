/** The request bodies' schemas as plain JSON, to be shown; in the bundle the build has put the JSON itself in here. */
import { ChainRequest, OpenAiRequest, SeedRequest, UiRequest } from './schemas.ts'

/** JSON Schema of an object, as much as is looked at here. */
export interface ObjectSchema {
  readonly type: 'object'
  readonly properties: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
}

export const requestSchemas = JSON.parse(
  JSON.stringify({ seed: SeedRequest, chain: ChainRequest, openAi: OpenAiRequest, ui: UiRequest }),
) as Readonly<Record<'seed' | 'chain' | 'openAi' | 'ui', ObjectSchema>>
