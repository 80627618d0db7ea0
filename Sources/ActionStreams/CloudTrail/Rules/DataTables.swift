extension ServiceTable {
  /// RDS, Aurora, Neptune and DocumentDB; identifiers are kept in lower case.
  static let rds = ServiceTable(
    kinds: """
      db => dBInstanceIdentifier:lower
      cluster => dBClusterIdentifier:lower
      snapshot => dBSnapshotIdentifier:lower
      cluster-snapshot => dBClusterSnapshotIdentifier:lower|snapshotIdentifier:lower
      subgrp => dBSubnetGroupName:lower
      pg => dBParameterGroupName:lower
      cluster-pg => dBClusterParameterGroupName:lower
      og => optionGroupName:lower
      secgrp => dBSecurityGroupName:lower|dBSecurityGroups:lower
      es => subscriptionName:lower
      ri => reservedDBInstanceId
      global-cluster => globalClusterIdentifier:lower
      cluster-endpoint => dBClusterEndpointIdentifier:lower
      deployment => blueGreenDeploymentIdentifier
      integration => integrationIdentifier|integrationName
      proxy => response.dBProxy.dBProxyArn
      cev => Engine=engine EngineVersion=engineVersion
      """,
    events: """
      CreateDBInstanceReadReplica => = db=dBInstanceIdentifier:lower db=sourceDBInstanceIdentifier:lower og pg subgrp
      CopyDBSnapshot => = snapshot=targetDBSnapshotIdentifier:lower snapshot=sourceDBSnapshotIdentifier:lower
      CopyDBClusterSnapshot => = cluster-snapshot=targetDBClusterSnapshotIdentifier:lower cluster-snapshot=sourceDBClusterSnapshotIdentifier:lower
      CopyDBParameterGroup => = pg=targetDBParameterGroupIdentifier:lower pg=sourceDBParameterGroupIdentifier:lower
      CopyDBClusterParameterGroup => = cluster-pg=targetDBClusterParameterGroupIdentifier:lower cluster-pg=sourceDBClusterParameterGroupIdentifier:lower
      CopyOptionGroup => = og=targetOptionGroupIdentifier:lower og=sourceOptionGroupIdentifier:lower
      RestoreDBInstanceToPointInTime => = db=targetDBInstanceIdentifier:lower db=sourceDBInstanceIdentifier:lower og pg subgrp
      RestoreDBClusterToPointInTime => = cluster=dBClusterIdentifier:lower cluster=sourceDBClusterIdentifier:lower cluster-pg og subgrp
      RestoreDBInstanceFromDBSnapshot => = db snapshot og pg subgrp
      RestoreDBClusterFromSnapshot => = cluster cluster-snapshot=snapshotIdentifier:lower cluster-pg og subgrp
      DeleteDBCluster => = cluster cluster-snapshot=finalDBSnapshotIdentifier:lower
      DescribeDBSnapshots => = snapshot~db~snapshot!
      DescribeDBClusterSnapshots => = cluster-snapshot~cluster~cluster-snapshot!
      DescribeDBClusterEndpoints => = cluster-endpoint~cluster~cluster-endpoint!
      DescribeDBInstanceAutomatedBackups => = db~auto-backup!
      DescribePendingMaintenanceActions => = db!
      StartExportTask => = snapshot=sourceArn cluster-snapshot=sourceArn cluster=sourceArn; iam:PassRole? role=iamRoleArn +iam:PassedToService=export.rds.amazonaws.com
      AddRoleToDBCluster,RemoveRoleFromDBCluster => = cluster; iam:PassRole? role=roleArn +iam:PassedToService=rds.amazonaws.com
      AddRoleToDBInstance => = db; iam:PassRole? role=roleArn +iam:PassedToService=rds.amazonaws.com
      """,
    context: """
      rds:DatabaseEngine => engine => - => CreateDBInstance,CreateDBCluster,RestoreDBInstanceFromDBSnapshot,RestoreDBClusterFromSnapshot
      rds:DatabaseClass => dBInstanceClass
      rds:DatabaseName => dBName|databaseName
      rds:MultiAz => multiAZ
      rds:Piops => iops
      rds:StorageEncrypted => storageEncrypted
      rds:StorageSize => allocatedStorage
      rds:ManageMasterUserPassword => manageMasterUserPassword
      rds:BackupTarget => backupTarget
      """)

  /// DynamoDB; data events list their tables in `resources`.
  static let dynamodb = ServiceTable(
    kinds: """
      table => tableName|requestItems.@keys|resourceArn|tableArn
      index => TableName=tableName IndexName=indexName
      stream => streamArn|resourceArn
      backup => backupArn
      export => exportArn
      import => importArn
      global-table => globalTableName
      """,
    events: """
      Query,Scan => = index~table
      DescribeContributorInsights,UpdateContributorInsights => = index~table
      TransactGetItems => GetItem table=transactItems.get.tableName
      TransactWriteItems => PutItem? table=transactItems.put.tableName; UpdateItem? table=transactItems.update.tableName; DeleteItem? table=transactItems.delete.tableName; ConditionCheckItem? table=transactItems.conditionCheck.tableName
      RestoreTableFromBackup => = backup table=targetTableName
      RestoreTableToPointInTime => = table=sourceTableName|sourceTableArn table=targetTableName
      ImportTable => = table=tableCreationParameters.tableName
      CreateTable,DeleteTable,DescribeTable,UpdateTable => = table
      UpdateGlobalTable,CreateGlobalTable,UpdateGlobalTableSettings => = global-table table=globalTableName
      """,
    context: """
      dynamodb:Attributes => attributesToGet|expressionAttributeNames.*
      dynamodb:Select => select
      dynamodb:ReturnValues => returnValues
      dynamodb:ReturnConsumedCapacity => returnConsumedCapacity
      """)

  /// ElastiCache.
  static let elasticache = ServiceTable(
    kinds: """
      cluster => cacheClusterId|cacheClusterIds
      replicationgroup => replicationGroupId|replicationGroupIds
      parametergroup => cacheParameterGroupName
      subnetgroup => cacheSubnetGroupName
      securitygroup => cacheSecurityGroupName|cacheSecurityGroupNames
      snapshot => snapshotName
      user => userId|userIds
      usergroup => userGroupId|userGroupIds
      serverlesscache => serverlessCacheName
      serverlesscachesnapshot => serverlessCacheSnapshotName
      globalreplicationgroup => globalReplicationGroupId
      reserved-instance => reservedCacheNodeId
      """,
    events: """
      DeleteCacheCluster => = cluster snapshot=finalSnapshotIdentifier
      DeleteReplicationGroup => = replicationgroup snapshot=finalSnapshotIdentifier
      DeleteServerlessCache => = serverlesscache serverlesscachesnapshot=finalSnapshotName
      CopySnapshot => = snapshot=targetSnapshotName snapshot=sourceSnapshotName
      CopyServerlessCacheSnapshot => = serverlesscachesnapshot=targetServerlessCacheSnapshotName serverlesscachesnapshot=sourceServerlessCacheSnapshotName
      CreateGlobalReplicationGroup => = globalreplicationgroup! replicationgroup=primaryReplicationGroupId
      DescribeUpdateActions => = replicationgroup~cluster~cluster!
      DescribeServerlessCacheSnapshots => = serverlesscachesnapshot~serverlesscache~serverlesscachesnapshot!
      """,
    context: """
      elasticache:CacheNodeType => cacheNodeType
      elasticache:EngineType => engine
      elasticache:EngineVersion => engineVersion
      elasticache:MultiAZEnabled => multiAZEnabled
      elasticache:AtRestEncryptionEnabled => atRestEncryptionEnabled
      elasticache:TransitEncryptionEnabled => transitEncryptionEnabled
      elasticache:AutomaticFailoverEnabled => automaticFailoverEnabled
      """)

  /// EFS; one parameter names file systems and access points.
  static let elasticfilesystem = ServiceTable(
    kinds: """
      file-system => fileSystemId:^fs-|sourceFileSystemId:^fs-|resourceId:^fs-
      access-point => accessPointId:^fsap-|resourceId:^fsap-
      """,
    events: """
      DescribeAccessPoints,DescribeMountTargets => = access-point~file-system~file-system!
      """,
    context: """
      elasticfilesystem:Encrypted => encrypted => - => CreateFileSystem
      """)

  /// AWS Backup; a recovery point's ARN is that of the service that holds the data.
  static let backup = ServiceTable(
    kinds: """
      backupVault => backupVaultName
      backupPlan => backupPlanId|response.backupPlanArn
      recoveryPoint => recoveryPointArn
      framework => FrameworkName=response.frameworkArn|frameworkName
      reportPlan => ReportPlanName=response.reportPlanArn|reportPlanName
      legalHold => legalHoldId|response.legalHoldArn
      restoreTestingPlan => RestoreTestingPlanName=response.restoreTestingPlanArn|restoreTestingPlanName
      """,
    events: """
      StartBackupJob => = backupVault; iam:PassRole? role=iamRoleArn +iam:PassedToService=backup.amazonaws.com
      StartRestoreJob => = recoveryPoint; iam:PassRole? role=iamRoleArn +iam:PassedToService=backup.amazonaws.com
      StartCopyJob => = recoveryPoint; iam:PassRole? role=iamRoleArn +iam:PassedToService=backup.amazonaws.com
      CreateBackupSelection => = backupPlan; iam:PassRole? role=backupSelection.iamRoleArn +iam:PassedToService=backup.amazonaws.com
      CreateBackupPlan => = backupPlan=response.backupPlanArn~backupPlan!=-
      """,
    context: """
      backup:ChangeableForDays => changeableForDays => absent => PutBackupVaultLockConfiguration
      backup:MinRetentionDays => minRetentionDays => absent => PutBackupVaultLockConfiguration
      backup:MaxRetentionDays => maxRetentionDays => absent => PutBackupVaultLockConfiguration
      backup:CopyTargets => destinationBackupVaultArn => - => StartCopyJob
      """)

  /// Glue, whose requests name the catalog and the database beside what they are about.
  static let glue = ServiceTable(
    kinds: """
      database => databaseName|databaseInput.name|name
      table => DatabaseName=databaseName TableName=tableName|tableInput.name|tablesToDelete|name
      """)
}
