import { expect, test } from 'vitest'
import { validateDefinition } from '../../compiler/validate/index.ts'

const only = (code: string, message: unknown, location: string) => [{ severity: 'ERROR', code, message, location }]

test.each([undefined, null, 5, [], 'null', '[]', '"{}"', ' ', ''])('%j is no definition', (definition) => {
  expect(validateDefinition(definition)).toEqual(only('SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object', ''))
})

test('text that is not JSON is refused with the parser’s words', () => {
  expect(validateDefinition('{ StartAt }')).toEqual(
    only('INVALID_JSON_DESCRIPTION', expect.stringContaining("Expected property name or '}' in JSON at position 2"), ''),
  )
})

test('a definition nested without end is refused before anything walks it', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  expect(validateDefinition(`{"StartAt":"A","States":{"A":{"Type":"Pass","End":true,"Result":${deep}}}}`)).toEqual(
    only('TOO_DEEPLY_NESTED', 'The definition is nested more than 200 levels deep. Flatten it.', '/'),
  )
})

test('an expression nested without end is refused, not fatal', () => {
  const code = `${'('.repeat(50_000)}1${')'.repeat(50_000)}`
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: { A: { Type: 'Pass', Output: `{% ${code} %}`, End: true } },
  }
  expect(validateDefinition(definition)).toEqual(only('INVALID_JSONATA_EXPRESSION', expect.any(String), '/States/A/Output'))
})

test('fields of unexpected types break no check', () => {
  const odd = [null, 5, true, 'text', [], [null], {}, { a: null }]
  const machine = (odd: unknown) => ({
    QueryLanguage: 'JSONata',
    StartAt: 'T',
    States: {
      T: {
        Type: 'Task',
        Resource: odd,
        Arguments: odd,
        Retry: odd,
        Catch: [odd, { ErrorEquals: odd, Next: odd, Assign: odd }],
        Assign: odd,
        Next: odd,
      },
      C: { Type: 'Choice', Choices: [odd, { Condition: odd, Next: odd }], Default: odd },
      P: { Type: 'Parallel', Branches: [odd, { StartAt: odd, States: odd }], End: odd },
      M: { Type: 'Map', ItemProcessor: { StartAt: odd, States: { X: odd }, ProcessorConfig: odd }, Iterator: odd },
      X: odd,
      Y: { Type: odd, QueryLanguage: odd },
    },
  })
  for (const value of odd) {
    const problems = validateDefinition(machine(value), { type: 'EXPRESS', rules: 'compiled', substitutions: [] })
    expect(problems.length).toBeGreaterThan(5)
    expect(problems.every(({ message }) => !message.includes('undefined'))).toBe(true)
    expect(validateDefinition({ StartAt: value, States: value, QueryLanguage: value }).length).toBeGreaterThan(0)
  }
})

test('a dangling start leaves every state unreachable, as AWS reports it', () => {
  expect(validateDefinition({ StartAt: 'Nope', States: { A: { Type: 'Pass', End: true } } })).toEqual([
    ...only('MISSING_TRANSITION_TARGET', "Missing 'Next' target: Nope", '/StartAt'),
    ...only('MISSING_TRANSITION_TARGET', 'State "A" is not reachable.', '/States/A'),
  ])
})

test('without a terminal state nothing is said of unreachable ones, but of missing targets', () => {
  const definition = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'NOPE' }, B: { Type: 'Pass', Next: 'A' } } }
  expect(validateDefinition(definition)).toEqual([
    ...only('MISSING_TRANSITION_TARGET', "Missing 'Next' target: NOPE", '/States/A/Next'),
    ...only('MISSING_END_STATE', 'Workflow has no terminal state', ''),
  ])
})

test('what AWS lets pass passes there, and not in our own output', () => {
  const machine = (output: string) => ({
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: { A: { Type: 'Pass', Output: `{% ${output} %}`, End: true } },
  })
  for (const output of ['$nothing', '$noFunction()', '($states := 1)', Array.from({ length: 100 }, () => '1').join(' + ')]) {
    expect(validateDefinition(machine(output))).toEqual([])
    expect(validateDefinition(machine(output), { rules: 'compiled' })).toHaveLength(1)
  }
})

test('a nested state takes the machine’s language, not that of the state around it', () => {
  const definition = {
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        QueryLanguage: 'JSONata',
        Items: [1],
        ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', Output: 1, End: true } } },
        End: true,
      },
    },
  }
  expect(validateDefinition(definition)).toEqual(
    only(
      'SCHEMA_VALIDATION_FAILED',
      "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
      '/States/M/ItemProcessor/States/P',
    ),
  )
})

test('items of a Distributed Map see nothing of the scope around them', () => {
  const machine = (mode: object) => ({
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Assign: { x: 1 }, Next: 'M' },
      M: {
        Type: 'Map',
        Items: [1],
        ItemProcessor: { ProcessorConfig: mode, StartAt: 'P', States: { P: { Type: 'Pass', Output: '{% $x %}', End: true } } },
        End: true,
      },
    },
  })
  expect(validateDefinition(machine({ Mode: 'INLINE' }), { rules: 'compiled' })).toEqual([])
  expect(validateDefinition(machine({ Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }), { rules: 'compiled' })).toEqual(
    only(
      'UNDEFINED_VARIABLE',
      "Variable '$x' is never assigned. Correct its name, or assign it.",
      '/States/M/ItemProcessor/States/P/Output',
    ),
  )
})
