/**
 * The AWS SDK integrations: services by the name they have in a Resource, which is that of the Java SDK. Actions are known
 * by shape only, except for the services whose actions a chain is likely to name, and those that cannot be used.
 */

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Services by the name they have in a Resource. */
export const SDK_SERVICES: ReadonlySet<string> = new Set(
  words(`
  accessanalyzer account acm acmpca aiops amp amplify amplifybackend amplifyuibuilder apigateway apigatewayv2 appconfig
  appconfigdata appfabric appflow appintegrations applicationautoscaling applicationcostprofiler applicationdiscovery
  applicationinsights applicationsignals appmesh apprunner appstream appsync apptest arcregionswitch arczonalshift artifact
  athena auditmanager autoscaling autoscalingplans b2bi backup backupgateway backupsearch batch bcmdashboards bcmdataexports
  bcmpricingcalculator bcmrecommendedactions bedrock bedrockagent bedrockagentcore bedrockagentcorecontrol
  bedrockagentruntime bedrockdataautomation bedrockdataautomationruntime bedrockruntime billing billingconductor braket
  budgets chatbot chime chimesdkidentity chimesdkmediapipelines chimesdkmeetings chimesdkmessaging chimesdkvoice cleanrooms
  cleanroomsml cloud9 cloudcontrol clouddirectory cloudformation cloudfront cloudfrontkeyvaluestore cloudhsm cloudhsmv2
  cloudsearch cloudtrail cloudtraildata cloudwatch cloudwatchevents cloudwatchlogs codeartifact codebuild codecatalyst
  codecommit codeconnections codedeploy codeguruprofiler codegurureviewer codegurusecurity codepipeline
  codestarconnections codestarnotifications cognitoidentity cognitoidentityprovider cognitosync comprehend
  comprehendmedical computeoptimizer config connect connectcampaigns connectcampaignsv2 connectcases connectcontactlens
  connectparticipant controlcatalog controltower costandusagereport costexplorer costoptimizationhub customerprofiles
  databasemigration databrew dataexchange datapipeline datasync datazone dax deadline detective devicefarm devopsguru
  directconnect directory directoryservicedata dlm docdb docdbelastic drs dsql dynamodb dynamodbstreams ebs ec2
  ec2instanceconnect ecr ecrpublic ecs efs eks eksauth elasticache elasticbeanstalk elasticinference elasticloadbalancing
  elasticloadbalancingv2 elasticsearch elastictranscoder emr emrcontainers emrserverless entityresolution eventbridge
  evidently evs finspace finspacedata firehose fis fms forecast forecastquery frauddetector freetier fsx gamelift
  gameliftstreams geomaps geoplaces georoutes glacier globalaccelerator glue grafana greengrass greengrassv2 groundstation
  guardduty health healthlake honeycode iam identitystore imagebuilder inspector inspector2 inspectorscan internetmonitor
  invoicing iot iotanalytics iotdeviceadvisor iotevents ioteventsdata iotfleethub iotfleetwise iotjobsdataplane
  iotdataplane iotmanagedintegrations iotsecuretunneling iotsitewise iotthingsgraph iottwinmaker iotwireless ivs ivschat
  ivsrealtime kafka kafkaconnect kendra kendraranking keyspaces keyspacesstreams kinesis kinesisanalytics
  kinesisanalyticsv2 kinesisvideo kinesisvideoarchivedmedia kinesisvideomedia kinesisvideosignaling
  kinesisvideowebrtcstorage kms lakeformation lambda launchwizard lexmodelbuilding lexmodelsv2 lexruntime lexruntimev2
  licensemanager licensemanagerlinuxsubscriptions licensemanagerusersubscriptions lightsail location lookoutequipment
  lookoutmetrics lookoutvision m2 machinelearning macie2 mailmanager managedblockchain managedblockchainquery
  marketplaceagreement marketplacecatalog marketplacecommerceanalytics marketplacedeployment marketplaceentitlement
  marketplacemetering marketplacereporting mediaconnect mediaconvert medialive mediapackage mediapackagev2 mediapackagevod
  mediastore mediastoredata mediatailor medicalimaging memorydb mgn migrationhub migrationhubconfig
  migrationhuborchestrator migrationhubrefactorspaces migrationhubstrategy mpa mq mturk mwaa neptune neptunedata
  neptunegraph networkfirewall networkflowmonitor networkmanager networkmonitor notifications notificationscontacts oam
  observabilityadmin odb omics opensearch opensearchserverless opsworks opsworkscm organizations osis outposts panorama
  partnercentralselling paymentcryptography paymentcryptographydata pcaconnectorad pcaconnectorscep pcs personalize
  personalizeevents personalizeruntime pi pinpoint pinpointemail pinpointsmsvoice pinpointsmsvoicev2 pipes polly pricing
  privatenetworks proton qapps qbusiness qconnect qldb qldbsession quicksight ram rbin rds rdsdata redshift redshiftdata
  redshiftserverless rekognition repostspace resiliencehub resourceexplorer2 resourcegroups resourcegroupstaggingapi
  robomaker rolesanywhere route53 route53domains route53profiles route53recoverycluster route53recoverycontrolconfig
  route53recoveryreadiness route53resolver rtbfabric rum s3 s3control s3outposts s3tables s3vectors sagemaker
  sagemakera2iruntime sagemakeredge sagemakerfeaturestoreruntime sagemakergeospatial sagemakermetrics sagemakerruntime
  savingsplans scheduler schemas secretsmanager securityhub securityir securitylake serverlessapplicationrepository
  servicecatalog servicecatalogappregistry servicediscovery servicequotas ses sesv2 sfn shield signer simspaceweaver sms
  snowball snowdevicemanagement sns socialmessaging sqs ssm ssmcontacts ssmguiconnect ssmincidents ssmquicksetup ssmsap
  sso ssoadmin ssooidc storagegateway sts supplychain support supportapp swf synthetics taxsettings textract
  timestreaminfluxdb timestreamquery timestreamwrite tnb transcribe transfer translate trustedadvisor verifiedpermissions
  voiceid vpclattice waf wafregional wafv2 wellarchitected wisdom workdocs workmail workmailmessageflow workspaces
  workspacesinstances workspacesthinclient workspacesweb xray
  `),
)

