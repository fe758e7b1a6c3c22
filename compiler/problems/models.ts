/** What is wrong with a model, and with what it is told. */
import { error } from '../problems.ts'
import type { Place, Problem } from '../problems.ts'

const MODELS = (codes: readonly string[]) => `The catalogue has ${codes.join(', ')}; customModel(…) describes another.`

export const noModel = (place: Place, given: unknown, codes: readonly string[]): Problem => ({
  ...error(
    'SC050',
    place,
    given === undefined ? 'The model is undefined: the catalogue has none of that name.' : 'The model given is none.',
    MODELS(codes),
  ),
  ...(given === undefined ? { mend: { kind: 'name of a model', names: codes } } : {}),
})

export const textAsModel = (
  place: Place,
  id: string,
  meant: { readonly code: string; readonly isSure: boolean } | undefined,
  codes: readonly string[],
): Problem => ({
  ...error(
    'SC050',
    place,
    `A model is one of the catalogue, not the text "${id}".`,
    meant ? (meant.isSure ? `Write ${meant.code}.` : `Did you mean ${meant.code}? ${MODELS(codes)}`) : MODELS(codes),
  ),
  ...(meant ? { mend: { kind: 'model', right: meant.code } } : {}),
})

export const profileAsModel = (
  place: Place,
  { foundation, profile }: { readonly foundation: string; readonly profile: string | undefined },
  code: string | undefined,
): Problem =>
  error(
    'SC050',
    place,
    `"${profile}.${foundation}" is an inference profile, not a model: permissions for it would be wrong.`,
    code ? `Write ${code}.` : `Give foundation: '${foundation}' and profile: '${profile}'.`,
  )

export const onlyThroughProfile = (place: Place, foundation: string, code: string): Problem =>
  error('SC050', place, `${foundation} is only reached through an inference profile.`, `Write ${code}, or give a profile.`)

export const unknownGeography = (place: Place, name: string, near: string | undefined, geographies: readonly string[]): Problem =>
  error(
    'SC050',
    place,
    `There are no inference profiles for "${name}".`,
    `${near === undefined ? '' : `Did you mean '${near}'? `}There are some for ${geographies.join(', ')}.`,
  )

export const noProfile = (place: Place, foundation: string, profile: string, profiles: readonly string[]): Problem =>
  error(
    'SC050',
    place,
    `${foundation} has no inference profile for "${profile}".`,
    profiles.length === 0 ? 'It is called without one: leave .in(…) out.' : `It has some for ${profiles.join(', ')}.`,
  )

const REFUSES = 'Bedrock refuses that.'

export const assistantFirst = (place: Place): Problem =>
  error(
    'SC051',
    place,
    `The conversation begins with the assistant's turn. ${REFUSES}`,
    "Begin with the user's turn, or say in `system` what the assistant has said.",
  )

export const prefilledTwice = (place: Place): Problem =>
  error(
    'SC051',
    place,
    `The prefill comes right after the assistant's turn. ${REFUSES}`,
    'Write it at the end of that turn, and leave the prefill out.',
  )

export const assistantLast = (place: Place, model: string): Problem =>
  error(
    'SC051',
    place,
    `The conversation ends with the assistant's turn, which ${model} does not go on with.`,
    "End with the user's turn, or say in the prompt how the answer is to begin.",
  )

/** `where`: which text. */
export const blankText = (place: Place, where: string): Problem =>
  error('SC051', place, `${where} is a text with nothing in it. ${REFUSES}`, 'Write something, or leave it out.')
