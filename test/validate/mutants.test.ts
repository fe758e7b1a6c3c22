import { expect, test } from 'vitest'
import { RULES, validateDefinition, type Code, type Excess, type Options } from '../../compiler/validate/index.ts'
import { jsonataMachine, jsonPathMachine } from './machines.ts'

type Step = string | number
/** Sets the member at the end of the path, or removes it where the value is undefined. */
function set(machine: object, path: readonly Step[], value: unknown): void {
  const inner = path.slice(0, -1).reduce<unknown>((at, step) => (at as Record<Step, unknown>)[step], machine) as Record<
    Step,
    unknown
  >
  const last = path.at(-1) as Step
  if (value === undefined) delete inner[last]
  else inner[last] = value
}

interface Mutant {
  readonly what: string
  /** The one rule that refuses it. */
  readonly rule: string
  readonly machine?: object
  readonly options?: Options
  readonly change: readonly (readonly [path: string, value: unknown])[]
  readonly problems: readonly (readonly [code: Code, message: string, location: string, excess?: Excess])[]
}

const strict: Options = { type: 'EXPRESS', rules: 'compiled', substitutions: ['ModelId'] }
const SCHEMA = 'SCHEMA_VALIDATION_FAILED'
const express: Options = { type: 'EXPRESS' }
const chain = (length: number): string => Array.from({ length }, (_, index) => `"${index}"`).join(' & ')
const share = 'States>Together>Branches>0>States>Bill>ItemProcessor>States>Share'
const shareAt = '/States/Together/Branches[0]/States/Bill/ItemProcessor/States/Share'

