import CloudFormation
import Documents

/// Every update action on every resource of a template: the full matrix, in the order of the template.
///
/// Each resource gives three action records, `Update:Modify`, `Update:Replace` and `Update:Delete`. A resource whose
/// Condition is false has them, too: a stack policy is asked about logical ids, whatever the parameters are.
public enum TemplateUpdates {
  /// The actions, in the order in which each resource has them.
  public static let actions: [ByteString] = ["Update:Modify", "Update:Replace", "Update:Delete"]

  /// Appends the records of all resources, each with a line feed behind it.
  ///
  /// Members of Resources that stand for several resources (`Template.generators`) have no logical ids to name, and are
  /// left out: say so where there are any.
  ///
  /// - Parameter stack: the stack's name; nil leaves the member out.
  public static func appendLines(of template: Template, stack: ByteString?, to output: inout ByteBuffer) {
    for resource in template.resources {
      for action in actions {
        output.append("{\"id\":")
        output.appendJSONString(
          ByteString(resource.logicalResourceId.bytes + [UInt8(ascii: "/")] + action.bytes.dropFirst(7)))
        output.append(",\"action\":")
        output.appendJSONString(action)
        if let stack {
          output.append(",\"stack\":")
          output.appendJSONString(stack)
        }
        output.append(",\"logicalResourceId\":")
        output.appendJSONString(resource.logicalResourceId)
        output.append(",\"resourceType\":")
        output.appendJSONString(resource.type)
        output.append("}\n")
      }
    }
  }
}
