/** A chain with every kind of call that needs a permission, for those that no chain of the project has. */
import {
  amazonNova,
  awsTask,
  bedrockTask,
  chain,
  claude,
  dynamodb,
  httpRequest,
  lambda,
  llama,
  retrieve,
  startWorkflow,
  substitution,
  systemChain,
  texts,
  Type,
} from '../../compiler/index.ts'

const Text = Type.Object({ text: Type.String() })

export default chain(
  'everything',
  {
    answer: {
      model: claude.sonnet45.in('eu'),
      system: 'You help.',
      maxTokens: 200,
      guardrail: { id: 'GuardrailId' },
      allow: { models: [llama.instruct70b, claude.haiku45.in('jp')] },
    },
  },
  (step, { question, session }) => {
    step('plain', bedrockTask({ model: llama.instruct8b, prompt: question, guardrail: { id: 'GuardrailId' }, attempts: 1 }))
    step('own', bedrockTask({ model: claude.haiku3, prompt: question, api: 'invoke', attempts: 1 }))
    step(
      'files',
      bedrockTask({
        model: amazonNova.lite.in('us'),
        messages: [
          {
            role: 'user',
            content: [
              'What do these show?',
              { image: { bucket: 'Pictures', key: 'logo.png' }, format: 'png' },
              { document: { bucket: 'Uploads', key: session }, format: 'pdf' },
            ],
          },
        ],
        attempts: 1,
      }),
    )
    step('docs', retrieve({ knowledgeBase: 'KnowledgeBaseId', query: question, rerank: { model: 'cohere' }, attempts: 1 }))
    step('call', lambda({ function: 'Fetch', payload: { question }, attempts: 1 }))
    step('page', dynamodb.query({ table: 'Orders', index: 'byDay', key: { day: session }, item: Text, attempts: 1 }))
    step('put', dynamodb.putItem({ table: 'Orders', item: { id: session }, attempts: 1 }))
    step('gone', dynamodb.deleteItem({ table: 'OrdersArn', key: { id: session }, attempts: 1 }))
    step('web', httpRequest({ connection: 'ShopConnectionArn', url: 'https://shop.example', attempts: 1, timeout: 5 }))
    step('next', startWorkflow({ stateMachine: 'AuditArn', input: { question }, attempts: 1 }))
    step(
      'keep',
      awsTask({
        service: 's3',
        action: 'putObject',
        arguments: { Bucket: substitution('Archive'), Key: texts.concat('sessions/', session), Body: question },
        resources: ['arn:${AWS::Partition}:s3:::${Archive}/sessions/*'],
        reason: 'Every session has a file of its own.',
        attempts: 1,
      }),
    )
    step(
      'head',
      awsTask({
        service: 's3',
        action: 'headObject',
        arguments: { Bucket: substitution('Archive'), Key: 'index' },
        resources: ['arn:${AWS::Partition}:s3:::${Archive}/index'],
        attempts: 1,
      }),
    )
    return systemChain.keep()
  },
)
