extension FindingCode {
  /// What the scenario reader finds, in `check` and in `test`.
  static let scenarioReading: [FindingCode] = [
    scenario(
      "member.unknown", "An object of the scenario has a member of an unknown name.",
      help: "docs/formats/scenarios.md has all members. Use the spelling that is suggested.",
      wrong: #"{"update": \#(update), "expct": "Allow"}"#, right: allowed),
    scenario(
      "member.missing", "An object of the scenario lacks a member that it needs.",
      help: "Add the member that the message names.", wrong: #"{"deleteStack": {}, "expect": {"outcome": "REFUSED"}}"#,
      right: #"{"deleteStack": {"stack": "prod"}, "expect": {"outcome": "REFUSED"}}"#),
    scenario(
      "type", "A member of the scenario has a value of the wrong type.", help: "Write the type that the message names.",
      wrong: #"{"name": 1, "update": \#(update), "expect": "Allow"}"#,
      right: #"{"name": "one", "update": \#(update), "expect": "Allow"}"#),
    scenario(
      "value", "A word of the scenario is none of those that can stand there.",
      help: "Use a word that the message names.",
      wrong: #"{"request": {"action": "s3:GetObject", "missingContext": "gone"}, "expect": "Allow"}"#,
      right: #"{"request": {"action": "s3:GetObject", "missingContext": "absent"}, "expect": "Allow"}"#),
    FindingCode(
      "scenario.environment", .error, "The environment of the scenario cannot be used.",
      help: "What is wrong with it is found beside this. Paths are relative to the file that names them.",
      example: .init(
        arguments: ["check", "a.scenario.json"], file: "environment.json", wrong: "{\"stakcs\": []}\n",
        right: "{\"stacks\": []}\n",
        companions: [
          "a.scenario.json":
            #"{"environment": "environment.json", "steps": [{"request": {"action": "s3:GetObject"}, "expect": "Deny"}]}"#
        ])),
    scenario(
      "file", "A scenario, or a file that it names, cannot be read.",
      help: "Paths are relative to the file that names them.",
      wrong: #"{"setStackPolicy": {"stack": "prod", "policy": "polcy.json"}}, \#(allowed)"#,
      right: #"{"setStackPolicy": {"stack": "prod", "policy": "policy.json"}}, \#(allowed)"#),
    scenario(
      "step.kind", "A step does nothing, or two things.",
      help: "A step has one member that says what it does: a question, an operation or a change.",
      wrong: #"{"name": "nothing"}, \#(allowed)"#, right: allowed),
    scenario(
      "step.as", "A question says whose request it is by 'as'.",
      help: "A request names its own principal, and an update action is nobody's; 'as' stands beside changes.",
      wrong: #"{"update": \#(update), "as": "\#(role)", "expect": "Allow"}"#, right: allowed),
    scenario(
      "request.resources", "A request has 'resource' and 'resources'.",
      help: "Put the one resource into the list, or take the list out.",
      wrong: #"{"request": {"action": "s3:GetObject", "resource": "*", "resources": []}, "expect": "Allow"}"#,
      right: #"{"request": {"action": "s3:GetObject", "resource": "*"}, "expect": "Allow"}"#),
    scenario(
      "request.action", "An update action stands under 'request'.", help: "Move it under 'update'.",
      wrong: #"{"request": {"action": "Update:Delete", "logicalResourceId": "Db"}, "expect": "Allow"}"#, right: allowed),
    scenario(
      "update.action", "An action of an API stands under 'update'.", help: "Move it under 'request'.",
      wrong: #"{"update": {"stack": "prod", "action": "s3:GetObject"}, "expect": "Allow"}"#, right: allowed),
    scenario(
      "changeSet", "The files that a step names hold no one change set.",
      help: "Name the output of describe-change-set of one change set, with those nested in it.",
      wrong: #"{"executeChangeSet": {"stack": "prod", "changeSet": []}, "expect": {"outcome": "UPDATE_COMPLETE"}}"#,
      right:
        #"{"executeChangeSet": {"stack": "prod", "changeSet": "change-set.json"}, "expect": {"outcome": "UPDATE_COMPLETE"}}"#
    ),
    scenario(
      "changeSet.override", "A change set is to be executed under an override of the stack policy.",
      help: "AWS has no such thing (ruling 4): only updateStack takes stackPolicyDuringUpdate.",
      wrong:
        #"{"executeChangeSet": {"stack": "prod", "changeSet": "change-set.json", "stackPolicyDuringUpdate": "policy.json"}, "expect": {"outcome": "UPDATE_COMPLETE"}}"#,
      right:
        #"{"executeChangeSet": {"stack": "prod", "changeSet": "change-set.json"}, "expect": {"outcome": "UPDATE_COMPLETE"}}"#
    ),
    scenario(
      "expect.none", "No step of the scenario expects anything.",
      help: "Such a scenario would pass under any policy. Let a step ask, and say what it expects.",
      wrong: #"{"setStackPolicy": {"stack": "prod", "policy": "policy.json"}}"#,
      right: #"{"setStackPolicy": {"stack": "prod", "policy": "policy.json"}}, \#(allowed)"#),
    scenario(
      "expect.missing", "A step asks, and expects nothing.",
      help: "It would pass whatever the answer. Write what is expected, or let test --update write it.",
      wrong: #"{"update": \#(update)}"#, right: allowed),
    scenario(
      "expect.change", "A change that is not asked expects something.",
      help: "A change takes effect as it stands. With 'as' it is asked first, as that principal's request.",
      wrong: #"{"setStackPolicy": {"stack": "prod", "policy": "policy.json"}, "expect": "Allow"}, \#(allowed)"#,
      right: #"{"setStackPolicy": {"stack": "prod", "policy": "policy.json"}}, \#(allowed)"#),
    scenario(
      "expect.empty", "An expectation expects nothing.", help: "Write a decision word, or a member to hold against it.",
      wrong: #"{"update": \#(update), "expect": {}}"#, right: allowed),
    scenario(
      "expect.outcome", "A decision is expected of a stack operation.",
      help: "A stack operation gives an outcome, such as UPDATE_COMPLETE or REFUSED.",
      wrong: #"{"deleteStack": {"stack": "prod"}, "expect": "Allow"}"#,
      right: #"{"deleteStack": {"stack": "prod"}, "expect": {"outcome": "REFUSED"}}"#),
    scenario(
      "expect.value", "An expected word is none that a step can give.", help: "Use a word that the message names.",
      wrong: #"{"update": \#(update), "expect": "Alow"}"#, right: allowed),
    scenario(
      "expect.by", "What is expected to decide is no Sid, index or policy.",
      help: "Write a Sid, the index of a statement from 0, or the path of a policy.",
      wrong: #"{"update": \#(update), "expect": {"by": -1}}"#, right: #"{"update": \#(update), "expect": {"by": 0}}"#),
    scenario(
      "expect.by.unknown", "No policy has the statement that is expected to decide.",
      help: "Such an expectation is never met. Use the Sid that is suggested.",
      wrong: #"{"update": \#(update), "expect": {"by": "Kep"}}"#,
      right: #"{"update": \#(update), "expect": {"by": "Keep"}}"#),
    scenario(
      "expect.level.unknown", "No node of the organization has the id that is expected to decide.",
      help: "Use the id of the root, of an organizational unit or of an account of the environment.",
      wrong: #"{"update": \#(update), "expect": {"level": "ou-9"}}"#,
      right: #"{"update": \#(update), "expect": {"level": null}}"#),
    scenario(
      "expect.contradiction", "A decision and an evaluation are expected that never go together.",
      help: "allowed is Allow, explicitDeny and implicitDeny are Deny. One of the two is enough.",
      wrong: #"{"update": \#(update), "expect": {"decision": "Allow", "evaluation": "explicitDeny"}}"#,
      right: #"{"update": \#(update), "expect": {"decision": "Allow", "evaluation": "allowed"}}"#),
  ]

  /// What only running a scenario shows: names of nothing, and questions that no policy answers. Never a pass.
  static let scenarioRunning: [FindingCode] = [
    FindingCode(
      "scenario.none", .error, "There is no scenario to run.",
      help: "Files of scenarios end in .scenario.json. --filter takes part of a path or of a name.",
      example: .init(
        arguments: ["test", "a.scenario.json", "--filter", "region"], file: "a.scenario.json",
        wrong: scenarioText(allowed, name: "tags") + "\n", right: scenarioText(allowed, name: "the region") + "\n",
        companions: companions)),
    FindingCode(
      "scenario.folders", .error, "There are too many folders to look for scenarios in.",
      help: "Links that lead back to themselves never end. Name the folders that hold scenarios."),
    run(
      "stack.notNamed", "A step does not say which stack it is about.", help: "Add the member 'stack'.",
      wrong: #"{"update": {"action": "Update:Delete", "logicalResourceId": "Db"}, "expect": "Allow"}"#, right: allowed,
      stacks: #"{"name": "prod", "stackPolicy": "policy.json"}, {"name": "test", "stackPolicy": "policy.json"}"#),
    run(
      "logicalResourceId.unknown", "A step names a logical id that the stack's template does not have.",
      help: "Use the id that is suggested.",
      wrong:
        #"{"update": {"stack": "prod", "action": "Update:Delete", "logicalResourceId": "Dbs"}, "expect": "Allow"}"#,
      right: allowed),
    run(
      "resource.unknown", "A step names a resource that the environment does not list, though it lists its service's.",
      help: "Use the ARN that is suggested, or list the resource: its tags and its policy decide.",
      wrong:
        #"{"request": {"principal": "\#(role)", "action": "s3:GetObject", "resource": "arn:aws:s3:::dta/x"}, "expect": "Deny"}"#,
      right:
        #"{"request": {"principal": "\#(role)", "action": "s3:GetObject", "resource": "arn:aws:s3:::data/x"}, "expect": "Deny"}"#
    ),
    run(
      "noPolicyApplies", "The environment holds no policy that could answer a request.",
      help: "Nothing would be tested. List the principal with its policies, or the organization.",
      wrong: #"{"request": {"principal": "\#(stranger)", "action": "s3:GetObject"}, "expect": "Deny"}"#,
      right: #"{"request": {"principal": "\#(role)", "action": "s3:GetObject"}, "expect": "Deny"}"#),
    FindingCode(
      "scenario.as.action", .error, "No action of the catalog does what a change with 'as' does.",
      help: "Without 'as' the change takes effect unasked."),
    run(
      "change", "The world of the scenario does not take a step.",
      help: "The message says what is in the way: a name of nothing, or something that is there already.",
      wrong: #"{"deleteStack": {"stack": "prd"}, "expect": {"outcome": "DELETE_COMPLETE"}}"#,
      right: #"{"deleteStack": {"stack": "prod"}, "expect": {"outcome": "DELETE_COMPLETE"}}"#),
    FindingCode(
      "scenario.template", .error, "The template of a stack that a step asks about cannot be used.",
      help: "stockade check says what is wrong with the template."),
    FindingCode(
      "scenario.permission.unknown", .error, "An expected permission is of an action that the operation does not ask.",
      help: "The message lists the actions that it asks."),
    FindingCode(
      "scenario.request.principal.account", .error,
      "The account of a scenario's principal is neither in the organization nor external.",
      help: "Add it to the organization, or to externalAccounts: which SCPs reach it cannot be told otherwise."),
    FindingCode(
      "scenario.request.principal.unreadable", .error, "The principal of a scenario's request is none that AWS knows.",
      help: "Write an ARN, an account id, a service such as ec2.amazonaws.com, or * for anonymous."),
    FindingCode(
      "scenario.request.principal.missing", .error, "A scenario's request names no principal.",
      help: "Its account tells which SCPs apply. Add the member 'principal'."),
  ]

  private static let update = #"{"stack": "prod", "action": "Update:Delete", "logicalResourceId": "Db"}"#
  private static let allowed = #"{"update": \#(update), "expect": "Allow"}"#
  private static let role = "arn:aws:iam::111122223333:role/Deployer"
  private static let stranger = "arn:aws:iam::111122223333:role/Stranger"

  private static let companions = companions(stacks: nil)

  private static func companions(stacks: String?) -> [String: String] {
    let stack = #"{"name": "prod", "stackPolicy": "policy.json", "template": "template.yaml"}"#
    return [
      "environment.json": """
      {"stacks": [\(stacks ?? stack)],
       "principals": [{"arn": "\(role)", "identityPolicies": []}],
       "resources": [{"arn": "arn:aws:s3:::data", "account": "111122223333"}]}

      """,
      "policy.json": """
      {"Statement": [{"Sid": "Keep", "Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}]}

      """,
      "template.yaml": "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n",
      "change-set.json": """
      {"ChangeSetName": "c", "StackName": "prod", "Changes": []}

      """,
    ]
  }

  private static func scenarioText(_ steps: String, name: String = "an example") -> String {
    "{\"name\": \"\(name)\", \"environment\": \"environment.json\", \"steps\": [\n  \(steps)\n]}"
  }

  private static func scenario(
    _ code: String, _ title: String, help: String, wrong: String, right: String
  ) -> FindingCode {
    FindingCode(
      "scenario." + code, .error, title, help: help,
      example: .init(
        arguments: ["check", "a.scenario.json"], file: "a.scenario.json", wrong: scenarioText(wrong) + "\n",
        right: scenarioText(right) + "\n", companions: companions))
  }

  private static func run(
    _ code: String, _ title: String, help: String, wrong: String, right: String, stacks: String? = nil
  ) -> FindingCode {
    FindingCode(
      "scenario." + code, .error, title, help: help,
      example: .init(
        arguments: ["test", "a.scenario.json"], file: "a.scenario.json", wrong: scenarioText(wrong) + "\n",
        right: scenarioText(right) + "\n", companions: companions(stacks: stacks)))
  }
}
