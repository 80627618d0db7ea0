extension FindingCode {
  /// What keeps `plan` from an answer, and why CloudFormation refuses an operation.
  static let operations: [FindingCode] = [
    FindingCode(
      "plan.stack", .error, "The environment does not list the stack.", help: "Use the name that is suggested.",
      example: .command(
        ["plan", "--environment", "environment.json", "--stack", "prd", "--delete"],
        right: ["plan", "--environment", "environment.json", "--stack", "prod", "--delete"])),
    FindingCode(
      "plan.template", .error, "A template of the operation cannot be read.",
      help: "stockade check says what is wrong with the template."),
    FindingCode(
      "plan.template.missing", .error, "The environment names no template of the stack.",
      help: "Add the stack's member 'template', or give --before.",
      example: .command(
        ["plan", "--environment", "environment.json", "--stack", "bare", "--delete"],
        right: ["plan", "--environment", "environment.json", "--stack", "prod", "--delete"])),
    FindingCode(
      "plan.changeSet", .error, "The files of --change-set hold no one change set.",
      help: "Name one change set, with those nested in it."),
    FindingCode(
      "plan.nested", .error, "A nested stack's change set is missing, or stacks are nested too deep.",
      help: "The message names the stack; --nested ID=FILE gives what it is about."),
    FindingCode(
      "plan.unknown", .notice, "A value is not known before deployment.",
      help: "What hangs on it is planned for both cases. Give parameters, or the change set, where it matters."),
    FindingCode(
      "plan.disagreement", .warning, "The change set and the templates say different things of a resource.",
      help: "Are both of one stack and one moment? The change set counts."),
    FindingCode(
      "diff.nothingCompared", .error, "The streams of diff hold no record to compare.",
      help: "Nothing was shown to stay as it is. Is it the right file? Events that ask nothing are no records."),
    plan(
      "update.typeChange", "An update changes the type of a resource.",
      help: "AWS refuses it (ruling 12): give the resource of the new type another logical id.",
      wrong: "Resources:\n  Db:\n    Type: AWS::RDS::DBCluster", right: database),
    plan(
      "update.stackPolicy", "An update drops a resource that the stack policy names.",
      help: "AWS refuses it (ruling 12): take the logical id out of the stack policy first.",
      wrong: "Resources:\n  Queue:\n    Type: AWS::SQS::Queue",
      right: database, arguments: ["--stack-policy", "policy.json"]),
    FindingCode(
      "update.state", .error, "The stack is in a state that takes no update.",
      help: "A stack whose deletion failed can only be deleted.",
      example: .command(
        ["plan", "--before", "template.yaml", "--after", "template.yaml", "--stack-status", "DELETE_FAILED"],
        right: ["plan", "--before", "template.yaml", "--after", "template.yaml"])),
    FindingCode(
      "delete.terminationProtection", .error, "Termination protection refuses the deletion.",
      help: "Whoever may call UpdateTerminationProtection may switch it off.",
      example: .command(
        ["plan", "--before", "template.yaml", "--delete", "--termination-protection"],
        right: ["plan", "--before", "template.yaml", "--delete"])),
    FindingCode(
      "delete.retainResources", .error, "Resources are to be retained by a deletion that has not failed yet.",
      help:
        "AWS takes RetainResources for stacks in DELETE_FAILED only; DeletionPolicy: Retain keeps them from the start.",
      example: .command(
        ["plan", "--before", "template.yaml", "--delete", "--retain-resources", "Db"],
        right: [
          "plan", "--before", "template.yaml", "--delete", "--stack-status", "DELETE_FAILED", "--retain-resources",
          "Db",
        ])),
    FindingCode(
      "delete.retainResources.deleted", .error, "A resource is to be retained that is deleted.",
      help: "Take it out of the list."),
    FindingCode(
      "delete.retainResources.unknown", .error, "A resource is to be retained that the stack does not have.",
      help: "Use a logical id of the stack's template.",
      example: .command(
        [
          "plan", "--before", "template.yaml", "--delete", "--stack-status", "DELETE_FAILED", "--retain-resources",
          "Queue",
        ],
        right: [
          "plan", "--before", "template.yaml", "--delete", "--stack-status", "DELETE_FAILED", "--retain-resources",
          "Db",
        ])),
    FindingCode(
      "delete.mode", .error, "A deletion is forced that has not failed yet.",
      help: "AWS takes FORCE_DELETE_STACK for stacks in DELETE_FAILED only.",
      example: .command(
        ["plan", "--before", "template.yaml", "--delete", "--deletion-mode", "FORCE_DELETE_STACK"],
        right: [
          "plan", "--before", "template.yaml", "--delete", "--stack-status", "DELETE_FAILED", "--deletion-mode",
          "FORCE_DELETE_STACK",
        ])),
    FindingCode(
      "diff.environment", .error, "A side of a comparison has two environments, or an SCP beside one.",
      help: "An environment says itself which SCPs are attached where.",
      example: .command(
        [
          "diff", "--before", "environment.json", "--before", "environment.json", "--after", "environment.json",
          "stream.ndjson",
        ], right: ["diff", "--before", "environment.json", "--after", "environment.json", "stream.ndjson"])),
    FindingCode(
      "diff.name", .error, "A side of a comparison names something other than a stack policy or template by a stack.",
      help: "NAME=FILE is for stack policies and templates.",
      example: .command(
        ["diff", "--before", "prod=policy.json", "--after", "policy.json", "stream.ndjson"],
        right: ["diff", "--before", "policy.json", "--after", "policy.json", "stream.ndjson"])),
    FindingCode(
      "diff.kind", .error, "A file of a comparison is of a kind that is not compared by itself.",
      help: "Put policies that name principals into an environment, and compare the two environments.",
      example: .command(
        ["diff", "--before", "rcp.json", "--after", "rcp.json", "stream.ndjson"],
        right: ["diff", "--before", "policy.json", "--after", "policy.json", "stream.ndjson"])),
    FindingCode(
      "override.stack", .warning, "An override policy names a stack that nothing else names.",
      help: "Use the name that is suggested: an override of no stack decides nothing.",
      example: .command(
        ["evaluate", "--stack-policy", "prod=stack.json", "--override", "prd=stack.json", "stream.ndjson"],
        right: ["evaluate", "--stack-policy", "prod=stack.json", "--override", "prod=stack.json", "stream.ndjson"])),
    FindingCode(
      "simulate.input", .error, "The input of simulate cannot be read.",
      help: "It is one document, or one a line, as aws iam simulate-custom-policy takes it."),
    simulate(
      "simulate.member.unknown", "The input of simulate has a member of an unknown name.",
      help: "Use the spelling that is suggested.",
      wrong: #"{"ActionName": ["s3:GetObject"], "ActionNames": ["s3:GetObject"]}"#),
    simulate(
      "simulate.member.missing", "The input of simulate lacks a member that it needs.",
      help: "Add the member that the message names.", wrong: "{}"),
    simulate(
      "simulate.type", "A member of the input of simulate has a value of the wrong type.",
      help: "Write the type that the message names.", wrong: #"{"ActionNames": "s3:GetObject"}"#),
    simulate(
      "simulate.callerArn", "A resource policy is to be simulated without a caller.",
      help: "Add CallerArn: the policy's Principal is held against it.",
      wrong: #"{"ActionNames": ["s3:GetObject"], "ResourcePolicy": "{\"Version\": \"2012-10-17\", \"Statement\": []}"}"#
    ),
    simulate(
      "simulate.actionName", "An action to simulate is no name of an action.",
      help: "Write SERVICE:ACTION; wildcards are for policies.", wrong: #"{"ActionNames": ["GetObject"]}"#),
    simulate(
      "simulate.resourceOwner", "The owner of simulated resources is no account.",
      help: "Write the twelve digits, or arn:aws:iam::111122223333:root.",
      wrong: #"{"ActionNames": ["s3:GetObject"], "ResourceOwner": "me"}"#),
    simulate(
      "simulate.contextKey", "A context key to simulate is given twice, or has too many values.",
      help: "A key of a list type may have several values, the others have one.",
      wrong:
        #"{"ActionNames": ["s3:GetObject"], "ContextEntries": [{"ContextKeyName": "aws:x", "ContextKeyValues": ["a", "b"], "ContextKeyType": "string"}]}"#
    ),
    simulate(
      "simulate.contextKeyType", "A context key to simulate has a type that AWS has not.",
      help: "Use the type that is suggested.",
      wrong:
        #"{"ActionNames": ["s3:GetObject"], "ContextEntries": [{"ContextKeyName": "aws:x", "ContextKeyValues": ["a"], "ContextKeyType": "strng"}]}"#
    ),
    FindingCode(
      "generate.noLogicalResourceId", .warning, "A template holds resources whose logical ids only expansion shows.",
      help: "They are left out. Give the processed template, which aws cloudformation get-template writes."),
    FindingCode(
      "generate.notAttached", .warning, "More service control policies are made than AWS attaches.",
      help: "They are written, and the environment leaves them out. Ask for fewer --statements."),
    FindingCode(
      "summary.shape", .error, "A file of merge is no summary of stockade.",
      help: "Summaries are what evaluate --format summary-json writes."),
    FindingCode(
      "checkpoint.shape", .error, "The file of --checkpoint is no checkpoint of stockade.",
      help: "Remove it to begin anew."),
    FindingCode(
      "checkpoint.other", .error, "The checkpoint is of another run.",
      help: "Arguments, policies and inputs must be those that it was made with. Remove it to begin anew."),
    FindingCode(
      "checkpoint.output", .error, "The output is shorter than the checkpoint says.",
      help: "Remove the checkpoint to begin anew."),
  ]

  /// What is wrong with files of template parameters.
  static let parameterReading: [FindingCode] = [
    parameters(
      "parameters.shape", "A file of parameters is neither a list nor an object.",
      help: "AWS's forms are read: a list of objects or of Name=Value, or an object.", wrong: "1"),
    parameters(
      "parameters.assignment", "A parameter is no assignment.", help: "Write Name=Value.", wrong: #"["Size"]"#),
    parameters(
      "parameters.key", "An entry of a file of parameters names none.", help: "Add its ParameterKey.", wrong: "[{}]"),
    parameters(
      "parameters.duplicate", "A parameter is given twice.", help: "Take one out.",
      wrong: #"["Size=large", "Size=small"]"#),
    parameters(
      "parameters.previous", "A parameter has a value and keeps its previous one.",
      help: "Write ParameterValue or UsePreviousValue.",
      wrong: #"[{"ParameterKey": "Size", "ParameterValue": "large", "UsePreviousValue": true}]"#),
    parameters(
      "parameters.value", "A parameter has no value, or one that is no text.",
      help: "Write a text, or a list of texts.", wrong: #"{"Size": {}}"#),
    parameters(
      "parameters.member", "A template configuration has a member of an unknown name.",
      help: "It holds Parameters, Tags and StackPolicy.", wrong: #"{"Parameters": {}, "Parameter": {}}"#),
    plan(
      "parameters.missing", "A parameter that the stack did not have has neither a value nor a default.",
      help: "AWS refuses the operation. Give it by --parameters NAME=VALUE.",
      wrong: "Parameters:\n  Size:\n    Type: String\n" + database,
      right: "Parameters:\n  Size:\n    Type: String\n    Default: large\n" + database),
    parameters(
      "parameters.undeclared", "A parameter is given that the template does not declare.",
      help: "AWS refuses the operation. Use a name of the template's Parameters.", wrong: #"{"Sise": "large"}"#),
    parameters(
      "parameters.allowed", "A parameter has a value that is none of its AllowedValues.",
      help: "AWS refuses the operation. Use one of the AllowedValues.", wrong: #"{"Size": "huge"}"#),
  ]

  /// What AWS refuses about a template only when its functions are worked out.
  static let templateResolution: [FindingCode] = [
    resolution(
      "template.condition.circular", "Conditions hang on each other in a circle.",
      help: "No order works them out. Break the circle.",
      wrong:
        "Conditions:\n  A: !Not [!Condition A]\nResources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Condition: A"),
    resolution(
      "template.condition.undefined", "A condition is named that the template does not have.",
      help: "Use a name of the template's Conditions.",
      wrong: "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Condition: A"),
    resolution(
      "template.condition.arguments", "A function of a condition has too many or too few arguments.",
      help: "Fn::Equals takes two, Fn::Not one, Fn::And and Fn::Or two to ten.",
      wrong: "Conditions:\n  A: !Equals [a]\nResources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Condition: A"),
    resolution(
      "template.condition.shape", "A condition is no function of truth values.",
      help: "Fn::And, Fn::Or, Fn::Not, Fn::Equals and Condition are.",
      wrong: "Conditions:\n  A: yes-please\nResources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Condition: A"),
    resolution(
      "template.ref", "A Ref names no one thing.", help: "Ref takes a logical id, or the name of a parameter.",
      wrong: "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      DBName:\n        Ref: [A]"),
    resolution(
      "template.getatt", "A GetAtt lacks its resource or its attribute.", help: "Write Resource.Attribute.",
      wrong: "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      DBName: !GetAtt A"),
    resolution(
      "template.reference.undefined", "Something is named that the template does not have.",
      help: "Use a logical id, or the name of a parameter, of the template.",
      wrong: "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      DBName: !Ref Name"),
    FindingCode(
      "template.reference.absent", .error, "A resource is named that its condition leaves out.",
      help: "Name it under the same condition, with Fn::If."),
    resolution(
      "template.reference.circular", "Resources hang on each other in a circle.",
      help: "AWS can create neither first. Take one of the references or a DependsOn out.",
      wrong:
        "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    DependsOn: Queue\n  Queue:\n    Type: AWS::SQS::Queue\n    DependsOn: Db"
    ),
    resolution(
      "template.dependsOn", "DependsOn names no resource.", help: "Write a logical id, or a list of them.",
      wrong: "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    DependsOn: {}"),
    resolution(
      "template.if", "Fn::If lacks a condition or one of its two values.", help: "It takes three arguments.",
      wrong: "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      DBName: !If [A, b]"),
    resolution(
      "template.select", "Fn::Select has an index that its list has not.", help: "The first element has the index 0.",
      wrong: "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      DBName: !Select [2, [a, b]]"),
    resolution(
      "template.sub", "Fn::Sub has no text.", help: "It takes a text, or a text and an object of values.",
      wrong: "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      DBName: !Sub []"),
    resolution(
      "template.sub.name", "A name in the text of Fn::Sub is malformed.",
      help: "Letters, digits, points and colons can stand in ${…}; ${!Name} is literal.",
      wrong: "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      DBName: !Sub \"${a b}\""),
    resolution(
      "template.findInMap", "Fn::FindInMap lacks an argument.", help: "It takes the map and two keys.",
      wrong: "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      DBName: !FindInMap [A, b]"),
    resolution(
      "template.findInMap.map", "A map is named that the template does not have.",
      help: "Use a name of the template's Mappings.",
      wrong: "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      DBName: !FindInMap [A, b, c]"),
    resolution(
      "template.findInMap.key", "A map has no entry of two keys.", help: "Add the entry, or a DefaultValue.",
      wrong:
        "Mappings:\n  A:\n    b:\n      d: x\nResources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      DBName: !FindInMap [A, b, c]"
    ),
  ]

  private static let database = "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance"
  private static let sized =
    "Parameters:\n  Size:\n    Type: String\n    Default: large\n    AllowedValues: [large, small]\n" + database + "\n"

  private static func plan(
    _ code: String, _ title: String, help: String, wrong: String, right: String, arguments: [String] = []
  ) -> FindingCode {
    FindingCode(
      code, .error, title, help: help,
      example: .init(
        arguments: ["plan", "--before", "before.yaml", "--after", "after.yaml"] + arguments, file: "after.yaml",
        wrong: wrong + "\n", right: right + "\n",
        companions: [
          "before.yaml": database + "\n",
          "policy.json": """
          {"Statement": [{"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "LogicalResourceId/Db"}]}

          """,
        ]))
  }

  private static func resolution(_ code: String, _ title: String, help: String, wrong: String) -> FindingCode {
    plan(code, title, help: help, wrong: wrong, right: database)
  }

  private static func parameters(_ code: String, _ title: String, help: String, wrong: String) -> FindingCode {
    FindingCode(
      code, .error, title, help: help,
      example: .init(
        arguments: [
          "plan", "--before", "template.yaml", "--after", "template.yaml", "--parameters", "parameters.json",
        ], file: "parameters.json", wrong: wrong + "\n", right: "{\"Size\": \"small\"}\n",
        companions: ["template.yaml": sized]))
  }

  private static func simulate(_ code: String, _ title: String, help: String, wrong: String) -> FindingCode {
    FindingCode(
      code, .error, title, help: help,
      example: .init(
        arguments: ["simulate", "input.json"], file: "input.json", wrong: wrong + "\n",
        right: #"{"ActionNames": ["s3:GetObject"]}"# + "\n"))
  }
}
