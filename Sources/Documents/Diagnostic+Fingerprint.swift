extension Diagnostic {
  /// What stays the same about a finding when other lines of its file change: a digest of its code, its file and the
  /// bytes it is about, without line or column.
  ///
  /// Findings that share all of that are told apart by their order in the file; `ordinal` counts from 0.
  ///
  /// - Returns: 32 hexadecimal digits.
  public func fingerprint(ordinal: Int = 0) -> String {
    var text = Array(code.utf8) + [0] + Array(file.utf8) + [0]
    if let source {
      let start = max(0, min(range.start, source.bytes.count))
      let end = max(start, min(range.end, source.bytes.count))
      // White space is left out: a policy that was indented anew holds the same findings.
      text += source.bytes[start..<end].filter { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
    } else {
      text += Array(message.utf8)
    }
    if ordinal > 0 { text += [0] + Array(String(ordinal).utf8) }
    return String(SHA256.hex(of: text).prefix(32))
  }
}

extension [Diagnostic] {
  /// The fingerprint of each, equal ones told apart by their order.
  public var fingerprints: [String] {
    var seen: [String: Int] = [:]
    return map { diagnostic in
      let first = diagnostic.fingerprint()
      let ordinal = seen[first, default: 0]
      seen[first] = ordinal + 1
      return ordinal == 0 ? first : diagnostic.fingerprint(ordinal: ordinal)
    }
  }
}
