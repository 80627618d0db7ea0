/// Eight bytes as eight rows of eight bits.
public enum ByteMatrix {
  /// Eight rows of eight bits as eight columns.
  ///
  /// The marks of 64 bytes are found sixteen at a time and come out with the bit of byte 8i + k in row k: this puts them in
  /// order, bit n for byte n.
  @inlinable @inline(__always)
  public static func transposed(_ matrix: UInt64) -> UInt64 {
    var rows = matrix
    var moved = (rows ^ (rows >> 7)) & 0x00AA_00AA_00AA_00AA
    rows ^= moved ^ (moved << 7)
    moved = (rows ^ (rows >> 14)) & 0x0000_CCCC_0000_CCCC
    rows ^= moved ^ (moved << 14)
    moved = (rows ^ (rows >> 28)) & 0x0000_0000_F0F0_F0F0
    return rows ^ moved ^ (moved << 28)
  }
}
