import Documents

/// The action record of one update action, for inputs that show update actions in another form.
struct UpdateRecord {
  /// The record's id.
  var id: ByteString?
  /// `Update:Modify`, `Update:Replace` or `Update:Delete`.
  var action: ByteString
  /// The stack's name.
  var stack: ByteString?
  /// The resource's logical id.
  var logicalResourceId: ByteString
  /// The resource's type.
  var resourceType: ByteString?

  /// Writes it as a line of a stream (formats.md), its line end included.
  func append(to output: inout ByteBuffer) {
    output.append("{")
    if let id {
      output.append("\"id\":")
      output.appendJSONString(id)
      output.append(",")
    }
    output.append("\"action\":")
    output.appendJSONString(action)
    if let stack {
      output.append(",\"stack\":")
      output.appendJSONString(stack)
    }
    output.append(",\"logicalResourceId\":")
    output.appendJSONString(logicalResourceId)
    if let resourceType {
      output.append(",\"resourceType\":")
      output.appendJSONString(resourceType)
    }
    output.append("}\n")
  }
}
