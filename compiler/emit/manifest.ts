/** `NAME.manifest.json`: what the runtime and the deployment need to know of a chain. */
import type { Manifest } from '../contract.ts'
import { knowledgeBasesOf, substitutionsOf } from '../substitutions.ts'
import type { AnswerOptions, ChainTree, Expression } from '../tree.ts'
import { allValues, placedBuilders } from '../walk.ts'
import { runtimeStatements, stateMachineStatements } from './iam.ts'

const distinct = (names: readonly string[]) => [...new Set(names)].sort()

function experiments(tree: ChainTree): Manifest['experiments'] {
  const splits = allValues(tree).flatMap(({ value }) => (value.kind === 'split' ? [value] : []))
  return [...new Map(splits.map((split): [string, Extract<Expression, { kind: 'split' }>] => [split.name, split])).values()].map(
    ({ name, weights }) => ({ name, weights: { ...weights } }),
  )
}

/** The schema of what a chain returns, over all its paths. */
function resultSchema(tree: ChainTree): unknown {
  const schemas = placedBuilders(tree).flatMap(({ placed }) =>
    placed.builder.kind === 'result' ? [placed.builder.value.schema] : [],
  )
  const once = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()]
  return once.length > 1 ? { anyOf: once } : (once[0] ?? null)
}

/** Which parts of its input the workflow reads. */
function reads(tree: ChainTree): readonly ('question' | 'messages' | 'params' | 'session' | 'caller')[] {
  const fields = new Set(allValues(tree).flatMap(({ value }) => (value.kind === 'input' ? [value.field] : [])))
  return (['question', 'messages', 'params', 'session', 'caller'] as const).filter((field) => fields.has(field))
}

export interface ManifestParts {
  readonly tree: ChainTree
  /** The most that a run can use. */
  readonly worstCase: Manifest['worstCase']
  readonly version: string
  readonly source: string
  /** Text of the answer's system prompt. */
  readonly system: string
}

/** A cut history has to fit each model that a caller may choose. */
const smallestWindow = ({ model, allow }: AnswerOptions) =>
  Math.min(...[model, ...(allow.models ?? [])].map(({ contextWindow }) => contextWindow))

function answerSettings(options: AnswerOptions, system: string): NonNullable<Manifest['answer']> {
  const { model, stopSequences, guardrail, allow, ...rest } = options
  const { models, ...others } = allow
  return {
    ...rest,
    model: model.id,
    system,
    ...(stopSequences ? { stopSequences: [...stopSequences] } : {}),
    ...(guardrail ? { guardrail: { ...guardrail, id: `\${${guardrail.id}}` } } : {}),
    ...(options.history === 'cut' ? { contextWindow: smallestWindow(options) } : {}),
    allow: { ...others, ...(models ? { models: models.map(({ id }) => id) } : {}) },
  }
}

export function manifestOf({ tree, worstCase, version, source, system }: ManifestParts): Manifest {
  const builders = placedBuilders(tree).map((visit) => visit.placed.builder)
  const substitutions = substitutionsOf(tree)
  const bases = knowledgeBasesOf(tree)
  const { answer } = tree
  const described = (name: string) =>
    tree.substitutions[name] ?? { description: bases.includes(name) ? 'Id of the Bedrock knowledge base.' : '' }
  return {
    name: tree.name,
    version,
    source,
    description: tree.description,
    ...(tree.examples.length > 0 ? { examples: [...tree.examples] } : {}),
    input: tree.params,
    reads: [...reads(tree)],
    kind: answer ? 'answer' : 'result',
    answer: answer ? answerSettings(answer, system) : null,
    result: answer ? null : resultSchema(tree),
    substitutions: Object.fromEntries(substitutions.map((name) => [name, described(name)])),
    models: distinct([
      ...builders.flatMap((builder) =>
        builder.kind === 'bedrockTask' ? [builder.model, ...builder.fallback].map(({ id }) => id) : [],
      ),
      ...(answer ? [answer.model.id] : []),
    ]),
    knowledgeBases: bases.map((name) => `\${${name}}`),
    experiments: experiments(tree),
    worstCase,
    iam: { stateMachine: stateMachineStatements(tree), runtime: runtimeStatements(tree) },
  }
}
