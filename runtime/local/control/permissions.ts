/** What an execution role may do: where statements are set for a machine, a call outside them is denied, as IAM would. */
import { Type } from 'typebox'
import { bodyChecker } from './refusal.ts'

const oneOrMore = Type.Union([Type.String(), Type.Array(Type.String())])

const checkBody = bodyChecker(
  Type.Object(
    {
      stateMachine: Type.String({ minLength: 1 }),
      statements: Type.Array(
        Type.Union([
          // As a manifest has them …
          Type.Object({ actions: Type.Array(Type.String()), resources: Type.Array(Type.String()) }),
          // … and as a policy document has them.
          Type.Object({ Effect: Type.Enum(['Allow', 'Deny']), Action: oneOrMore, Resource: oneOrMore }),
        ]),
      ),
    },
    { additionalProperties: false },
  ),
  'It is {"stateMachine": NAME, "statements": [{"actions": ["bedrock:InvokeModel"], "resources": ["arn:…"]}, …]}, as in a manifest\'s iam.stateMachine.',
)

interface Statement {
  readonly allows: boolean
  readonly actions: readonly RegExp[]
  readonly resources: readonly RegExp[]
}

/** One call of a service: allowed when, of every group of resources, one is. */
export interface Access {
  readonly action: string
  readonly resources: readonly (readonly string[])[]
}

export interface Permissions {
  put(body: unknown, check: (stateMachine: string) => void): void
  allows(stateMachine: string, access: Access): boolean
  clear(): void
}

/** IAM's wildcards; a substitution nobody has filled in (`${Name}`) stands for any text. */
const pattern = (text: string, flags: string) =>
  new RegExp(
    `^${text
      .replaceAll(/\$\{[^}]*\}/g, '*')
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    flags,
  )

const listed = (value: string | readonly string[]) => (typeof value === 'string' ? [value] : value)

export function permissionBook(): Permissions {
  const byMachine = new Map<string, readonly Statement[]>()
  return {
    put(body, check) {
      const { stateMachine, statements } = checkBody(body)
      check(stateMachine)
      byMachine.set(
        stateMachine,
        statements.map((statement) => {
          const [allows, actions, resources] =
            'Effect' in statement
              ? [statement.Effect === 'Allow', listed(statement.Action), listed(statement.Resource)]
              : [true, statement.actions, statement.resources]
          return { allows, actions: actions.map((one) => pattern(one, 'i')), resources: resources.map((one) => pattern(one, '')) }
        }),
      )
    },
    allows(stateMachine, { action, resources }) {
      const statements = byMachine.get(stateMachine)
      if (!statements) return true
      const meeting = (allows: boolean, resource: string) =>
        statements.some(
          (statement) =>
            statement.allows === allows &&
            statement.actions.some((one) => one.test(action)) &&
            statement.resources.some((one) => one.test(resource)),
        )
      return resources.every(
        (group) => group.some((resource) => meeting(true, resource)) && !group.some((resource) => meeting(false, resource)),
      )
    },
    clear: () => byMachine.clear(),
  }
}
