import Documents

extension ByteSlice {
  /// The account that an ARN names, or the text where it is an account itself; nil for anything else.
  public var account: ByteSlice? {
    if count == 12, (0..<12).allSatisfy({ base[$0] &- 0x30 < 10 }) { return self }
    guard count > 4, ByteSlice(base, 4).equals(ByteSlice("arn:")) else { return nil }
    var colons = 0
    var start = 0
    for place in 0..<count where base[place] == UInt8(ascii: ":") {
      colons += 1
      if colons == 4 { start = place + 1 }
      if colons == 5 { return place > start ? ByteSlice(base + start, place - start) : nil }
    }
    return nil
  }
}
