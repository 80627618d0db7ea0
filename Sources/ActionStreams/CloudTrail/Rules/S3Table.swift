extension ServiceTable {
  /// Amazon S3: event names differ from actions more than anywhere else (authorization.md section 6).
  static let s3 = ServiceTable(
    kinds: """
      bucket => BucketName=bucketName|bucket
      object => BucketName=bucketName ObjectName=key
      accesspoint => AccessPointName=accessPointName|name
      accessgrant => Token=accessGrantId
      accessgrantslocation => Token=accessGrantsLocationId
      job => jobId|id
      multiregionaccesspoint => AccessPointAlias=name
      storagelensconfiguration => ConfigId=configId|configurationId|storageLensConfigurationId
      storagelensgroup => Name=name
      """,
    events: """
      CompleteMultipartUpload,CreateMultipartUpload,UploadPart,PostObject => PutObject
      CopyObject,UploadPartCopy => PutObject object=BucketName=bucketName,ObjectName=key; GetObject object=x-amz-copy-source:copySource
      HeadObject,SelectObjectContent => GetObject
      HeadBucket,ListObjects,ListObjectsV2 => ListBucket
      ListObjectVersions => ListBucketVersions
      ListMultipartUploads => ListBucketMultipartUploads
      ListParts => ListMultipartUploadParts
      ListBuckets,ListDirectoryBuckets => ListAllMyBuckets
      DeleteObjects => DeleteObject object!=BucketName=bucketName,ObjectName=delete.object.key|delete.objects.key
      GetBucketAccelerateConfiguration => GetAccelerateConfiguration
      PutBucketAccelerateConfiguration => PutAccelerateConfiguration
      GetBucketAnalyticsConfiguration,ListBucketAnalyticsConfigurations => GetAnalyticsConfiguration
      PutBucketAnalyticsConfiguration,DeleteBucketAnalyticsConfiguration,DeleteAnalyticsConfiguration => PutAnalyticsConfiguration
      GetBucketEncryption => GetEncryptionConfiguration
      PutBucketEncryption,DeleteBucketEncryption => PutEncryptionConfiguration
      GetBucketInventoryConfiguration,ListBucketInventoryConfigurations => GetInventoryConfiguration
      PutBucketInventoryConfiguration,DeleteBucketInventoryConfiguration,DeleteInventoryConfiguration => PutInventoryConfiguration
      GetBucketLifecycle,GetBucketLifecycleConfiguration => GetLifecycleConfiguration
      PutBucketLifecycle,PutBucketLifecycleConfiguration,DeleteBucketLifecycle,DeleteBucketLifecycleConfiguration => PutLifecycleConfiguration
      GetBucketMetricsConfiguration,ListBucketMetricsConfigurations => GetMetricsConfiguration
      PutBucketMetricsConfiguration,DeleteBucketMetricsConfiguration,DeleteMetricsConfiguration => PutMetricsConfiguration
      GetBucketReplication => GetReplicationConfiguration
      PutBucketReplication => PutReplicationConfiguration; iam:PassRole? role=ReplicationConfiguration.Role +iam:PassedToService=s3.amazonaws.com
      DeleteBucketReplication => PutReplicationConfiguration
      GetBucketIntelligentTieringConfiguration,ListBucketIntelligentTieringConfigurations => GetIntelligentTieringConfiguration
      PutBucketIntelligentTieringConfiguration,DeleteBucketIntelligentTieringConfiguration => PutIntelligentTieringConfiguration
      DeleteBucketCors => PutBucketCORS
      DeleteBucketTagging => PutBucketTagging
      DeleteBucketOwnershipControls => PutBucketOwnershipControls
      GetBucketNotificationConfiguration => GetBucketNotification
      PutBucketNotificationConfiguration => PutBucketNotification
      GetObjectLockConfiguration => GetBucketObjectLockConfiguration
      PutObjectLockConfiguration => PutBucketObjectLockConfiguration
      GetPublicAccessBlock => GetBucketPublicAccessBlock
      PutPublicAccessBlock,DeletePublicAccessBlock,DeleteBucketPublicAccessBlock => PutBucketPublicAccessBlock
      DeleteAccountPublicAccessBlock => PutAccountPublicAccessBlock
      GetStorageLensDashboardDataInternal => GetStorageLensDashboard storagelensconfiguration=configurationARN
      """,
    context: """
      s3:prefix => prefix => absent
      s3:delimiter => delimiter => absent
      s3:max-keys => max-keys => absent
      s3:versionid => versionId => absent
      s3:x-amz-acl => x-amz-acl => absent
      s3:x-amz-content-sha256 => x-amz-content-sha256
      s3:x-amz-copy-source => x-amz-copy-source => absent
      s3:x-amz-metadata-directive => x-amz-metadata-directive => absent
      s3:x-amz-server-side-encryption => x-amz-server-side-encryption => absent
      s3:x-amz-server-side-encryption-aws-kms-key-id => x-amz-server-side-encryption-aws-kms-key-id => absent
      s3:x-amz-server-side-encryption-customer-algorithm => x-amz-server-side-encryption-customer-algorithm => absent
      s3:x-amz-storage-class => x-amz-storage-class => absent
      s3:x-amz-website-redirect-location => x-amz-website-redirect-location => absent
      s3:x-amz-grant-full-control => x-amz-grant-full-control => absent
      s3:x-amz-grant-read => x-amz-grant-read => absent
      s3:x-amz-grant-read-acp => x-amz-grant-read-acp => absent
      s3:x-amz-grant-write => x-amz-grant-write => absent
      s3:x-amz-grant-write-acp => x-amz-grant-write-acp => absent
      s3:object-lock-mode => x-amz-object-lock-mode => absent
      s3:object-lock-retain-until-date => x-amz-object-lock-retain-until-date => absent
      s3:object-lock-legal-hold => x-amz-object-lock-legal-hold => absent
      s3:locationconstraint => CreateBucketConfiguration.LocationConstraint => - => CreateBucket
      """)
}
