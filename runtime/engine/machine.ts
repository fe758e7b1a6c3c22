/** A definition made ready to run: every field's expressions and paths compiled once. */
import type {
  BlockDefinition,
  CatcherDefinition,
  Definition,
  QueryLanguage,
  RetrierDefinition,
  StateDefinition,
  StateType,
} from './definition.ts'
import type { Dataflow } from './dataflow.ts'
import { jsonataDataflow } from './jsonata/dataflow.ts'
import { jsonPathDataflow } from './jsonpath/dataflow.ts'

export interface State {
  readonly name: string
  readonly type: StateType
  readonly dataflow: Dataflow
  /** Absent where the block ends. */
  readonly next: string | undefined
  readonly resource: string
  readonly retriers: readonly RetrierDefinition[]
  readonly catchers: readonly CatcherDefinition[]
  /** The branches of a Parallel; the item processor of a Map. */
  readonly blocks: readonly Block[]
}

export interface Block {
  readonly startAt: string
  readonly states: ReadonlyMap<string, State>
}

export interface Machine extends Block {
  readonly timeoutSeconds: number | undefined
}

function loadState(name: string, definition: StateDefinition, language: QueryLanguage): State {
  const own = definition.QueryLanguage ?? language
  const processor = definition.ItemProcessor ?? definition.Iterator
  return {
    name,
    type: definition.Type,
    dataflow: dataflowOf(definition, own),
    next: definition.Next,
    resource: definition.Resource ?? '',
    retriers: definition.Retry ?? [],
    catchers: definition.Catch ?? [],
    blocks: [...(definition.Branches ?? []), ...(processor ? [processor] : [])].map((block) => loadBlock(block, language)),
  }
}

function dataflowOf(definition: StateDefinition, language: QueryLanguage): Dataflow {
  switch (language) {
    case 'JSONata':
      return jsonataDataflow(definition)
    case 'JSONPath':
      return jsonPathDataflow(definition)
    default:
      return language satisfies never
  }
}

const loadBlock = (definition: BlockDefinition, language: QueryLanguage): Block => ({
  startAt: definition.StartAt,
  states: new Map(Object.entries(definition.States).map(([name, state]) => [name, loadState(name, state, language)])),
})

/** Compiles a definition, which is taken as validated; once per definition. */
export function load(definition: unknown): Machine {
  const given = definition as Definition
  return { ...loadBlock(given, given.QueryLanguage ?? 'JSONPath'), timeoutSeconds: given.TimeoutSeconds }
}