const MUTANTS: readonly Mutant[] = [
  {
    what: 'a definition of more than 1 MB',
    rule: 'size',
    change: [['Comment', 'x'.repeat(1_048_576)]],
    problems: [
      [
        'DEFINITION_TOO_LARGE',
        expect.stringMatching(
          /^The definition has 1051\d{3} bytes, Step Functions takes at most 1048576\. Shorten or move long texts\.$/,
        ) as string,
        '/',
        { is: expect.any(Number) as number, most: 1_048_576 },
      ],
    ],
  },

  // schema
  {
    what: 'fields that are missing',
    rule: 'schema',
    machine: { States: {}, Comment: 1 },
    change: [],
    problems: [
      [SCHEMA, 'These fields are required: [StartAt]', '/'],
      [SCHEMA, 'Value cannot be empty', '/States'],
      [SCHEMA, 'Expected value of type [STRING]', '/Comment'],
    ],
  },
  {
    what: 'a field that no state of the type has',
    rule: 'schema',
    change: [['States>Prepare>Catch', [{ ErrorEquals: ['States.ALL'], Next: 'Prepare' }]]],
    problems: [[SCHEMA, "Field 'Catch' is not supported", '/States/Prepare']],
  },
  {
    what: 'fields of JSONPath in a JSONata state',
    rule: 'schema',
    change: [
      ['States>Ask>ResultPath', '$.a'],
      ['States>Ask>Catch>0>ResultPath', '$.b'],
    ],
    problems: [
      [
        SCHEMA,
        "The QueryLanguage is set to 'JSONata', but field 'ResultPath' is only supported for the 'JSONPath' QueryLanguage",
        '/States/Ask',
      ],
      [
        SCHEMA,
        "The QueryLanguage is set to 'JSONata', but field 'ResultPath' is only supported for the 'JSONPath' QueryLanguage",
        '/States/Ask/Catch[0]',
      ],
    ],
  },
  {
    what: 'fields of JSONata in a JSONPath state',
    rule: 'schema',
    machine: jsonPathMachine,
    change: [
      ['States>Prepare>Output', {}],
      ['States>Enough>Choices>1>Condition', true],
    ],
    problems: [
      [
        SCHEMA,
        "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
        '/States/Prepare',
      ],
      [
        SCHEMA,
        "The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the 'JSONata' QueryLanguage",
        '/States/Enough/Choices[1]',
      ],
    ],
  },
  {
    what: 'a type that does not exist',
    rule: 'schema',
    change: [['States>Done>Type', 'Finish']],
    problems: [
      [
        SCHEMA,
        'Value should be one of the following: [Task, Pass, Choice, Wait, Succeed, Fail, Parallel, Map]',
        '/States/Done/Type',
      ],
    ],
  },
  {
    what: 'values of the wrong type or size',
    rule: 'schema',
    change: [
      ['QueryLanguage', 'jsonata'],
      ['States>Ask>HeartbeatSeconds', 0],
      ['States>Ask>TimeoutSeconds', 'ten'],
      ['States>Ask>Retry>0>BackoffRate', 0.5],
      ['States>Ask>Retry>0>JitterStrategy', 'SOME'],
      ['States>Ask>Retry>0>MaxDelaySeconds', 31_622_401],
      ['States>Ask>Retry>1>ErrorEquals', []],
      ['States>Wait a bit>Seconds', -1],
      [`States>Together>Branches>0>States>Bill>MaxConcurrency`, -1],
      [`States>Together>Branches>1>States>Later>Timestamp`, '2030-01-01'],
      ['States>Failed>Error', 5],
    ],
    problems: [
      [SCHEMA, 'Value should be one of the following: [JSONPath, JSONata]', '/QueryLanguage'],
      [SCHEMA, 'JSONata string must start with {% and end with %}', '/States/Ask/TimeoutSeconds'],
      [SCHEMA, 'Minimum value is 1', '/States/Ask/HeartbeatSeconds'],
      [SCHEMA, 'Minimum value is 1', '/States/Ask/Retry[0]/BackoffRate'],
      [SCHEMA, 'Maximum value is 31622400', '/States/Ask/Retry[0]/MaxDelaySeconds'],
      [SCHEMA, 'Value should be one of the following: [NONE, FULL]', '/States/Ask/Retry[0]/JitterStrategy'],
      [SCHEMA, 'Value cannot be empty', '/States/Ask/Retry[1]/ErrorEquals'],
      [SCHEMA, 'Minimum value is 0', '/States/Wait a bit/Seconds'],
      [SCHEMA, 'Minimum value is 0', '/States/Together/Branches[0]/States/Bill/MaxConcurrency'],
      [SCHEMA, 'String does not match RFC3339 timestamp', '/States/Together/Branches[1]/States/Later/Timestamp'],
      [SCHEMA, 'Expected value of type [STRING]', '/States/Failed/Error'],
    ],
  },
  {
    what: 'fields that exclude each other, and none where one is needed',
    rule: 'schema',
    change: [
      ['States>Prepare>End', true],
      [`${share}>Next`, undefined],
      ['States>Together>Branches>0>States>Bill>ItemProcessor>States>Told', undefined],
      ['States>Wait a bit>Timestamp', '2030-01-01T00:00:00+01:00'],
    ],
    problems: [
      [SCHEMA, 'There should only be one of the following fields: [Next, End]', '/States/Prepare'],
      [SCHEMA, 'There should only be one of the following fields: [Seconds, Timestamp]', '/States/Wait a bit'],
      [SCHEMA, 'This object should have only one of the following fields: [Next, End]', shareAt],
    ],
    options: {},
  },
  {
    what: 'no branches',
    rule: 'schema',
    change: [['States>Together>Branches', []]],
    problems: [[SCHEMA, 'Value cannot be empty', '/States/Together/Branches']],
  },
  {
    what: 'branches and processors that are no scopes',
    rule: 'schema',
    change: [
      ['States>Together>Branches>1', [{}]],
      ['States>Together>Branches>0>QueryLanguage', 'JSONata'],
      ['States>Together>Branches>0>States>Bill>ItemProcessor>ProcessorConfig>ExecutionType', 'EXPRESS'],
    ],
    problems: [
      [SCHEMA, "Field 'QueryLanguage' is not supported", '/States/Together/Branches[0]'],
      [
        SCHEMA,
        "Field 'ExecutionType' is not supported",
        '/States/Together/Branches[0]/States/Bill/ItemProcessor/ProcessorConfig',
      ],
      [SCHEMA, 'Expected value of type [OBJECT]', '/States/Together/Branches[1]'],
    ],
  },
  {
    what: 'a Map without a processor, and credentials without a role',
    rule: 'schema',
    change: [
      ['States>Together>Branches>0>States>Bill>ItemProcessor', undefined],
      ['States>Ask>Credentials', { Role: 'x' }],
    ],
    problems: [
      [SCHEMA, "The field 'RoleArn' is required but was missing", '/States/Ask/Credentials'],
      [
        SCHEMA,
        'This object should have only one of the following fields: [ItemProcessor, Iterator]',
        '/States/Together/Branches[0]/States/Bill',
      ],
    ],
  },
  {
    what: 'choice rules that compare nothing or too much',
    rule: 'schema',
    machine: jsonPathMachine,
    change: [
      ['States>Enough>Choices>0>And>0>IsString', true],
      ['States>Enough>Choices>0>And>1>Not>Next', 'Done'],
      ['States>Enough>Choices>1>Or', [{ Variable: '$.a', IsNull: true }]],
      ['States>Enough>Choices>1>TimestampLessThan', 'soon'],
      ['States>Enough>Choices>2', { Next: 'Done' }],
    ],
    problems: [
      [
        SCHEMA,
        expect.stringContaining('There should only be one of the following fields: [StringEquals, ') as string,
        '/States/Enough/Choices[0]/And[0]',
      ],
      [SCHEMA, "Field 'Next' is not supported", '/States/Enough/Choices[0]/And[1]/Not'],
      [SCHEMA, 'There should only be one of the following fields: [And, Or, Not, Variable]', '/States/Enough/Choices[1]'],
      [SCHEMA, 'String does not match RFC3339 timestamp', '/States/Enough/Choices[1]/TimestampLessThan'],
      [SCHEMA, 'This object should have only one of the following fields: [And, Or, Not, Variable]', '/States/Enough/Choices[2]'],
    ],
  },
  {
    what: 'paths that are none',
    rule: 'schema',
    machine: jsonPathMachine,
    change: [
      ['States>Prepare>ResultPath', '$.all[*]'],
      ['States>Ask>ResultPath', '$variable'],
      ['States>Ask>TimeoutSecondsPath', 'seconds'],
      ['States>Enough>Choices>1>Variable', 'day'],
      ['States>Failed>CausePath', 'States.Formatted($.a)'],
    ],
    problems: [
      [SCHEMA, 'Value is not a Reference Path', '/States/Prepare/ResultPath'],
      [SCHEMA, 'Value is not a Reference Path', '/States/Ask/ResultPath'],
      [SCHEMA, 'Value must be a valid JSONPath.', '/States/Ask/TimeoutSecondsPath'],
      [SCHEMA, "Value is not a Reference Path: Reference path didn't start with '$'", '/States/Enough/Choices[1]/Variable'],
      [SCHEMA, 'Value must be a valid JSONPath or a valid intrinsic function call.', '/States/Failed/CausePath'],
    ],
  },

  {
    what: 'a JSONPath state in a JSONata machine, whose other fields nothing more is said of',
    rule: 'query-language',
    change: [['States>Prepare>QueryLanguage', 'JSONPath']],
    problems: [[SCHEMA, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", '/States/Prepare']],
    options: {},
  },

  // the graph
  {
    what: 'a state name of 81 characters',
    rule: 'name-length',
    change: [
      ['States>Wait a bit>Next', 'é'.repeat(81)],
      [`States>${'é'.repeat(81)}`, { Type: 'Pass', Next: 'Ask' }],
    ],
    problems: [
      [
        'INVALID_STATE_NAME',
        `State name '${'é'.repeat(81)}' exceeds the 80-character limit allowed by the service`,
        `/States/${'é'.repeat(81)}`,
      ],
    ],
  },
  {
    what: 'the name of an outer state in a branch',
    rule: 'unique-names',
    change: [
      ['States>Together>Branches>1>StartAt', 'Done'],
      ['States>Together>Branches>1>States', { Done: { Type: 'Succeed' } }],
    ],
    problems: [['DUPLICATE_STATE_NAME', 'Duplicate State name: Done', '/States/Together/Branches[1]/States/Done']],
  },
  {
    what: 'transitions to nowhere and out of a branch',
    rule: 'targets',
    change: [
      ['States>Ask>Catch>1', { ErrorEquals: ['States.ALL'], Next: 'Nowhere' }],
      ['States>Ask>Catch>0>ErrorEquals', ['Other']],
      ['States>Enough>Choices>2', { Condition: true, Next: 'Nobody' }],
      ['States>Together>Branches>0>States>Bill>ItemProcessor>States>Told>End', undefined],
      ['States>Together>Branches>0>States>Bill>ItemProcessor>States>Told>Next', 'Done'],
    ],
    problems: [
      ['MISSING_TRANSITION_TARGET', "Missing 'Next' target: Nowhere", '/States/Ask/Catch[1]/Next'],
      ['MISSING_TRANSITION_TARGET', "Missing 'Next' target: Nobody", '/States/Enough/Choices[2]/Next'],
      [
        'MISSING_TRANSITION_TARGET',
        "Missing 'Next' target: Done",
        '/States/Together/Branches[0]/States/Bill/ItemProcessor/States/Told/Next',
      ],
    ],
    options: {},
  },
  {
    what: 'a loop that nothing ends',
    rule: 'terminal-state',
    machine: {
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' }, Unused: { Type: 'Pass', Next: 'A' } },
    },
    change: [['States>Unused', undefined]],
    problems: [['MISSING_END_STATE', 'Workflow has no terminal state', '']],
    options: {},
  },
  {
    what: 'states that nothing leads to',
    rule: 'reachable',
    change: [
      ['States>Lonely', { Type: 'Pass', Next: 'Done' }],
      ['States>Together>Branches>1>States>Alone', { Type: 'Pass', End: true }],
    ],
    problems: [
      ['MISSING_TRANSITION_TARGET', 'State "Alone" is not reachable.', '/States/Together/Branches[1]/States/Alone'],
      ['MISSING_TRANSITION_TARGET', 'State "Lonely" is not reachable.', '/States/Lonely'],
    ],
  },
  {
    what: 'loops without a way out, one of them in a branch',
    rule: 'way-to-end',
    change: [
      ['States>Wait a bit>Next', 'Wait more'],
      ['States>Wait more', { Type: 'Wait', Seconds: 1, Next: 'Wait a bit' }],
      ['States>Together>Branches>1>States>Later>End', undefined],
      ['States>Together>Branches>1>States>Later>Next', 'Later'],
    ],
    problems: [
      [
        'NO_WAY_TO_END',
        'From state "Wait a bit" no terminal state can be reached. Give the loop a way out.',
        '/States/Wait a bit',
      ],
      [
        'NO_WAY_TO_END',
        'From state "Later" no terminal state can be reached. Give the loop a way out.',
        '/States/Together/Branches[1]/States/Later',
      ],
      ['NO_WAY_TO_END', 'From state "Wait more" no terminal state can be reached. Give the loop a way out.', '/States/Wait more'],
    ],
  },

  // expressions
  {
    what: 'expressions that do not parse or do not close',
    rule: 'expression-syntax',
    change: [
      ['States>Prepare>Assign>order', '{% $states.input. %}'],
      ['States>Prepare>Output>list', [{ a: '{% $sum([1,2) %}' }]],
      ['States>Prepare>Output>text', '{% $states.input } '],
      ['States>Enough>Choices>0>Condition', '{%%}'],
    ],
    problems: [
      ['INVALID_JSONATA_EXPRESSION', 'Unexpected end of expression', '/States/Prepare/Assign/order'],
      [SCHEMA, 'JSONata string must start with {% and end with %}', '/States/Prepare/Output/text'],
      ['INVALID_JSONATA_EXPRESSION', 'Expected "]", got ")"', '/States/Prepare/Output/list[0]/a'],
      ['INVALID_JSONATA_EXPRESSION', 'Unexpected end of expression', '/States/Enough/Choices[0]/Condition'],
    ],
  },
  {
    what: 'names and context items at top level',
    rule: 'top-level-references',
    change: [
      ['States>Prepare>Output', '{% {"a": order, key: $.b} %}'],
      ['States>Done>Output', '{% $map([1], function($v) { name[$$.x = $v] }) %}'],
    ],
    problems: [
      ['UNSUPPORTED_JSONATA_EXPRESSION', "Reference to 'order' at the top level is not supported.", '/States/Prepare/Output'],
      ['UNSUPPORTED_JSONATA_EXPRESSION', "Reference to 'key' at the top level is not supported.", '/States/Prepare/Output'],
      ['UNSUPPORTED_JSONATA_EXPRESSION', "Reference to '$' at the top level is not supported.", '/States/Prepare/Output'],
      ['UNSUPPORTED_JSONATA_EXPRESSION', "Reference to 'name' at the top level is not supported.", '/States/Done/Output'],
      ['UNSUPPORTED_JSONATA_EXPRESSION', "Reference to '$$' is not supported.", '/States/Done/Output'],
    ],
  },
  {
    what: 'members of $states that are not there',
    rule: 'states-members',
    change: [
      ['States>Prepare>Output', '{% $states.result %}'],
      ['States>Ask>Arguments>Body', '{% $states.result.Body %}'],
      ['States>Ask>Output', '{% $states.errorOutput %}'],
      ['States>Ask>Catch>0>Output', '{% [$states.result, $states.errorOutput] %}'],
      ['States>Done>Output', '{% $states.inputs %}'],
    ],
    problems: [
      ['UNSUPPORTED_JSONATA_EXPRESSION', "Field '$states.result' does not exist.", '/States/Prepare/Output'],
      ['UNSUPPORTED_JSONATA_EXPRESSION', "Field '$states.result' does not exist.", '/States/Ask/Arguments/Body'],
      ['UNSUPPORTED_JSONATA_EXPRESSION', "Field '$states.result' does not exist.", '/States/Ask/Catch[0]/Output'],
      ['UNSUPPORTED_JSONATA_EXPRESSION', "Field '$states.errorOutput' does not exist.", '/States/Ask/Output'],
      ['UNSUPPORTED_JSONATA_EXPRESSION', "Field '$states.inputs' does not exist.", '/States/Done/Output'],
    ],
  },
  {
    what: 'an expression that binds $states',
    rule: 'states-binding',
    change: [['States>Done>Output', '{% ($states := {"input": 1}; $states.input) %}']],
    problems: [
      [
        'RESERVED_VARIABLE_NAME',
        "The expression binds '$states', which is Step Functions' own. Give the value another name.",
        '/States/Done/Output',
      ],
    ],
  },
  {
    what: '$eval, called and handed on',
    rule: 'removed-functions',
    change: [
      ['States>Prepare>Output', "{% $eval('1') %}"],
      ['States>Done>Output', "{% $map(['1', '2'], $eval) %}"],
    ],
    problems: [
      ['UNSUPPORTED_JSONATA_EXPRESSION', "Function '$eval' is not supported.", '/States/Prepare/Output'],
      ['UNSUPPORTED_JSONATA_EXPRESSION', "Function '$eval' is not supported.", '/States/Done/Output'],
    ],
  },
  {
    what: 'a function that does not exist',
    rule: 'unknown-functions',
    change: [['States>Done>Output', '{% ($own := function() { 1 }; $own() + $uuids()) %}']],
    problems: [
      [
        'UNKNOWN_FUNCTION',
        "There is no function '$uuids'. Correct its name, or define it in the expression.",
        '/States/Done/Output',
      ],
    ],
  },
  {
    what: 'an expression of 91 levels',
    rule: 'expression-depth',
    change: [
      ['States>Done>Output', `{% ${chain(91)} %}`],
      ['States>Prepare>Output', `{% ${chain(90)} %}`],
    ],
    problems: [
      [
        'EXPRESSION_TOO_DEEP',
        'The expression is 91 levels deep, at most 90 are safe. Join texts with $join([…]) and nest conditions evenly.',
        '/States/Done/Output',
        { is: 91, most: 90 },
      ],
    ],
  },
  {
    what: 'templates whose keys promise a path',
    rule: 'payload-templates',
    machine: jsonPathMachine,
    change: [
      ['States>Ask>Parameters>Payload>text.$', "States.MathAdd(1, '1')"],
      ['States>Ask>Parameters>Payload>list', []],
      ['States>Prepare>Assign>order.$', 'order'],
      ['States>Each>ItemSelector>list', [{ 'a.$': 1 }]],
    ],
    problems: [
      [
        SCHEMA,
        "The value for the field 'order.$' must be a valid JSONPath or a valid intrinsic function call",
        '/States/Prepare/Assign',
      ],
      [
        SCHEMA,
        "The value for the field 'text.$' must be a valid JSONPath or a valid intrinsic function call",
        '/States/Ask/Parameters/Payload',
      ],
      [SCHEMA, "The fields 'list.$' and 'list' would both become 'list'. Remove one.", '/States/Ask/Parameters/Payload/list.$'],
      [
        SCHEMA,
        "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call",
        '/States/Each/ItemSelector/list[0]',
      ],
    ],
  },

  // variables
  {
    what: 'variables that cannot be called so',
    rule: 'variable-names',
    change: [
      ['States>Prepare>Assign>states', 1],
      ['States>Prepare>Assign>a.b', 1],
      ['States>Enough>Choices>0>Assign>2nd', 1],
      [`States>Ask>Catch>0>Assign>${'v'.repeat(81)}`, 1],
    ],
    problems: [
      ['RESERVED_VARIABLE_NAME', "Cannot assign to reserved variable '$states'.", '/States/Prepare/Assign/states'],
      [
        'INVALID_VARIABLE_NAME',
        "Invalid variable name 'a.b': the variable name contains invalid characters.",
        '/States/Prepare/Assign/a.b',
      ],
      [
        'INVALID_VARIABLE_NAME',
        `Invalid variable name '${'v'.repeat(81)}': the variable name is longer than 80 characters.`,
        `/States/Ask/Catch[0]/Assign/${'v'.repeat(81)}`,
      ],
      [
        'INVALID_VARIABLE_NAME',
        "Invalid variable name '2nd': the variable name contains invalid characters.",
        '/States/Enough/Choices[0]/Assign/2nd',
      ],
    ],
  },
  {
    what: "an outer scope's variables, assigned two scopes further in",
    rule: 'variable-scopes',
    change: [
      [`${share}>Assign>price`, 1],
      ['States>Together>Branches>1>States>Later>Assign', { failure: 2 }],
    ],
    problems: [
      ['DUPLICATE_VARIABLE_NAME', "The variable name 'price' was already defined in a parent scope.", `${shareAt}/Assign/price`],
      [
        'DUPLICATE_VARIABLE_NAME',
        "The variable name 'failure' was already defined in a parent scope.",
        '/States/Together/Branches[1]/States/Later/Assign/failure',
      ],
    ],
  },
  {
    what: 'a variable of a branch that the outer scope assigns only afterwards',
    rule: 'variable-shadows',
    change: [
      ['States>Together>Branches>1>States>Later>Assign', { reason: 2 }],
      ['States>Together>Catch>0>Assign', { reason: '{% $states.errorOutput.Cause %}' }],
    ],
    problems: [
      [
        'DUPLICATE_VARIABLE_NAME',
        "An outer scope assigns a variable 'reason' too. Give one of the two another name.",
        '/States/Together/Branches[1]/States/Later/Assign/reason',
      ],
    ],
  },
  {
    what: 'variables that a path has not assigned: a catcher, a choice, the state itself, a branch',
    rule: 'variable-flow',
    change: [
      // only the way without a failure
      ['States>Ask>Catch>0>Assign>price', undefined],
      // only one rule's way
      ['States>Done>Output', '{% $split %}'],
      // entry values only
      ['States>Prepare>Output', '{% $tries %}'],
      // another branch's and an inner scope's
      ['States>Together>Output', '{% $share %}'],
      // a function of the library named without being called is none of ours
      ['States>Failed>Cause', '{% $string($map([1], $sqrt)) & $nothing %}'],
    ],
    problems: [
      [
        'UNDEFINED_VARIABLE',
        "Variable '$tries' is not assigned on every path to this state. Assign it on the others too, or read it later.",
        '/States/Prepare/Output',
      ],
      [
        'UNDEFINED_VARIABLE',
        "Variable '$price' is not assigned on every path to this state. Assign it on the others too, or read it later.",
        '/States/Enough/Choices[0]/Condition',
      ],
      [
        'UNDEFINED_VARIABLE',
        "Variable '$price' is not assigned on every path to this state. Assign it on the others too, or read it later.",
        `${shareAt}/Assign/share`,
      ],
      ['UNDEFINED_VARIABLE', "Variable '$share' is never assigned. Correct its name, or assign it.", '/States/Together/Output'],
      [
        'UNDEFINED_VARIABLE',
        "Variable '$split' is not assigned on every path to this state. Assign it on the others too, or read it later.",
        '/States/Done/Output',
      ],
      ['UNDEFINED_VARIABLE', "Variable '$nothing' is never assigned. Correct its name, or assign it.", '/States/Failed/Cause'],
    ],
  },

  // services and errors
  {
    what: 'an integration that does not exist',
    rule: 'resource',
    change: [['States>Ask>Resource', 'arn:aws:states:::bedrock:invokeModels']],
    problems: [
      [
        SCHEMA,
        'The resource provided arn:aws:states:::bedrock:invokeModels is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.',
        '/States/Ask/Resource',
      ],
    ],
  },
  {
    what: 'a resource that is no ARN',
    rule: 'resource',
    change: [['States>Ask>Resource', 'bedrock']],
    problems: [[SCHEMA, 'Value is not a valid resource ARN', '/States/Ask/Resource']],
  },
  {
    what: 'an integration without the arguments it needs',
    rule: 'integration-arguments',
    change: [
      ['States>Ask>Arguments>ModelId', undefined],
      ['States>Together>Branches>1>States>Later', { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', End: true }],
    ],
    problems: [
      [SCHEMA, "The field 'ModelId' is required but was missing", '/States/Ask/Arguments'],
      [
        SCHEMA,
        'Arguments field is required for resource ARN: arn:aws:states:::sns:publish',
        '/States/Together/Branches[1]/States/Later',
      ],
    ],
  },
  {
    what: 'in an Express machine: a job, a callback, an activity, a Distributed Map',
    rule: 'express',
    options: express,
    machine: {
      QueryLanguage: 'JSONata',
      StartAt: 'Job',
      States: {
        Job: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun.sync', Arguments: { JobName: 'x' }, Next: 'Child' },
        Child: {
          Type: 'Task',
          Resource: 'arn:aws:states:::states:startExecution.sync:2',
          Arguments: { StateMachineArn: 'x' },
          Next: 'Callback',
        },
        Callback: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:listBuckets.waitForTaskToken', Next: 'Activity' },
        Activity: { Type: 'Task', Resource: 'arn:aws:states:eu-west-1:123456789012:activity:hands', Next: 'Many' },
        Many: {
          Type: 'Map',
          Items: [1],
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            StartAt: 'One',
            States: { One: { Type: 'Pass', End: true } },
          },
          End: true,
        },
      },
    },
    change: [],
    problems: [
      [SCHEMA, "Express state machine does not support '.sync' service integration", '/States/Job/Resource'],
      [SCHEMA, "Express state machine does not support '.sync' service integration", '/States/Child/Resource'],
      [SCHEMA, "Express state machine does not support '.waitForTaskToken' service integration", '/States/Callback/Resource'],
      [SCHEMA, 'Express state machine does not support Activity ARN', '/States/Activity/Resource'],
      [
        SCHEMA,
        "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines",
        '/States/Many/ItemProcessor/ProcessorConfig/Mode',
      ],
    ],
  },
  {
    what: 'States.ALL beside another name, or not last',
    rule: 'catch-all',
    change: [
      ['States>Ask>Retry>0>ErrorEquals', ['States.ALL']],
      ['States>Ask>Catch>0>ErrorEquals', ['States.ALL', 'Other']],
    ],
    problems: [
      [SCHEMA, 'States.ALL must appear alone and at end of list', '/States/Ask/Retry[0]/ErrorEquals'],
      [SCHEMA, 'States.ALL must appear alone and at end of list', '/States/Ask/Catch[0]/ErrorEquals'],
    ],
  },
  {
    what: 'an error name that Step Functions does not have',
    rule: 'predefined-errors',
    change: [['States>Ask>Retry>0>ErrorEquals>1', 'States.TimedOut']],
    problems: [
      [
        'UNKNOWN_ERROR_NAME',
        'There is no error "States.TimedOut". Names that start with "States." are Step Functions\' own; correct it or choose another.',
        '/States/Ask/Retry[0]/ErrorEquals[1]',
      ],
    ],
  },
  {
    what: 'a substitution that nobody declared',
    rule: 'substitutions',
    change: [['States>Ask>Arguments>ModelId', '${ModelId}-${Model}']],
    problems: [
      [
        'UNDECLARED_SUBSTITUTION',
        'No substitution "Model" is declared for ${Model}. Declare it, or write the text so that it is not one.',
        '/States/Ask/Arguments/ModelId',
      ],
    ],
  },
]

test.each(MUTANTS)('$rule refuses $what', ({ rule, machine = jsonataMachine, options = strict, change, problems }) => {
  const mutant = structuredClone(machine)
  for (const [path, value] of change) {
    set(
      mutant,
      path.split('>').map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
      value,
    )
  }
  expect(validateDefinition(mutant, options)).toEqual(
    problems.map(([code, message, location, excess]) => ({
      severity: 'ERROR',
      code,
      message,
      location,
      ...(excess ? { excess } : {}),
    })),
  )
  const without = RULES.filter(({ name }) => name !== rule)
  expect(without).toHaveLength(RULES.length - 1)
  expect(validateDefinition(mutant, options, without)).toEqual([])
})

test('each rule has a mutant that only it refuses', () => {
  expect(new Set(MUTANTS.map(({ rule }) => rule))).toEqual(new Set(RULES.map(({ name }) => name)))
})
