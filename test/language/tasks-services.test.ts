/** Calls of AWS services: what they are sent, what they give, and how they fail. */
import { describe, expect, it } from 'vitest'
import { compileChain } from '../../compiler/compile.ts'
import {
  Type,
  awsTask,
  chain,
  dynamodb,
  exists,
  httpRequest,
  lambda,
  result,
  retrieve,
  startWorkflow,
  substitution,
  value,
  when,
} from '../../compiler/index.ts'
import type { Chain } from '../../compiler/index.ts'
import { run } from '../../compiler/testing.ts'

const params = Type.Object({
  id: Type.String(),
  amount: Type.Number(),
  vip: Type.Boolean(),
  note: Type.Optional(Type.String()),
  tags: Type.Array(Type.String()),
})
const given = { id: 'a/1', amount: 12.5, vip: true, tags: ['x'] }
const manifestOf = (of: Chain) => compileChain(of, { file: `chains/${of.name}.ts`, readPrompt: () => undefined }).output?.manifest
const definitionOf = (of: Chain) =>
  compileChain(of, { file: `chains/${of.name}.ts`, readPrompt: () => undefined }).output?.definition

describe('lambda', () => {
  const Pdf = Type.Object({ url: Type.String(), pages: Type.Integer() })
  const make = chain('make', { params }, (step, { params }) => {
    const pdf = step(
      'pdf',
      lambda({
        function: 'PdfFunction',
        payload: { order: params.id, lines: [{ amount: params.amount }] },
        result: Pdf,
        catch: { OrderNotFound: value(Pdf, { url: '', pages: 0 }) },
      }),
    )
    return result({ pdf })
  })

  it('sends the payload and gives what the function returns', async () => {
    const { result, requests } = await run(make, {
      input: { params: given },
      answers: { pdf: { return: { Payload: { url: 'u', pages: 2 }, StatusCode: 200 } } },
    })
    expect(result).toEqual({ pdf: { url: 'u', pages: 2 } })
    expect(requests).toEqual([
      {
        state: 'pdf',
        resource: 'arn:aws:states:::lambda:invoke',
        arguments: { FunctionName: '${PdfFunction}', Payload: { order: 'a/1', lines: [{ amount: 12.5 }] } },
      },
    ])
  })

  it('tries faults of Lambda again, and catches an error of the function by its name', async () => {
    const { result, requests, seconds } = await run(make, {
      input: { params: given },
      answers: {
        pdf: [{ throw: { error: 'Lambda.TooManyRequestsException' } }, { throw: { error: 'OrderNotFound', cause: '{}' } }],
      },
    })
    expect({ result, tries: requests.length, seconds }).toEqual({
      result: { pdf: { url: '', pages: 0 } },
      tries: 2,
      seconds: 0.5,
    })
  })

  it('reads JSON that came as text, and fails where a result has not its schema', async () => {
    const text = await run(make, { input: { params: given }, answers: { pdf: { json: { url: 'u', pages: 1 } } } })
    expect(text.result).toEqual({ pdf: { url: 'u', pages: 1 } })
    const wrong = await run(make, { input: { params: given }, answers: { pdf: { return: { Payload: { url: 'u' } } } } })
    expect(wrong.outcome).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining('What lambda gave does not have the schema it was asked for.') as string,
    })
    expect(wrong.requests.length).toBe(1)
  })

  it('asks for the function alone, and says what is to be deployed', () => {
    const { iam, substitutions } = manifestOf(make) ?? {}
    const arn = 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${PdfFunction}'
    expect({ iam, substitutions }).toEqual({
      iam: { stateMachine: [{ actions: ['lambda:InvokeFunction'], resources: [arn] }], runtime: [] },
      substitutions: { PdfFunction: { description: '' } },
    })
  })

  it('takes an ARN where the name of the substitution says so, and gives nothing without a schema', async () => {
    const tell = chain('tell', {}, (step) => {
      step('ring', lambda({ function: 'RingArn' }))
      return result({ done: true })
    })
    const { result: data, requests } = await run(tell, { answers: { ring: { return: { Payload: null } } } })
    expect({ data, requests: requests.map((one) => one.arguments) }).toEqual({
      data: { done: true },
      requests: [{ FunctionName: '${RingArn}', Payload: {} }],
    })
    expect(manifestOf(tell)?.iam.stateMachine[0]?.resources).toEqual(['${RingArn}'])
    expect(definitionOf(tell)?.States['ring']).not.toHaveProperty('Assign.ring')
  })
})

