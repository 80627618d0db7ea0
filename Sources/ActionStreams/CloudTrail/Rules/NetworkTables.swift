extension ServiceTable {
  /// Route 53; identifiers come with or without `/hostedzone/` before them.
  static let route53 = ServiceTable(
    kinds: """
      hostedzone => hostedZoneId:last|id:last
      healthcheck => healthCheckId
      change => id:last
      delegationset => delegationSetId:last|id:last
      trafficpolicy => trafficPolicyId|id
      trafficpolicyinstance => trafficPolicyInstanceId|id
      queryloggingconfig => id
      cidrcollection => collectionId|id
      """,
    events: """
      ChangeTagsForResource,ListTagsForResource => = hostedzone[resourceType:hostedzone]=resourceId:last~healthcheck[resourceType:healthcheck]=resourceId
      ListTagsForResources => = hostedzone[resourceType:hostedzone]=resourceIds:last~healthcheck[resourceType:healthcheck]=resourceIds
      ListQueryLoggingConfigs => = hostedzone!
      CreateQueryLoggingConfig => = hostedzone
      """,
    context: """
      route53:ChangeResourceRecordSetsNormalizedRecordNames => changeBatch.changes.resourceRecordSet.name:domain => - => ChangeResourceRecordSets
      route53:ChangeResourceRecordSetsRecordTypes => changeBatch.changes.resourceRecordSet.type => - => ChangeResourceRecordSets
      route53:ChangeResourceRecordSetsActions => changeBatch.changes.action => - => ChangeResourceRecordSets
      """)

  /// CloudTrail itself.
  static let cloudtrail = ServiceTable(
    kinds: """
      trail => response.trailARN|name|trailName|resourceId|resourceIdList
      eventdatastore => eventDataStore|response.eventDataStoreArn|resourceId|resourceIdList
      channel => channel|resourceId|resourceIdList
      """,
    events: """
      CreateTrail,UpdateTrail => = trail; iam:PassRole? role=cloudWatchLogsRoleArn +iam:PassedToService=cloudtrail.amazonaws.com
      """)
}
