/** What differs between two versions of a chain, as data: its states, its texts, its settings, what it may do and what it may cost. */
import type { Manifest, Statement } from '../../contract.ts'
import { fieldsOf, isFields, listOf, viewOf } from '../../validate/machine.ts'
import type { Fields } from '../../validate/machine.ts'

/** A chain as it is compared. Of a deployed one nothing but the definition is known. */
export interface Version {
  readonly definition: Fields
  readonly manifest?: Manifest
  /** What the state machine and the runtime may do. */
  readonly permissions: { readonly stateMachine: readonly Statement[]; readonly runtime: readonly Statement[] }
}

/** A member that is another; `undefined` where there is none. */
export interface Difference {
  /** As in `Retry[0].MaxAttempts`. */
  readonly member: string
  readonly before: unknown
  readonly after: unknown
}

export interface StateChange {
  readonly state: string
  readonly change: 'added' | 'removed' | 'changed'
  readonly type: string
  readonly differences: readonly Difference[]
}

export interface PermissionChange {
  readonly change: 'granted' | 'revoked'
  readonly of: 'state machine' | 'runtime'
  readonly action: string
  readonly resource: string
}

export interface ChainChange {
  readonly chain: string
  readonly change: 'added' | 'removed' | 'changed'
  readonly states: readonly StateChange[]
  /** Of the manifest: the answer's settings, the input's schema, experiments, substitutions. */
  readonly settings: readonly Difference[]
  readonly permissions: readonly PermissionChange[]
  readonly worstCase: readonly Difference[]
}

const isEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** A value that is to be `${Name}` when it is written may be anything where it is deployed. */
function isFilledIn(deployed: unknown, written: unknown): boolean {
  if (typeof deployed !== 'string' || typeof written !== 'string' || !written.includes('${')) return false
  const parts = written.split(/\$\{[A-Za-z0-9_:.]+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('[\\s\\S]+?')}$`).test(deployed)
}

/** All members in which two values differ, from the outside in. */
export function differences(before: unknown, after: unknown, member = ''): readonly Difference[] {
  if (isEqual(before, after) || isFilledIn(before, after)) return []
  if (isFields(before) && isFields(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) => differences(before[key], after[key], member === '' ? key : `${member}.${key}`))
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const most = Math.max(before.length, after.length)
    return Array.from({ length: most }, (_, index) => index).flatMap((index) =>
      differences((before as unknown[])[index], (after as unknown[])[index], `${member}[${index}]`),
    )
  }
  return [{ member, before, after }]
}

/** A state by itself: those inside it are compared as states. */
function ownFields(fields: Fields): Fields {
  const { Branches: branches, ItemProcessor: processor, ...others } = fields
  const first = (scope: unknown) => fieldsOf(scope)['StartAt']
  return {
    ...others,
    ...(branches === undefined ? {} : { Branches: listOf(branches).map(first) }),
    ...(processor === undefined ? {} : { ItemProcessor: { ...fieldsOf(processor), States: undefined } }),
  }
}

/** The version is in every answer, and says nothing that the rest does not. */
const withoutVersion = (found: readonly Difference[], versions: ReadonlySet<unknown>) =>
  found.filter(({ before, after }) => !(versions.has(before) && versions.has(after)))

function stateChanges(before: Fields, after: Fields, versions: ReadonlySet<unknown>): readonly StateChange[] {
  const states = (definition: Fields) => new Map(viewOf(definition).states.map((state) => [state.name, state]))
  const [old, fresh] = [states(before), states(after)]
  const kept = [...fresh.values()].flatMap(({ name, type, fields }): StateChange[] => {
    const was = old.get(name)
    if (was === undefined) return [{ state: name, change: 'added', type: type ?? '', differences: [] }]
    const found = withoutVersion(differences(ownFields(was.fields), ownFields(fields)), versions)
    return found.length === 0 ? [] : [{ state: name, change: 'changed', type: type ?? '', differences: found }]
  })
  const gone = [...old.values()].filter(({ name }) => !fresh.has(name))
  return [
    ...kept,
    ...gone.map(({ name, type }): StateChange => ({ state: name, change: 'removed', type: type ?? '', differences: [] })),
  ]
}

const EMPTY: Version = { definition: {}, permissions: { stateMachine: [], runtime: [] } }

function permissionChanges(before: Version, after: Version): readonly PermissionChange[] {
  const owners = [
    ['state machine', 'stateMachine'],
    ['runtime', 'runtime'],
  ] as const
  return owners.flatMap(([of, owner]) => {
    const pairs = ({ permissions }: Version) =>
      new Map(
        permissions[owner].flatMap(({ actions, resources }) =>
          actions.flatMap((action) => resources.map((resource) => [`${action} ${resource}`, { action, resource }] as const)),
        ),
      )
    const [old, fresh] = [pairs(before), pairs(after)]
    const only = (some: typeof old, others: typeof old, change: PermissionChange['change']) =>
      [...some].filter(([key]) => !others.has(key)).map(([, pair]): PermissionChange => ({ change, of, ...pair }))
    return [...only(fresh, old, 'granted'), ...only(old, fresh, 'revoked')]
  })
}

/** What is compared elsewhere, or follows from the rest. */
const NO_SETTINGS = new Set(['name', 'version', 'source', 'iam', 'worstCase', 'models', 'knowledgeBases', 'reads'])
const settingsOf = (manifest: Manifest) => Object.fromEntries(Object.entries(manifest).filter(([name]) => !NO_SETTINGS.has(name)))

/** Undefined where nothing differs. */
export function compareChain(chain: string, before: Version | undefined, after: Version | undefined): ChainChange | undefined {
  const [was, is] = [before ?? EMPTY, after ?? EMPTY]
  const versions = new Set([was.manifest?.version, is.manifest?.version, deployedVersion(was), deployedVersion(is)])
  const inBoth = was.manifest !== undefined && is.manifest !== undefined
  const found: ChainChange = {
    chain,
    change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    states: stateChanges(was.definition, is.definition, versions),
    settings: inBoth ? differences(settingsOf(was.manifest), settingsOf(is.manifest)) : [],
    permissions: permissionChanges(was, is),
    worstCase: inBoth ? differences(was.manifest.worstCase, is.manifest.worstCase) : [],
  }
  const isSame = [found.states, found.settings, found.permissions, found.worstCase].every((list) => list.length === 0)
  return isSame ? undefined : found
}

/** The version that a definition answers with. */
function deployedVersion({ definition }: Version): unknown {
  const output = viewOf(definition).states.map(({ fields }) => fieldsOf(fieldsOf(fields['Output'])['chain'])['version'])
  return output.find((version) => version !== undefined)
}
