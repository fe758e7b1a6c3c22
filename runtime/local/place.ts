/** Where this AWS says it is: its region and account, and the names of things in it. */

export interface Place {
  readonly region: string
  readonly account: string
}

export const placeOf = (environment: NodeJS.ProcessEnv): Place => ({
  region: environment['AWS_REGION'] || 'us-east-1',
  account: '123456789012',
})

export const machineArn = ({ region, account }: Place, name: string) => `arn:aws:states:${region}:${account}:stateMachine:${name}`
export const executionArn = ({ region, account }: Place, machine: string, name: string, uuid: string) =>
  `arn:aws:states:${region}:${account}:express:${machine}:${name}:${uuid}`
export const roleArn = ({ account }: Place) => `arn:aws:iam::${account}:role/stepchain-local`
