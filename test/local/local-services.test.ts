/** Tasks beyond Bedrock, served by `chains/local-services.ts`, over the wire. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { localServiceModule } from '../../compiler/cli/local-services.ts'
import { localServices } from '../../compiler/index.ts'
import type { LambdaCall } from '../../compiler/index.ts'
import { temporaryProject } from '../support/project.ts'
import type { TemporaryProject } from '../support/project.ts'
import { oneTask, startAws } from './support/aws.ts'
import type { TestAws } from './support/aws.ts'

const LAMBDA = 'arn:aws:states:::lambda:invoke'
const FILE = 'chains/local-services.ts'
const IMPORT = "import { localServices } from '../compiler/index.ts'"
/** As an author writes it: what is known of the arguments, and more that the author says of them. */
export const TYPED = localServices({
  'lambda:invoke': { quote: ({ Payload }: LambdaCall<{ item: string }>) => ({ Payload: { item: Payload.item } }) },
  'http:invoke': ({ ApiEndpoint }) => ({ StatusCode: 200, ResponseBody: ApiEndpoint.length }),
  'dynamodb:getItem': ({ Key }, { attempt }) => (attempt === 0 ? { Item: Key } : {}),
  'aws-sdk:sqs:sendMessage': { given: async ({ MessageBody }) => Promise.resolve(MessageBody) },
})

const module = (entries: string) => `${IMPORT}\nexport default localServices({ ${entries} })\n`

let project: TemporaryProject
let aws: TestAws
beforeAll(async () => {
  project = temporaryProject({})
  aws = await startAws({ services: localServiceModule(project.root) })
})
afterAll(async () => {
  await aws.close()
  project.remove()
})

let machines = 0
/** What a machine of this one task ends with, while the module is `entries`. */
async function outcome(source: string, state: Readonly<Record<string, unknown>>, name = `m${++machines}`) {
  project.write(FILE, source)
  await aws.create(name, oneTask(state))
  const { status, output, error, cause } = await aws.run(name)
  return status === 'SUCCEEDED' ? (JSON.parse(output as string) as unknown) : { error, cause }
}
const lambda = (FunctionName: string, Payload: unknown = {}) => ({ Resource: LAMBDA, Arguments: { FunctionName, Payload } })