describe('httpRequest', () => {
  const Order = Type.Object({ status: Type.String() })
  const look = chain('look', { params }, (step, { params }) => {
    const order = step(
      'order',
      httpRequest({
        connection: 'ShopConnectionArn',
        url: substitution('ShopUrl'),
        path: ['orders', params.id],
        query: { verbose: true, tag: params.tags },
        headers: { 'X-Customer': params.id },
        result: Order,
        catch: { 'States.Http.StatusCode.404': value(Order, { status: 'unknown' }) },
      }),
    )
    return result({ order })
  })

  it('encodes segments of the path, and gives the body', async () => {
    const { result, requests } = await run(look, {
      input: { params: given },
      answers: { order: { return: { StatusCode: 200, ResponseBody: { status: 'sent' }, Headers: {} } } },
    })
    expect(result).toEqual({ order: { status: 'sent' } })
    expect(requests.map((one) => one.arguments)).toEqual([
      {
        ApiEndpoint: '${ShopUrl}/orders/a%2F1',
        Method: 'GET',
        Authentication: { ConnectionArn: '${ShopConnectionArn}' },
        Headers: { 'X-Customer': 'a/1' },
        QueryParameters: { verbose: true, tag: ['x'] },
      },
    ])
  })

  it.each(['.', '..'])('fails rather than to climb out of the path by a segment %s', async (id) => {
    const { outcome, requests } = await run(look, { input: { params: { ...given, id } } })
    expect({ outcome, requests }).toEqual({
      outcome: {
        status: 'FAILED',
        error: 'States.QueryEvaluationError',
        cause: expect.stringContaining(`A segment of a path is ${id}.`) as string,
      },
      requests: [],
    })
  })

  it('tries 429 and 503 again and tells 404 by its name', async () => {
    const { result, path, requests } = await run(look, {
      input: { params: given },
      answers: {
        order: [
          { throw: { error: 'States.Http.StatusCode.429' } },
          { throw: { error: 'States.Http.StatusCode.503' } },
          { throw: { error: 'States.Http.StatusCode.404' } },
        ],
      },
    })
    expect({ result, path, tries: requests.length }).toEqual({
      result: { order: { status: 'unknown' } },
      path: ['order', 'look'],
      tries: 3,
    })
  })

  it('posts a form once only', async () => {
    const post = chain('post', { params }, (step, { params }) => {
      step('send', httpRequest({ connection: 'C', url: 'https://a.example/x', body: { id: params.id }, form: true }))
      return result({ done: true })
    })
    const { outcome, requests } = await run(post, {
      input: { params: given },
      answers: { send: { throw: { error: 'States.Http.StatusCode.503' } } },
    })
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Http.StatusCode.503' })
    expect(requests.map((one) => one.arguments)).toEqual([
      {
        ApiEndpoint: 'https://a.example/x',
        Method: 'POST',
        Authentication: { ConnectionArn: '${C}' },
        Headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        RequestBody: { id: 'a/1' },
        Transform: { RequestBodyEncoding: 'URL_ENCODED' },
      },
    ])
  })
})

