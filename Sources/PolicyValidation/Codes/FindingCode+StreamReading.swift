extension FindingCode {
  /// What is wrong with records of streams: a line of the output says it in the record's place.
  static let recordReading: [FindingCode] = [
    record(
      "record.action", "A record names no action, or something that is none.",
      help: "An action is s3:GetObject, or Update:Modify, Update:Replace or Update:Delete.",
      wrong: #"{"action": "Update:Modfy", "logicalResourceId": "Db"}"#),
    record(
      "record.duplicate", "A member stands twice in a record, or two context keys differ in case alone.",
      help: "Which of the two counts is anybody's guess. Take one out.",
      wrong: #"{"action": "Update:Modify", "logicalResourceId": "Db", "logicalResourceId": "Db"}"#),
    record(
      "record.shape", "A member of a record has a value of the wrong type.",
      help: "docs/formats/action-records.md says what each member holds.",
      wrong: #"{"action": ["Update:Modify"], "logicalResourceId": "Db"}"#),
    record(
      "record.logicalResourceId", "An update action names no resource.",
      help: "Add the member 'logicalResourceId'.", wrong: #"{"action": "Update:Modify"}"#),
    record(
      "record.resource", "A record names two resources for one update action.",
      help: "'logicalResourceId' and 'resource' must agree; one of them is enough.",
      wrong: #"{"action": "Update:Modify", "logicalResourceId": "Db", "resource": "LogicalResourceId/Queue"}"#),
    record(
      "record.stack", "There are several stacks, and a record does not say which it is about.",
      help: "Add the member 'stack'.", wrong: #"{"action": "Update:Modify", "logicalResourceId": "Db"}"#,
      right: #"{"stack": "prod", "action": "Update:Modify", "logicalResourceId": "Db"}"#,
      policies: ["--stack-policy", "prod=policy.json", "--stack-policy", "test=policy.json"]),
    record(
      "stack.unknown", "A record names a stack that is neither given nor listed.",
      help: "Use the name that is suggested, or give --stack-policy NAME=FILE.",
      wrong: #"{"stack": "prd", "action": "Update:Modify", "logicalResourceId": "Db"}"#,
      right: #"{"stack": "prod", "action": "Update:Modify", "logicalResourceId": "Db"}"#,
      policies: ["--stack-policy", "prod=policy.json"]),
    record(
      "action.noPolicyApplies", "No policy that is given can decide a record.",
      help: """
        An update action needs a stack policy, an action of an API an SCP or another policy of its principal or \
        resource. It is never an Allow.
        """,
      wrong: #"{"action": "s3:GetObject"}"#),
    record(
      "record.json", "A record is no JSON.", help: "Every line is one whole object.",
      wrong: #"{"action": "Update:Modify" "logicalResourceId": "Db"}"#),
    FindingCode(
      "record.tooLong", .error, "A record is longer than any service writes.",
      help: "Is the file one record a line? An array of records is read too."),
    FindingCode(
      "record.noSuchLine", .error, "The line that explain --line names holds no record.",
      help: "Lines count from 1; the message says how many there are.",
      example: .init(
        arguments: ["explain", "--stack-policy", "policy.json", "--line", "2", "stream.ndjson"], file: "stream.ndjson",
        wrong: good + "\n", right: good + "\n" + good + "\n", companions: ["policy.json": policy])),
    principal(
      "principal.account", "The account of a record's principal is neither in the organization nor external.",
      help:
        "Add it to the organization, or to externalAccounts: which SCPs reach it cannot be told otherwise (ruling 22).",
      wrong: "arn:aws:iam::444455556666:role/A"),
    principal(
      "principal.unreadable", "The principal of a record is none that AWS knows.",
      help: "Write an ARN, an account id, a service such as ec2.amazonaws.com, or * for anonymous.", wrong: "Deployer"),
    FindingCode(
      "principal.missing", .error, "A record names no principal.",
      help: "Its account tells which SCPs apply. Add the member 'principal'."),
    cloudTrail(
      "cloudtrail.object", "An event of CloudTrail is no object.",
      help: "Records is a list of objects.", wrong: #"{"Records": [1]}"#),
    cloudTrail(
      "cloudtrail.member", "An event of CloudTrail lacks a member that all have.",
      help: "Was the event cut? The message names the member.",
      wrong: #"{"Records": [{"eventVersion": "1.08", "eventName": "GetObject"}]}"#),
    cloudTrail(
      "cloudtrail.kind", "A member of a CloudTrail event has a value of the wrong type.",
      help: "The message names the member and its type.",
      wrong:
        #"{"Records": [{"eventVersion": "1.08", "eventSource": "s3.amazonaws.com", "eventName": "GetObject", "userIdentity": "me"}]}"#
    ),
    cloudTrail(
      "cloudtrail.duplicate", "A member stands twice in an event of CloudTrail.",
      help: "CloudTrail writes none twice: something else wrote this file.",
      wrong: #"{"Records": [{"eventVersion": "1.08", "eventName": "GetObject", "eventName": "PutObject"}]}"#),
    FindingCode(
      "stackEvents.shape", .error, "The output of describe-stack-events has no list of events.",
      help: "Give the whole output of the command."),
    FindingCode(
      "stackEvents.event", .error, "A stack event lacks StackId, LogicalResourceId or ResourceStatus.",
      help: "Was it filtered? --query must leave these three."),
    FindingCode(
      "input.empty", .error, "An input file is empty.",
      help: "It holds no record, which is counted. An empty stream on standard input is no error."),
    FindingCode(
      "input.kind", .error, "An input is of no kind that is known.",
      help: """
        Action records, CloudTrail, describe-change-set and describe-stack-events are; the message says what this \
        seems to be.
        """),
    FindingCode(
      "input.gzip", .error, "A compressed input cannot be unpacked.",
      help: "The message is gzip's. A pipe of compressed bytes goes through gzip -dc first."),
    FindingCode(
      "input.tooLong", .error, "A document of an input is longer than can be held.",
      help: "Split it; a record of CloudTrail is 256 KiB at most."),
    FindingCode(
      "input.unreadable", .error, "An input file or folder cannot be read.",
      help: "The message holds the reason that the system gave. The other inputs are read."),
  ]

  /// What is wrong with change sets.
  static let changeSetReading: [FindingCode] = [
    changeSet(
      "changeSet.shape", "A file is no output of describe-change-set.",
      help: "Give the whole output, with its Changes.", wrong: #"{"Change": []}"#),
    changeSet(
      "changeSet.changes", "The Changes of a change set are no list.", help: "Give the output as it was written.",
      wrong: #"{"ChangeSetName": "c", "StackName": "prod", "Changes": {}}"#),
    changeSet(
      "changeSet.entry", "A change of a change set has no ResourceChange.",
      help: "Give the output as it was written.",
      wrong: #"{"ChangeSetName": "c", "StackName": "prod", "Changes": [{}]}"#),
    changeSet(
      "changeSet.resource", "A ResourceChange lacks its logical id or type.",
      help: "Give the output as it was written.",
      wrong: #"{"ChangeSetName": "c", "StackName": "prod", "Changes": [{"ResourceChange": {"Action": "Modify"}}]}"#),
    changeSet(
      "changeSet.action", "A ResourceChange lacks its Action, or has an unknown one.",
      help: "Give the output as it was written.",
      wrong:
        #"{"ChangeSetName": "c", "StackName": "prod", "Changes": [{"ResourceChange": {"LogicalResourceId": "Db", "ResourceType": "AWS::RDS::DBInstance"}}]}"#
    ),
    changeSet(
      "changeSet.page", "The last page of a change set is missing.",
      help:
        "Ask describe-change-set with the NextToken, and give all pages: what is not there would count as unchanged.",
      wrong: #"{"ChangeSetName": "c", "StackName": "prod", "Changes": [], "NextToken": "t"}"#),
    FindingCode(
      "changeSet.failed", .error, "The change set has failed and cannot be executed.",
      help: "The message is the reason that AWS gave."),
  ]

  private static let good = #"{"action": "Update:Modify", "logicalResourceId": "Db"}"#
  private static let policy =
    #"{"Statement": [{"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}]}"# + "\n"

  private static func record(
    _ code: String, _ title: String, help: String, wrong: String, right: String? = nil,
    policies: [String] = ["--stack-policy", "policy.json"]
  ) -> FindingCode {
    FindingCode(
      code, .error, title, help: help,
      example: .init(
        arguments: ["evaluate", "--format", "ndjson"] + policies + ["stream.ndjson"], file: "stream.ndjson",
        wrong: wrong + "\n", right: (right ?? good) + "\n", companions: ["policy.json": policy]))
  }

  private static func principal(_ code: String, _ title: String, help: String, wrong: String) -> FindingCode {
    func line(_ principal: String) -> String { "{\"action\": \"s3:GetObject\", \"principal\": \"\(principal)\"}\n" }
    return FindingCode(
      code, .error, title, help: help,
      example: .init(
        arguments: ["evaluate", "--format", "ndjson", "--environment", "environment.json", "stream.ndjson"],
        file: "stream.ndjson", wrong: line(wrong), right: line("arn:aws:iam::111122223333:role/A"),
        companions: ["environment.json": #"{"organization": {"root": {"accounts": [{"id": "111122223333"}]}}}"# + "\n"])
    )
  }

  private static func cloudTrail(_ code: String, _ title: String, help: String, wrong: String) -> FindingCode {
    let right =
      #"{"Records": [{"eventVersion": "1.08", "eventSource": "s3.amazonaws.com", "eventName": "GetObject"}]}"#
    return FindingCode(
      code, .error, title, help: help,
      example: .init(
        arguments: ["evaluate", "--format", "ndjson", "--scp", "scp.json", "log.json"], file: "log.json",
        wrong: wrong + "\n", right: right + "\n",
        companions: [
          "scp.json":
            #"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}"#
        ]))
  }

  private static func changeSet(_ code: String, _ title: String, help: String, wrong: String) -> FindingCode {
    FindingCode(
      code, .error, title, help: help,
      example: .init(
        arguments: ["plan", "--before", "template.yaml", "--change-set", "change-set.json"], file: "change-set.json",
        wrong: wrong + "\n", right: #"{"ChangeSetName": "c", "StackName": "prod", "Changes": []}"# + "\n",
        companions: ["template.yaml": "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n"]))
  }
}
