import CommandLineTool
import Testing

import enum CommandLineTool.ExitStatus

/// Ten ways to break policies, each caught by `test` and by `diff`, which name the line that did it.
@Suite("Broken policies are caught")
struct BrokenPolicyTests {
  /// One way to break the sound files: a text of a file becomes another.
  struct Break: CustomTestStringConvertible, Sendable {
    let name: String
    let file: String
    let text: String
    let becomes: String
    /// What `test` says of it.
    let test: [String]
    /// What `diff` says of it.
    let diff: [String]
    var testDescription: String { name }
  }

  private static let sound = [
    "guardrails.json": """
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "KeepTagged",
          "Effect": "Deny",
          "Action": ["ec2:DeleteVolume", "sqs:DeleteQueue"],
          "Resource": "*",
          "Condition": { "StringEquals": { "aws:ResourceTag/keep": "Always" } }
        },
        {
          "Sid": "KeepData",
          "Effect": "Deny",
          "Action": "rds:DeleteDBInstance",
          "Resource": "*",
          "Condition": { "StringLike": { "aws:ResourceTag/tier": "data-*" } }
        },
        {
          "Sid": "KeepAudit",
          "Effect": "Deny",
          "Action": "cloudtrail:DeleteTrail",
          "Resource": "*"
        }
      ]
    }
    """,
    "region.json": """
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "RegionLock",
          "Effect": "Deny",
          "NotAction": ["iam:*", "sns:*"],
          "Resource": "*",
          "Condition": { "StringNotEquals": { "aws:RequestedRegion": "eu-west-1" } }
        },
        {
          "Sid": "MultiFactor",
          "Effect": "Deny",
          "Action": "sns:DeleteTopic",
          "Resource": "*",
          "Condition": {
            "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" }
          }
        }
      ]
    }
    """,
    "deployer.json": """
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "Deploy",
          "Effect": "Allow",
          "Action": ["ec2:*", "rds:*", "sqs:*", "sns:*", "cloudtrail:*"],
          "Resource": "*"
        },
        {
          "Sid": "OwnTables",
          "Effect": "Allow",
          "Action": "dynamodb:*",
          "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/app-*"
        }
      ]
    }
    """,
    "stack-policy.json": """
    {
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "Update:*",
          "Principal": "*",
          "NotResource": "LogicalResourceId/Database"
        }
      ]
    }
    """,
    "override.json": """
    {
      "Statement": [
        { "Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*" }
      ]
    }
    """,
    "template.json": """
    {"Resources": {"Database": {"Type": "AWS::RDS::DBInstance", "Properties": {"DBName": "orders", "Engine": "postgres"}},
                   "Queue": {"Type": "AWS::SQS::Queue", "Properties": {}}}}
    """,
    "renamed.json": """
    {"Resources": {"Database": {"Type": "AWS::RDS::DBInstance", "Properties": {"DBName": "ledger", "Engine": "postgres"}},
                   "Queue": {"Type": "AWS::SQS::Queue", "Properties": {}}}}
    """,
    "environment.json": """
    {"organization": {"id": "o-a", "managementAccount": "999988887777",
      "root": {"id": "r-a", "organizationalUnits": [
        {"id": "ou-prod", "serviceControlPolicies": ["FullAWSAccess", "guardrails.json"],
         "accounts": [{"id": "111122223333", "serviceControlPolicies": ["FullAWSAccess", "region.json"]}]}]}},
     "principals": [{"arn": "arn:aws:iam::111122223333:role/Deployer", "identityPolicies": ["deployer.json"]}],
     "resources": [
      {"arn": "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1", "tags": {"keep": "Always"}},
      {"arn": "arn:aws:rds:eu-west-1:111122223333:db:orders", "tags": {"tier": "data-gold"}},
      {"arn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit"},
      {"arn": "arn:aws:dynamodb:eu-west-1:111122223333:table/app-jobs"},
      {"arn": "arn:aws:dynamodb:eu-west-1:111122223333:table/ledger"},
      {"arn": "arn:aws:sns:us-east-1:111122223333:alarms"}],
     "stacks": [{"name": "prod", "account": "111122223333", "region": "eu-west-1", "template": "template.json",
                 "stackPolicy": "stack-policy.json"}]}
    """,
    "policies.scenario.json": """
    {"name":"What the policies promise","environment":"environment.json","steps":[
     {"name": "the tagged volume stays", "request": {"principal": "arn:aws:iam::111122223333:role/Deployer", "action": "ec2:DeleteVolume", "resource": "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1", "context": {"aws:RequestedRegion": "eu-west-1"}}, "expect": "Deny"},
     {"name": "the data stays", "request": {"principal": "arn:aws:iam::111122223333:role/Deployer", "action": "rds:DeleteDBInstance", "resource": "arn:aws:rds:eu-west-1:111122223333:db:orders", "context": {"aws:RequestedRegion": "eu-west-1"}}, "expect": "Deny"},
     {"name": "the trail stays", "request": {"principal": "arn:aws:iam::111122223333:role/Deployer", "action": "cloudtrail:DeleteTrail", "resource": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit", "context": {"aws:RequestedRegion": "eu-west-1"}}, "expect": "Deny"},
     {"name": "topics of other regions are in reach", "request": {"principal": "arn:aws:iam::111122223333:role/Deployer", "action": "sns:DeleteTopic", "resource": "arn:aws:sns:us-east-1:111122223333:alarms", "context": {"aws:RequestedRegion": "us-east-1", "aws:MultiFactorAuthPresent": "true"}}, "expect": "Allow"},
     {"name": "not without a second factor", "request": {"principal": "arn:aws:iam::111122223333:role/Deployer", "action": "sns:DeleteTopic", "resource": "arn:aws:sns:us-east-1:111122223333:alarms", "context": {"aws:RequestedRegion": "us-east-1"}}, "expect": "Deny"},
     {"name": "the ledger is not the deployer's", "request": {"principal": "arn:aws:iam::111122223333:role/Deployer", "action": "dynamodb:DeleteTable", "resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/ledger", "context": {"aws:RequestedRegion": "eu-west-1"}}, "expect": "Deny"},
     {"name": "the database is not replaced", "update": {"stack": "prod", "action": "Update:Replace", "logicalResourceId": "Database"}, "expect": "Deny"},
     {"name": "but with the override", "updateStack": {"stack": "prod", "template": "renamed.json", "stackPolicyDuringUpdate": "override.json"}, "expect": {"outcome": "UPDATE_COMPLETE"}}
    ]}
    """,
    "actions.ndjson": """
    {"principal": "arn:aws:iam::111122223333:role/Deployer", "action": "ec2:DeleteVolume", "resource": "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1", "context": {"aws:RequestedRegion": "eu-west-1"}}
    {"principal": "arn:aws:iam::111122223333:role/Deployer", "action": "rds:DeleteDBInstance", "resource": "arn:aws:rds:eu-west-1:111122223333:db:orders", "context": {"aws:RequestedRegion": "eu-west-1"}}
    {"principal": "arn:aws:iam::111122223333:role/Deployer", "action": "cloudtrail:DeleteTrail", "resource": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit", "context": {"aws:RequestedRegion": "eu-west-1"}}
    {"principal": "arn:aws:iam::111122223333:role/Deployer", "action": "sns:DeleteTopic", "resource": "arn:aws:sns:us-east-1:111122223333:alarms", "context": {"aws:RequestedRegion": "us-east-1", "aws:MultiFactorAuthPresent": "true"}}
    {"principal": "arn:aws:iam::111122223333:role/Deployer", "action": "sns:DeleteTopic", "resource": "arn:aws:sns:us-east-1:111122223333:alarms", "context": {"aws:RequestedRegion": "us-east-1"}}
    {"principal": "arn:aws:iam::111122223333:role/Deployer", "action": "dynamodb:DeleteTable", "resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/ledger", "context": {"aws:RequestedRegion": "eu-west-1"}}
    {"stack": "prod", "action": "Update:Replace", "logicalResourceId": "Database"}
    """,
  ]