describe('dynamodb', () => {
  const Order = Type.Object({
    id: Type.String(),
    total: Type.Number(),
    paid: Type.Optional(Type.Boolean()),
    lines: Type.Array(Type.Object({ sku: Type.String(), count: Type.Integer() })),
    tags: Type.Optional(Type.Array(Type.String())),
    state: Type.Union([Type.Literal('open'), Type.Literal('closed')]),
  })
  const item = {
    id: { S: 'a/1' },
    total: { N: '12.5' },
    paid: { BOOL: false },
    lines: { L: [{ M: { sku: { S: 's' }, count: { N: '2' } } }] },
    tags: { SS: ['x', 'y'] },
    state: { S: 'open' },
    other: { B: 'x' },
  }
  const plain = {
    id: 'a/1',
    total: 12.5,
    paid: false,
    lines: [{ sku: 's', count: 2 }],
    tags: ['x', 'y'],
    state: 'open',
  }
  const read = chain('read', { params }, (step, { params }) => {
    const found = step('found', dynamodb.getItem({ table: 'Orders', key: { id: params.id }, item: Order }))
    return when(exists(found.item), result({ item: found.item })).otherwise(result({ item: null }))
  })

  it('reads an item by its schema', async () => {
    const { result, requests } = await run(read, { input: { params: given }, answers: { found: { return: { Item: item } } } })
    expect(result).toEqual({ item: plain })
    expect(requests).toEqual([
      {
        state: 'found',
        resource: 'arn:aws:states:::dynamodb:getItem',
        arguments: { TableName: '${Orders}', Key: { id: { S: 'a/1' } } },
      },
    ])
  })

  it('tells that there is no item', async () => {
    const { result } = await run(read, { input: { params: given }, answers: { found: { return: {} } } })
    expect(result).toEqual({ item: null })
  })

  it('fails where an attribute is missing or has another type', async () => {
    const { outcome } = await run(read, {
      input: { params: given },
      answers: { found: { return: { Item: { ...item, id: { N: '1' } } } } },
    })
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' })
  })

  it('writes values of every kind as attribute values, and leaves out what is absent', async () => {
    const write = chain('write', { params }, (step, { params, caller }) => {
      step(
        'save',
        dynamodb.putItem({
          table: 'OrdersArn',
          keyName: 'id',
          onlyIf: 'absent',
          item: {
            id: params.id,
            amount: params.amount,
            vip: params.vip,
            note: params.note,
            tags: params.tags,
            whole: params,
            fixed: { n: 1, list: [1, 'a', null, true] },
            mixed: [params.id, { deep: params.amount }],
            caller,
          },
        }),
      )
      return result({ done: true })
    })
    const { requests } = await run(write, { input: { params: given }, answers: { save: { return: {} } } })
    expect(requests[0]?.arguments).toEqual({
      TableName: '${OrdersArn}',
      Item: {
        id: { S: 'a/1' },
        amount: { N: '12.5' },
        vip: { BOOL: true },
        tags: { L: [{ S: 'x' }] },
        whole: { M: { id: { S: 'a/1' }, amount: { N: '12.5' }, vip: { BOOL: true }, tags: { L: [{ S: 'x' }] } } },
        fixed: { M: { n: { N: '1' }, list: { L: [{ N: '1' }, { S: 'a' }, { NULL: true }, { BOOL: true }] } } },
        mixed: { L: [{ S: 'a/1' }, { M: { deep: { N: '12.5' } } }] },
      },
      ConditionExpression: 'attribute_not_exists(#n0)',
      ExpressionAttributeNames: { '#n0': 'id' },
    })
    expect(manifestOf(write)?.iam.stateMachine).toEqual([{ actions: ['dynamodb:PutItem'], resources: ['${OrdersArn}'] }])
  })

  it('changes attributes behind placeholders and gives the item as it is then', async () => {
    const change = chain('change', { params }, (step, { params }) => {
      const order = step(
        'order',
        dynamodb.updateItem({
          table: 'Orders',
          key: { id: params.id },
          set: { state: 'closed', note: params.id },
          add: { total: params.amount },
          remove: ['tags'],
          onlyIf: { state: 'open' },
          result: Order,
        }),
      )
      step('forget', dynamodb.deleteItem({ table: 'Orders', key: { id: params.id }, onlyIf: 'exists' }))
      return result({ order })
    })
    const { result: data, requests } = await run(change, {
      input: { params: given },
      answers: { order: { return: { Attributes: item } }, forget: { return: {} } },
    })
    expect(data).toEqual({ order: plain })
    expect(requests.map((one) => one.arguments)).toEqual([
      {
        TableName: '${Orders}',
        Key: { id: { S: 'a/1' } },
        UpdateExpression: 'SET #n0 = :v0, #n1 = :v1 ADD #n2 :v2 REMOVE #n3',
        ConditionExpression: '#n0 = :v3',
        ExpressionAttributeNames: { '#n0': 'state', '#n1': 'note', '#n2': 'total', '#n3': 'tags' },
        ExpressionAttributeValues: { ':v0': { S: 'closed' }, ':v1': { S: 'a/1' }, ':v2': { N: '12.5' }, ':v3': { S: 'open' } },
        ReturnValues: 'ALL_NEW',
      },
      {
        TableName: '${Orders}',
        Key: { id: { S: 'a/1' } },
        ConditionExpression: 'attribute_exists(#n0)',
        ExpressionAttributeNames: { '#n0': 'id' },
      },
    ])
  })

  it('finds a page of items, and where the next one begins', async () => {
    const list = chain('list', { params }, (step, { params }) => {
      const first = step(
        'first',
        dynamodb.query({
          table: 'Orders',
          index: 'ByCustomer',
          key: { customer: params.id },
          sort: { placed: { between: ['2026-01', '2026-02'] } },
          item: Order,
          limit: 2,
          descending: true,
        }),
      )
      return result({ items: first.items, next: first.next })
    })
    const last = { id: { S: 'a/1' } }
    const some = await run(list, {
      input: { params: given },
      answers: { first: { return: { Items: [{ ...item, paid: { Bool: true } }], LastEvaluatedKey: last } } },
    })
    expect(some.result).toEqual({ items: [{ ...plain, paid: true }], next: last })
    expect(some.requests[0]).toEqual({
      state: 'first',
      resource: 'arn:aws:states:::aws-sdk:dynamodb:query',
      arguments: {
        TableName: '${Orders}',
        IndexName: 'ByCustomer',
        KeyConditionExpression: '#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2',
        ExpressionAttributeNames: { '#n0': 'customer', '#n1': 'placed' },
        ExpressionAttributeValues: { ':v0': { S: 'a/1' }, ':v1': { S: '2026-01' }, ':v2': { S: '2026-02' } },
        Limit: 2,
        ScanIndexForward: false,
      },
    })
    const none = await run(list, { input: { params: given }, answers: { first: { return: { Items: [], Count: 0 } } } })
    expect(none.result).toEqual({ items: [] })
  })
})

