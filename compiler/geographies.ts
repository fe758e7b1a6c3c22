/**
 * Where an inference profile sends a request. Its id is the model's with the geography before it, and whoever calls it needs
 * permission for the model in every region that it may send to. From the AWS CDK's and Bedrock's documentation as of 2026-11; AWS adds
 * regions, and a region too many is a permission that nothing uses.
 */

/** `''`: an ARN without a region, which is how IAM is asked for what a global profile does. */
const DESTINATIONS = {
  us: ['ca-central-1', 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
  eu: ['eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  apac: [
    'ap-east-2',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-south-1',
    'ap-south-2',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-southeast-3',
    'ap-southeast-4',
    'ap-southeast-5',
    'ap-southeast-7',
    'me-central-1',
  ],
  jp: ['ap-northeast-1', 'ap-northeast-3'],
  au: ['ap-southeast-2', 'ap-southeast-4', 'ap-southeast-6'],
  ca: ['ca-central-1', 'ca-west-1'],
  'us-gov': ['us-gov-east-1', 'us-gov-west-1'],
  global: [''],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type Geography = keyof typeof DESTINATIONS
export const GEOGRAPHIES = Object.keys(DESTINATIONS) as readonly Geography[]

export const isGeography = (name: string): name is Geography => Object.hasOwn(DESTINATIONS, name)

/** The regions that a profile of the geography may send to; of a global one the caller's own, and that without a name. */
export const destinationsOf = (geography: Geography, ownRegion: string): readonly string[] =>
  geography === 'global' ? [ownRegion, ...DESTINATIONS.global] : DESTINATIONS[geography]

/** Whether a profile of the geography can be called from a region. */
const isCallableFrom = (geography: Geography, region: string): boolean =>
  geography === 'global' || (DESTINATIONS[geography] as readonly string[]).includes(region)

export interface NamedModel {
  /** `anthropic.claude-3-haiku-20240307-v1:0`. */
  readonly foundation: string
  /** The geography of the inference profile it is called through. */
  readonly profile: Geography | undefined
}

const PROFILE = new RegExp(`^(${GEOGRAPHIES.toSorted((a, b) => b.length - a.length).join('|')})\\.(.+)$`)

/** What an id stands for: a model, or an inference profile of AWS's own for one. */
export function namedModel(id: string): NamedModel {
  const [, profile, foundation] = PROFILE.exec(id) ?? []
  return foundation === undefined ? { foundation: id, profile: undefined } : { foundation, profile: profile as Geography }
}

/** What to do about an inference profile that cannot be called from the region, as far as is known here: AWS adds regions. */
export function notCalledFrom(region: string, modelId: string): string | undefined {
  const { profile } = namedModel(modelId)
  if (profile === undefined || isCallableFrom(profile, region)) return undefined
  const near = GEOGRAPHIES.filter((geography) => isCallableFrom(geography, region)).map((geography) => `.in('${geography}')`)
  return `Profiles of "${profile}" are not called from ${region}: write ${near.join(' or ')} in the chain, or deploy to a region of "${profile}".`
}

/** Where a call is made from; in a manifest these are CloudFormation's `${AWS::Partition}` and the like. */
export interface Caller {
  readonly partition: string
  readonly region: string
  readonly account: string
}

/**
 * Everything that IAM is asked for when the model or profile `id` is called, all of which has to be allowed: the model, or the profile
 * and the model in every region that it may send to.
 */
export function modelArns(id: string, { partition, region, account }: Caller): readonly string[] {
  const { foundation, profile } = namedModel(id)
  const inRegion = (where: string) => `arn:${partition}:bedrock:${where}::foundation-model/${foundation}`
  if (profile === undefined) return [inRegion(region)]
  return [
    `arn:${partition}:bedrock:${region}:${account}:inference-profile/${id}`,
    ...destinationsOf(profile, region).map(inRegion),
  ]
}

/** The account, region and partition that a deployment is made in. */
export const DEPLOYED: Caller = { partition: '${AWS::Partition}', region: '${AWS::Region}', account: '${AWS::AccountId}' }
