import PolicyValidation

/// A baseline as one JSON document, `stockade/baseline/1`.
public enum BaselineJSON {
  /// The document, with its line end.
  public static func render(_ baseline: FindingBaseline) -> [UInt8] {
    var json = JSONWriter(layout: .indented)
    json.object { json in
      json.member("schema", FindingBaseline.schema)
      json.array("findings") { list in
        for entry in baseline.entries {
          list.object { json in
            json.member("fingerprint", entry.fingerprint)
            json.member("code", entry.code)
            json.member("file", entry.file)
            json.member("reason", entry.reason)
            if let expires = entry.expires { json.member("expires", expires) }
          }
        }
      }
    }
    json.endLine()
    return json.bytes
  }
}
