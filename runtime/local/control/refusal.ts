/** What is wrong with the body of a call to `/_local/…`, in our own words: these routes are not AWS's. */
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { AwsError } from '../wire/aws-error.ts'

export const badRequest = (message: string): AwsError => new AwsError('BadRequest', message, { status: 400 })

/** A checker for one route; `help` says what a right body looks like. */
export function bodyChecker<Schema extends TSchema>(schema: Schema, help: string): (value: unknown) => Static<Schema> {
  const compiled = Compile(schema)
  return (value) => {
    if (compiled.Check(value)) return value
    const [problem] = compiled.Errors(value)
    const where = problem?.instancePath === '' || problem === undefined ? 'the body' : problem.instancePath
    throw badRequest(`${where} ${problem?.message ?? 'has the wrong shape'}. ${help}`)
  }
}
