/** What a deployment needs, each found out by the call that will be made of it later, as small as it can be. */
import { BedrockAgentRuntimeClient, RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime'
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { GetLayerVersionByArnCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { Manifest } from '../../contract.ts'
import { namedModel, notCalledFrom } from '../../geographies.ts'
import { awsSettings, refusalOf } from '../aws.ts'
import { missing, ok, unknown } from './finding.ts'
import type { Finding } from './finding.ts'

export interface Patient {
  readonly environment: NodeJS.ProcessEnv
  /** Of Node, without the `v`. */
  readonly nodeVersion: string
  readonly manifests: readonly Manifest[]
  /** Values of the stack's parameters, as far as they are known. */
  readonly values: Readonly<Record<string, string>>
}

const LEAST_NODE = [20, 19] as const
const SIGN_IN = 'Run aws configure sso, then aws sso login; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.'

function node({ nodeVersion }: Patient): Finding {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number)
  const enough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])
  return enough
    ? ok(`Node ${nodeVersion}`)
    : missing(
        `Node ${nodeVersion} is older than ${LEAST_NODE.join('.')}`,
        'Install the newest Node with long-term support, for instance nvm install --lts.',
      )
}

/** As the SDK looks for it: the environment, then the profile. */
async function regionOf({ environment }: Patient): Promise<string | undefined> {
  const set = environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION']
  if (set) return set
  try {
    return await new STSClient({}).config.region()
  } catch {
    return undefined
  }
}

async function identity({ environment }: Patient, region: string): Promise<Finding> {
  try {
    const { Arn: arn = '' } = await new STSClient(awsSettings(environment, region, 'STS')).send(new GetCallerIdentityCommand({}))
    return ok(`credentials of ${arn}`)
  } catch (error) {
    const refusal = refusalOf(error)
    return refusal.kind === 'offline' ? unknown('credentials', refusal.text) : missing(`credentials: ${refusal.text}`, SIGN_IN)
  }
}

async function model({ environment }: Patient, region: string, modelId: string): Promise<Finding> {
  const what = `model ${modelId}`
  try {
    await new BedrockRuntimeClient(awsSettings(environment, region, 'BEDROCK_RUNTIME')).send(
      new ConverseCommand({
        modelId,
        messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
        inferenceConfig: { maxTokens: 1 },
      }),
    )
    return ok(what)
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal.kind !== 'refused') return unknown(what, refusal.text)
    switch (refusal.name) {
      case 'ThrottlingException':
        return ok(`${what} (busy at the moment)`)
      case 'AccessDeniedException':
        return missing(
          `${what}: ${refusal.text}`,
          `Allow bedrock:InvokeModel, and ask for the model: aws bedrock list-foundation-model-agreement-offers --region ${region} --model-id ${namedModel(modelId).foundation}`,
        )
      case 'ResourceNotFoundException':
      case 'ValidationException':
        return missing(
          `${what}: ${refusal.text}`,
          notCalledFrom(region, modelId) ??
            `See what there is in ${region}: aws bedrock list-inference-profiles --region ${region}; then name that model in the chain.`,
        )
      default:
        return unknown(what, `${refusal.name}: ${refusal.text}`)
    }
  }
}

async function knowledgeBase({ environment }: Patient, region: string, name: string, id: string): Promise<Finding> {
  const what = `${name}=${id}`
  const list = `aws bedrock-agent list-knowledge-bases --region ${region} lists what there is.`
  try {
    await new BedrockAgentRuntimeClient(awsSettings(environment, region, 'BEDROCK_AGENT_RUNTIME')).send(
      new RetrieveCommand({
        knowledgeBaseId: id,
        retrievalQuery: { text: 'Hello' },
        retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 1 } },
      }),
    )
    return ok(what)
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal.kind !== 'refused') return unknown(what, refusal.text)
    if (/ResourceNotFound|Validation/.test(refusal.name)) return missing(`${what}: ${refusal.text}`, list)
    if (refusal.name === 'AccessDeniedException')
      return missing(`${what}: ${refusal.text}`, `Allow bedrock:Retrieve on it. ${list}`)
    return unknown(what, `${refusal.name}: ${refusal.text}`)
  }
}

