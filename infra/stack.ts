/** Everything that is deployed: a workflow for each chain, the runtime before them, a front door, and what watches over it. */
import { CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { runtimeVariables } from '../compiler/contract.ts'
import { accessEnvironment } from './access.ts'
import { liveAlias } from './canary.ts'
import { curlLine, frontDoor } from './front-doors/index.ts'
import type { GeneratedChain } from './generated.ts'
import { pascal } from './generated.ts'
import { grammars } from './grammars.ts'
import { Observability } from './observability.ts'
import { OptionsError } from './options.ts'
import type { Options } from './options.ts'
import { BEFORE, RollBack, SERVED } from './roll-back.ts'
import { Runtime } from './runtime.ts'
import { served, servedBefore } from './traffic.ts'
import { WarmUp } from './warm-up.ts'
import { startPermission, workflow } from './workflow.ts'
import type { Workflow } from './workflow.ts'

export interface StepchainStackProps {
  readonly chains: readonly GeneratedChain[]
  readonly runtimeFolder: string
  readonly options: Options
}

interface Deployed {
  readonly chain: GeneratedChain
  readonly name: string
  readonly machineName: string
  readonly workflow: Workflow
  /** The same chain with a log that holds what was said. */
  readonly debug: Workflow | undefined
}

export class StepchainStack extends Stack {
  readonly #options: Options

  constructor(scope: Construct, id: string, { chains, runtimeFolder, options }: StepchainStackProps) {
    super(scope, id, { description: 'Prompt chains on Step Functions, and the runtime that streams their answers' })
    this.#options = options
    // cfn-lint: the CDK spells out dependencies that references imply.
    this.templateOptions.metadata = { 'cfn-lint': { config: { ignore_checks: ['W3005'] } } }
    const { stackName, retentionDays } = options
    checkNames(chains, options)
    const values = substitutionParameters(this, chains)
    const deployed = chains.map((chain) => this.#workflows(chain, values))
    const runtime = new Runtime(this, 'Runtime', {
      folder: runtimeFolder,
      functionName: `${stackName}-runtime`,
      manifests: chains.map(({ manifest }) => manifest),
      retentionDays,
      statements: deployed.flatMap(({ machineName, debug }) => [
        startPermission(machineName),
        ...(debug === undefined ? [] : [startPermission(debugName(machineName))]),
      ]),
      environment: {
        METRICS_NAMESPACE: stackName,
        ...accessEnvironment(this, options.auth),
        ...Object.fromEntries(
          runtimeVariables(chains.map(({ manifest }) => manifest)).map((name) => [name, values.get(name) ?? '']),
        ),
      },
    })
    const watching = deployed.map(({ chain: { manifest }, workflow }) => ({ manifest, workflow }))
    const { quality } = new Observability(this, 'Observability', watching, runtime, options)
    this.#share(deployed, runtime, quality)
    this.#warm(chains, deployed, values)
    const door = frontDoor(this, runtime, options)
    new CfnOutput(this, 'Endpoint', { value: door.endpoint, description: 'Where the chains are called' })
    new CfnOutput(this, 'Call', {
      value: curlLine(door, shownChain(chains, options.seedChain), this.region, options.frontDoor === 'cloudfront'),
      description: 'A call, for a shell',
    })
  }

  #workflows(chain: GeneratedChain, values: ReadonlyMap<string, string>): Deployed {
    const { stackName, retentionDays, debugSample } = this.#options
    const { name, substitutions } = chain.manifest
    const machineName = `${stackName}-${name}`
    const shared = {
      chain,
      substitutions: Object.fromEntries(Object.keys(substitutions).map((key) => [key, values.get(key) ?? ''])),
    }
    return {
      chain,
      name,
      machineName,
      workflow: workflow(this, `${pascal(name)}Chain`, { ...shared, machineName, retentionDays, executionData: false }),
      debug:
        debugSample === 0
          ? undefined
          : workflow(this, `${pascal(name)}Debug`, {
              ...shared,
              machineName: debugName(machineName),
              retentionDays: RetentionDays.ONE_DAY,
              executionData: true,
            }),
    }
  }

  /** Tells the runtime where the chains are, and makes the way back. */
  #share(deployed: readonly Deployed[], runtime: Runtime, quality: Observability['quality']) {
    const { canary, debugSample, seedChain, stackName, retentionDays } = this.#options
    const unknown = Object.keys(canary.previous).find((name) => !deployed.some((one) => one.name === name))
    if (unknown !== undefined) throw new OptionsError(`-c previous names ${unknown}, which is no chain here.`)
    const shares = deployed.map(({ name, workflow, debug }) => {
      const alias =
        canary.by === 'alias' ? liveAlias(this, `${pascal(name)}Live`, workflow, canary, quality.get(name) ?? []) : undefined
      const current = alias?.ref ?? workflow.version.ref
      const previous = canary.by === 'weights' && canary.percent < 100 ? canary.previous[name] : undefined
      return { name, current, previous, debug: debug?.version.ref }
    })
    const current = shares.map((share) => [share.name, served(share, canary, debugSample)] as const)
    const before = shares.flatMap(({ previous, ...share }) =>
      previous === undefined ? [] : [[share.name, servedBefore({ ...share, previous }, debugSample)] as const],
    )
    checkEnvironment([...current, ...before])
    runtime.function.addEnvironment(SERVED, this.toJsonString(Object.fromEntries(current)))
    if (before.length > 0) runtime.function.addEnvironment(BEFORE, this.toJsonString(Object.fromEntries(before)))
    const seed = shares.find(({ name }) => name === seedChain)
    if (seed !== undefined) runtime.function.addEnvironment('STATEMACHINE_STATE_MACHINE_ARN', seed.current)
    if (canary.by === 'weights')
      new RollBack(this, 'RollBack', {
        machineName: `${stackName}-${ROLL_BACK}`,
        functionName: `${stackName}-runtime`,
        alarms: [...quality.values()].flat(),
        retentionDays,
      })
  }

  #warm(chains: readonly GeneratedChain[], deployed: readonly Deployed[], values: ReadonlyMap<string, string>) {
    const { stackName, warmUp, retentionDays } = this.#options
    const found = grammars(chains)
    if (found.length === 0) return
    const warm = new WarmUp(this, 'WarmUp', {
      machineName: `${stackName}-${WARM_UP}`,
      grammars: found,
      chains,
      substitutions: Object.fromEntries(values),
      scheduled: warmUp,
      retentionDays,
    })
    warm.node.addDependency(...deployed.map(({ workflow }) => workflow.machine))
  }
}

