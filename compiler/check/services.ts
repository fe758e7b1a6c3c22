/** Calls of AWS services: ones that there are, that an Express workflow can make, and that the role is allowed to make. */
import { closest } from '../closest.ts'
import {
  badAction,
  badArn,
  expressCannotWait,
  memberInSmall,
  noResources,
  notHttps,
  unknownAction,
  unknownPseudoParameter,
  unknownService,
  unreasonedWildcard,
} from '../problems/services.ts'
import type { Problem } from '../problems.ts'
import type { ChainTree, Expression, Permission, ServiceTask } from '../tree.ts'
import { COMMON_ACTIONS } from '../validate/resources/common-actions.ts'
import { resourceOf } from '../validate/resources/resource.ts'
import { SDK_ACTIONS, SDK_SERVICES, isSdkAction } from '../validate/resources/sdk.ts'
import { placedBuilders } from '../walk.ts'
import { ofBuilder } from './place.ts'
import type { Place } from './place.ts'

const SDK_CALL = /^arn:aws:states:::aws-sdk:(?<service>[^:]*):(?<action>[^.]*)(?<pattern>\..*)?$/

/** Waiting for a job, a callback or an activity is what only a Standard workflow can do. */
function* waiting({ resource }: ServiceTask, place: Place): Generator<Problem> {
  const [, pattern] = /\.(sync(?::2)?|waitForTaskToken)$/.exec(resource) ?? []
  if (pattern !== undefined) yield expressCannotWait(place, `.${pattern}`)
  if (resourceOf(resource).kind === 'activity' || resource.endsWith(':sfn:getActivityTask'))
    yield expressCannotWait(place, 'an activity')
}

const lowered = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)

function* unknown({ resource }: ServiceTask, place: Place): Generator<Problem> {
  const { service, action } = SDK_CALL.exec(resource)?.groups ?? {}
  if (service === undefined || action === undefined) return
  if (!SDK_SERVICES.has(service)) {
    yield unknownService(place, service, closest(service, [...SDK_SERVICES]))
    return
  }
  if (isSdkAction(service, action)) {
    const common = COMMON_ACTIONS[service] ?? []
    const slip = common.includes(action) ? undefined : closest(action, common, 1)
    if (slip !== undefined) yield unknownAction(place, service, action, slip)
    return
  }
  const usual = lowered(action)
  const near = isSdkAction(service, usual) ? usual : closest(action, [...(SDK_ACTIONS[service] ?? [])])
  yield unknownAction(place, service, action, near)
}

/** Members of arguments are PascalCase there, whatever the service's own API says. */
function* members({ resource, arguments: given }: ServiceTask, place: Place): Generator<Problem> {
  if (!SDK_CALL.test(resource)) return
  for (const name of Object.keys(membersOf(given))) if (/^[a-z]/.test(name)) yield memberInSmall(place, name)
}

/** What a text begins with, as far as that is known when the chain is compiled. */
function beginningOf(value: Expression | undefined): string | undefined {
  if (value?.kind === 'literal') return typeof value.value === 'string' ? value.value : undefined
  if (value?.kind === 'call' && (value.name === 'url' || value.name === 'texts.concat')) return beginningOf(value.of[0])
  return undefined
}

const HTTPS = 'https://'

function* insecure({ service, arguments: given }: ServiceTask, place: Place): Generator<Problem> {
  if (service !== 'httpRequest') return
  const url = membersOf(given)['ApiEndpoint']
  const beginning = beginningOf(url)
  if (beginning === undefined) return
  const known = beginning.slice(0, HTTPS.length).toLowerCase()
  if (url?.kind === 'literal' ? known !== HTTPS : !HTTPS.startsWith(known)) yield notHttps(place, beginning)
}

/** The members of an object, written down or made when the chain runs. */
function membersOf(value: Expression): Readonly<Record<string, Expression>> {
  if (value.kind === 'object') return value.fields
  if (value.kind !== 'literal' || typeof value.value !== 'object' || value.value === null) return {}
  return Object.fromEntries(
    Object.entries(value.value).map(([name, inner]) => [name, { kind: 'literal', value: inner, schema: {} }]),
  )
}

const PSEUDO_PARAMETERS = ['Partition', 'Region', 'AccountId', 'URLSuffix', 'StackName', 'StackId', 'NotificationARNs', 'NoValue']

function* unfitPermissions({ service, permissions }: ServiceTask, place: Place): Generator<Problem> {
  if (permissions.every(({ resources }) => resources.length === 0)) yield noResources(place, service)
  for (const { actions, resources, reason } of permissions) {
    for (const action of actions) if (!/^[a-zA-Z0-9-]+:[a-zA-Z0-9*]+$/.test(action)) yield badAction(place, action)
    for (const resource of resources) yield* unfitResource(resource, reason, place)
  }
}

function* unfitResource(resource: string, reason: Permission['reason'], place: Place): Generator<Problem> {
  const isArn = /^arn:[^:]+:[^:]+:[^:]*(?:::|:[^:]*:|\$\{AWS::\w+\}:)/.test(resource.replaceAll(/\$\{AWS::\w+\}/g, 'x'))
  if (resource !== '*' && !isArn && !/^\$\{[^}]+\}/.test(resource)) yield badArn(place, resource)
  for (const [, name = ''] of resource.matchAll(/\$\{AWS::([^}]*)\}/g))
    if (!PSEUDO_PARAMETERS.includes(name)) yield unknownPseudoParameter(place, name, closest(name, PSEUDO_PARAMETERS))
  if (resource.includes('*') && reason === undefined) yield unreasonedWildcard(place, resource)
}

export const services = (tree: ChainTree): Problem[] =>
  placedBuilders(tree).flatMap((visit) => {
    const { builder } = visit.placed
    if (builder.kind !== 'task') return []
    const waits = [...waiting(builder, ofBuilder(visit))]
    return [
      ...waits,
      ...(waits.length > 0 ? [] : unknown(builder, ofBuilder(visit))),
      ...members(builder, ofBuilder(visit)),
      ...insecure(builder, ofBuilder(visit)),
      ...unfitPermissions(builder, ofBuilder(visit)),
    ]
  })
