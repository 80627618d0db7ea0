import Documents

extension RecordKind {
  /// Whether a text that begins with these bytes is action records, one a line, which need nothing but a line reader;
  /// nil when more of it is needed to tell.
  ///
  /// - Parameter isComplete: whether the bytes are all of the text. A text of blanks is such a stream, of no records.
  public static func isActionRecordLines(_ beginning: [UInt8], isComplete: Bool) -> Bool? {
    beginning.withUnsafeBufferPointer { bytes in
      if bytes.count >= 2, bytes[0] == 0x1F, bytes[1] == 0x8B { return false }
      guard let start = bytes.firstIndex(where: { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }) else {
        return isComplete ? true : nil
      }
      let text = UnsafeBufferPointer(rebasing: bytes[start...])
      switch InputRecognition(text, isComplete: isComplete) {
      case .lines(.actionRecords): return true
      case .needsMore: return nil
      default: return false
      }
    }
  }
}
