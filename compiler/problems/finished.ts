/** What is wrong with a finished definition, and with the compiler that has made it. */
import { error } from '../problems.ts'
import type { Place, Problem } from '../problems.ts'

/** A check of the finished definition failed: ours to mend, or something AWS does not take. */
export const invalidDefinition = (place: Place, location: string, message: string): Problem =>
  error(
    'SC090',
    place,
    `The generated state machine is not valid at ${location}: ${message}`,
    'If the chain is right this is a defect of the compiler: please report it with the chain.',
  )

export const tooDeep = (place: Place, field: string, { is, most }: { readonly is: number; readonly most: number }): Problem =>
  error(
    'SC091',
    place,
    `The expression in ${field} is ${is} levels deep; Step Functions is sure to evaluate ${most}.`,
    'Join texts with texts.join or a prompt, put the parts of a long jsonata into values of their own, or take it apart into steps.',
  )

/** `share`: bytes of the largest step. */
export const tooLarge = (place: Place, { is, most }: { readonly is: number; readonly most: number }, share: number): Problem =>
  error(
    'SC092',
    place,
    `The definition has ${is} bytes; Step Functions takes ${most}. This step alone has ${share}.`,
    'Shorten its texts, keep them in a knowledge base or a table, or start a workflow of its own for a part.',
  )

/** Something of the compiler itself has thrown. */
export function internal(place: Place, thrown: unknown): Problem {
  const said = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return error(
    'SC099',
    place,
    `The compiler failed: ${said.endsWith('.') ? said : `${said}.`}`,
    'This is a defect of the compiler, unless the chain was made without the language: please report it with the chain.',
  )
}
