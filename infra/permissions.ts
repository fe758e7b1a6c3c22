/**
 * Permissions, statement by statement. A resource that is a pattern needs a reason: the template keeps it beside the
 * policy, and cdk-nag refuses a pattern without one.
 */
import { Fn, Validations } from 'aws-cdk-lib'
import { Effect, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IRole } from 'aws-cdk-lib/aws-iam'
import type { IConstruct } from 'constructs'
import type { Construct } from 'constructs'
import type { Statement } from '../compiler/contract.ts'

/** The start of the ARN of a resource of this stack's account and region. */
export const arn = (service: string, resource: string) =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`

/** A policy of its own for `role`, with exactly these statements; `${…}` in their resources is CloudFormation's. */
export function permit(scope: Construct, id: string, role: IRole, statements: readonly Statement[]): Policy {
  const policy = new Policy(scope, id, {
    roles: [role],
    statements: statements.map(
      ({ actions, resources }) =>
        new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: resources.map((text) => Fn.sub(text)) }),
    ),
  })
  for (const { resources, reason } of statements)
    for (const resource of resources) if (resource.includes('*') && reason !== undefined) allowPattern(policy, resource, reason)
  return policy
}

/** Records why a statement below `scope` names its resources by a pattern. */
export function allowPattern(scope: IConstruct, resource: string, reason: string) {
  // cdk-nag's form of it has angle brackets for CloudFormation's braces
  acknowledge(scope, `AwsSolutions-IAM5[Resource::${resource.replaceAll(/\$\{([^}]+)\}/g, '<$1>')}]`, reason)
}

/** Records why a rule of cdk-nag does not hold for `scope`. */
export const acknowledge = (scope: IConstruct, id: string, reason: string) => Validations.of(scope).acknowledge({ id, reason })

/** The same statements once each, those with the same actions and reason together, resources in order. */
export function merged(statements: readonly Statement[]): readonly Statement[] {
  const groups = new Map<string, { readonly first: Statement; readonly resources: Set<string> }>()
  for (const statement of statements) {
    const key = JSON.stringify([statement.actions, statement.reason])
    const group = groups.get(key) ?? { first: statement, resources: new Set() }
    for (const resource of statement.resources) group.resources.add(resource)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ first, resources }) => ({ ...first, resources: [...resources].sort() }))
}
