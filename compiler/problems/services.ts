/** What is wrong with calls of AWS services and of APIs, and with what they are allowed. */
import { error } from '../problems.ts'
import type { Place, Problem } from '../problems.ts'

export const expressCannotWait = (place: Place, what: string): Problem =>
  error(
    'SC027',
    place,
    `An Express workflow cannot wait for ${what.startsWith('.') ? `what it has started: ${what} is for Standard workflows` : what}.`,
    'Start it and ask again and again, in a loop(…) with a wait(…), or start a Standard workflow with startWorkflow(…).',
  )

export const unknownService = (place: Place, service: string, near: string | undefined): Problem => ({
  ...error(
    'SC028',
    place,
    `Step Functions knows no service "${service}".`,
    `${near === undefined ? '' : `Did you mean ${near}? `}It is the name in AWS's Java SDK, in small letters: s3, sqs, bedrockagentruntime.`,
  ),
  ...(near === undefined ? {} : { mend: { kind: 'option', name: 'service', wrong: service, right: near } }),
})

export const unknownAction = (place: Place, service: string, action: string, near: string | undefined): Problem => ({
  ...error(
    'SC028',
    place,
    `Step Functions cannot call ${service}:${action}.`,
    near === undefined
      ? 'It begins with a small letter, as in getObject; streams, and what hands out credentials, cannot be called.'
      : `Did you mean ${near}?`,
  ),
  ...(near === undefined ? {} : { mend: { kind: 'option', name: 'action', wrong: action, right: near } }),
})

export const memberInSmall = (place: Place, name: string): Problem => {
  const right = name.charAt(0).toUpperCase() + name.slice(1)
  return {
    ...error(
      'SC028',
      place,
      `The argument ${name} would not be found.`,
      `Write ${right}: members are PascalCase in Step Functions.`,
    ),
    mend: { kind: 'name of a member', option: 'arguments', wrong: name, right },
  }
}

export const noResources = (place: Place, service: string): Problem =>
  error('SC029', place, `Nothing says what ${service} may touch.`, 'Give the ARNs of what it calls as resources.')

export const badAction = (place: Place, action: string): Problem =>
  error('SC029', place, `"${action}" is no action of IAM.`, 'An action is service:Action, such as s3:PutObject.')

export const badArn = (place: Place, resource: string): Problem =>
  error(
    'SC029',
    place,
    `The resource "${resource}" is no ARN.`,
    "Write it as arn:${AWS::Partition}:s3:::${Bucket}/key or as the name of a substitution that holds one: '${QueueArn}'.",
  )

export const unknownPseudoParameter = (place: Place, name: string, near: string | undefined): Problem =>
  error(
    'SC029',
    place,
    `CloudFormation has no \${AWS::${name}}.`,
    near === undefined ? 'There are AWS::Partition, AWS::Region and AWS::AccountId.' : `Did you mean \${AWS::${near}}?`,
  )

export const unreasonedWildcard = (place: Place, resource: string): Problem =>
  error(
    'SC029',
    place,
    `The resource "${resource}" is a pattern, and nothing says why.`,
    'Name the resource itself, or give a reason: who reads the permissions will ask.',
  )

export const notHttps = (place: Place, url: string): Problem => ({
  ...error('SC057', place, `Step Functions does not call ${url}: it is no https address.`, 'Write the URL with https://.'),
  ...(/^http:\/\//i.test(url) ? { mend: { kind: 'option', name: 'url', wrong: url, right: `https${url.slice(4)}` } } : {}),
})
