/** Figures that the compiler reckons with and the runtime goes by: each once, in a module that needs no other. */

/**
 * How tokens are reckoned before a model has counted them: bytes of UTF-8 in one (English has about four, Chinese and Japanese
 * about three), what a message costs beside its text, and an image, which is what Claude takes for a large one.
 */
export const RECKONED = { bytesPerToken: 3, messageTokens: 8, imageTokens: 1600 } as const

/** Seconds that the runtime gives a whole answer when no setting says otherwise. */
export const DEADLINE_SECONDS = 900
/** Seconds that an Express workflow may take. */
export const EXPRESS_SECONDS = 300
/** Seconds kept back for a cold start and a first token. */
export const SPARE_SECONDS = 30

/** Tokens that a slow model gives in a second. */
const SLOW_MODEL = 20
/** Seconds that a slow model takes for an answer of so many tokens. */
export const answerSeconds = (maxTokens: number): number => Math.ceil(maxTokens / SLOW_MODEL)