/** All actions of a service. */
export const SDK_ACTIONS: Readonly<Record<string, ReadonlySet<string>>> = {
  bedrockruntime: new Set(
    words(
      'applyGuardrail converse countTokens getAsyncInvoke invokeGuardrailChecks invokeModel listAsyncInvokes startAsyncInvoke',
    ),
  ),
  bedrockagentruntime: new Set(
    words(`
    checkIngestedDocumentAcl createInvocation createSession deleteAgentMemory deleteSession endSession generateQuery
    getAgentMemory getDocumentContent getExecutionFlowSnapshot getFlowExecution getIngestedDocumentAcl getInvocationStep
    getSession listFlowExecutionEvents listFlowExecutions listInvocationSteps listInvocations listSessions
    listTagsForResource putInvocationStep rerank retrieve retrieveAndGenerate startFlowExecution stopFlowExecution
    tagResource untagResource updateSession
    `),
  ),
  sfn: new Set(
    words(`
    createActivity createStateMachine createStateMachineAlias deleteActivity deleteStateMachine deleteStateMachineAlias
    deleteStateMachineVersion describeActivity describeExecution describeMapRun describeStateMachine
    describeStateMachineAlias describeStateMachineForExecution getActivityTask getExecutionHistory listActivities
    listExecutions listMapRuns listStateMachineAliases listStateMachineVersions listStateMachines listTagsForResource
    publishStateMachineVersion redriveExecution sendTaskFailure sendTaskHeartbeat sendTaskSuccess startExecution
    startSyncExecution stopExecution tagResource testState untagResource updateMapRun updateStateMachine
    updateStateMachineAlias validateStateMachineDefinition
    `),
  ),
}

/** Actions of the other services that Step Functions leaves out: streams, credentials and what is long deprecated. */
const LEFT_OUT: ReadonlySet<string> = new Set(
  words(`
  applicationdiscovery:describeExportConfigurations applicationdiscovery:exportConfigurations
  cloudwatchlogs:startLiveTail comprehendmedical:detectEntities dataexchange:sendApiAsset efs:createTags
  codedeploy:batchGetDeploymentInstances codedeploy:getDeploymentInstance codedeploy:listDeploymentInstances
  codedeploy:skipWaitTimeForInstanceTermination directconnect:allocateConnectionOnInterconnect
  directconnect:describeConnectionLoa directconnect:describeConnectionsOnInterconnect directconnect:describeInterconnectLoa
  elastictranscoder:testRole emr:describeJobFlows iot:attachPrincipalPolicy iot:detachPrincipalPolicy
  iot:listPolicyPrincipals iot:listPrincipalPolicies iotdeviceadvisor:listTestCases iotsitewise:invokeAssistant
  kinesis:subscribeToShard lambda:invokeAsync lambda:invokeWithResponseStream lexruntimev2:startConversation
  mediapackage:rotateChannelCredentials qbusiness:chat rdsdata:executeSql s3:selectObjectContent
  s3control:selectObjectContent sagemakerruntime:invokeEndpointWithResponseStream shield:deleteSubscription
  sts:assumeRole sts:assumeRoleWithSAML sts:assumeRoleWithWebIdentity
  `),
)

const ACTION = /^[a-z][A-Za-z0-9]*$/

/** Whether a Task can call `action` of `service`. */
export const isSdkAction = (service: string, action: string): boolean =>
  SDK_SERVICES.has(service) &&
  ACTION.test(action) &&
  (SDK_ACTIONS[service]?.has(action) ??
    (!LEFT_OUT.has(`${service}:${action}`) && !/WithResponseStream$|Bidirectional/.test(action)))
