/**
 * What is reckoned with where a chain does not say how big something is. All of it stands here, and in the guide. Whoever wants a
 * bound that holds for certain says the size: `maxLength`, `maxItems`, `maxTokens`, `texts.take`, `lists.take`.
 */
export const ASSUMED = {
  /** Messages of a conversation. */
  messages: 20,
  /** Characters of a message, and so of the question. */
  messageCharacters: 2000,
  /** Characters of a text of a caller or a service whose schema has no `maxLength`. */
  textCharacters: 300,
  /** Items of a list whose schema has no `maxItems`, and fields of an object whose schema lists none. */
  items: 10,
  /** Characters of the cause of a failure; AWS allows 32,768. */
  causeCharacters: 2000,
  /** Characters of a deploy-time value. */
  substitutionCharacters: 200,
  /** Bytes of a character as JSON in UTF-8: one of English, two of most alphabets and of a line break. */
  bytesPerCharacter: 2,
  /** Characters of a token that is read: English has about four, other languages fewer. Of a text that is known its bytes count. */
  charactersPerToken: 3,
  /** Bytes of a token that a model gives, as JSON. */
  bytesPerToken: 6,
  /** Tokens of a document that a model reads from a file. */
  documentTokens: 10_000,
  /** Tokens that a model's vendor adds to a request with tools or a schema. */
  toolTokens: 500,
  /** What the text of a prompt grows by in `{{xml …}}`, and JSON in a text by its own quotes. */
  escaped: 1.5,
  /** What writing into a prompt cache costs, beside reading as usual. */
  cacheWrite: 1.25,
  /** Seconds of a wait that nothing bounds. */
  waitSeconds: 60,
} as const
