import Documents
import PolicyLanguage

extension RequestFrame {
  /// The request as a value that outlives the frame, with the keys of the program only: it is decided alike.
  ///
  /// - Parameter keys: those of the frame's program.
  public borrowing func request(_ keys: KeyTable) -> Request {
    var context = RequestContext()
    for (key, name) in keys.spellings.enumerated() {
      let slot = slot(key)
      switch slot.state {
      case .single: context[name] = .single(value(slot, 0).byteString)
      case .list:
        var values: [ByteString] = []
        for place in 0..<count(of: slot) { values.append(value(slot, place).byteString) }
        context[name] = .list(values)
      case .absent: if slot.isMentioned { context[name] = .absent }
      case .unknown: context[name] = .unknown
      }
    }
    return Request(
      action: action.byteString, principal: principal, resource: resource.byteString, context: context)
  }
}
