/** Native bodies of InvokeModel: which family of models a request is for, and the one place that lists the families. */
import { AwsError, validationException } from '../wire/aws-error.ts'
import { isObject } from '../json.ts'
import { claude } from './claude.ts'
import type { Family, NativeBody } from './family.ts'
import { llama } from './llama.ts'
import { mistral } from './mistral.ts'
import { nova } from './nova.ts'

const FAMILIES: readonly Family[] = [claude, llama, nova, mistral]

export function familyOf(modelId: string, body: NativeBody): Family {
  const id = modelId.slice(modelId.lastIndexOf('/') + 1)
  const family = FAMILIES.find(({ models }) => models.test(id)) ?? FAMILIES.find((one) => one.recognises(body))
  if (family) return family
  throw validationException(
    `Local AWS knows the native bodies of ${FAMILIES.map(({ name }) => name).join(', ')}; "${modelId}" is none of them. Call it through Converse, or script the task's answer.`,
  )
}

export function parseNative(body: Buffer): NativeBody {
  let parsed: unknown
  try {
    parsed = JSON.parse(body.toString('utf8'))
  } catch (error) {
    throw new AwsError('ValidationException', 'The format of the value at body is invalid. Provide a JSON object as the body.', {
      cause: error,
    })
  }
  if (!isObject(parsed)) {
    throw validationException('Malformed input request: expected type: JSONObject. Please reformat your input and try again.')
  }
  return parsed
}
