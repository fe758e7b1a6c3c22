/** What nobody uses, and what never happens. */
import { error, warning } from '../problems.ts'
import type { Place, Problem } from '../problems.ts'

export const unusedPromptFile = (place: Place, file: string): Problem =>
  warning(
    'SC052',
    place,
    `No chain uses the prompt file chains/${file}.`,
    `Name it, with promptFile('${file}') or {{> ${file.replace(/\.hbs$/, '')}}}, or delete it.`,
  )

export const unfilledSubstitution = (place: Place, name: string): Problem =>
  warning(
    'SC053',
    place,
    `"\${${name}}" stays as it is in this text: nothing fills it in.`,
    `Write substitution('${name}') for a value of the deployment, {{${name}}} in a prompt for one of the chain; or texts.concat('$', '{${name}}') for the text itself.`,
  )

export const unusedSubstitution = (place: Place, name: string, near: string | undefined): Problem => ({
  ...warning(
    'SC054',
    place,
    `The substitution "${name}" is described, and nothing uses it.`,
    near === undefined ? 'Take its description away, or use it.' : `Did you mean "${near}", which is used and not described?`,
  ),
  ...(near === undefined ? {} : { mend: { kind: 'only name', wrong: name, right: near } }),
})

export const unknownPredefinedError = (place: Place, name: string, near: string | undefined): Problem => ({
  ...error(
    'SC055',
    place,
    `Step Functions has no error "${name}", so this catch is never asked.`,
    near === undefined
      ? "Names that begin with `States.` are Step Functions' own: States.Timeout, States.TaskFailed, States.ALL."
      : `Did you mean ${near}?`,
  ),
  ...(near === undefined ? {} : { mend: { kind: 'name of a member', option: 'catch', wrong: name, right: near } }),
})

export const unlikelyError = (place: Place, name: string, near: string): Problem =>
  warning('SC055', place, `Nothing here is known to fail with "${name}".`, `Did you mean ${near}?`)

export const neverCaught = (place: Place, name: string): Problem =>
  warning('SC055', place, `No catch is ever asked about ${name}.`, 'It always fails the run: take the catch away.')

/** `isRefused`: the request fails then. */
export const noSuchTag = (place: Place, tag: string, near: string | undefined, isRefused: boolean): Problem => ({
  ...(isRefused ? error : warning)(
    'SC056',
    place,
    `The system prompt has no <${tag}>…</${tag}>, so ${isRefused ? 'the request would fail' : 'the text would be put at its end'}.`,
    near === undefined ? 'Write the tag into the system prompt, or use systemChain.append.' : `Did you mean "${near}"?`,
  ),
  ...(near === undefined ? {} : { mend: { kind: 'only name', wrong: tag, right: near } }),
})

export const alwaysSo = (place: Place, shown: string, value: boolean): Problem =>
  warning(
    'SC058',
    place,
    `The condition ${shown} is always ${value}.`,
    value ? 'Leave out the choice, and what comes after this condition.' : 'Leave out what it leads to.',
  )

export const alwaysUntil = (place: Place, shown: string, value: boolean): Problem =>
  warning(
    'SC058',
    place,
    `What \`until\` asks, ${shown}, is always ${value}.`,
    value
      ? 'The loop has one turn: place its steps without it.'
      : 'The loop has as many turns as it may: ask for something that a turn can bring about.',
  )

export const sameCondition = (place: Place, index: number): Problem =>
  warning(
    'SC058',
    place,
    `Condition ${index} is one that an earlier \`when\` has asked, so it never leads anywhere.`,
    'Take it away, or ask something else.',
  )
