/** A chain's own state machine, as its tasks name it before anybody knows what the chain is called. */

/** Stands in an ARN for the chain's name. */
export const CHAIN_NAME = '${Chain::Name}'

/** What both ways to deploy call the machine of a chain. */
export const OWN_MACHINE = `\${AWS::StackName}-${CHAIN_NAME}`
