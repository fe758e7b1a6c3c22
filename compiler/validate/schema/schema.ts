/**
 * Amazon States Language as one JSON Schema: a definition per state type and query language, picked by the caller, so that
 * a message is about the one thing the state claims to be. Three keywords are our own: `exactlyOneOf` and `atMostOneOf`
 * (groups of fields) and `requires` (a field that a JSONPath template may also write as `NAME.$`); `otherLanguage` says
 * which fields the other language would have.
 */
import { STATE_TYPES, type Language, type StateType } from '../machine.ts'
import { COMPARISONS } from './comparisons.ts'
import { STATES, type Properties, type Schema } from './fields.ts'

const LANGUAGES: readonly Language[] = ['JSONPath', 'JSONata']
const text: Schema = { type: 'string' }
const closed = (properties: Properties, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  additionalProperties: false,
  ...more,
})
const each = (entry: (language: Language) => readonly [string, Schema]): Properties => Object.fromEntries(LANGUAGES.map(entry))
const other = (language: Language): Language => (language === 'JSONata' ? 'JSONPath' : 'JSONata')

const only = (fields: Properties | readonly string[], unless: Properties): readonly string[] =>
  (Array.isArray(fields) ? (fields as readonly string[]) : Object.keys(fields)).filter((field) => !(field in unless))

function stateOf(type: StateType, language: Language): Schema {
  const { required = [], exactlyOneOf = [], atMostOneOf = [], both, ...languages } = STATES[type]
  const properties = { ...both, ...languages[language] }
  const present = (groups: readonly (readonly string[])[]): readonly (readonly string[])[] =>
    groups.map((group) => group.filter((field) => field in properties)).filter((group) => group.length > 1)
  return closed(properties, {
    required: ['Type', ...required],
    exactlyOneOf: present(exactlyOneOf),
    atMostOneOf: present(atMostOneOf),
    otherLanguage: { language: other(language), fields: only(languages[other(language)], properties) },
  })
}

const errorEquals: Schema = { type: 'array', minItems: 1, items: text }
const retrier = closed(
  {
    Comment: text,
    ErrorEquals: errorEquals,
    IntervalSeconds: { type: 'integer', minimum: 1, maximum: 99_999_999 },
    MaxAttempts: { type: 'integer', minimum: 0, maximum: 99_999_999 },
    BackoffRate: { type: 'number', minimum: 1 },
    MaxDelaySeconds: { type: 'integer', minimum: 1, maximum: 31_622_400 },
    JitterStrategy: { type: 'string', enum: ['NONE', 'FULL'] },
  },
  { required: ['ErrorEquals'] },
)

const catcher = (language: Language): Schema => {
  const own: Readonly<Record<Language, Properties>> = {
    JSONata: { Output: {} },
    JSONPath: { ResultPath: { type: ['string', 'null'], format: 'result-path' } },
  }
  return closed(
    { Comment: text, ErrorEquals: errorEquals, Next: text, Assign: { type: 'object' }, ...own[language] },
    {
      required: ['ErrorEquals', 'Next'],
      otherLanguage: { language: other(language), fields: Object.keys(own[other(language)]) },
    },
  )
}

const COMBINED = ['And', 'Or', 'Not', 'Variable']
const comparison = (more: Properties, required: readonly string[]): Schema =>
  closed(
    {
      Comment: text,
      And: { type: 'array', minItems: 1, items: { $ref: '#/$defs/comparison' } },
      Or: { type: 'array', minItems: 1, items: { $ref: '#/$defs/comparison' } },
      Not: { $ref: '#/$defs/comparison' },
      Variable: { type: 'string', format: 'choice-variable' },
      ...COMPARISONS,
      ...more,
    },
    {
      required,
      exactlyOneOf: [COMBINED],
      dependentSchemas: { Variable: { exactlyOneOf: [Object.keys(COMPARISONS)] } },
      otherLanguage: { language: 'JSONata', fields: ['Condition', 'Output'] },
    },
  )
const conditionRule = closed(
  {
    Comment: text,
    Condition: { type: ['string', 'boolean'], format: 'expression' },
    Next: text,
    Assign: { type: 'object' },
    Output: {},
  },
  {
    required: ['Condition', 'Next'],
    otherLanguage: { language: 'JSONPath', fields: [...COMBINED, ...Object.keys(COMPARISONS)] },
  },
)

/** Where items are read from and results written to; only a Distributed Map does. */
const storage = (language: Language, resource: string, more: Properties, required: readonly string[]): Schema => {
  const own: Readonly<Record<Language, string>> = { JSONata: 'Arguments', JSONPath: 'Parameters' }
  return closed(
    { Resource: { type: 'string', format: resource }, [own[language]]: {}, ...more },
    { required, otherLanguage: { language: other(language), fields: [own[other(language)]] } },
  )
}

const scope = {
  StartAt: text,
  States: { type: 'object', minProperties: 1, additionalProperties: { type: 'object' } },
  Comment: text,
}
/** How the items run. Only a Distributed Map starts executions of their own. */
const processorConfig = (more: Properties): Schema =>
  closed({ Mode: { type: 'string', enum: ['INLINE', 'DISTRIBUTED'] }, ...more }, { required: Object.keys(more) })

export const ASL_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'asl',
  $ref: '#/$defs/machine',
  $defs: {
    machine: closed(
      {
        ...scope,
        Version: text,
        TimeoutSeconds: { type: 'integer', minimum: 0, maximum: 99_999_999 },
        QueryLanguage: { type: 'string', enum: LANGUAGES },
      },
      { required: ['StartAt', 'States'] },
    ),
    branch: closed(scope, { required: ['StartAt', 'States'] }),
    processor: closed({ ...scope, ProcessorConfig: { type: 'object' } }, { required: ['StartAt', 'States'] }),
    state: { type: 'object', properties: { Type: { type: 'string', enum: STATE_TYPES } }, required: ['Type'] },
    retrier,
    comparison: comparison({}, []),
    'rule.JSONata': conditionRule,
    'rule.JSONPath': comparison({ Next: text, Assign: { type: 'object' } }, ['Next']),
    'config.INLINE': processorConfig({}),
    'config.DISTRIBUTED': processorConfig({ ExecutionType: { type: 'string', enum: ['STANDARD', 'EXPRESS'] } }),
    ...each((language) => [`catcher.${language}`, catcher(language)]),
    ...each((language) => [
      `reader.${language}`,
      storage(language, 'item-reader', { ReaderConfig: { type: 'object', atMostOneOf: [['MaxItems', 'MaxItemsPath']] } }, [
        'Resource',
      ]),
    ]),
    ...each((language) => [`writer.${language}`, storage(language, 'result-writer', { WriterConfig: { type: 'object' } }, [])]),
    ...Object.assign({}, ...STATE_TYPES.map((type) => each((language) => [`${type}.${language}`, stateOf(type, language)]))),
  },
}
