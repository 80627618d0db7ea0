import Documents
import Evaluation
import PolicyLanguage

/// What all events of one shape ask: the requests, with holes where the texts stand that tell the events apart.
///
/// ```
/// shape      ec2 DeleteVolume in eu-west-1 by a user of 1111…: {"volumeId": volume ①}
/// template   ec2:DeleteVolume on "arn:aws:ec2:eu-west-1:1111…:volume/" ①
/// ```
/// Its texts stand in memory of its own, so that filling a frame copies pointers; only what holds both text and holes is
/// put together in the frame.
final class EventTemplate {
  /// What became of the events.
  enum Content {
    /// So many requests.
    case requests(Int)
    /// No request.
    case notEvaluable(CloudTrailReason)
  }

  /// A text, or part of one.
  enum Piece: Equatable {
    case text(ByteString)
    case hole(Int)
  }

  /// The value of a context key.
  enum Value: Equatable {
    case single([Piece])
    case list([[Piece]])
    case absent
    case unknown
  }

  /// One request.
  struct RequestPieces {
    var action: ByteString
    var resource: [Piece]
    var context: [(key: Int, value: Value)]
  }

  /// What a worker needs of a template for each event; valid as long as the template is.
  struct View {
    /// The number of requests; 0 for events that ask nothing.
    let requestCount: Int
    let isPlain: Bool
    let mayRepeatResources: Bool
    fileprivate let requests: UnsafePointer<LoadedRequest>
    fileprivate let entries: UnsafePointer<Entry>
    fileprivate let texts: UnsafePointer<Text>
    fileprivate let pieces: UnsafePointer<LoadedPiece>
  }

  let content: Content
  /// Whether actions and resources are printable ASCII without quotes and backslashes.
  let isPlain: Bool
  /// Whether several requests could be asked about the same resource, by some texts in the holes.
  let mayRepeatResources: Bool
  let requests: [RequestPieces]
  private let loaded: UnsafeMutablePointer<LoadedRequest>
  private let entries: UnsafeMutablePointer<Entry>
  private let texts: UnsafeMutablePointer<Text>
  private let pieces: UnsafeMutablePointer<LoadedPiece>
  private let bytes: UnsafeMutablePointer<UInt8>

  fileprivate struct LoadedRequest {
    let action: ByteSlice
    let kind: ActionKind
    let resource: Text
    let firstEntry: Int
    let entryCount: Int
  }

  /// A key, and where its values stand among the texts.
  fileprivate struct Entry {
    let key: Int
    let state: RequestFrame.State
    let firstText: Int
    let textCount: Int
  }

  /// A run of pieces.
  fileprivate struct Text {
    let first: Int
    let count: Int
  }

  /// A text where `hole` is -1.
  fileprivate struct LoadedPiece {
    let hole: Int
    let text: ByteSlice
  }

  /// Makes the template of events that ask nothing.
  convenience init(_ reason: CloudTrailReason) { self.init(.notEvaluable(reason), []) }

  /// Makes the template of requests.
  convenience init(_ requests: [RequestPieces]) { self.init(.requests(requests.count), requests) }

  private init(_ content: Content, _ requests: [RequestPieces]) {
    self.content = content
    self.requests = requests
    isPlain = requests.allSatisfy { $0.action.isPlain && $0.resource.allSatisfy(\.isPlain) }
    mayRepeatResources = requests.count > 1 && requests.contains { $0.resource.contains(where: \.isHole) }
    var byteCount = 0
    var pieceCount = 0
    var textCount = 0
    var entryCount = 0
    func count(_ text: [Piece]) {
      pieceCount += text.count
      for case .text(let bytes) in text { byteCount += bytes.count }
    }
    for request in requests {
      byteCount += request.action.count
      count(request.resource)
      for (_, value) in request.context {
        entryCount += 1
        for text in value.texts {
          textCount += 1
          count(text)
        }
      }
    }
    loaded = .allocate(capacity: max(1, requests.count))
    entries = .allocate(capacity: max(1, entryCount))
    texts = .allocate(capacity: max(1, textCount))
    pieces = .allocate(capacity: max(1, pieceCount))
    // Names are compared eight bytes at a time, so that many must be readable behind the last one.
    bytes = .allocate(capacity: byteCount + 8)
    bytes.initialize(repeating: 0, count: byteCount + 8)
    load()
  }

  deinit {
    loaded.deallocate()
    entries.deallocate()
    texts.deallocate()
    pieces.deallocate()
    bytes.deallocate()
  }

  /// The memory that it takes, about.
  var memory: Int {
    requests.reduce(256) { sum, request in
      sum + 96 + request.context.reduce(0) { $0 + 128 + $1.value.texts.count * 96 }
    }
  }

