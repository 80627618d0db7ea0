import Documents

/// The keys that AWS sends with every request, so that a decision which hangs on one that a record lacks is worth a word
/// (ruling 21).
enum AlwaysSentKeys {
  /// As AWS spells them.
  static let names: [ByteString] = [
    "aws:CurrentTime", "aws:EpochTime", "aws:SecureTransport", "aws:RequestedRegion", "aws:ViaAWSService",
  ]
  /// A bit for each of them.
  static var mask: UInt8 { 0x1F }
}
