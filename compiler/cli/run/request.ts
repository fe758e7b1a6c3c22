/** What `run` is given: a request to a chain, and answers for its tasks, as files of JSON. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isFields } from '../../validate/machine.ts'
import type { Fields } from '../../validate/machine.ts'

/** A file or an option that cannot be used; its message is for whoever called. */
export class BadInput extends Error {
  override readonly name = 'BadInput'
}

const STANDARD_INPUT = 0

/** An object out of a file of JSON; `-` is standard input. */
export function readObject(cwd: string, file: string): Fields {
  const called = file === '-' ? 'standard input' : file
  let text: string
  try {
    text = readFileSync(file === '-' ? STANDARD_INPUT : resolve(cwd, file), 'utf8')
  } catch (error) {
    throw new BadInput(`${called} cannot be read. Give the path of a file of JSON, or - for standard input.`, { cause: error })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new BadInput(`${called} is not JSON (${(error as Error).message}).`, { cause: error })
  }
  if (!isFields(value)) throw new BadInput(`${called} has to hold a JSON object.`)
  return value
}

/**
 * The body of a request, as `POST /chains/:name` takes it. `question` is short for one message of the user's, which comes last: a
 * test's `input` is a request, too.
 */
export function requestBody({ question, messages, ...others }: Fields): Fields {
  if (question === undefined) return { ...others, ...(messages === undefined ? {} : { messages }) }
  return {
    ...others,
    messages: [...(Array.isArray(messages) ? (messages as unknown[]) : []), { role: 'user', content: question }],
  }
}

/** A test's `{ json }` is, for a model, its text. */
const asText = (answer: unknown) => (isFields(answer) && 'json' in answer ? { text: JSON.stringify(answer['json']) } : answer)

/** The answers of a test, as local AWS takes them: a list for each state. */
export const scriptedAnswers = (answers: Fields): Fields =>
  Object.fromEntries(
    Object.entries(answers).map(([state, given]) => [state, (Array.isArray(given) ? (given as unknown[]) : [given]).map(asText)]),
  )
