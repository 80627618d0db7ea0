import Documents

extension ActionRecord {
  /// Makes the record of one action on one resource, for what is no action record in its input; its context is in the
  /// frame.
  public init(action: ByteSlice, principal: ByteSlice?, resource: ByteSlice) {
    self.init(action: action, ActionKind(action), principal: principal, resource: resource)
  }

  /// The same for an action whose kind is known.
  init(action: ByteSlice, _ kind: ActionKind, principal: ByteSlice?, resource: ByteSlice) {
    self.init()
    self.action = action
    actionKind = kind
    self.principal = principal
    self.resource = resource
  }
}