  private func load() {
    var nextByte = 0
    var nextPiece = 0
    var nextText = 0
    var nextEntry = 0
    func put(_ text: ByteString) -> ByteSlice {
      let place = bytes + nextByte
      place.update(from: text.bytes, count: text.count)
      nextByte += text.count
      return ByteSlice(place, text.count)
    }
    func put(_ text: [Piece]) -> Text {
      let first = nextPiece
      for piece in text {
        switch piece {
        case .hole(let hole): (pieces + nextPiece).initialize(to: LoadedPiece(hole: hole, text: .empty))
        case .text(let bytes): (pieces + nextPiece).initialize(to: LoadedPiece(hole: -1, text: put(bytes)))
        }
        nextPiece += 1
      }
      return Text(first: first, count: text.count)
    }
    for (index, request) in requests.enumerated() {
      let firstEntry = nextEntry
      for (key, value) in request.context {
        let firstText = nextText
        for text in value.texts {
          (texts + nextText).initialize(to: put(text))
          nextText += 1
        }
        let state: RequestFrame.State =
          switch value {
          case .single: .single
          case .list: .list
          case .absent: .absent
          case .unknown: .unknown
          }
        (entries + nextEntry).initialize(
          to: Entry(key: key, state: state, firstText: firstText, textCount: nextText - firstText))
        nextEntry += 1
      }
      let action = put(request.action)
      (loaded + index).initialize(
        to: LoadedRequest(
          action: action, kind: ActionKind(action), resource: put(request.resource), firstEntry: firstEntry,
          entryCount: nextEntry - firstEntry))
    }
  }

  /// The template without its owner.
  var view: View {
    View(
      requestCount: requests.count, isPlain: isPlain, mayRepeatResources: mayRepeatResources, requests: loaded,
      entries: entries, texts: texts, pieces: pieces)
  }
}

// MARK: - Filling in

extension EventTemplate.View {
  fileprivate typealias Text = EventTemplate.Text
  fileprivate typealias LoadedPiece = EventTemplate.LoadedPiece

  /// Puts one of the requests into a frame that was reset, with the texts of an event in its holes.
  func fill(
    _ frame: inout RequestFrame, _ index: Int, _ holes: UnsafePointer<ByteSlice>
  ) -> (action: ByteSlice, kind: ActionKind) {
    let request = requests + index
    frame.action = request.pointee.action
    frame.resource = text(request.pointee.resource, holes, &frame)
    var place = request.pointee.firstEntry
    let end = place + request.pointee.entryCount
    while place < end {
      let entry = entries + place
      switch entry.pointee.state {
      case .single: frame.set(entry.pointee.key, to: text(texts[entry.pointee.firstText], holes, &frame))
      case .list:
        let start = frame.valueCount
        for value in entry.pointee.firstText..<entry.pointee.firstText + entry.pointee.textCount {
          frame.append(text(texts[value], holes, &frame))
        }
        frame.setList(entry.pointee.key, from: start)
      case .absent, .unknown: frame.set(entry.pointee.key, entry.pointee.state)
      }
      place += 1
    }
    return (request.pointee.action, request.pointee.kind)
  }

  @inline(__always)
  private func text(_ text: Text, _ holes: UnsafePointer<ByteSlice>, _ frame: inout RequestFrame) -> ByteSlice {
    if text.count == 1 { return slice(pieces + text.first, holes) }
    var count = 0
    for place in text.first..<text.first + text.count { count += slice(pieces + place, holes).count }
    let room = frame.room(count)
    var at = room
    for place in text.first..<text.first + text.count {
      let piece = slice(pieces + place, holes)
      at.update(from: piece.base, count: piece.count)
      at += piece.count
    }
    return ByteSlice(room, count)
  }

  @inline(__always)
  private func slice(_ piece: UnsafePointer<LoadedPiece>, _ holes: UnsafePointer<ByteSlice>) -> ByteSlice {
    piece.pointee.hole < 0 ? piece.pointee.text : holes[piece.pointee.hole]
  }
}

extension EventTemplate.Piece {
  fileprivate var isHole: Bool { if case .hole = self { true } else { false } }

  /// Texts in holes are plain themselves.
  fileprivate var isPlain: Bool { if case .text(let text) = self { text.isPlain } else { true } }
}

extension ByteString {
  fileprivate var isPlain: Bool {
    bytes.allSatisfy { (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
  }
}

extension EventTemplate.Value {
  fileprivate var texts: [[EventTemplate.Piece]] {
    switch self {
    case .single(let text): [text]
    case .list(let texts): texts
    case .absent, .unknown: []
    }
  }
}
