extension ServiceTable {
  /// Lambda; event names carry the API's date, which is taken off before they are looked up here.
  static let lambda = ServiceTable(
    kinds: """
      function => FunctionName=functionName:function|resource:function|functionArn:function
      function alias => FunctionName=functionName:function Alias=qualifier
      function version => FunctionName=functionName:function Version=qualifier
      layer => LayerName=layerName
      layerVersion => LayerName=layerName LayerVersion=versionNumber
      eventSourceMapping => uUID|resource
      code signing config => codeSigningConfigArn|resource
      """,
    events: """
      Invoke,InvokeAsync,InvokeWithResponseStream => InvokeFunction function_alias~function
      GetLayerVersionByArn => GetLayerVersion layerVersion=arn
      CreateFunction,UpdateFunctionConfiguration => = function; iam:PassRole? role=role +iam:PassedToService=lambda.amazonaws.com
      TagResource,UntagResource,ListTags => = function=resource:function eventSourceMapping=resource code_signing_config=resource
      """,
    context: """
      lambda:Principal => principal => - => AddPermission,RemovePermission
      lambda:FunctionUrlAuthType => functionUrlAuthType|authType => - => AddPermission,CreateFunctionUrlConfig,UpdateFunctionUrlConfig
      lambda:Layer => layers => - => CreateFunction,UpdateFunctionConfiguration
      lambda:CodeSigningConfigArn => codeSigningConfigArn => - => CreateFunction,PutFunctionCodeSigningConfig
      lambda:SubnetIds => vpcConfig.subnetIds => - => CreateFunction,UpdateFunctionConfiguration
      lambda:SecurityGroupIds => vpcConfig.securityGroupIds => - => CreateFunction,UpdateFunctionConfiguration
      """)

  /// CloudFormation; a stack that is named without its id matches as `stack/NAME/*`.
  static let cloudformation = ServiceTable(
    kinds: """
      stack => StackName=response.stackId|stackName|stackId|stackArn
      stackset => StackSetName=stackSetName|stackSetArn
      changeset => changeSetName|changeSetArn
      """,
    events: """
      CreateStack,UpdateStack,DeleteStack,CreateChangeSet,ContinueUpdateRollback,RollbackStack => = stack; iam:PassRole? role=roleARN +iam:PassedToService=cloudformation.amazonaws.com
      CreateStackInstances,UpdateStackInstances,DeleteStackInstances,UpdateStackSet => = stackset
      GetTemplateSummary => = stack~stackset
      DescribeEvents => = stack~changeset
      """,
    context: """
      cloudformation:TemplateUrl => templateURL => absent => CreateStack,UpdateStack,CreateChangeSet,CreateStackSet,UpdateStackSet
      cloudformation:StackPolicyUrl => stackPolicyURL => absent => CreateStack,UpdateStack,SetStackPolicy
      cloudformation:ResourceTypes => resourceTypes => absent => CreateStack,UpdateStack,CreateChangeSet
      cloudformation:RoleArn => roleARN => absent => CreateStack,UpdateStack,DeleteStack,CreateChangeSet,ContinueUpdateRollback
      cloudformation:ChangeSetName => changeSetName => absent => CreateChangeSet,DeleteChangeSet,DescribeChangeSet,ExecuteChangeSet
      cloudformation:ImportResourceTypes => resourcesToImport.resourceType => absent => CreateChangeSet
      """)

  /// ECS; clusters, services and tasks may be named by ARN, which the other kinds need the last part of.
  static let ecs = ServiceTable(
    kinds: """
      cluster => cluster|clusterName|clusters
      service => ClusterName=cluster:last ServiceName=service:last|serviceName:last|services:last
      task => ClusterName=cluster:last TaskId=task:last|tasks:last
      container-instance => ClusterName=cluster:last ContainerInstanceId=containerInstance:last|containerInstances:last
      task-definition => taskDefinition:revision
      capacity-provider => name|capacityProvider
      """,
    events: """
      RegisterTaskDefinition => = task-definition=family:revision; iam:PassRole? role=taskRoleArn +iam:PassedToService=ecs-tasks.amazonaws.com; iam:PassRole? role=executionRoleArn +iam:PassedToService=ecs-tasks.amazonaws.com
      RunTask,StartTask => = task-definition; iam:PassRole? role=overrides.taskRoleArn +iam:PassedToService=ecs-tasks.amazonaws.com
      CreateService => = service
      """)

  /// ECR; events list their repositories in `resources`.
  static let ecr = ServiceTable(kinds: "repository => repositoryName|repositoryNames|resourceArn")

  /// EKS.
  static let eks = ServiceTable(
    kinds: """
      cluster => clusterName|name
      nodegroup => ClusterName=clusterName NodegroupName=nodegroupName
      addon => ClusterName=clusterName AddonName=addonName
      fargateprofile => ClusterName=clusterName FargateProfileName=fargateProfileName
      """,
    events: """
      CreateCluster => = cluster=name; iam:PassRole? role=roleArn +iam:PassedToService=eks.amazonaws.com
      CreateNodegroup => = cluster=clusterName; iam:PassRole? role=nodeRole
      """)

  /// Auto Scaling groups and launch configurations, whose ARNs hold an id that no call names.
  static let autoscaling = ServiceTable(
    kinds: """
      autoScalingGroup => GroupFriendlyName=autoScalingGroupName|autoScalingGroupNames|tags.resourceId
      launchConfiguration => LaunchConfigurationName=launchConfigurationName|launchConfigurationNames
      """)

  /// Elastic Load Balancing, both generations under one prefix.
  static let elasticloadbalancing = ServiceTable(
    kinds: """
      loadbalancer => LoadBalancerName=loadBalancerName|loadBalancerNames
      targetgroup => TargetGroupName=response.targetGroups.targetGroupArn|targetGroupArn|targetGroupArns|name
      """,
    events: """
      CreateLoadBalancer => = loadbalancer/net/[type:network]=LoadBalancerName=name~loadbalancer/gwy/[type:gateway]=LoadBalancerName=name~loadbalancer/app/=LoadBalancerName=name~loadbalancer=LoadBalancerName=loadBalancerName
      CreateTargetGroup => = targetgroup=TargetGroupName=name
      """)
}
