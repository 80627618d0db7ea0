import Documents

/// An input's name, as it is and as the lines of a run's format say it; made once an input or a block of one.
struct InputName: Sendable {
  /// The name in the two forms that lines need; valid during the call that it is lent to.
  struct Lent {
    /// The name.
    let file: ByteString
    /// What lines say of it.
    let mention: ByteSlice
  }

  private let file: ByteString
  private let mention: [UInt8]

  init(_ name: String, _ formatter: any DecisionFormatter) {
    file = ByteString(name)
    mention = formatter.mention(ofFile: file)
  }

  /// Lends the name to whoever writes the lines of a block.
  func lend<Result>(_ body: (Lent) -> Result) -> Result {
    mention.withUnsafeBufferPointer { bytes in
      body(Lent(file: file, mention: bytes.baseAddress.map { ByteSlice($0, bytes.count) } ?? .empty))
    }
  }
}
