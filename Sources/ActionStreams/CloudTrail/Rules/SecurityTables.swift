extension ServiceTable {
  /// KMS; events list their keys in `resources`, whatever the call named them by.
  static let kms = ServiceTable(
    kinds: """
      key => response.keyId:key|keyId:key|targetKeyId:key
      alias => aliasName:alias
      """,
    events: """
      ReEncrypt => ReEncryptFrom key@1; ReEncryptTo key@2
      CreateAlias,UpdateAlias,DeleteAlias => = alias key
      """,
    context: """
      kms:EncryptionAlgorithm => encryptionAlgorithm
      kms:SigningAlgorithm => signingAlgorithm
      kms:MacAlgorithm => macAlgorithm
      kms:MessageType => messageType
      kms:GrantOperations => operations => - => CreateGrant
      kms:GranteePrincipal => granteePrincipal => - => CreateGrant
      kms:RetiringPrincipal => retiringPrincipal => - => CreateGrant
      kms:GrantConstraintType => constraints.@keys => - => CreateGrant
      kms:ScheduleKeyDeletionPendingWindowInDays => pendingWindowInDays => - => ScheduleKeyDeletion
      kms:BypassPolicyLockoutSafetyCheck => bypassPolicyLockoutSafetyCheck => - => CreateKey,PutKeyPolicy
      kms:RequestAlias => keyId:^alias/ => absent
      kms:DataKeyPairSpec => keyPairSpec => - => GenerateDataKeyPair,GenerateDataKeyPairWithoutPlaintext
      kms:ReplicaRegion => replicaRegion => - => ReplicateKey
      kms:PrimaryRegion => primaryRegion => - => UpdatePrimaryRegion
      """)

  /// Secrets Manager; a secret that is named without its suffix matches as `secret:NAME-??????`.
  static let secretsmanager = ServiceTable(
    kinds: """
      Secret => response.arn|secretId:secret|name:secret
      """,
    events: """
      ValidateResourcePolicy => = Secret!
      """,
    context: """
      secretsmanager:SecretId => secretId
      secretsmanager:Name => name => - => CreateSecret
      secretsmanager:Description => description => - => CreateSecret,UpdateSecret
      secretsmanager:KmsKeyId => kmsKeyId => absent => CreateSecret,UpdateSecret
      secretsmanager:VersionId => versionId => absent
      secretsmanager:VersionStage => versionStage => absent
      secretsmanager:ForceDeleteWithoutRecovery => forceDeleteWithoutRecovery => absent => DeleteSecret
      secretsmanager:RecoveryWindowInDays => recoveryWindowInDays => absent => DeleteSecret
      secretsmanager:RotationLambdaARN => rotationLambdaARN => absent => RotateSecret
      secretsmanager:BlockPublicPolicy => blockPublicPolicy => absent => PutResourcePolicy
      secretsmanager:AddReplicaRegions => addReplicaRegions.region => absent => CreateSecret,ReplicateSecretToRegions
      """)

  /// Systems Manager; one parameter names many kinds, told apart by `resourceType` or by the identifier.
  static let ssm = ServiceTable(
    kinds: """
      parameter => name:unslashed|names:unslashed|path:unslashed
      document => documentName:document|name:document
      instance => instanceId:^i-|instanceIds:^i-|target:^i-|resourceId:^i-|items.instanceId:^i-
      managed-instance => instanceId:^mi-|instanceIds:^mi-|target:^mi-|resourceId:^mi-
      maintenancewindow => windowId:^mw-
      windowtarget => windowTargetId
      windowtask => windowTaskId
      patchbaseline => baselineId
      automation-execution => automationExecutionId|response.automationExecutionId
      association => associationId|associationIds
      opsitem => opsItemId
      opsmetadata => opsMetadataArn
      session => sessionId
      servicesetting => settingId:unslashed
      resourcedatasync => syncName
      """,
    events: """
      AddTagsToResource,RemoveTagsFromResource,ListTagsForResource => = parameter[resourceType:Parameter]=resourceId:unslashed document[resourceType:Document]=resourceId managed-instance[resourceType:ManagedInstance]=resourceId maintenancewindow[resourceType:MaintenanceWindow]=resourceId patchbaseline[resourceType:PatchBaseline]=resourceId opsitem[resourceType:OpsItem]=resourceId opsmetadata[resourceType:OpsMetadata]=resourceId automation-execution[resourceType:Automation]=resourceId association[resourceType:Association]=resourceId
      SendCommand => = document instance managed-instance
      StartAutomationExecution => = automation-definition=AutomationDefinitionName=documentName; iam:PassRole? role=parameters.automationAssumeRole|parameters.AutomationAssumeRole +iam:PassedToService=ssm.amazonaws.com
      StartSession => = instance managed-instance document
      CreateAssociation => = document=name:document instance managed-instance
      ListInstanceAssociations => = instance~managed-instance
      GetDocument,DescribeDocument,CreateDocument,UpdateDocument,DeleteDocument,ListDocumentVersions => = document
      """,
    context: """
      ssm:Overwrite => overwrite => - => PutParameter
      ssm:Recursive => recursive => - => GetParametersByPath
      ssm:DocumentType => documentType => - => CreateDocument
      """)
}
