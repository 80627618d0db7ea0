import Documents
import Evaluation
import PolicyLanguage

extension EventTemplate {
  /// Makes the template of what a mapping made of an event in whose holes stand markers.
  ///
  /// - Parameter markers: texts that stand in no event but this, one a hole.
  /// - Returns: nil where it asks more than a template holds.
  static func make(_ mapped: CloudTrailMapped, markers: [ByteString], keys: KeyTable) -> EventTemplate? {
    switch mapped {
    case .notEvaluable(let reason, _): return EventTemplate(reason)
    case .requests(let requests):
      guard requests.count <= mostRequests else { return nil }
      let texts = requests.map { asked in
        RequestPieces(
          action: asked.request.action, resource: pieces(of: asked.request.resource, markers),
          context: asked.request.context.entries.sorted { $0.key < $1.key }.compactMap { entry in
            keys.index(of: entry.key).map { ($0, value(entry.value, markers)) }
          })
      }
      return EventTemplate(texts)
    }
  }

  /// More requests than events without long lists have.
  private static let mostRequests = 16

  private static func value(_ value: ContextValue, _ markers: [ByteString]) -> Value {
    switch value {
    case .single(let text): .single(pieces(of: text, markers))
    case .list(let texts): .list(texts.map { pieces(of: $0, markers) })
    case .absent: .absent
    case .unknown: .unknown
    }
  }

  /// A text cut where markers stand in it; at least one piece.
  private static func pieces(of text: ByteString, _ markers: [ByteString]) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text
    while true {
      var found: (place: Int, hole: Int)?
      for (hole, marker) in markers.enumerated() {
        if let place = rest.range(of: marker), place < found?.place ?? Int.max { found = (place, hole) }
      }
      guard let found else { break }
      if found.place > 0 { pieces.append(.text(ByteString(copying: rest.bytes[..<found.place]))) }
      pieces.append(.hole(found.hole))
      rest = rest.dropping(found.place + markers[found.hole].count)
    }
    if !rest.isEmpty || pieces.isEmpty { pieces.append(.text(rest)) }
    return pieces
  }

  /// Whether the template, with the texts of an event in its holes, comes to what the mapping made of that event.
  func yields(_ mapped: CloudTrailMapped, holes: [ByteString], keys: KeyTable) -> Bool {
    switch (content, mapped) {
    case (.notEvaluable(let own), .notEvaluable(let reason, _)): return own == reason
    case (.requests(let count), .requests(let requests)):
      guard count == requests.count else { return false }
      return zip(self.requests, requests).allSatisfy { own, asked in
        own.action == asked.request.action && Self.text(own.resource, holes) == asked.request.resource
          && context(own, holes)
            == asked.request.context.entries.reduce(into: [:]) { entries, entry in
              if let key = keys.index(of: entry.key) { entries[key] = entry.value }
            }
      }
    default: return false
    }
  }

  private func context(_ request: RequestPieces, _ holes: [ByteString]) -> [Int: ContextValue] {
    request.context.reduce(into: [:]) { entries, entry in
      entries[entry.key] =
        switch entry.value {
        case .single(let text): .single(Self.text(text, holes))
        case .list(let texts): .list(texts.map { Self.text($0, holes) })
        case .absent: .absent
        case .unknown: .unknown
        }
    }
  }

  private static func text(_ pieces: [Piece], _ holes: [ByteString]) -> ByteString {
    ByteString(
      pieces.flatMap { piece in
        switch piece {
        case .text(let text): text.bytes
        case .hole(let hole): holes[hole].bytes
        }
      })
  }

  /// Whether an action is asked twice about one resource, with these texts in the holes: a mapping asks once.
  func repeatsResources(_ holes: UnsafePointer<ByteSlice>) -> Bool {
    var seen: Set<[ByteString]> = []
    return requests.contains { request in
      let resource = request.resource.flatMap { piece in
        switch piece {
        case .text(let text): text.bytes
        case .hole(let hole): holes[hole].byteString.bytes
        }
      }
      return !seen.insert([request.action, ByteString(resource)]).inserted
    }
  }
}