  private static func files(_ change: Break? = nil) -> [String: String] {
    var files: [String: String] = [:]
    for (name, text) in sound {
      files["old/" + name] = text
      files["new/" + name] = text
    }
    if let change,
      let parts = files["new/" + change.file]?.split(separator: change.text, omittingEmptySubsequences: false)
    {
      files["new/" + change.file] = parts.joined(separator: change.becomes)
    }
    return files
  }

  private func run(_ arguments: String..., files: [String: String]) -> CapturedConsole.Outcome {
    CapturedConsole(files: files).run(arguments + ["-q"])
  }

  @Test func soundPoliciesPassAndDoNotChange() {
    #expect(run("test", "new", files: Self.files()).status == .success)
    let sides = [
      "diff", "--before", "old/environment.json", "--after", "new/environment.json", "--fail-on", "any", "-q",
    ]
    let stream = CapturedConsole(files: Self.files()).run(sides + ["old/actions.ndjson"])
    #expect(stream.status == .success)
    #expect(stream.output == "7 records: no decision changes\n")
    let matrix = CapturedConsole(files: Self.files()).run(sides)
    #expect(matrix.status == .success)
    #expect(matrix.output.contains("of the full matrix: no decision changes\n"))
  }

  @Test func thereAreTen() {
    #expect(Self.breaks.count == 10)
  }

