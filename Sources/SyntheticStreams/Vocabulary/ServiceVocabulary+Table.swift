extension ServiceVocabulary {
  /// The services of the workload: names as AWS publishes them, a choice that is ours.
  ///
  /// One resource type a line: IAM prefix, ARN format, actions that read, actions that write, the request parameter
  /// that names the resource in a log, its CloudFormation type, and a context key of the service with its values.
  /// In ARN formats `{r}` is a region, `{a}` an account, `{n}` a name, `{h}` 17 hexadecimal digits, `{u}` a UUID,
  /// `{k}` an object key.
  static let table = """
    ec2|arn:aws:ec2:{r}:{a}:instance/i-{h}|GetConsoleOutput GetPasswordData|RunInstances StartInstances StopInstances RebootInstances TerminateInstances ModifyInstanceAttribute AssociateIamInstanceProfile|instanceId|AWS::EC2::Instance|ec2:InstanceType=t3.micro,t3.large,m5.xlarge,m6i.2xlarge,c6i.large,r6g.xlarge,p4d.24xlarge,g5.xlarge
    ec2|arn:aws:ec2:{r}:{a}:volume/vol-{h}|GetEbsEncryptionByDefault|AttachVolume DetachVolume CreateVolume DeleteVolume ModifyVolume CreateSnapshot|volumeId|AWS::EC2::Volume|ec2:Encrypted=true,false
    ec2|arn:aws:ec2:{r}::snapshot/snap-{h}|DescribeSnapshotAttribute|DeleteSnapshot ModifySnapshotAttribute CopySnapshot|snapshotId||ec2:Owner=amazon,self
    ec2|arn:aws:ec2:{r}:{a}:security-group/sg-{h}|GetSecurityGroupsForVpc|AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress CreateSecurityGroup DeleteSecurityGroup|groupId|AWS::EC2::SecurityGroup|ec2:Vpc=vpc-0a1b2c3d,vpc-4e5f6a7b
    ec2|arn:aws:ec2:{r}:{a}:vpc/vpc-{h}|DescribeVpcAttribute|CreateVpc DeleteVpc ModifyVpcAttribute CreateSubnet AttachInternetGateway|vpcId|AWS::EC2::VPC|ec2:VpceServiceName=com.amazonaws.s3,com.amazonaws.kms
    ec2|arn:aws:ec2:{r}:{a}:subnet/subnet-{h}|GetSubnetCidrReservations|DeleteSubnet ModifySubnetAttribute CreateNatGateway AssociateRouteTable|subnetId|AWS::EC2::Subnet|ec2:AvailabilityZone=a,b,c
    s3|arn:aws:s3:::{n}|ListBucket GetBucketPolicy GetBucketTagging GetBucketLocation GetEncryptionConfiguration GetBucketVersioning|CreateBucket DeleteBucket PutBucketPolicy DeleteBucketPolicy PutBucketTagging PutEncryptionConfiguration PutBucketVersioning PutBucketPublicAccessBlock PutLifecycleConfiguration|bucketName|AWS::S3::Bucket|s3:prefix=home/,raw/,exports/
    s3|arn:aws:s3:::{n}/{k}|GetObject GetObjectTagging GetObjectVersion GetObjectAcl|PutObject DeleteObject PutObjectAcl PutObjectTagging DeleteObjectVersion RestoreObject AbortMultipartUpload|key||s3:x-amz-server-side-encryption=aws:kms,AES256
    iam|arn:aws:iam::{a}:role/{n}|GetRole ListRolePolicies ListAttachedRolePolicies ListRoleTags|CreateRole DeleteRole UpdateRole AttachRolePolicy DetachRolePolicy PutRolePolicy DeleteRolePolicy UpdateAssumeRolePolicy PassRole TagRole|roleName|AWS::IAM::Role|iam:PassedToService=ec2.amazonaws.com,lambda.amazonaws.com,ecs-tasks.amazonaws.com
    iam|arn:aws:iam::{a}:user/{n}|GetUser ListAccessKeys ListMFADevices|CreateUser DeleteUser CreateAccessKey DeleteAccessKey AttachUserPolicy PutUserPolicy CreateLoginProfile TagUser|userName|AWS::IAM::User|iam:PermissionsBoundary=arn:aws:iam::aws:policy/PowerUserAccess
    iam|arn:aws:iam::{a}:policy/{n}|GetPolicy GetPolicyVersion ListPolicyVersions|CreatePolicy DeletePolicy CreatePolicyVersion SetDefaultPolicyVersion|policyArn|AWS::IAM::ManagedPolicy|
    lambda|arn:aws:lambda:{r}:{a}:function:{n}|GetFunction GetFunctionConfiguration GetPolicy ListTags|CreateFunction DeleteFunction UpdateFunctionCode UpdateFunctionConfiguration InvokeFunction AddPermission RemovePermission CreateFunctionUrlConfig PutFunctionConcurrency|functionName|AWS::Lambda::Function|lambda:FunctionUrlAuthType=AWS_IAM,NONE
    dynamodb|arn:aws:dynamodb:{r}:{a}:table/{n}|GetItem BatchGetItem Query Scan DescribeTable|PutItem UpdateItem DeleteItem BatchWriteItem CreateTable DeleteTable UpdateTable RestoreTableFromBackup|tableName|AWS::DynamoDB::Table|dynamodb:Select=ALL_ATTRIBUTES,COUNT
    rds|arn:aws:rds:{r}:{a}:db:{n}|DescribeDBInstances DescribeDBSnapshots ListTagsForResource|CreateDBInstance DeleteDBInstance ModifyDBInstance RebootDBInstance StartDBInstance StopDBInstance CreateDBSnapshot AddTagsToResource|dBInstanceIdentifier|AWS::RDS::DBInstance|rds:DatabaseEngine=postgres,mysql,aurora-mysql
    rds|arn:aws:rds:{r}:{a}:cluster:{n}|DescribeDBClusters|CreateDBCluster DeleteDBCluster ModifyDBCluster FailoverDBCluster CreateDBClusterSnapshot|dBClusterIdentifier|AWS::RDS::DBCluster|rds:StorageEncrypted=true,false
    kms|arn:aws:kms:{r}:{a}:key/{u}|DescribeKey GetKeyPolicy GetKeyRotationStatus ListGrants|Encrypt Decrypt GenerateDataKey CreateGrant ScheduleKeyDeletion DisableKey PutKeyPolicy EnableKeyRotation TagResource|keyId|AWS::KMS::Key|kms:ViaService=s3.us-east-1.amazonaws.com,ec2.eu-west-1.amazonaws.com
    secretsmanager|arn:aws:secretsmanager:{r}:{a}:secret:{n}-AbCdEf|GetSecretValue DescribeSecret GetResourcePolicy ListSecretVersionIds|CreateSecret PutSecretValue UpdateSecret DeleteSecret RestoreSecret RotateSecret PutResourcePolicy|secretId|AWS::SecretsManager::Secret|secretsmanager:RecoveryWindowInDays=7,14,30
    ssm|arn:aws:ssm:{r}:{a}:parameter/{n}|GetParameter GetParameters GetParametersByPath GetParameterHistory|PutParameter DeleteParameter DeleteParameters LabelParameterVersion|name|AWS::SSM::Parameter|ssm:Overwrite=true,false
    sqs|arn:aws:sqs:{r}:{a}:{n}|ReceiveMessage GetQueueAttributes GetQueueUrl ListQueueTags|SendMessage DeleteMessage CreateQueue DeleteQueue SetQueueAttributes PurgeQueue|queueUrl|AWS::SQS::Queue|
    sns|arn:aws:sns:{r}:{a}:{n}|GetTopicAttributes ListSubscriptionsByTopic|Publish Subscribe CreateTopic DeleteTopic SetTopicAttributes AddPermission|topicArn|AWS::SNS::Topic|sns:Protocol=https,email,sqs,lambda
    logs|arn:aws:logs:{r}:{a}:log-group:/aws/{n}|DescribeLogStreams FilterLogEvents GetLogEvents|CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy PutSubscriptionFilter CreateLogStream PutLogEvents|logGroupName|AWS::Logs::LogGroup|
    cloudformation|arn:aws:cloudformation:{r}:{a}:stack/{n}/{u}|DescribeStacks DescribeStackEvents GetTemplate GetStackPolicy|CreateStack UpdateStack DeleteStack SetStackPolicy CreateChangeSet ExecuteChangeSet UpdateTerminationProtection|stackName|AWS::CloudFormation::Stack|cloudformation:ChangeSetName=release,hotfix
    ecr|arn:aws:ecr:{r}:{a}:repository/{n}|BatchGetImage GetDownloadUrlForLayer DescribeImages ListImages|CreateRepository DeleteRepository PutImage BatchDeleteImage PutLifecyclePolicy SetRepositoryPolicy|repositoryName|AWS::ECR::Repository|
    ecs|arn:aws:ecs:{r}:{a}:service/{n}/{n}|DescribeServices ListTagsForResource|CreateService UpdateService DeleteService|service|AWS::ECS::Service|ecs:enable-execute-command=true,false
    ecs|arn:aws:ecs:{r}:{a}:cluster/{n}|DescribeClusters ListContainerInstances|CreateCluster DeleteCluster RunTask UpdateCluster|cluster|AWS::ECS::Cluster|
    eks|arn:aws:eks:{r}:{a}:cluster/{n}|DescribeCluster ListNodegroups AccessKubernetesApi|CreateCluster DeleteCluster UpdateClusterConfig UpdateClusterVersion CreateNodegroup|name|AWS::EKS::Cluster|
    elasticloadbalancing|arn:aws:elasticloadbalancing:{r}:{a}:loadbalancer/app/{n}/{h}|DescribeLoadBalancerAttributes|CreateLoadBalancer DeleteLoadBalancer ModifyLoadBalancerAttributes CreateListener SetSecurityGroups|loadBalancerArn|AWS::ElasticLoadBalancingV2::LoadBalancer|elasticloadbalancing:Scheme=internal,internet-facing
    elasticfilesystem|arn:aws:elasticfilesystem:{r}:{a}:file-system/fs-{h}|DescribeFileSystemPolicy ClientMount|CreateFileSystem DeleteFileSystem PutFileSystemPolicy ClientWrite ClientRootAccess|fileSystemId|AWS::EFS::FileSystem|elasticfilesystem:Encrypted=true,false
    elasticache|arn:aws:elasticache:{r}:{a}:replicationgroup:{n}|DescribeReplicationGroups|CreateReplicationGroup DeleteReplicationGroup ModifyReplicationGroup CreateSnapshot|replicationGroupId|AWS::ElastiCache::ReplicationGroup|
    backup|arn:aws:backup:{r}:{a}:backup-vault:{n}|DescribeBackupVault ListRecoveryPointsByBackupVault|CreateBackupVault DeleteBackupVault PutBackupVaultAccessPolicy PutBackupVaultLockConfiguration DeleteRecoveryPoint StartBackupJob|backupVaultName|AWS::Backup::BackupVault|
    cloudtrail|arn:aws:cloudtrail:{r}:{a}:trail/{n}|GetTrailStatus GetEventSelectors|CreateTrail DeleteTrail StopLogging StartLogging UpdateTrail PutEventSelectors|name|AWS::CloudTrail::Trail|
    cloudwatch|arn:aws:cloudwatch:{r}:{a}:alarm:{n}|DescribeAlarms GetMetricData|PutMetricAlarm DeleteAlarms DisableAlarmActions SetAlarmState|alarmName|AWS::CloudWatch::Alarm|
    events|arn:aws:events:{r}:{a}:rule/{n}|DescribeRule ListTargetsByRule|PutRule DeleteRule PutTargets RemoveTargets DisableRule|name|AWS::Events::Rule|
    states|arn:aws:states:{r}:{a}:stateMachine:{n}|DescribeStateMachine ListExecutions|CreateStateMachine DeleteStateMachine UpdateStateMachine StartExecution|stateMachineArn|AWS::StepFunctions::StateMachine|
    kinesis|arn:aws:kinesis:{r}:{a}:stream/{n}|GetRecords GetShardIterator DescribeStreamSummary|PutRecord PutRecords CreateStream DeleteStream|streamName|AWS::Kinesis::Stream|
    route53|arn:aws:route53:::hostedzone/Z{h}|GetHostedZone ListResourceRecordSets|ChangeResourceRecordSets DeleteHostedZone AssociateVPCWithHostedZone|hostedZoneId|AWS::Route53::HostedZone|
    sts|arn:aws:iam::{a}:role/{n}|GetSessionToken|AssumeRole TagSession SetSourceIdentity|roleArn|AWS::IAM::Role|sts:ExternalId=partner-1,partner-2
    glue|arn:aws:glue:{r}:{a}:job/{n}|GetJob GetJobRun GetJobRuns|CreateJob UpdateJob DeleteJob StartJobRun|jobName|AWS::Glue::Job|glue:VpcIds=vpc-0a1b2c3d
    sagemaker|arn:aws:sagemaker:{r}:{a}:endpoint/{n}|DescribeEndpoint InvokeEndpoint|CreateEndpoint UpdateEndpoint DeleteEndpoint|endpointName|AWS::SageMaker::Endpoint|sagemaker:InstanceTypes=ml.m5.large,ml.p4d.24xlarge
    athena|arn:aws:athena:{r}:{a}:workgroup/{n}|GetWorkGroup GetQueryExecution GetQueryResults|StartQueryExecution CreateWorkGroup DeleteWorkGroup|workGroup|AWS::Athena::WorkGroup|
    codebuild|arn:aws:codebuild:{r}:{a}:project/{n}|BatchGetProjects|CreateProject UpdateProject DeleteProject StartBuild|projectName|AWS::CodeBuild::Project|
    codepipeline|arn:aws:codepipeline:{r}:{a}:{n}|GetPipeline GetPipelineState|CreatePipeline UpdatePipeline DeletePipeline StartPipelineExecution|name|AWS::CodePipeline::Pipeline|
    redshift|arn:aws:redshift:{r}:{a}:cluster:{n}|DescribeTags|CreateCluster DeleteCluster ModifyCluster RebootCluster GetClusterCredentials|clusterIdentifier|AWS::Redshift::Cluster|redshift:DbName=analytics,reporting
    guardduty|arn:aws:guardduty:{r}:{a}:detector/{h}|GetDetector GetFindings|CreateDetector DeleteDetector UpdateDetector ArchiveFindings|detectorId|AWS::GuardDuty::Detector|
    wafv2|arn:aws:wafv2:{r}:{a}:regional/webacl/{n}/{u}|GetWebACL|CreateWebACL UpdateWebACL DeleteWebACL|id|AWS::WAFv2::WebACL|
    """

  /// Actions that know no resource and are asked about `*`.
  static let wildcardOnlyActions = """
    ec2:DescribeInstances ec2:DescribeVolumes ec2:DescribeVpcs ec2:DescribeSubnets ec2:DescribeSecurityGroups \
    ec2:DescribeRegions ec2:DescribeImages s3:ListAllMyBuckets iam:ListRoles iam:ListUsers iam:ListPolicies \
    iam:GetAccountSummary lambda:ListFunctions dynamodb:ListTables kms:ListKeys kms:ListAliases kms:CreateKey \
    secretsmanager:ListSecrets ssm:DescribeParameters logs:DescribeMetricFilters cloudformation:ListStacks \
    ecr:GetAuthorizationToken ecs:ListClusters eks:ListClusters cloudtrail:LookupEvents cloudwatch:ListMetrics \
    cloudwatch:PutMetricData route53:ListHostedZones sts:GetCallerIdentity organizations:DescribeOrganization \
    organizations:LeaveOrganization account:DisableRegion
    """
}