describe('startWorkflow', () => {
  it('starts another state machine and goes on', async () => {
    const churn = chain('churn', { params }, (step, { params }) => {
      const { execution } = step(
        'retention',
        startWorkflow({ stateMachine: 'RetentionArn', input: { customer: params.id }, name: params.id }),
      )
      return result({ execution })
    })
    const { result: data, requests } = await run(churn, {
      input: { params: given },
      answers: {
        retention: [
          { throw: { error: 'StepFunctions.ExecutionLimitExceededException' } },
          { return: { ExecutionArn: 'arn:x', StartDate: 'd' } },
        ],
      },
    })
    expect(data).toEqual({ execution: 'arn:x' })
    expect(requests[1]).toEqual({
      state: 'retention',
      resource: 'arn:aws:states:::states:startExecution',
      arguments: { StateMachineArn: '${RetentionArn}', Input: { customer: 'a/1' }, Name: 'a/1' },
    })
    expect(manifestOf(churn)?.iam.stateMachine).toEqual([{ actions: ['states:StartExecution'], resources: ['${RetentionArn}'] }])
  })
})

describe('awsTask', () => {
  it('calls any service, with its result declared', async () => {
    const archive = chain('archive', { params }, (step, { params }) => {
      const { ETag } = step(
        'put',
        awsTask({
          service: 's3',
          action: 'putObject',
          arguments: { Bucket: substitution('Bucket'), Key: params.id, Body: 'x' },
          resources: ['arn:${AWS::Partition}:s3:::${Bucket}/*', 'arn:${AWS::Partition}:s3:::${Bucket}/index'],
          reason: 'Every run keeps a file of its own.',
          permissions: [{ actions: ['kms:Decrypt'], resources: ['${KeyArn}'] }],
          result: Type.Object({ ETag: Type.String() }),
        }),
      )
      return result({ ETag })
    })
    const { result: data, requests } = await run(archive, {
      input: { params: given },
      answers: { put: [{ throw: { error: 'S3.SdkClientException' } }, { return: { ETag: 'e', VersionId: 'v' } }] },
    })
    expect(data).toEqual({ ETag: 'e' })
    expect(requests[0]).toEqual({
      state: 'put',
      resource: 'arn:aws:states:::aws-sdk:s3:putObject',
      arguments: { Bucket: '${Bucket}', Key: 'a/1', Body: 'x' },
    })
    expect(manifestOf(archive)).toMatchObject({
      substitutions: { Bucket: { description: '' }, KeyArn: { description: '' } },
      iam: {
        // a reason stands beside the patterns alone
        stateMachine: [
          { actions: ['s3:PutObject'], resources: ['arn:${AWS::Partition}:s3:::${Bucket}/index'] },
          {
            actions: ['s3:PutObject'],
            resources: ['arn:${AWS::Partition}:s3:::${Bucket}/*'],
            reason: 'Every run keeps a file of its own.',
          },
          { actions: ['kms:Decrypt'], resources: ['${KeyArn}'] },
        ],
      },
    })
  })
})

