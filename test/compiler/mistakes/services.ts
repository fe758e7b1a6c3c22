/** Mistakes in calls of services: what Express cannot do, what there is not, and permissions that say too little or too much. */
import { awsTask, chain, systemChain } from '../../../compiler/index.ts'
import type { AwsTaskOptions } from '../../../compiler/language/aws-task.ts'
import { answer } from '../mistake.ts'
import type { Mistake } from '../mistake.ts'

const calling = (task: Partial<AwsTaskOptions<undefined>>) =>
  chain('c', { answer }, (step) => {
    step(
      'call',
      awsTask({
        service: 'sqs',
        action: 'sendMessage',
        arguments: { QueueUrl: 'q', MessageBody: 'm' },
        resources: ['${QueueArn}'],
        ...task,
      }),
    )
    return systemChain.keep()
  })

const mistake = (
  name: string,
  task: Partial<AwsTaskOptions<undefined>>,
  code: string,
  what: string,
  remedy: string,
): Mistake => ({
  name,
  chain: calling(task),
  told: { code, path: ['c', 'call'], what, remedy },
})

const POLL = 'Start it and ask again and again, in a loop(…) with a wait(…), or start a Standard workflow with startWorkflow(…).'
const NO_ARN =
  "Write it as arn:${AWS::Partition}:s3:::${Bucket}/key or as the name of a substitution that holds one: '${QueueArn}'."

export const SERVICES: readonly Mistake[] = [
  mistake(
    'a job that is waited for',
    { service: 'glue', action: 'startJobRun.sync', arguments: { JobName: 'j' }, resources: ['${JobArn}'] },
    'SC027',
    'An Express workflow cannot wait for what it has started: .sync is for Standard workflows.',
    POLL,
  ),
  mistake(
    'an execution that is waited for',
    { service: 'sfn', action: 'startExecution.sync:2', arguments: {}, resources: ['${OtherArn}'] },
    'SC027',
    'An Express workflow cannot wait for what it has started: .sync:2 is for Standard workflows.',
    POLL,
  ),
  mistake(
    'a callback that is waited for',
    { action: 'sendMessage.waitForTaskToken' },
    'SC027',
    'An Express workflow cannot wait for what it has started: .waitForTaskToken is for Standard workflows.',
    POLL,
  ),
  mistake(
    'an activity',
    { service: 'sfn', action: 'getActivityTask', arguments: { ActivityArn: 'a' }, resources: ['${ActivityArn}'] },
    'SC027',
    'An Express workflow cannot wait for an activity.',
    POLL,
  ),
  mistake(
    'a service that there is not',
    { service: 'bedrockagentruntim', action: 'retrieve', arguments: {} },
    'SC028',
    'Step Functions knows no service "bedrockagentruntim".',
    "Did you mean bedrockagentruntime? It is the name in AWS's Java SDK, in small letters: s3, sqs, bedrockagentruntime.",
  ),
  mistake(
    'an action that there is not',
    { service: 'bedrockruntime', action: 'invokeModle', arguments: {} },
    'SC028',
    'Step Functions cannot call bedrockruntime:invokeModle.',
    'Did you mean invokeModel?',
  ),
  mistake(
    'a slip in the name of an action',
    { action: 'sendMesage' },
    'SC028',
    'Step Functions cannot call sqs:sendMesage.',
    'Did you mean sendMessage?',
  ),
  mistake(
    'an action in PascalCase',
    { service: 'scheduler', action: 'CreateSchedule', arguments: {} },
    'SC028',
    'Step Functions cannot call scheduler:CreateSchedule.',
    'Did you mean createSchedule?',
  ),
  mistake(
    'a stream',
    { service: 'lambda', action: 'invokeWithResponseStream', arguments: {} },
    'SC028',
    'Step Functions cannot call lambda:invokeWithResponseStream.',
    'It begins with a small letter, as in getObject; streams, and what hands out credentials, cannot be called.',
  ),
  mistake(
    "an argument as the service's own API has it",
    { arguments: { QueueUrl: 'q', messageBody: 'm' } },
    'SC028',
    'The argument messageBody would not be found.',
    'Write MessageBody: members are PascalCase in Step Functions.',
  ),
  mistake(
    'no resource',
    { resources: [] },
    'SC029',
    'Nothing says what sqs:sendMessage may touch.',
    'Give the ARNs of what it calls as resources.',
  ),
  mistake('a resource that is no ARN', { resources: ['my-queue'] }, 'SC029', 'The resource "my-queue" is no ARN.', NO_ARN),
  mistake(
    'everything',
    { resources: ['*'] },
    'SC029',
    'The resource "*" is a pattern, and nothing says why.',
    'Name the resource itself, or give a reason: who reads the permissions will ask.',
  ),
  mistake(
    'a pattern',
    { resources: ['arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-*'] },
    'SC029',
    'The resource "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-*" is a pattern, and nothing says why.',
    'Name the resource itself, or give a reason: who reads the permissions will ask.',
  ),
  mistake(
    'a pseudo parameter that there is not',
    { resources: ['arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::Account}:orders'] },
    'SC029',
    'CloudFormation has no ${AWS::Account}.',
    'Did you mean ${AWS::AccountId}?',
  ),
  mistake(
    'an action that IAM does not have',
    { actions: ['SendMessage'] },
    'SC029',
    '"SendMessage" is no action of IAM.',
    'An action is service:Action, such as s3:PutObject.',
  ),
]
