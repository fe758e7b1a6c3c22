/** A small project for the infrastructure: two compiled chains that use all it has to care for, and a stub of a runtime. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Manifest } from '../../compiler/contract.ts'
import { writeRuntime } from './synth.ts'

const GRAMMAR = {
  TextFormat: { Type: 'json_schema', Structure: { JsonSchema: { Name: 'answer', Schema: '{"type":"object"}' } } },
}

const tokens = { bedrock_details: { task_details: [], total_input_tokens: 0, total_output_tokens: 0 } }

/** Answers from a knowledge base, tries out two ways to, and asks a model for a structure. */
const faq = {
  manifest: {
    name: 'faq',
    version: '0123456789ab',
    source: 'chains/faq.ts',
    description: 'Answers frequent questions.',
    input: { type: 'object', properties: {} },
    reads: ['question'],
    kind: 'answer',
    answer: { model: 'eu.vendor.large-v1:0', system: 'Be brief.', maxTokens: 400, contentTag: 'document', allow: {} },
    result: null,
    substitutions: { KnowledgeBaseId: { description: 'Id of the knowledge base.' }, TableName: { description: '' } },
    models: ['eu.vendor.large-v1:0', 'vendor.small-v1:0'],
    knowledgeBases: ['${KnowledgeBaseId}'],
    experiments: [{ name: 'tone', weights: { plain: 90, warm: 10 } }],
    worstCase: { seconds: 41.5, states: 3, inputTokens: 0, outputTokens: 100, usd: 0.01 },
    iam: {
      stateMachine: [
        {
          actions: ['bedrock:InvokeModel'],
          resources: ['arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/vendor.small-v1:0'],
        },
        {
          actions: ['bedrock:Retrieve'],
          resources: ['arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}:knowledge-base/${KnowledgeBaseId}'],
        },
      ],
      runtime: [
        {
          actions: ['bedrock:InvokeModelWithResponseStream'],
          resources: ['arn:${AWS::Partition}:bedrock:*::foundation-model/vendor.large-v1:0'],
          reason: 'An inference profile routes to any region of its geography.',
        },
      ],
    },
  },
  definition: {
    Comment: 'Answers frequent questions.',
    QueryLanguage: 'JSONata',
    StartAt: 'topic',
    States: {
      topic: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:bedrockruntime:converse',
        Arguments: {
          ModelId: 'vendor.small-v1:0',
          Messages: [{ Role: 'user', Content: [{ Text: '{% $states.input.question %}' }] }],
          OutputConfig: GRAMMAR,
        },
        Next: 'docs',
      },
      docs: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:bedrockagentruntime:retrieve',
        Arguments: { KnowledgeBaseId: '${KnowledgeBaseId}', RetrievalQuery: { Text: '{% $states.input.topic %}' } },
        Next: 'done',
      },
      done: { Type: 'Succeed', Output: tokens },
    },
  },
} satisfies { readonly manifest: Manifest; readonly definition: unknown }

/** Returns data, and needs nothing. */
const sizes = {
  manifest: {
    ...faq.manifest,
    name: 'word-sizes',
    version: 'ba9876543210',
    source: 'chains/word-sizes.ts',
    description: 'Counts letters.',
    kind: 'result',
    answer: null,
    result: { type: 'array', items: { type: 'number' } },
    substitutions: {},
    models: [],
    knowledgeBases: [],
    experiments: [],
    worstCase: { seconds: 0, states: 1, inputTokens: 0, outputTokens: 0, usd: 0 },
    iam: { stateMachine: [], runtime: [] },
  },
  definition: {
    QueryLanguage: 'JSONata',
    StartAt: 'done',
    States: { done: { Type: 'Succeed', Output: { ...tokens, result: [] } } },
  },
} satisfies { readonly manifest: Manifest; readonly definition: unknown }

export const CHAINS: readonly { readonly manifest: Manifest; readonly definition: unknown }[] = [faq, sizes]

/** Writes `chains` as a project and gives its folder. */
export function writeProject(chains = CHAINS): string {
  const root = mkdtempSync(join(tmpdir(), 'stepchain-infra-'))
  mkdirSync(join(root, 'generated'))
  for (const { manifest, definition } of chains) {
    writeFileSync(join(root, 'generated', `${manifest.name}.manifest.json`), JSON.stringify(manifest))
    writeFileSync(join(root, 'generated', `${manifest.name}.asl.json`), JSON.stringify(definition))
  }
  writeRuntime(join(root, 'dist', 'runtime'))
  return root
}
