import CloudFormation
import Documents
import PolicyLanguage
import Testing

@testable import Simulation

@Suite struct StackOperationsUpdateTests {
  private typealias Sample = StackOperationsSample

  private let table = "Orders: {Type: 'AWS::DynamoDB::Table', Properties: {TableName: orders, BillingMode: A}}"
  private let renamed = "Orders: {Type: 'AWS::DynamoDB::Table', Properties: {TableName: orders2, BillingMode: A}}"
  private let modified = "Orders: {Type: 'AWS::DynamoDB::Table', Properties: {TableName: orders, BillingMode: B}}"

  private func plan(_ before: String, _ after: String, policy: String?, override: String? = nil) throws -> StackPlan {
    try Sample.world(try Sample.stack(before, policy: policy)).planUpdate(to: after, override: override)
  }

  @Test("a template planned onto itself has no changes")
  func noChanges() throws {
    let plan = try plan(table, table, policy: Sample.statement("Deny", "Update:*"))
    #expect(plan.outcome == .noChanges)
    #expect(plan.message == "No updates are to be performed.")
    #expect(plan.resources.map(\.physical) == [.untouched])
    #expect(plan.resources.first?.decision == nil)
  }

  @Test("rulings 1, 10: an explicit Deny rolls the whole update back, in CloudFormation's words")
  func explicitDeny() throws {
    let policy = Sample.allowBut(Sample.statement("Deny", "Update:Replace", "LogicalResourceId/Orders"))
    let plan = try plan(table, renamed + "\nNew: {Type: 'AWS::SNS::Topic'}", policy: policy)
    #expect(plan.outcome == .updateRollbackComplete)
    #expect(
      plan.message
        == "Action denied by stack policy: Statement [#1] does not allow [Update:Replace] for resource "
        + "[LogicalResourceId/Orders];")
    let orders = try #require(plan["Orders"])
    #expect(orders.change.change == .replace)
    #expect(orders.change.causes == ["Properties/TableName"])
    #expect(orders.decision?.result == .explicitDeny)
    #expect(orders.change.ifAllowed == .replaced)
    #expect(orders.change.replaced == .deleted)
    #expect(orders.physical == .untouched)
    #expect(!orders.losesData)
    #expect(plan["New"]?.physical == .untouched)
    #expect(plan["New"]?.decision == nil)
  }

  @Test("ruling 2: without a policy everything is allowed; with one, what is not allowed is denied")
  func defaults() throws {
    let allowed = try plan(table, modified, policy: nil)
    #expect(allowed.outcome == .updateComplete)
    #expect(allowed.message == nil)
    #expect(allowed["Orders"]?.decision?.result == .allowed)
    let denied = try plan(table, modified, policy: Sample.statement("Allow", "Update:Replace"))
    #expect(denied.outcome == .updateRollbackComplete)
    #expect(denied["Orders"]?.decision?.result == .implicitDeny)
    #expect(
      denied.message
        == "Action denied by stack policy: no statement allows [Update:Modify] for resource [LogicalResourceId/Orders]")
  }

  @Test("ruling 4: an override replaces the policy, also where there is none")
  func override() throws {
    let deny = Sample.statement("Deny", "Update:*")
    let allow = Sample.statement("Allow", "Update:*")
    #expect(try plan(table, renamed, policy: deny, override: allow).outcome == .updateComplete)
    #expect(try plan(table, renamed, policy: nil, override: deny).outcome == .updateRollbackComplete)
    #expect(
      try plan(table, renamed, policy: allow, override: Sample.statement("Allow", "Update:Modify")).outcome
        == .updateRollbackComplete)
  }

  @Test("ruling 4: nothing of an override is kept")
  func overrideIsNotKept() throws {
    var world = Sample.world(try Sample.stack(table, policy: Sample.statement("Deny", "Update:*")))
    try world.apply(world.planUpdate(to: modified, override: Sample.statement("Allow", "Update:*")))
    #expect(try world.planUpdate(to: renamed).outcome == .updateRollbackComplete)
  }

  @Test("ruling 9: a conditional replacement is asked both, and Unknown when the answers differ")
  func conditional() throws {
    let before = "Db: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: mysql}}"
    let after = "Db: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: postgres}}"
    let policy = Sample.allowBut(Sample.statement("Deny", "Update:Replace"))
    let open = try plan(before, after, policy: policy)
    #expect(open["Db"]?.change.change == .conditional)
    #expect(open["Db"]?.change.asked == [.modify, .replace])
    #expect(open["Db"]?.decision?.result == .unknown)
    #expect(open.outcome == .inconclusive)
    #expect(
      open.message
        == "What happens to Db is known when it is executed: Update:Modify is allowed, Update:Replace is denied")
    #expect(try plan(before, after, policy: Sample.statement("Deny", "Update:*")).outcome == .updateRollbackComplete)
    #expect(try plan(before, after, policy: nil).outcome == .updateComplete)
  }

  @Test("ruling 9: the denial of what may change with an attribute is reported and fails nothing")
  func inPlaceDependents() throws {
    let before = """
      Role: {Type: 'AWS::IAM::Role', Properties: {Description: a, AssumeRolePolicyDocument: {}}}
      Fn: {Type: 'AWS::Lambda::Function', Properties: {Role: !GetAtt Role.Arn, Code: {ZipFile: x}}}
      """
    let after = before.replacing("Description: a", with: "Description: b")
    let policy = Sample.allowBut(Sample.statement("Deny", "Update:*", "LogicalResourceId/Fn"))
    let plan = try plan(before, after, policy: policy)
    let function = try #require(plan["Fn"])
    #expect(function.change.isAutomatic)
    #expect(function.change.certainty == .maybe)
    #expect(function.decision?.result == .explicitDeny)
    #expect(function.physical == .untouched)
    #expect(plan.outcome == .updateComplete)
  }

  @Test("ruling 9: a dependent of a replaced resource is asked for, and its denial fails the update")
  func dependents() throws {
    let before = """
      Topic: {Type: 'AWS::SNS::Topic', Properties: {TopicName: a}}
      Fn: {Type: 'AWS::Lambda::Function', Properties: {Code: {ZipFile: x}, Description: !Ref Topic}}
      """
    let after = before.replacing("TopicName: a", with: "TopicName: b")
    let policy = Sample.allowBut(Sample.statement("Deny", "Update:*", "LogicalResourceId/Fn"))
    let plan = try plan(before, after, policy: policy)
    #expect(plan["Fn"]?.change.isAutomatic == true)
    #expect(plan["Fn"]?.change.certainty == .certain)
    #expect(plan.outcome == .updateRollbackComplete)
  }

  @Test("ruling 12: a type change under one logical id is refused")
  func typeChange() throws {
    let plan = try plan(table, "Orders: {Type: 'AWS::S3::Bucket'}", policy: nil)
    #expect(plan.outcome == .refused)
    #expect(
      plan.message
        == "Update of resource type is not permitted. The new template modifies resource type of the following "
        + "resources: [Orders]")
  }

  @Test(
    "ruling 12: an exact id in the stack's policy that the new template drops is refused, whatever the statement says")
  func droppedId() throws {
    let policy = Sample.allowBut(Sample.statement("Allow", "Update:*", "LogicalResourceId/Orders"))
    let plan = try plan(table + "\nA: {Type: 'AWS::SNS::Topic'}", "A: {Type: 'AWS::SNS::Topic'}", policy: policy)
    #expect(plan.outcome == .refused)
    #expect(
      plan.message
        == "Error validating existing stack policy: Unknown logical id 'LogicalResourceId/Orders' in statement {} - "
        + "stack policies can only be applied to logical ids referenced in the template")
    #expect(plan.refusals.first?.position?.line == 1)
    #expect(plan["Orders"]?.physical == .untouched)
    // An override does not change what the stack's policy names.
    #expect(
      try self.plan(
        table + "\nA: {Type: 'AWS::SNS::Topic'}", "A: {Type: 'AWS::SNS::Topic'}", policy: policy,
        override: Sample.statement("Allow", "Update:*")
      ).outcome == .refused)
    // A pattern that matches the id is not its name.
    let wild = Sample.allowBut(Sample.statement("Allow", "Update:*", "LogicalResourceId/Orde*"))
    #expect(
      try self.plan(table + "\nA: {Type: 'AWS::SNS::Topic'}", "A: {Type: 'AWS::SNS::Topic'}", policy: wild).outcome
        == .updateComplete)
  }

  @Test("ruling 12: a changed ServiceToken fails that resource and rolls back")
  func serviceToken() throws {
    let before = "Custom: {Type: 'Custom::Thing', Properties: {ServiceToken: a}}"
    let plan = try plan(before, before.replacing(": a", with: ": b"), policy: nil)
    #expect(plan.outcome == .updateRollbackComplete)
    #expect(plan.message == "Modifying service token is not allowed.")
  }

  @Test("ruling 14: leaving the template goes by DeletionPolicy, replacement by UpdateReplacePolicy alone")
  func policiesOfLeaving() throws {
    let before = """
      Gone: {Type: 'AWS::DynamoDB::Table', DeletionPolicy: Retain, Properties: {TableName: a}}
      Swapped: {Type: 'AWS::DynamoDB::Table', DeletionPolicy: Retain, Properties: {TableName: a}}
      Kept: {Type: 'AWS::DynamoDB::Table', UpdateReplacePolicy: Retain, Properties: {TableName: a}}
      Db: {Type: 'AWS::RDS::DBInstance', Properties: {DBName: a}}
      """
    let after = """
      Swapped: {Type: 'AWS::DynamoDB::Table', DeletionPolicy: Retain, Properties: {TableName: b}}
      Kept: {Type: 'AWS::DynamoDB::Table', UpdateReplacePolicy: Retain, Properties: {TableName: b}}
      Db: {Type: 'AWS::RDS::DBInstance', Properties: {DBName: b}}
      """
    let plan = try plan(before, after, policy: nil)
    #expect(plan["Gone"]?.physical == .retained)
    #expect(plan["Gone"]?.change.asked == [.delete])
    #expect(plan["Swapped"]?.physical == .replaced)
    #expect(plan["Swapped"]?.change.replaced == .deleted)
    #expect(plan["Kept"]?.change.replaced == .retained)
    // The default of DeletionPolicy, a snapshot, is none of UpdateReplacePolicy.
    #expect(plan["Db"]?.change.replaced == .deleted)
    #expect(plan.resources.filter(\.losesData).map(\.change.logicalResourceId) == ["Db", "Swapped"])
  }

  // MARK: Ways out

  @Test("the suggested override allows exactly this update")
  func suggestedOverride() throws {
    let policy = Sample.statement("Deny", "Update:*")
    var plan = try plan(
      table + "\nA: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: a}}\nB: {Type: 'AWS::SNS::Topic'}",
      renamed + "\nA: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: b}}", policy: policy)
    plan.suggestOverrides()
    let suggested = try #require(plan.suggestedOverride)
    #expect(
      suggested.source.bytes
        == Array(
          """
          {
            "Statement": [
              {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "Update:Modify",
                "Resource": "LogicalResourceId/A"
              },
              {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "Update:Replace",
                "Resource": "LogicalResourceId/Orders"
              },
              {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "Update:Delete",
                "Resource": "LogicalResourceId/B"
              }
            ]
          }
          """.utf8))
  }

  @Test("nothing is suggested where nothing is denied")
  func noSuggestion() throws {
    var plan = try plan(table, renamed, policy: nil)
    plan.suggestOverrides()
    #expect(plan.suggestedOverride == nil)
  }

  @Test("the role policy holds what the handlers call, on names where the template has them")
  func rolePolicy() throws {
    var stack = try Sample.stack(table, account: "111122223333")
    stack.stackPolicy = nil
    let plan = try Sample.world(stack).planDeletion()
    let policy = try #require(plan.rolePolicy)
    let text = PolicyPrinter(layout: .compact).print(policy).string
    #expect(
      text
        == #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["dynamodb:DeleteTable","#
        + #""dynamodb:DescribeTable"],"Resource":"arn:aws:dynamodb:eu-west-1:111122223333:table/orders"}]}"#)
  }

  // MARK: The world after

  @Test("an update that completes changes the stack, its resources and their tags")
  func apply() throws {
    func template(_ tag: String, _ name: String) -> String {
      """
      Queue: {Type: 'AWS::SQS::Queue', Properties: {QueueName: q, Tags: [{Key: team, Value: \(tag)}]}}
      Table: {Type: 'AWS::DynamoDB::Table', Properties: {TableName: \(name)}}
      """
    }
    var stack = try Sample.stack(template("a", "old"), account: "111122223333")
    stack.physicalResources = ["Table": "old"]
    var world = Sample.world(stack)
    let queue: ByteString = "arn:aws:sqs:eu-west-1:111122223333:q"
    let table: ByteString = "arn:aws:dynamodb:eu-west-1:111122223333:table/old"
    try world.createResource(ListedResource(arn: ResourceName(queue), tags: Tags(["team": "a", "own": "x"])))
    try world.createResource(ListedResource(arn: ResourceName(table)))
    let plan = try world.planUpdate(
      to: template("b", "new")
        + "\nTopic: {Type: 'AWS::SNS::Topic', Properties: {TopicName: t, Tags: [{Key: k, Value: v}]}}")
    try world.apply(plan)
    #expect(world.resource(queue)?.tags == Tags(["team": "b", "own": "x"]))
    #expect(world.resource(table) == nil)
    #expect(world.resource("arn:aws:dynamodb:eu-west-1:111122223333:table/new") != nil)
    #expect(world.resource("arn:aws:sns:eu-west-1:111122223333:t")?.tags == Tags(["k": "v"]))
    #expect(world.stacks.first?.template?.name == "after.yaml")
    #expect(world.stacks.first?.physicalResources["Topic"] == "arn:aws:sns:eu-west-1:111122223333:t")
  }

  @Test("what is rolled back changes nothing but the stack's status")
  func applyRollback() throws {
    var world = Sample.world(try Sample.stack(table, policy: Sample.statement("Deny", "Update:*")))
    try world.apply(world.planUpdate(to: renamed))
    #expect(world.stacks.first?.template?.name == "before.yaml")
    #expect(world.stacks.first?.status == .updateRollbackComplete)
  }

  // MARK: Nested stacks (ruling 11)

  private func nested(_ policy: String?) throws -> World {
    var root = try Sample.stack(
      """
      Network: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: n.yaml, Parameters: {Name: a}}}
      Topic: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: a}}
      """)
    root.nested = ["Network": "network"]
    var child = try Sample.stack(
      "Table: {Type: 'AWS::DynamoDB::Table', Properties: {TableName: !Ref Name}}", policy: policy, name: "network")
    child.template = SourceText(
      name: "n.yaml",
      text: "Parameters: {Name: {Type: String}}\n" + String(decoding: child.template?.bytes ?? [], as: UTF8.self))
    return Sample.world(root, child)
  }

  @Test("ruling 11: the child has its own policy, and its denial fails the parent's update")
  func nestedPolicy() throws {
    let after = """
      Network: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: n.yaml, Parameters: {Name: b}}}
      Topic: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: a}}
      """
    let denied = try nested(Sample.statement("Deny", "Update:Replace")).planUpdate(to: after)
    #expect(denied["Network"]?.decision?.result == .allowed)
    #expect(denied["Network"]?.nested?["Table"]?.change.change == .replace)
    #expect(denied["Network"]?.nested?.outcome == .updateRollbackComplete)
    #expect(denied.outcome == .updateRollbackComplete)
    #expect(denied.message?.contains("The nested stack Network ends in UPDATE_ROLLBACK_COMPLETE") == true)
    let allowed = try nested(nil).planUpdate(to: after)
    #expect(allowed.outcome == .updateComplete)
    var world = try nested(nil)
    try world.apply(allowed)
    #expect(world.stacks.last?.parameters == ["Name": "b"])
  }

  @Test("a new template of a nested stack makes its resource change for certain")
  func nestedTemplate() throws {
    let world = try nested(nil)
    let parent = try #require(world.stacks.first?.template)
    let child = try Sample.template("Table: {Type: 'AWS::DynamoDB::Table', Properties: {TableName: other}}")
    let update = UpdateStack(
      template: TemplateReader.read(parent).template, nested: ["Network": UpdateStack(template: child)])
    let plan = try world.plan(StackOperation(.updateStack(update), stack: "prod"))
    #expect(plan["Network"]?.change.change == .modify)
    #expect(plan["Network"]?.change.certainty == .certain)
    #expect(plan["Network"]?.change.causes == ["Properties/TemplateURL"])
  }
}