/** Lambda's limit on all variables is 4 KiB; an ARN has about 90 characters, whose number tokens do not tell. */
function checkEnvironment(entries: readonly (readonly [string, string | readonly unknown[]])[]) {
  const bytes = entries.reduce(
    (sum, [name, served]) => sum + (typeof served === 'string' ? 1 : served.length) * (110 + 2 * name.length),
    0,
  )
  if (bytes > 3600)
    throw new OptionsError(
      `The ARNs of ${entries.length} chains do not fit into a function's environment. Canary fewer at a time, or deploy the chains as several projects.`,
    )
}

/** Names of machines and of constructs are made of the chains' names: no two may come out the same, or too long. */
function checkNames(chains: readonly GeneratedChain[], { stackName, debugSample }: Options) {
  const taken = new Map([ROLL_BACK, WARM_UP].map((name) => [pascal(name), `the machine ${stackName}-${name}`]))
  for (const { manifest } of chains) {
    const names = debugSample === 0 ? [manifest.name] : [manifest.name, debugName(manifest.name)]
    for (const name of names) {
      const other = taken.get(pascal(name))
      if (other !== undefined)
        throw new OptionsError(`${manifest.source}: ${name} and ${other} have one name in a stack. Rename the chain.`)
      taken.set(pascal(name), manifest.source)
      const { length } = `${stackName}-${name}`
      if (length > 80)
        throw new OptionsError(`${stackName}-${name} has ${length} characters; a state machine's name has 80 at most.`)
    }
  }
}

/** The chain that the printed call is for. */
const shownChain = (chains: readonly GeneratedChain[], preferred: string) =>
  [preferred, ...chains.map(({ manifest }) => manifest.name)].find((name) =>
    chains.some(({ manifest }) => manifest.name === name),
  ) ?? ''

/** The machines beside the chains'. */
const ROLL_BACK = 'roll-back'
const WARM_UP = 'warm-up'

const debugName = (machineName: string) => `${machineName}-debug`

/** A parameter for each deploy-time value; chains that name the same one share it. */
function substitutionParameters(stack: Stack, chains: readonly GeneratedChain[]): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  for (const { manifest } of chains)
    for (const [name, { description }] of Object.entries(manifest.substitutions)) {
      if (parameters.has(name)) continue
      if (!/^[A-Za-z0-9]+$/.test(name))
        throw new OptionsError(`${manifest.source} names a value ${name}: a parameter of a stack has letters and digits only.`)
      const isKnowledgeBase = chains.some(({ manifest }) => manifest.knowledgeBases.includes(`\${${name}}`))
      const parameter = new CfnParameter(stack, name, {
        type: 'String',
        ...(description === '' ? {} : { description }),
        ...(isKnowledgeBase
          ? {
              allowedPattern: '^[0-9A-Za-z]{10}$',
              constraintDescription: 'The id of a knowledge base has ten letters and digits.',
            }
          : { minLength: 1 }),
      })
      parameters.set(name, parameter.valueAsString)
    }
  return parameters
}