describe('substitution', () => {
  it('is declared wherever it is used', () => {
    expect(manifestOf(chain('data', {}, () => result({ stage: substitution('Stage') })))?.substitutions).toEqual({
      Stage: { description: '' },
    })
  })
})

describe('retrieve', () => {
  const search = chain('search', { params }, (step, { params, question }) => {
    const { passages } = step(
      'docs',
      retrieve({
        knowledgeBase: 'KnowledgeBaseId',
        query: question,
        number: 20,
        search: 'hybrid',
        rerank: { model: 'amazon', number: 3 },
        minScore: 0.4,
        filter: {
          all: [
            { attribute: 'department', equals: params.id },
            {
              any: [
                { attribute: 'year', in: [2025, 2026] },
                { attribute: 'size', atLeast: params.amount },
                { attribute: 'tags', lists: 'x' },
              ],
            },
            { all: [{ attribute: 'title', startsWith: 'A' }] },
            { any: [] },
          ],
        },
      }),
    )
    return result({ passages })
  })
  const found = (text: string, Score?: number) => ({
    Content: { Text: text },
    Location: { Type: 'S3', S3Location: { Uri: `s3://b/${text}` } },
    ...(Score === undefined ? {} : { Score }),
  })

  it('sends typed filters, reranking and the kind of search', async () => {
    const { requests, result } = await run(search, {
      input: { params: given, question: 'q' },
      answers: { docs: { return: { RetrievalResults: [found('a', 0.9), found('b', 0.3), found('c')] } } },
    })
    expect(requests[0]?.arguments).toEqual({
      KnowledgeBaseId: '${KnowledgeBaseId}',
      RetrievalQuery: { Text: 'q' },
      RetrievalConfiguration: {
        VectorSearchConfiguration: {
          NumberOfResults: 20,
          OverrideSearchType: 'HYBRID',
          Filter: {
            AndAll: [
              { EqualsValue: { Key: 'department', Value: 'a/1' } },
              {
                OrAll: [
                  { In: { Key: 'year', Value: [2025, 2026] } },
                  { GreaterThanOrEquals: { Key: 'size', Value: 12.5 } },
                  { ListContains: { Key: 'tags', Value: 'x' } },
                ],
              },
              { StartsWith: { Key: 'title', Value: 'A' } },
            ],
          },
          RerankingConfiguration: {
            Type: 'BEDROCK_RERANKING_MODEL',
            BedrockRerankingConfiguration: {
              ModelConfiguration: { ModelArn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.rerank-v1:0' },
              NumberOfRerankedResults: 3,
            },
          },
        },
      },
    })
    expect(result).toEqual({ passages: [{ text: 'a', source: 's3://b/a', score: 0.9 }] })
  })

  it('gives an empty list where nothing scores well enough', async () => {
    const { result } = await run(search, {
      input: { params: given },
      answers: { docs: { return: { RetrievalResults: [found('b', 0.3)] } } },
    })
    expect(result).toEqual({ passages: [] })
  })

  it('may call the reranking model', () => {
    expect(manifestOf(search)?.iam.stateMachine).toEqual([
      {
        actions: ['bedrock:Retrieve'],
        resources: ['arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}:knowledge-base/${KnowledgeBaseId}'],
      },
      { actions: ['bedrock:Rerank'], resources: ['*'], reason: 'Bedrock has no resource for reranking.' },
      {
        actions: ['bedrock:InvokeModel'],
        resources: ['arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/amazon.rerank-v1:0'],
      },
    ])
  })
})
