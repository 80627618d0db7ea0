extension FindingCode {
  private static func principal(_ rest: String) -> String { "{\"principals\": [{\(rest)}]}" }
  private static func organization(_ rest: String) -> String { "{\"organization\": {\"root\": {\(rest)}}}" }
  private static let role = #""arn": "arn:aws:iam::111122223333:role/Deployer""#

  /// What the environment reader finds.
  static let environmentReading: [FindingCode] = [
    FindingCode(
      "environment.member.unknown", .error, "An object of the environment has a member of an unknown name.",
      help: "docs/formats/environment.md has all members. Use the spelling that is suggested.",
      example: .environment(wrong: #"{"stacks": [], "acounts": []}"#, right: #"{"stacks": []}"#)),
    FindingCode(
      "environment.member.missing", .error, "An object of the environment lacks a member that it needs.",
      help: "Add the member that the message names.",
      example: .environment(wrong: #"{"stacks": [{}]}"#, right: #"{"stacks": [{"name": "prod"}]}"#)),
    FindingCode(
      "environment.type", .error, "A member of the environment has a value of the wrong type.",
      help: "Write the type that the message names.",
      example: .environment(wrong: #"{"stacks": {"name": "prod"}}"#, right: #"{"stacks": [{"name": "prod"}]}"#)),
    FindingCode(
      "environment.file", .error, "A file that the environment names cannot be read.",
      help: "Paths are relative to the file that names them.",
      example: .environment(
        wrong: #"{"stacks": [{"name": "prod", "stackPolicy": "polcy.json"}]}"#,
        right: #"{"stacks": [{"name": "prod", "stackPolicy": "policy.json"}]}"#,
        companions: [
          "policy.json":
            #"{"Statement": [{"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}]}"#
        ])),
    FindingCode(
      "environment.duplicate", .error, "Something is listed twice.",
      help: "Merge the two entries: which of them would count is anybody's guess.",
      example: .environment(
        wrong: #"{"stacks": [{"name": "prod"}, {"name": "prod"}]}"#,
        right: #"{"stacks": [{"name": "prod"}, {"name": "test"}]}"#)),
    FindingCode(
      "environment.account.id", .error, "An account id has not twelve digits.",
      help: "Write all twelve, leading zeros too, in quotes.",
      example: .environment(
        wrong: #"{"stacks": [{"name": "prod", "account": "1111"}]}"#,
        right: #"{"stacks": [{"name": "prod", "account": "111122223333"}]}"#)),
    FindingCode(
      "environment.account.unknown", .error, "An account is neither in the organization nor external.",
      help: "Add it to the organization, or to externalAccounts: which SCPs reach it cannot be told otherwise.",
      example: .environment(
        wrong: #"{"organization": {"root": {}}, "stacks": [{"name": "prod", "account": "111122223333"}]}"#,
        right:
          #"{"organization": {"root": {"accounts": [{"id": "111122223333"}]}}, "stacks": [{"name": "prod", "account": "111122223333"}]}"#
      )),
    FindingCode(
      "environment.organization.accountId", .error, "An account id in the organization has not twelve digits.",
      help: "Write all twelve, leading zeros too, in quotes.",
      example: .environment(
        wrong: organization(#""accounts": [{"id": "1111"}]"#),
        right: organization(#""accounts": [{"id": "111122223333"}]"#))),
    FindingCode(
      "environment.organization.duplicateId", .error,
      "Two nodes of the organization have one id, or an account is both in it and external.",
      help: "An account or organizational unit stands in one place.",
      example: .environment(
        wrong: organization(#""accounts": [{"id": "111122223333"}, {"id": "111122223333"}]"#),
        right: organization(#""accounts": [{"id": "111122223333"}, {"id": "444455556666"}]"#))),
    FindingCode(
      "environment.organization.depth", .error, "Organizational units nest deeper than five levels.",
      help: "AWS has no sixth level.",
      example: .environment(wrong: units(6), right: units(5))),
    FindingCode(
      "environment.organization.policyCount", .error, "More policies are attached to a node than AWS takes.",
      help: "Ten SCPs, FullAWSAccess among them, and five RCPs. Merge statements into fewer policies.",
      example: .environment(wrong: attached(11), right: attached(10), companions: scps)),
    FindingCode(
      "environment.organization.duplicatePolicy", .error, "A policy is attached to a node twice.",
      help: "Remove one of the two.",
      example: .environment(
        wrong: organization(#""serviceControlPolicies": ["FullAWSAccess", "FullAWSAccess"]"#),
        right: organization(#""serviceControlPolicies": ["FullAWSAccess"]"#))),
    FindingCode(
      "environment.principal.arn", .error, "A principal has no ARN of a user, role or federated user.",
      help: "List roles and users; sessions and services are found by themselves.",
      example: .environment(
        wrong: principal(#""arn": "Deployer", "identityPolicies": ["FullAWSAccess"]"#),
        right: principal(role + #", "identityPolicies": ["FullAWSAccess"]"#))),
    FindingCode(
      "environment.principal.groups", .error, "Something else than a user is a member of groups.",
      help: "Attach the policies to the role itself.",
      example: .environment(
        wrong:
          #"{"groups": [{"arn": "arn:aws:iam::111122223333:group/Ops", "identityPolicies": ["FullAWSAccess"]}], "principals": [{"arn": "arn:aws:iam::111122223333:role/Deployer", "groups": ["arn:aws:iam::111122223333:group/Ops"]}]}"#,
        right:
          #"{"groups": [{"arn": "arn:aws:iam::111122223333:group/Ops", "identityPolicies": ["FullAWSAccess"]}], "principals": [{"arn": "arn:aws:iam::111122223333:user/ann", "groups": ["arn:aws:iam::111122223333:group/Ops"]}]}"#
      )),
    FindingCode(
      "environment.principal.noPolicies", .warning,
      "A listed principal has no identity policy, so that it may do nothing.",
      help: "List its policies, or take it out: a principal that is not listed has no identity gate.",
      example: .environment(
        wrong: principal(role), right: principal(role + #", "identityPolicies": ["FullAWSAccess"]"#))),
    FindingCode(
      "environment.group.arn", .error, "A group has no ARN of a group.", help: "Write arn:aws:iam::ACCOUNT:group/NAME.",
      example: .environment(
        wrong: #"{"groups": [{"arn": "Ops"}]}"#, right: #"{"groups": [{"arn": "arn:aws:iam::111122223333:group/Ops"}]}"#
      )
    ),
    FindingCode(
      "environment.group.unknown", .error, "A user is in a group that is not listed.",
      help: "List the group with its policies.",
      example: .environment(
        wrong:
          #"{"principals": [{"arn": "arn:aws:iam::111122223333:user/ann", "groups": ["arn:aws:iam::111122223333:group/Ops"]}]}"#,
        right:
          #"{"groups": [{"arn": "arn:aws:iam::111122223333:group/Ops"}], "principals": [{"arn": "arn:aws:iam::111122223333:user/ann", "groups": ["arn:aws:iam::111122223333:group/Ops"]}]}"#
      )),
    FindingCode(
      "environment.resource.arn", .error, "A resource has no ARN.", help: "Write the whole ARN.",
      example: .environment(
        wrong: #"{"resources": [{"arn": "datasets"}]}"#, right: #"{"resources": [{"arn": "arn:aws:s3:::datasets"}]}"#)),
    FindingCode(
      "environment.resource.account", .error, "A resource names another account than its ARN does.",
      help: "Leave account out where the ARN has one.",
      example: .environment(
        wrong: #"{"resources": [{"arn": "arn:aws:sqs:us-east-1:111122223333:jobs", "account": "444455556666"}]}"#,
        right: #"{"resources": [{"arn": "arn:aws:sqs:us-east-1:111122223333:jobs"}]}"#)),
    FindingCode(
      "environment.resource.abac", .warning, "abac is said of something else than an S3 bucket.",
      help: "Only buckets have attribute-based access control to switch on. Take it out.",
      example: .environment(
        wrong: #"{"resources": [{"arn": "arn:aws:sqs:us-east-1:111122223333:jobs", "abac": true}]}"#,
        right: #"{"resources": [{"arn": "arn:aws:s3:::datasets", "abac": true}]}"#)),
    FindingCode(
      "environment.tags.case", .error, "Two tags of one resource or principal differ in case only.",
      help: "Condition keys do not differ by case, so that AWS takes either. Rename one of them.",
      example: .environment(
        wrong: #"{"resources": [{"arn": "arn:aws:s3:::datasets", "tags": {"env": "a", "Env": "b"}}]}"#,
        right: #"{"resources": [{"arn": "arn:aws:s3:::datasets", "tags": {"env": "a"}}]}"#)),
    FindingCode(
      "environment.stack.role", .error, "The role of a stack is no ARN of a role.",
      help: "Write arn:aws:iam::ACCOUNT:role/NAME.",
      example: .environment(
        wrong: #"{"stacks": [{"name": "prod", "role": "Deployer"}]}"#,
        right: #"{"stacks": [{"name": "prod", "role": "arn:aws:iam::111122223333:role/Deployer"}]}"#)),
    FindingCode(
      "environment.stack.unknown", .error, "A stack names a nested stack that is not listed.",
      help: "List the nested stack by its name.",
      example: .environment(
        wrong: #"{"stacks": [{"name": "prod", "nested": {"Network": "prod-network"}}]}"#,
        right: #"{"stacks": [{"name": "prod", "nested": {"Network": "prod-network"}}, {"name": "prod-network"}]}"#)),
    FindingCode(
      "environment.stack.twoParents", .error, "A stack is nested in two others.",
      help: "A nested stack belongs to one parent.",
      example: .environment(
        wrong:
          #"{"stacks": [{"name": "a", "nested": {"N": "n"}}, {"name": "b", "nested": {"N": "n"}}, {"name": "n"}]}"#,
        right: #"{"stacks": [{"name": "a", "nested": {"N": "n"}}, {"name": "b"}, {"name": "n"}]}"#)),
    FindingCode(
      "environment.stack.cycle", .error, "A stack would be nested in itself.", help: "Break the circle.",
      example: .environment(
        wrong: #"{"stacks": [{"name": "a", "nested": {"B": "b"}}, {"name": "b", "nested": {"A": "a"}}]}"#,
        right: #"{"stacks": [{"name": "a", "nested": {"B": "b"}}, {"name": "b"}]}"#)),
    FindingCode(
      "environment.authorizationDetails", .error, "The file is not the output of get-account-authorization-details.",
      help: "Name the unedited output of aws iam get-account-authorization-details.",
      example: .environment(
        wrong: #"{"authorizationDetails": "details.json"}"#, right: #"{"authorizationDetails": "good.json"}"#,
        companions: ["details.json": "{}", "good.json": #"{"UserDetailList": []}"#])),
    FindingCode(
      "environment.authorizationDetails.policy", .error, "A managed policy is not in the export.",
      help: "Export without --filter, so that the policies come with the principals.",
      example: .environment(
        wrong: #"{"authorizationDetails": "details.json"}"#, right: #"{"authorizationDetails": "good.json"}"#,
        companions: [
          "details.json":
            #"{"RoleDetailList": [{"Arn": "arn:aws:iam::111122223333:role/A", "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/Missing"}]}]}"#,
          "good.json": #"{"RoleDetailList": []}"#,
        ])),
    FindingCode(
      "environment.authorizationDetails.truncated", .warning, "The export goes on on another page.",
      help: "Let the AWS CLI fetch all pages, without --max-items.",
      example: .environment(
        wrong: #"{"authorizationDetails": "details.json"}"#, right: #"{"authorizationDetails": "good.json"}"#,
        companions: [
          "details.json": #"{"RoleDetailList": [], "IsTruncated": true}"#, "good.json": #"{"RoleDetailList": []}"#,
        ])),
    FindingCode(
      "environment.taggedResources", .error, "The file is not the output of get-resources.",
      help: "Name the unedited output of aws resourcegroupstaggingapi get-resources.",
      example: .environment(
        wrong: #"{"taggedResources": "tags.json"}"#, right: #"{"taggedResources": "good.json"}"#,
        companions: ["tags.json": "{}", "good.json": #"{"ResourceTagMappingList": []}"#])),
    FindingCode(
      "environment.taggedResources.truncated", .warning, "The list of tagged resources goes on on another page.",
      help: "Let the AWS CLI fetch all pages, without --max-items.",
      example: .environment(
        wrong: #"{"taggedResources": "tags.json"}"#, right: #"{"taggedResources": "good.json"}"#,
        companions: [
          "tags.json": #"{"ResourceTagMappingList": [], "PaginationToken": "x"}"#,
          "good.json": #"{"ResourceTagMappingList": []}"#,
        ])),
  ]

  private static func units(_ depth: Int) -> String {
    var unit = ""
    for level in stride(from: depth, through: 1, by: -1) {
      unit = #""organizationalUnits": [{"id": "ou-\#(level)"\#(unit.isEmpty ? "" : ", " + unit)}]"#
    }
    return organization(unit)
  }

  private static func attached(_ count: Int) -> String {
    let names = (1..<count).map { "\"scp-\($0).json\"" }.joined(separator: ", ")
    return organization(#""serviceControlPolicies": ["FullAWSAccess", \#(names)]"#)
  }

  private static let scps: [String: String] = Dictionary(
    uniqueKeysWithValues: (1...10).map { number in
      (
        "scp-\(number).json",
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::data-\#(number)"}]}"#
      )
    })
}
