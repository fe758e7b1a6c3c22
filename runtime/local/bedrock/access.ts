/** What IAM is asked for a call of Bedrock over the wire. */
import type { Access } from '../control/permissions.ts'
import { isObject, stringAt } from '../json.ts'
import type { Place } from '../place.ts'
import { guardrailAccess, modelAccess } from '../tasks/access.ts'
import type { BedrockRoute } from './operations.ts'

/** A stream is an action of its own; Converse has none. */
const ACTIONS = {
  Converse: 'bedrock:InvokeModel',
  ConverseStream: 'bedrock:InvokeModelWithResponseStream',
  InvokeModel: 'bedrock:InvokeModel',
  InvokeModelWithResponseStream: 'bedrock:InvokeModelWithResponseStream',
} as const

export function wireAccess(route: BedrockRoute, body: unknown, place: Place): readonly Access[] {
  if (route.operation === 'Retrieve') {
    const arn = `arn:aws:bedrock:${place.region}:${place.account}:knowledge-base/${route.knowledgeBaseId}`
    return [{ action: 'bedrock:Retrieve', resources: [arn] }]
  }
  const guardrail = isObject(body) ? stringAt(body['guardrailConfig'], 'guardrailIdentifier') : ''
  return [modelAccess(ACTIONS[route.operation], route.modelId, place), ...guardrailAccess(place, guardrail)]
}
