extension ServiceTable {
  /// SNS.
  static let sns = ServiceTable(
    kinds: """
      topic => topicArn|targetArn|resourceArn|name
      """,
    events: """
      PublishBatch => Publish topic
      """,
    context: """
      sns:Protocol => protocol => - => Subscribe
      sns:Endpoint => endpoint => - => Subscribe
      """)

  /// SQS; queues are named by URL.
  static let sqs = ServiceTable(
    kinds: """
      queue => queueUrl:queueURL|queueName|sourceArn|resourceArn
      """,
    events: """
      SendMessageBatch => SendMessage
      DeleteMessageBatch => DeleteMessage
      ChangeMessageVisibilityBatch => ChangeMessageVisibility
      """)

  /// CloudWatch Logs; requests name a group with the stream behind it, but for the tagging calls of 2022.
  static let logs = ServiceTable(
    kinds: """
      log-group => logGroupName:logGroup|logGroupIdentifier:logGroup|logGroupNames:logGroup|logGroupIdentifiers:logGroup|logGroupArn:logGroup
      log-stream => LogGroupName=logGroupName LogStreamName=logStreamName
      destination => destinationName|destinationArn
      delivery => id
      delivery-destination => deliveryDestinationName|name
      delivery-source => deliverySourceName|name
      anomaly-detector => anomalyDetectorArn
      """,
    events: """
      TagResource,UntagResource,ListTagsForResource => = log-group=resourceArn destination=resourceArn delivery=resourceArn delivery-source=resourceArn delivery-destination=resourceArn
      PutSubscriptionFilter => = log-group destination=destinationArn; iam:PassRole? role=roleArn +iam:PassedToService=logs.amazonaws.com
      """)

  /// EventBridge; rules on other buses than the default one have ARNs of their own.
  static let events = ServiceTable(
    kinds: """
      rule-on-custom-event-bus => EventBusName=eventBusName:customBus RuleName=name|rule
      rule-on-default-event-bus => RuleName=name|rule
      event-bus => eventBusName|name|entries.eventBusName
      archive => archiveName
      connection => name
      api-destination => name
      """,
    events: """
      PutRule => = rule-on-custom-event-bus~rule-on-default-event-bus; iam:PassRole? role=roleArn +iam:PassedToService=events.amazonaws.com
      PutTargets => = rule-on-custom-event-bus~rule-on-default-event-bus; iam:PassRole? role=targets.roleArn +iam:PassedToService=events.amazonaws.com
      DeleteRule,DescribeRule,DisableRule,EnableRule,RemoveTargets,ListTargetsByRule => = rule-on-custom-event-bus~rule-on-default-event-bus
      """,
    context: """
      """)

  /// CloudWatch.
  static let cloudwatch = ServiceTable(
    kinds: """
      alarm => alarmName|alarmNames
      dashboard => dashboardName|dashboardNames
      metric-stream => name
      insight-rule => ruleName|ruleNames
      """,
    context: """
      cloudwatch:namespace => namespace => - => PutMetricData
      """)

  /// Step Functions.
  static let states = ServiceTable(
    kinds: """
      statemachine => stateMachineArn|response.stateMachineArn|name
      execution => executionArn
      activity => activityArn|name
      """,
    events: """
      StartExecution,StartSyncExecution,ListExecutions => = statemachine=stateMachineArn
      CreateStateMachine,UpdateStateMachine => = statemachine; iam:PassRole? role=roleArn +iam:PassedToService=states.amazonaws.com
      """)
}
