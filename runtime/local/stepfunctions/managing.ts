/** The machines there are, and the operations that make, change, show and delete them. */
import type { Clock } from '../../engine/index.ts'
import { machineArn, roleArn } from '../place.ts'
import type { Place } from '../place.ts'
import { AwsError, validationException } from '../wire/aws-error.ts'
import { goodName, requests } from './requests.ts'
import { readDefinition, sameDefinition } from './machines.ts'
import type { MachineType, StoredMachine } from './machines.ts'

export interface ManagingOptions {
  readonly place: Place
  readonly clock: Clock
  readonly uuid: () => string
}

/** Milliseconds as the protocol has them. */
export const seconds = (ms: number) => ms / 1000

export function managing({ place, clock, uuid }: ManagingOptions) {
  /** By ARN, in order of creation. */
  const machines = new Map<string, StoredMachine>()
  /** Definitions as they were before their substitutions: creating one again is no conflict. */
  const originals = new Map<string, string>()

  const checkedArn = (given: string): string => {
    if (!/^arn:aws[a-z-]*:states:[a-z0-9-]*:\d*:/.test(given))
      throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${given}'`)
    if (!/^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:\S+$/.test(given)) {
      throw new AwsError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${given.split(':')[5] || 'none'}'`)
    }
    return given
  }
  const existing = (given: string): StoredMachine => {
    const found = machines.get(checkedArn(given))
    if (!found) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${given}'`)
    return found
  }
  const noVersions = (publish: boolean | undefined) => {
    if (publish === true) throw validationException('Local AWS has no versions of state machines: leave out publish.')
  }

  const store = (from: {
    name: string
    definition: string
    roleArn: string
    type: MachineType
    settings: StoredMachine['settings']
  }): StoredMachine => {
    const { machine, states } = readDefinition(from.definition, from.type)
    const stored = {
      ...from,
      machine,
      states,
      arn: machineArn(place, from.name),
      createdAt: seconds(clock.now()),
      revisionId: undefined,
    }
    machines.set(stored.arn, stored)
    return stored
  }

  function create(request: unknown) {
    const {
      name: wanted,
      definition: text,
      roleArn: role,
      type: kind = 'STANDARD',
      publish,
      tags: _,
      versionDescription: __,
      ...rest
    } = requests.create(request)
    goodName(wanted)
    noVersions(publish)
    if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/.+/.test(role)) throw new AwsError('InvalidArn', `Invalid Role Arn: '${role}'`)
    const before = machines.get(machineArn(place, wanted))
    if (before) {
      const same =
        before.type === kind && [before.definition, originals.get(before.arn) ?? ''].some((one) => sameDefinition(one, text))
      if (!same) throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${before.arn}'`)
      return { stateMachineArn: before.arn, creationDate: before.createdAt }
    }
    const stored = store({ name: wanted, definition: text, roleArn: role, type: kind, settings: rest })
    return { stateMachineArn: stored.arn, creationDate: stored.createdAt }
  }

  function update(request: unknown) {
    const { stateMachineArn, definition: text, roleArn: role, publish, versionDescription: _, ...rest } = requests.update(request)
    const before = existing(stateMachineArn)
    noVersions(publish)
    if (text === undefined && role === undefined && Object.keys(rest).length === 0) {
      throw new AwsError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration or the EncryptionConfiguration must be specified',
      )
    }
    const revisionId = uuid()
    machines.set(before.arn, {
      ...before,
      ...(text === undefined ? {} : { definition: text, ...readDefinition(text, before.type) }),
      ...(role === undefined ? {} : { roleArn: role }),
      settings: { ...before.settings, ...rest },
      revisionId,
    })
    originals.delete(before.arn)
    return { updateDate: seconds(clock.now()), revisionId }
  }

  function describe(request: unknown) {
    const { stateMachineArn, includedData: data } = requests.describe(request)
    const found = existing(stateMachineArn)
    return {
      stateMachineArn: found.arn,
      name: found.name,
      status: 'ACTIVE',
      type: found.type,
      roleArn: found.roleArn,
      creationDate: found.createdAt,
      ...(data === 'METADATA_ONLY' ? {} : { definition: found.definition }),
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      ...found.settings,
      ...(found.revisionId === undefined ? {} : { revisionId: found.revisionId }),
    }
  }

  function list(request: unknown) {
    const { maxResults = 0, nextToken } = requests.list(request)
    const all = [...machines.values()]
    const token = nextToken === undefined ? '0' : Buffer.from(nextToken, 'base64').toString('utf8')
    const from = Number(token)
    if (!/^\d+$/.test(token) || from > all.length) throw new AwsError('InvalidToken', `Invalid Token: '${nextToken}'`)
    const to = from + (maxResults === 0 ? 100 : maxResults)
    return {
      stateMachines: all.slice(from, to).map((machine) => ({
        stateMachineArn: machine.arn,
        name: machine.name,
        type: machine.type,
        creationDate: machine.createdAt,
      })),
      ...(to < all.length ? { nextToken: Buffer.from(String(to)).toString('base64') } : {}),
    }
  }

  function remove(request: unknown) {
    const stateMachineArn = checkedArn(requests.remove(request).stateMachineArn)
    machines.delete(stateMachineArn)
    originals.delete(stateMachineArn)
    return {}
  }

  return {
    operations: { create, update, describe, list, remove },
    existing,
    add({
      name: wanted,
      definition: text,
      original,
    }: {
      readonly name: string
      readonly definition: string
      readonly original?: string
    }) {
      goodName(wanted)
      const stored = store({ name: wanted, definition: text, roleArn: roleArn(place), type: 'EXPRESS', settings: {} })
      if (original !== undefined) originals.set(stored.arn, original)
    },
    drop(name: string) {
      machines.delete(machineArn(place, name))
      originals.delete(machineArn(place, name))
    },
    machine: (wanted: string) => machines.get(machineArn(place, wanted)),
    names: () => [...machines.values()].map((machine) => machine.name),
  }
}
