import Documents

extension UpdateFailure {
  /// The failure that a change of a property brings about although it is allowed; nil when it brings none.
  init?(of type: ByteString, at path: [ByteString], _ certainty: Certainty) {
    guard let property = path.first else { return nil }
    if TemplateResource.isCustom(type), property == "ServiceToken" {
      // Ruling 12.
      self.init(message: "Modifying service token is not allowed.", certainty: certainty)
    } else if type == "AWS::EC2::Volume", Self.fixedVolumeProperties.contains(property) {
      self.init(message: "\(property) of AWS::EC2::Volume cannot be updated.", certainty: certainty)
    } else {
      return nil
    }
  }

  /// The one of two that is more certain.
  func worse(than other: UpdateFailure?) -> UpdateFailure {
    guard let other, other.certainty >= certainty else { return self }
    return other
  }

  /// "Updates are not supported", says the User Guide of each; the schema lists none of them as create-only.
  private static let fixedVolumeProperties: Set<ByteString> = [
    "AvailabilityZone", "Encrypted", "KmsKeyId", "MultiAttachEnabled", "SnapshotId",
  ]
}
