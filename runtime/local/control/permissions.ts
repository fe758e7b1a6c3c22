/** What a role may do: where statements are set for a machine or the runtime, a call outside them is denied, as IAM would. */
import { Type } from 'typebox'
import { roleArn } from '../place.ts'
import type { Place } from '../place.ts'
import { AwsError } from '../wire/aws-error.ts'
import { bodyChecker } from './refusal.ts'

const oneOrMore = Type.Union([Type.String(), Type.Array(Type.String())])
const statements = Type.Array(
  Type.Union([
    // As a manifest has them …
    Type.Object({ actions: Type.Array(Type.String()), resources: Type.Array(Type.String()) }),
    // … and as a policy document has them.
    Type.Object({ Effect: Type.Enum(['Allow', 'Deny']), Action: oneOrMore, Resource: oneOrMore }),
  ]),
)

const checkBody = bodyChecker(
  Type.Union([
    Type.Object({ stateMachine: Type.String({ minLength: 1 }), statements }, { additionalProperties: false }),
    Type.Object({ caller: Type.Literal('runtime'), statements }, { additionalProperties: false }),
  ]),
  'It is {"stateMachine": NAME, "statements": [{"actions": ["bedrock:InvokeModel"], "resources": ["arn:…"]}, …]}, as in a manifest\'s iam.stateMachine, or {"caller": "runtime", …} as in its iam.runtime.',
)

/** Who calls: the role of a state machine's tasks, or of whoever calls over the wire. */
export type Principal = { readonly stateMachine: string } | 'runtime'

/** One action, allowed when it is on each of the resources; `null`: what it is on is not known here, and any will do. */
export interface Access {
  readonly action: string
  readonly resources: readonly string[] | null
}

interface Statement {
  readonly allows: boolean
  readonly actions: readonly RegExp[]
  readonly resources: readonly RegExp[]
}

export interface Permissions {
  put(body: unknown, check: (stateMachine: string) => void): void
  /** Throws AccessDeniedException where statements are set for the caller and one of the accesses is outside them. */
  check(principal: Principal, accesses: () => readonly Access[]): void
  clear(): void
}

/** What CloudFormation would put there. Machines here have the names of their chains, without a stack's before them. */
const deployed = (text: string, { region, account }: Place) =>
  text
    .replaceAll('${AWS::Partition}', 'aws')
    .replaceAll('${AWS::Region}', region)
    .replaceAll('${AWS::AccountId}', account)
    .replaceAll('${AWS::StackName}-', '')

/** IAM's wildcards. A substitution (`${Name}`) stands for itself, where nobody has filled it in, and for any text where somebody has. */
function pattern(text: string, flags: string): RegExp {
  const parts = text.split(/(\$\{[^}]*\})/).map((part) => {
    const exact = part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    return part.startsWith('${') ? `(?:${exact}|[^$]*)` : exact.replaceAll('*', '.*').replaceAll('?', '.')
  })
  return new RegExp(`^${parts.join('')}$`, flags)
}

const listed = (value: string | readonly string[]) => (typeof value === 'string' ? [value] : value)

const RUNTIME = 'the runtime'
/** The names of machines have no spaces. */
const keyOf = (principal: Principal) => (principal === 'runtime' ? RUNTIME : principal.stateMachine)

export function permissionBook(place: Place): Permissions {
  const byPrincipal = new Map<string, readonly Statement[]>()

  /** The first resource that the statements do not allow; undefined where they allow all. */
  const refusedBy = (all: readonly Statement[], { action, resources }: Access): string | undefined => {
    const about = all.filter(({ actions }) => actions.some((one) => one.test(action)))
    const meets = (allows: boolean, resource: string) =>
      about.some((one) => one.allows === allows && one.resources.some((it) => it.test(resource)))
    if (resources === null) return about.some(({ allows }) => allows) ? undefined : '*'
    return resources.find((resource) => !meets(true, resource) || meets(false, resource))
  }

  const denied = (action: string, resource: string) => {
    const role = roleArn(place).replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')
    return new AwsError(
      'AccessDeniedException',
      `User: ${role}/local is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    )
  }

  return {
    put(body, check) {
      const checked = checkBody(body)
      const principal = 'caller' in checked ? checked.caller : { stateMachine: checked.stateMachine }
      if (principal !== 'runtime') check(principal.stateMachine)
      byPrincipal.set(
        keyOf(principal),
        checked.statements.map((statement) => {
          const [allows, actions, resources] =
            'Effect' in statement
              ? [statement.Effect === 'Allow', listed(statement.Action), listed(statement.Resource)]
              : [true, statement.actions, statement.resources]
          return {
            allows,
            actions: actions.map((one) => pattern(one, 'i')),
            resources: resources.map((one) => pattern(deployed(one, place), '')),
          }
        }),
      )
    },
    check(principal, accesses) {
      const all = byPrincipal.get(keyOf(principal))
      if (!all) return
      for (const access of accesses()) {
        const refused = refusedBy(all, access)
        if (refused !== undefined) throw denied(access.action, refused)
      }
    },
    clear: () => byPrincipal.clear(),
  }
}