async function layer({ environment, values }: Patient, region: string): Promise<Finding> {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
  const arn = values['AdapterLayerArn'] ?? `arn:${partition}:lambda:${region}:753240598075:layer:LambdaAdapterLayerArm64:30`
  const what = `layer ${arn}`
  try {
    await new LambdaClient(awsSettings(environment, region, 'LAMBDA')).send(new GetLayerVersionByArnCommand({ Arn: arn }))
    return ok(what)
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal.kind !== 'refused') return unknown(what, refusal.text)
    return missing(
      `${what}: ${refusal.text}`,
      'Allow lambda:GetLayerVersion, or take the ARN that the README of aws/aws-lambda-web-adapter names for arm64: npm run deploy -- AdapterLayerArn=ARN',
    )
  }
}

interface Substituted {
  readonly name: string
  /** Those that need it. */
  readonly chains: readonly string[]
  readonly isKnowledgeBase: boolean
  readonly value: string | undefined
}

/** Each value that a chain needs of the deployment: a knowledge base is asked, anything else has to be there. */
function substitutions(patient: Patient): readonly Substituted[] {
  const names = [...new Set(patient.manifests.flatMap((manifest) => Object.keys(manifest.substitutions)))].sort()
  return names.map((name) => ({
    name,
    chains: patient.manifests.filter((manifest) => Object.hasOwn(manifest.substitutions, name)).map((manifest) => manifest.name),
    isKnowledgeBase: patient.manifests.some(({ knowledgeBases }) => knowledgeBases.includes(`\${${name}}`)),
    value: patient.values[name] || patient.environment[name] || undefined,
  }))
}

const models = ({ manifests }: Patient) =>
  [...new Set(manifests.flatMap((manifest) => [...manifest.models, ...(manifest.answer?.allow.models ?? [])]))].sort()

const blocked = 'That needs credentials and a way to AWS.'

/** All checks, those without AWS first. Those that need credentials are not made without. */
export async function examine(patient: Patient): Promise<readonly Finding[]> {
  const values = substitutions(patient)
  const given = values.map(({ name, chains, value }) =>
    value === undefined
      ? missing(
          `${name} is not given (${chains.join(', ')})`,
          `npm run doctor -- ${name}=VALUE, and the same with npm run deploy`,
        )
      : ok(`${name} is given`),
  )
  const region = await regionOf(patient)
  if (region === undefined)
    return [
      node(patient),
      ...given,
      missing('region', 'export AWS_REGION=eu-central-1, or aws configure set region eu-central-1'),
      unknown('credentials, models, knowledge bases, the layer', 'Without a region nothing can be asked.'),
    ]
  const who = await identity(patient, region)
  const bases = values.flatMap(({ name, isKnowledgeBase, value }) =>
    isKnowledgeBase && value !== undefined ? [{ name, value }] : [],
  )
  // Endpoints that the environment names are there without an identity, too.
  const stops = (service: string) => who.state !== 'ok' && !patient.environment[`AWS_ENDPOINT_URL_${service}`]
  const unaskedModel = (id: string, where: string) => {
    const remedy = notCalledFrom(where, id)
    return remedy === undefined ? unknown(`model ${id}`, blocked) : missing(`model ${id}`, remedy)
  }
  const asked = await Promise.all([
    ...models(patient).map((id) => (stops('BEDROCK_RUNTIME') ? unaskedModel(id, region) : model(patient, region, id))),
    ...bases.map(({ name, value }) =>
      stops('BEDROCK_AGENT_RUNTIME') ? unknown(`${name}=${value}`, blocked) : knowledgeBase(patient, region, name, value),
    ),
    stops('LAMBDA') ? unknown('the layer of Lambda Web Adapter', blocked) : layer(patient, region),
  ])
  return [node(patient), ...given, ok(`region ${region}`), who, ...asked]
}
