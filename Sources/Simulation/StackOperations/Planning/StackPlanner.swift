import CloudFormation
import Documents
import PolicyLanguage

/// Works out the plan of one operation on one stack and on those nested in it.
///
/// The steps are the same for all operations: what changes (`CloudFormation`), what the stack policy answers, what
/// CloudFormation's own requests would be answered, what follows for the stack, and what then is left of each resource.
struct StackPlanner {
  let world: World
  /// Whose permissions are asked for in place of the role's.
  let principal: ByteString?
  /// The role that the operation on the outermost stack works with, which nested stacks share.
  var role: ByteString?
  /// How many stacks enclose this one.
  var depth = 0

  /// Stacks can be nested to far less than this bound, which only keeps a circle from running on.
  private static let maximumDepth = 20

  init(_ world: World, principal: ByteString?) {
    self.world = world
    self.principal = principal
  }

  func plan(_ kind: StackOperation.Kind, _ stack: Stack) throws(StackOperationError) -> StackPlan {
    guard depth <= Self.maximumDepth else { throw .nestedTooDeep(stack: stack.name) }
    switch kind {
    case .updateStack(let update): return try planUpdate(update, stack)
    case .executeChangeSet(let execution): return try planExecution(execution, stack)
    case .deleteStack(let deletion): return try planDeletion(deletion, stack)
    }
  }

  /// The planner of a stack nested in this one.
  func nested(in stack: Stack) -> StackPlanner {
    var planner = self
    planner.depth += 1
    planner.role = role ?? stack.role
    return planner
  }

  // MARK: What a stack is

  /// The stack nested under a logical id, where the environment lists it.
  func child(_ id: ByteString, of stack: Stack) -> Stack? {
    guard let name = stack.nested[id] else { return nil }
    let index =
      (try? world.stackIndex(name, account: stack.account, region: stack.region)) ?? (try? world.stackIndex(name))
    return index.map { world.stacks[$0] }
  }

  /// The template that a stack has now, with its parameters.
  func template(of stack: Stack) throws(StackOperationError) -> ResolvedTemplate {
    guard let source = stack.template else { throw .templateMissing(stack: stack.name) }
    let reading = TemplateReader.read(source)
    guard let template = reading.template else { throw .template(reading.diagnostics) }
    var values = ParameterValues()
    for parameter in template.parameters {
      if let value = stack.parameters[parameter.name] { values[parameter.name] = .value(value) }
      if stack.unknownParameters.contains(parameter.name) { values[parameter.name] = .unknown }
    }
    return ResolvedTemplate(template, values: values, pseudo: place(of: stack))
  }

  /// What the stack says of where its templates are deployed.
  func place(of stack: Stack) -> PseudoParameters {
    PseudoParameters(
      region: stack.region, accountId: stack.account, stackName: stack.name.isEmpty ? nil : stack.name)
  }

  /// What asks for CloudFormation's own requests; nil where nobody can be asked for.
  func asker(_ stack: Stack) throws(StackOperationError) -> PermissionAsker? {
    do throws(RequestError) {
      return try PermissionAsker(world, stack: stack, role: role ?? stack.role, principal: principal)
    } catch {
      throw .request(error)
    }
  }

  /// Writes what is known of a resource's physical side into its plan.
  ///
  /// - Parameters:
  ///   - before: the resource in the template that the stack has; nil where no template is known.
  ///   - after: the resource in the new template.
  func fillPhysical(
    _ plan: inout ResourcePlan, _ stack: Stack, before: ResolvedResource?, after: ResolvedResource?
  ) {
    let change = plan.change
    let id = change.physicalResourceId ?? stack.physicalResources[change.logicalResourceId]
    let place = place(of: stack)
    if change.change != .add {
      plan.before = PhysicalResource(
        type: change.provisionedType, resource: before, physicalResourceId: id, place: place)
    }
    let isReplaced = change.change == .replace || change.change == .conditional
    if let before, isReplaced || change.change == .remove {
      let event: DeletionOutcome.Event =
        isReplaced ? .replaced : .removedFromTemplate
      let outcome = DeletionOutcome(of: before, when: event)
      plan.policyInEffect = ResourcePlan.PolicyInEffect(
        attribute: isReplaced ? "UpdateReplacePolicy" : "DeletionPolicy", value: outcome.policy,
        isDefault: outcome.isDefault)
    }
    switch change.change {
    case .remove: break
    case .add, .replace, .conditional:
      plan.after = PhysicalResource(
        type: change.provisionedType, resource: after, physicalResourceId: nil, place: place)
    case .none, .modify, .typeChange, .import, .unknown:
      plan.after = PhysicalResource(
        type: change.provisionedType, resource: after, physicalResourceId: id, place: place)
    }
  }
}

extension World {
  /// What an operation would do; nothing is changed.
  ///
  /// - Throws: when the stack, its template or the principal's account cannot be found. That CloudFormation would refuse
  ///   the operation is no error but an outcome.
  public func plan(_ operation: StackOperation) throws(StackOperationError) -> StackPlan {
    let index: Int
    do throws(WorldChangeError) {
      index = try stackIndex(operation.stack, account: operation.account, region: operation.region)
    } catch {
      throw .stack(error)
    }
    return try StackPlanner(self, principal: operation.principal).plan(operation.kind, stacks[index])
  }
}