describe('the functions of chains/local-services.ts', () => {
  test('serve a resource, given its arguments and the call', async () => {
    const source = module(
      `'http:invoke': (given, { resource, stateMachine, state, attempt, signal }) =>
        ({ StatusCode: 200, ResponseBody: { given, resource, stateMachine, state, attempt, aborted: signal.aborted } })`,
    )
    const given = { ApiEndpoint: 'https://shop.example.com', Method: 'GET', Authentication: { ConnectionArn: 'arn' } }
    expect(await outcome(source, { Resource: 'arn:aws:states:::http:invoke', Arguments: given }, 'shop')).toEqual({
      StatusCode: 200,
      ResponseBody: {
        given,
        resource: 'arn:aws:states:::http:invoke',
        stateMachine: 'shop',
        state: 'Only',
        attempt: 0,
        aborted: false,
      },
    })
  })

  test.each([
    ['its name', lambda('quote', 1), { Payload: ['quote', 1] }],
    ['its ARN with a version', lambda('arn:aws:lambda:us-east-1:123456789012:function:quote:7', 1), { Payload: ['quote', 1] }],
    ['the substitution that holds it', lambda('${quote}', 1), { Payload: ['quote', 1] }],
    ['another name', lambda('other', 1), { Payload: ['other', 1] }],
    [
      'its ARN as the resource, which gives the payload alone',
      { Resource: 'arn:aws:lambda:us-east-1:123456789012:function:quote', Arguments: 1 },
      ['quote', 1],
    ],
  ])('serve a function by %s', async (_, state, expected) => {
    const source = module(
      `'lambda:invoke': { quote: ({ Payload }) => ({ Payload: ['quote', Payload] }), other: async ({ Payload }) => ({ Payload: ['other', Payload] }) }`,
    )
    expect(await outcome(source, state)).toEqual(expected)
  })

  test('serve a table by its name, and any action of the SDK', async () => {
    const source = module(
      `'dynamodb:getItem': { orders: ({ Key }) => ({ Item: { ...Key, total: { N: '3' } } }) },
       'aws-sdk:sqs:sendMessage': ({ MessageBody }) => ({ MessageId: 'id of ' + String(MessageBody) })`,
    )
    const key = { id: { S: 'a' } }
    const read = { Resource: 'arn:aws:states:::dynamodb:getItem', Arguments: { TableName: 'orders', Key: key } }
    expect(await outcome(source, read)).toEqual({ Item: { id: { S: 'a' }, total: { N: '3' } } })
    const send = { Resource: 'arn:aws:states:::aws-sdk:sqs:sendMessage', Arguments: { QueueUrl: 'q', MessageBody: 'm' } }
    expect(await outcome(source, send)).toEqual({ MessageId: 'id of m' })
  })

  test('are read again when the file changes, and when one that it imports does', async () => {
    const price = (text: string) => project.write('chains/prices/today.ts', `export const price = ${text}\n`)
    const source = `import { price } from './prices/today.ts'\n${module(`'lambda:invoke': () => ({ Payload: price })`)}`
    price('1')
    expect(await outcome(source, lambda('f'))).toEqual({ Payload: 1 })
    price('2')
    expect((await aws.run(`m${machines}`)).output).toBe('{"Payload":2}')
    price('not yet')
    expect((await aws.run(`m${machines}`)).cause).toContain(`chains/prices/today.ts:1:26  Expected`)
    price('3')
    expect((await aws.run(`m${machines}`)).output).toBe('{"Payload":3}')
  })

  test('come after scripted answers and before the stand-ins', async () => {
    const source = module(`'aws-sdk:bedrockagentruntime:retrieve': () => ({ RetrievalResults: ['mine'] })`)
    const Resource = 'arn:aws:states:::aws-sdk:bedrockagentruntime:retrieve'
    const state = { Resource, Arguments: { KnowledgeBaseId: 'LOCAL', RetrievalQuery: { Text: 'x' } } }
    expect(await outcome(source, state, 'both')).toEqual({ RetrievalResults: ['mine'] })
    await aws.control('PUT', 'answers', { stateMachine: 'both', answers: { Only: [{ return: 'scripted' }] } })
    expect((await aws.run('both')).output).toBe('"scripted"')
    expect((await aws.run('both')).output).toBe('{"RetrievalResults":["mine"]}')
  })

  test('fail the task with what they throw', async () => {
    const thrown = `() => { throw Object.assign(new Error('no such order'), { name: 'OrderNotFound' }) }`
    const source = module(`'lambda:invoke': ${thrown}, 'aws-sdk:sqs:sendMessage': async () => { throw new TypeError('bad') }`)
    expect(await outcome(source, lambda('f'))).toEqual({
      error: 'OrderNotFound',
      cause: '{"errorType":"OrderNotFound","errorMessage":"no such order","trace":[]}',
    })
    const caught = [{ ErrorEquals: ['OrderNotFound'], Next: 'Missing' }]
    await aws.create('caught', {
      QueryLanguage: 'JSONata',
      StartAt: 'Only',
      States: {
        Only: { Type: 'Task', ...lambda('f'), Catch: caught, End: true },
        Missing: { Type: 'Pass', Output: 'none', End: true },
      },
    })
    expect((await aws.run('caught')).output).toBe('"none"')
    const send = { Resource: 'arn:aws:states:::aws-sdk:sqs:sendMessage', Arguments: { QueueUrl: 'q', MessageBody: 'm' } }
    expect(await outcome(source, send)).toEqual({ error: 'TypeError', cause: 'bad' })
  })

  test('fail the task as HTTP does where the status is no success', async () => {
    const source = module(`'http:invoke': () => ({ StatusCode: 404, ResponseBody: { gone: true } })`)
    const state = {
      Resource: 'arn:aws:states:::http:invoke',
      Arguments: { ApiEndpoint: 'https://a.example', Method: 'GET', Authentication: { ConnectionArn: 'arn' } },
    }
    expect(await outcome(source, state)).toEqual({ error: 'States.Http.StatusCode.404', cause: '{"gone":true}' })
  })

  test.each([
    ['undefined', 'undefined', 'the result is undefined'],
    ['a payload that is not one', '{ price: 3 }', 'the result has no Payload: what the function returns goes there'],
    ['a number JSON has not', '{ Payload: [1, { n: NaN }] }', 'the result.Payload[1].n is NaN'],
    ['a Map', '{ Payload: new Map() }', 'the result.Payload is a Map'],
    ['a bigint', '{ Payload: 1n }', 'the result.Payload is a bigint'],
    ['a ring', '(() => { const ring = { Payload: null }; ring.Payload = ring; return ring })()', 'the result holds itself'],
  ])('are told that %s is no result', async (_, code, problem) => {
    expect(await outcome(module(`'lambda:invoke': { quote: () => (${code}) }`), lambda('quote'))).toEqual({
      error: 'LocalAws.BadResult',
      cause: `${FILE}: lambda:invoke of quote: ${problem}. Return the JSON that the service would.`,
    })
  })

  test('may leave members undefined and hold dates, which JSON writes as text', async () => {
    const source = module(`'lambda:invoke': () => ({ Payload: { at: new Date(0), gone: undefined } })`)
    expect(await outcome(source, lambda('f'))).toEqual({ Payload: { at: '1970-01-01T00:00:00.000Z' } })
  })
})

