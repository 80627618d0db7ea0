import Documents

/// Findings as one JSON document, `stockade/findings/1`.
public enum FindingsJSON {
  /// The document, with its line end.
  public static func render(_ diagnostics: [Diagnostic]) -> [UInt8] {
    var json = JSONWriter(layout: .indented)
    json.object { json in
      json.member("schema", "stockade/findings/1")
      json.array("findings") { list in
        for (diagnostic, fingerprint) in zip(diagnostics, diagnostics.fingerprints) {
          append(diagnostic, fingerprint: fingerprint, to: &list)
        }
      }
    }
    json.endLine()
    return json.bytes
  }

  /// Writes one diagnostic as an object.
  static func append(_ diagnostic: Diagnostic, fingerprint: String? = nil, to json: inout JSONWriter) {
    json.object { json in
      json.member("file", diagnostic.file)
      if let position = diagnostic.position {
        json.member("line", position.line)
        json.member("column", position.column)
      }
      json.member("severity", diagnostic.severity.rawValue)
      json.member("code", diagnostic.code)
      json.member("message", diagnostic.message)
      if let suggestion = diagnostic.suggestion { json.member("suggestion", suggestion) }
      if let fingerprint { json.member("fingerprint", fingerprint) }
    }
  }
}
