/** Functions of texts. Lengths and places count characters: an emoji is one. */
import { Misuse } from '../misuse.ts'
import type { Ref } from '../ref.ts'
import type { Text } from '../value.ts'
import { INTEGER, TEXT, give, giveSome, listOf } from './call.ts'
import type { ListOf, Numeric } from './call.ts'

export const texts = {
  /**
   * In capitals.
   * @example texts.upper(params.country) // 'DE'
   */
  upper: (text: Text): Ref<string> => give('texts.upper', [text], TEXT),
  /**
   * In small letters.
   * @example equals(texts.lower(answer.text), 'yes')
   */
  lower: (text: Text): Ref<string> => give('texts.lower', [text], TEXT),
  /**
   * Without spaces, tabs and line ends at its start and end.
   * @example texts.trim(answer.text)
   */
  trim: (text: Text): Ref<string> => give('texts.trim', [text], TEXT),
  /**
   * How many characters it has.
   * @example lessThan(texts.length(question), 2000)
   */
  length: (text: Text): Ref<number> => give('texts.length', [text], INTEGER),
  /**
   * Its first `count` characters; all of it when it has no more.
   * @example texts.take(docs.text, 1000)
   */
  take: (text: Text, count: Numeric): Ref<string> => give('texts.take', [text, count], TEXT),
  /**
   * What comes after its first `count` characters.
   * @example texts.drop(answer.text, 1)
   */
  drop: (text: Text, count: Numeric): Ref<string> => give('texts.drop', [text, count], TEXT),
  /**
   * The parts one after the other; numbers and booleans as text.
   * @example texts.concat('Order ', params.order, ' of ', params.customer)
   */
  concat: (...parts: readonly (Text | Numeric | boolean | Ref<boolean>)[]): Ref<string> => give('texts.concat', parts, TEXT),
  /**
   * The texts of a list, one after the other, with `separator` between them; an empty text for an empty list.
   * @example texts.join(analysis.keywords, ', ')
   */
  join: (list: ListOf<string>, separator: Text = ''): Ref<string> => give('texts.join', [list, separator], TEXT),
  /**
   * The parts of a text between the separators. A text without one is a list of itself.
   * @example texts.split(answer.text, '\n')
   */
  split: (text: Text, separator: Text): Ref<string[]> => {
    if (separator === '') throw new Misuse('texts.split(…) is given an empty separator.', 'Give one of at least a character.')
    return give('texts.split', [text, separator], listOf(TEXT))
  },
  /**
   * With `by` wherever `what` is; both are texts as they are, not patterns.
   * @example texts.replace(answer.text, '\t', ' ')
   */
  replace: (text: Text, what: Text, by: Text): Ref<string> => give('texts.replace', [text, what, by], TEXT),
  /**
   * What is between the first `open` and the first `close` after it; absent where the text does not have both.
   * @example texts.between(answer.text, '<sql>', '</sql>')
   */
  between: (text: Text, open: Text, close: Text): Ref<string | undefined> => giveSome('texts.between', [text, open, close], TEXT),
  /**
   * What is in its first Markdown code block; the whole text, trimmed, where it has none.
   * @example texts.withoutFence(answer.text)
   */
  withoutFence: (text: Text): Ref<string> => give('texts.withoutFence', [text], TEXT),
  /**
   * A number or a boolean as text.
   * @example texts.of(count)
   */
  of: (value: Numeric | boolean | Ref<boolean>): Ref<string> => give('texts.of', [value], TEXT),
} as const