describe('what is missing is told with what to add', () => {
  const remedy = (name: string, entry: string) =>
    `Serve it in ${FILE}: ${IMPORT}; export default localServices({ ${entry} }). Or script what the state "Only" is answered: ` +
    `curl -X PUT ${aws.url}/_local/answers -d '{"stateMachine":"${name}","answers":{"Only":[{"return":{}}]}}'`

  test('a function', async () => {
    expect(await outcome(module(`'lambda:invoke': { quote: () => ({ Payload: 1 }) }`), lambda('quotes'), 'missing')).toEqual({
      error: 'LocalAws.NoStandIn',
      cause: `Local AWS has no stand-in for ${LAMBDA}. ${remedy('missing', `'lambda:invoke': { 'quotes': async (given) => ({ Payload: {} }) }`)}`,
    })
  })

  test('a resource; and the line works as it is', async () => {
    const Resource = 'arn:aws:states:::aws-sdk:ssm:getParameter'
    const state = { Resource, Arguments: { Name: 'n' } }
    const { cause } = (await outcome('export default {}\n', state, 'parameter')) as { cause: string }
    expect(cause).toBe(
      `Local AWS has no stand-in for ${Resource}. ${remedy('parameter', `'aws-sdk:ssm:getParameter': async (given) => ({})`)}`,
    )
    project.write(FILE, /: (import .*?\}\))\. Or/.exec(cause)?.[1] as string)
    expect((await aws.run('parameter')).output).toBe('{}')
  })

  test.each([
    [
      'no default export',
      'export const a = 1',
      `${FILE} has no default export. Write export default localServices({ … }), with functions by resource.`,
    ],
    [
      'a function for a module',
      'export default () => 1',
      `${FILE} exports no object. Write export default localServices({ … }), with functions by resource.`,
    ],
    [
      'an ARN',
      `export default { '${LAMBDA}': () => 1 }`,
      `${FILE} serves "${LAMBDA}", which is no resource. Write it as lambda:invoke or aws-sdk:sqs:sendMessage.`,
    ],
    [
      'a value',
      `export default { 'lambda:invoke': { quote: 1 } }`,
      `${FILE} has neither a function nor functions by name for lambda:invoke. Give it an async function of the arguments.`,
    ],
    ['a mistake', 'export default {', `${FILE}:1:17  Expected identifier but found end of file.`],
    ['an error of its own', `throw new Error('no network')`, `${FILE} cannot be loaded: no network.`],
  ])('a module with %s', async (_, source, problem) => {
    const { error, cause } = (await outcome(source, lambda('f'))) as { error: string; cause: string }
    expect({ error, cause: cause.slice(0, cause.indexOf(' Serve it')) }).toEqual({
      error: 'LocalAws.NoStandIn',
      cause: `Local AWS has no stand-in for ${LAMBDA}. ${problem}`,
    })
  })
})
