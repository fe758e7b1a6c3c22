/** Somebody's state machine as a Mermaid chart, in either query language. */
import type { ChoiceRule, State, States } from '../asl.ts'
import { graphOf } from '../emit/graph/of-machine.ts'
import { mermaid } from '../emit/graph/mermaid.ts'
import { fieldsOf, isFields, listOf } from '../validate/machine.ts'
import type { Fields } from '../validate/machine.ts'
import { modelNamed } from './models.ts'

/** Older machines call the processor of a Map its Iterator. */
function asDrawn(scope: unknown): States {
  const { StartAt, States } = fieldsOf(scope)
  const states = Object.entries(fieldsOf(States)).map(([name, state]): [string, unknown] => {
    const fields = fieldsOf(state)
    if (fields['Type'] === 'Parallel') return [name, { ...fields, Branches: listOf(fields['Branches']).map(asDrawn) }]
    if (fields['Type'] === 'Map')
      return [name, { ...fields, ItemProcessor: asDrawn(fields['ItemProcessor'] ?? fields['Iterator']) }]
    if (fields['Type'] === 'Choice') return [name, { ...fields, Choices: listOf(fields['Choices']) }]
    return [name, fields]
  })
  return { StartAt: String(StartAt), States: Object.fromEntries(states) as States['States'] }
}

/** What a Task calls: the model it asks, else its resource in short. */
function under(state: State): string {
  if (state.Type !== 'Task') return ''
  // the type has the fields of JSONata, and what is imported may be in JSONPath
  const given = fieldsOf((state as unknown as Fields)['Parameters'] ?? state.Arguments)
  const model = typeof given['ModelId'] === 'string' ? modelNamed(given['ModelId']) : undefined
  return (
    model?.foundation ??
    state.Resource.replace(/^arn:[^:]*:states:[^:]*:[^:]*:/, '').replace(/^arn:[^:]*:lambda:.*:function:/, 'lambda ')
  )
}

const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/GreaterThanEquals$/, '≥'],
  [/LessThanEquals$/, '≤'],
  [/GreaterThan$/, '>'],
  [/LessThan$/, '<'],
  [/Equals$/, '='],
  [/Matches$/, 'matches'],
]

/** A rule of JSONPath's in words: `$.answer = false`. */
function comparison(rule: Fields): string {
  const { Variable, And, Or, Not } = rule
  if (Array.isArray(And)) return And.map((one) => comparison(fieldsOf(one))).join(' and ')
  if (Array.isArray(Or)) return Or.map((one) => comparison(fieldsOf(one))).join(' or ')
  if (isFields(Not)) return `not ${comparison(Not)}`
  const [operator = '', operand] =
    Object.entries(rule).find(([name]) => !['Variable', 'Next', 'Comment', 'Assign', 'Output'].includes(name)) ?? []
  const variable = typeof Variable === 'string' ? Variable : ''
  if (operator.startsWith('Is')) {
    const what = operator.slice(2).toLowerCase()
    return `${variable} is ${operand === false ? 'not ' : ''}${what}`
  }
  const sign = SIGNS.find(([ending]) => ending.test(operator.replace(/Path$/, '')))?.[1] ?? operator
  return `${variable} ${sign} ${typeof operand === 'string' && operator.endsWith('Path') ? operand : JSON.stringify(operand)}`
}

const rule = (one: ChoiceRule): string =>
  typeof one.Condition === 'string' ? one.Condition.replace(/^\{%\s*|\s*%\}$/g, '') : comparison(fieldsOf(one))

export const chartOf = (definition: unknown): string =>
  mermaid(graphOf({ name: '', definition: asDrawn(definition), origins: new Map(), words: { under, rule } }))
