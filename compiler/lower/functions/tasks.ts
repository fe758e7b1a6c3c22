/** What the functions that tasks are built with become in JSONata; authors of chains do not see them. */
import { attributeCode } from '../../attribute-values.ts'
import { atom, code, operand, toCode } from '../shape.ts'
import type { Shape } from '../shape.ts'
import type { Functions } from './lower.ts'

/** Part of this machine's own ARN: 1 is the partition, 3 the region, 4 the account. */
const ownArn = (part: number) => `$split($states.context.StateMachine.Id, ":")[${part}]`

export const TASKS: Functions = {
  /** A DynamoDB attribute value. */
  attributeValue: ([value]) => code(attributeCode(operand(value as Shape))),
  /** A URL with further segments, each of them encoded. */
  url: ([base, ...segments]) =>
    atom(
      `$join([${[toCode(base as Shape), ...segments.map((one) => `"/" & $encodeUrlComponent("" & ${operand(one)})`)].join(', ')}])`,
    ),
  /** Where an object of a bucket is. */
  s3Uri: ([bucket, key]) => atom(`$join(["s3://", ${toCode(bucket as Shape)}, "/", ${toCode(key as Shape)}])`),
  /** ARN of a foundation model in the machine's own region. */
  modelArn: ([model]) =>
    atom(`$join(["arn:", ${ownArn(1)}, ":bedrock:", ${ownArn(3)}, "::foundation-model/", ${toCode(model as Shape)}])`),
}
