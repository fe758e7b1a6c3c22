/** Good machines, one per query language, that use every state type and most fields; the mutants are made of them. */

export const jsonataMachine = {
  Comment: 'Orders a lunch',
  QueryLanguage: 'JSONata',
  StartAt: 'Prepare',
  TimeoutSeconds: 250,
  States: {
    Prepare: {
      Type: 'Pass',
      Assign: { order: '{% $states.input.order %}', tries: 0, guests: '{% [$states.input.guests] %}' },
      Output: { order: '{% $states.input.order %}', text: 'literal {% not an expression' },
      Next: 'Ask',
    },
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::bedrock:invokeModel',
      Arguments: {
        ModelId: '${ModelId}',
        Body: { messages: [{ role: 'user', content: "{% 'Price of ' & $order %}" }], max_tokens: 10 },
      },
      TimeoutSeconds: '{% $tries < 2 ? 10 : 20 %}',
      HeartbeatSeconds: 5,
      Credentials: { RoleArn: '{% $states.input.role %}' },
      Retry: [
        {
          ErrorEquals: ['ThrottlingException', 'States.Timeout'],
          IntervalSeconds: 1,
          MaxAttempts: 3,
          BackoffRate: 2,
          MaxDelaySeconds: 8,
          JitterStrategy: 'FULL',
        },
        { ErrorEquals: ['States.ALL'], MaxAttempts: 0 },
      ],
      Catch: [
        {
          ErrorEquals: ['States.ALL'],
          Assign: { price: 0, failure: '{% $states.errorOutput.Cause %}', tries: '{% $tries + 1 %}' },
          Output: '{% $states.errorOutput %}',
          Next: 'Enough',
        },
      ],
      Assign: { price: '{% $number($states.result.Body.content[type = "text"][0].text) %}', failure: null },
      Output: '{% $states.result %}',
      Next: 'Enough',
    },
    Enough: {
      Type: 'Choice',
      Choices: [
        { Condition: "{% $price > 100 and $contains($order, 'lunch') %}", Assign: { split: true }, Next: 'Together' },
        { Condition: true, Output: { done: true }, Next: 'Done' },
      ],
      Default: 'Wait a bit',
      Output: '{% $states.input %}',
    },
    'Wait a bit': { Type: 'Wait', Seconds: '{% $tries %}', Next: 'Ask' },
    Together: {
      Type: 'Parallel',
      Arguments: '{% $states.input %}',
      Branches: [
        {
          StartAt: 'Bill',
          States: {
            Bill: {
              Type: 'Map',
              Items: '{% $guests %}',
              ItemSelector: { guest: '{% $states.context.Map.Item.Value %}' },
              MaxConcurrency: 2,
              ItemProcessor: {
                ProcessorConfig: { Mode: 'INLINE' },
                StartAt: 'Share',
                States: {
                  Share: {
                    Type: 'Pass',
                    Assign: { share: '{% $price / $count($guests) %}' },
                    Next: 'Told',
                  },
                  Told: { Type: 'Pass', Output: '{% {"share": $share, "of": $order} %}', End: true },
                },
              },
              Output: '{% $map($states.result, function($v, $i) { $v.share & $string($i) }) %}',
              End: true,
            },
          },
        },
        {
          StartAt: 'Later',
          States: { Later: { Type: 'Wait', Timestamp: '2030-01-01T12:00:00Z', End: true } },
        },
      ],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed' }],
      Output: '{% $states.result[0] %}',
      Next: 'Done',
    },
    Done: { Type: 'Succeed', Output: '{% {"price": $price} %}' },
    Failed: { Type: 'Fail', Error: 'Lunch.Failed', Cause: "{% 'Price: ' & $price %}" },
  },
}

export const jsonPathMachine = {
  StartAt: 'Prepare',
  States: {
    Prepare: {
      Type: 'Pass',
      Result: { list: [1, 2] },
      ResultPath: '$.prepared',
      Assign: { 'order.$': '$.order', fixed: 1 },
      Next: 'Ask',
    },
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: {
        'FunctionName.$': '$$.Execution.Input.name',
        Payload: { 'text.$': "States.Format('{} of {}', $.order, $order)", 'list.$': '$.list[0,1]' },
      },
      ResultSelector: { 'price.$': '$.Payload.price' },
      ResultPath: '$.answer',
      TimeoutSecondsPath: '$.seconds',
      Catch: [{ ErrorEquals: ['States.TaskFailed'], ResultPath: '$.failure', Next: 'Failed' }],
      Next: 'Enough',
    },
    Enough: {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.answer.price', IsPresent: true },
            { Not: { Variable: '$.answer.price', NumericGreaterThanPath: '$.limit' } },
          ],
          Next: 'Each',
        },
        { Variable: '$.day', TimestampLessThan: '2030-01-01T00:00:00Z', Next: 'Wait a bit' },
      ],
      Default: 'Both',
    },
    'Wait a bit': { Type: 'Wait', SecondsPath: '$.seconds', InputPath: null, Next: 'Ask' },
    Each: {
      Type: 'Map',
      ItemsPath: '$.list',
      ItemSelector: { 'item.$': '$$.Map.Item.Value' },
      MaxConcurrency: 0,
      ItemProcessor: { StartAt: 'Item', States: { Item: { Type: 'Pass', Parameters: { 'x.$': '$.item' }, End: true } } },
      ResultPath: null,
      Next: 'Done',
    },
    Both: {
      Type: 'Parallel',
      Branches: [{ StartAt: 'One', States: { One: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% 1 %}', End: true } } }],
      OutputPath: '$[0]',
      Next: 'Done',
    },
    Done: { Type: 'Succeed', InputPath: '$.answer' },
    Failed: { Type: 'Fail', ErrorPath: '$.failure.Error', CausePath: "States.Format('{}', $.failure.Cause)" },
  },
}