  @Test(arguments: breaks)
  func isCaughtByTest(_ change: Break) throws {
    let sound = try #require(Self.sound[change.file])
    // The text stands there once, so that the break is the one that is meant.
    try #require(sound.split(separator: change.text, omittingEmptySubsequences: false).count == 2)
    let outcome = run("test", "new", files: Self.files(change))
    #expect(outcome.status == .finding)
    for text in change.test { #expect(outcome.output.contains(text), "\(text)\n\(outcome.output)") }
  }

  /// Nobody recorded anything: eight of the ten show in the full matrix. The ninth needs a request from abroad with a
  /// second factor, and an override is no part of an environment.
  @Test(arguments: breaks.filter { !["narrow a NotAction", "drop an override"].contains($0.name) })
  func isCaughtByTheFullMatrix(_ change: Break) {
    let outcome = run(
      "diff", "--before", "old/environment.json", "--after", "new/environment.json", "--fail-on", "new-allow",
      files: Self.files(change))
    #expect(outcome.status == .finding)
    for text in change.diff where !text.contains("change") {
      #expect(outcome.output.contains(text), "\(text)\n\(outcome.output)")
    }
  }

  @Test(arguments: breaks)
  func isCaughtByDiff(_ change: Break) throws {
    // An override belongs to an operation, not to an environment: it is compared with the policy that is then in force.
    let isOverride = change.file == "policies.scenario.json"
    let outcome =
      isOverride
      ? run(
        "diff", "--before", "old/override.json", "--before", "old/template.json", "--after", "new/stack-policy.json",
        "--after", "new/template.json", "--fail-on", "any", files: Self.files(change))
      : run(
        "diff", "--before", "old/environment.json", "--after", "new/environment.json", "--fail-on", "any",
        "old/actions.ndjson", files: Self.files(change))
    #expect(outcome.status == .finding)
    for text in change.diff { #expect(outcome.output.contains(text), "\(text)\n\(outcome.output)") }
  }

  static let breaks = [
    Break(
      name: "delete a Deny", file: "guardrails.json",
      text: ",\n    {\n      \"Sid\": \"KeepAudit\",\n      \"Effect\": \"Deny\",\n"
        + "      \"Action\": \"cloudtrail:DeleteTrail\",\n      \"Resource\": \"*\"\n    }",
      becomes: "",
      test: [
        "step 3 \"the trail stays\" at new/policies.scenario.json:4:2",
        "allowed by \"Deploy\" at new/deployer.json:4:5",
      ],
      diff: ["denied by \"KeepAudit\" at old/guardrails.json:18:5 (scp at", "  now             no new policy has it\n"]),
    Break(
      name: "widen a Resource", file: "deployer.json", text: "table/app-*\"", becomes: "table/*\"",
      test: ["step 6 \"the ledger is not the deployer's\"", "allowed by \"OwnTables\" at new/deployer.json:10:5"],
      diff: [
        "  was             \"OwnTables\" differs at old/deployer.json:14:", ":table/*\" }\n", ":table/app-*\" }\n",
      ]),
    Break(
      name: "narrow a NotAction", file: "region.json", text: "[\"iam:*\", \"sns:*\"]", becomes: "[\"iam:*\"]",
      test: [
        "decision: expected Allow, got Deny", "denied by \"RegionLock\" at new/region.json:4:5 (scp at 111122223333)",
      ],
      diff: [
        "denied by \"RegionLock\" at new/region.json:4:5",
        "  was             \"RegionLock\" differs at old/region.json:7:",
      ]),
    Break(
      name: "drop a level", file: "environment.json",
      text: "{\"id\": \"ou-prod\", \"serviceControlPolicies\": [\"FullAWSAccess\", \"guardrails.json\"],",
      becomes: "{\"id\": \"ou-prod\", \"serviceControlPolicies\": [\"FullAWSAccess\"],",
      test: [
        "1 failed; 8 expectations, 5 met", "step 1 \"the tagged volume stays\" at new/policies.scenario.json:2:2",
      ],
      diff: [
        "denied by \"KeepTagged\" at old/guardrails.json:4:5 (scp at\n                  ou-prod)",
        "denied by \"KeepData\" at old/guardrails.json:11:5", "denied by \"KeepAudit\" at old/guardrails.json:18:5",
        "  now             no new policy has it\n", "3 decisions change: 3 newly allowed\n",
      ]),
    Break(
      name: "lower-case a value", file: "guardrails.json", text: "\"Always\"", becomes: "\"always\"",
      test: [
        "nearest: Deny \"KeepTagged\" at new/guardrails.json:4:5",
        "StringEquals aws:ResourceTag/keep \"always\": the request has \"Always\"\n        (new/guardrails.json:9:40)",
      ],
      diff: ["  now             \"KeepTagged\" differs at new/guardrails.json:9:64\n"]),
    Break(
      name: "swap StringLike and StringEquals", file: "guardrails.json", text: "\"StringLike\"",
      becomes: "\"StringEquals\"",
      test: [
        "nearest: Deny \"KeepData\" at new/guardrails.json:11:5",
        "StringEquals aws:ResourceTag/tier \"data-*\": the request has \"data-gold\"\n        (new/guardrails.json:16:40)",
      ],
      diff: ["  now             \"KeepData\" differs at new/guardrails.json:16:22\n"]),
    Break(
      name: "remove an IfExists", file: "region.json", text: "\"BoolIfExists\"", becomes: "\"Bool\"",
      test: [
        "nearest: Deny \"MultiFactor\" at new/region.json:11:5",
        "Bool aws:MultiFactorAuthPresent \"false\": the request has no such key\n        (new/region.json:17:19)",
      ],
      diff: ["  now             \"MultiFactor\" differs at new/region.json:17:9\n"]),
    Break(
      name: "add an Allow", file: "stack-policy.json", text: "\"LogicalResourceId/Database\"\n    }",
      becomes: "\"LogicalResourceId/Database\"\n    },\n    { \"Effect\": \"Allow\", \"Action\": \"Update:Replace\","
        + " \"Principal\": \"*\", \"Resource\": \"*\" }",
      test: ["step 7 \"the database is not replaced\"", "allowed by statement 1 at new/stack-policy.json:9:5"],
      diff: ["allowed by statement 1 at new/stack-policy.json:9:5", "  was             no old policy had it\n"]),
    Break(
      name: "change a tag value", file: "environment.json", text: "\"data-gold\"", becomes: "\"gold\"",
      test: [
        "StringLike aws:ResourceTag/tier \"data-*\": the request has \"gold\"\n        (new/guardrails.json:16:38)"
      ],
      diff: ["denied by \"KeepData\" at old/guardrails.json:11:5", "allowed by \"Deploy\" at new/deployer.json:4:5"]),
    Break(
      name: "drop an override", file: "policies.scenario.json",
      text: ", \"stackPolicyDuringUpdate\": \"override.json\"",
      becomes: "",
      test: [
        "step 8 \"but with the override\" at new/policies.scenario.json:9:2",
        "outcome: expected UPDATE_COMPLETE, got UPDATE_ROLLBACK_COMPLETE", "Update:Replace: no stack policy allows it",
      ],
      diff: [
        "allowed by statement 0 at old/override.json:3:5", "  now             no new policy has it\n",
        "Update:Replace\n",
      ]),
  ]
}
