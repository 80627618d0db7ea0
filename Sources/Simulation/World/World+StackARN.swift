import Documents
import PolicyLanguage

extension World {
  /// The ARN that requests on a stack name: that of a listed resource, which may have tags, else one whose id is `*`,
  /// since nothing tells it.
  ///
  /// - Parameter principal: who asks, whose account the stack is in where the environment does not say.
  public func arn(of stack: Stack, for principal: Principal) -> ByteString {
    let account = stack.account ?? principal.account ?? "*"
    let prefix = ByteString("arn:aws:cloudformation:\(stack.region ?? "*"):\(account):stack/\(stack.name)/")
    let listed = resources.keys.filter { $0.hasPrefix(prefix) }.min()
    return listed ?? ByteString(prefix.bytes + [UInt8(ascii: "*")])
  }
}
