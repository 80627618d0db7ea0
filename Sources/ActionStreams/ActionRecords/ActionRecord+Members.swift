import Documents

extension ActionRecord {
  /// Makes the record of one action on one resource, for what is no action record in its input; its context is in the
  /// frame.
  public init(action: ByteSlice, principal: ByteSlice?, resource: ByteSlice) {
    self.init()
    self.action = action
    actionKind = ActionKind(action)
    self.principal = principal
    self.resource = resource
  }
}
