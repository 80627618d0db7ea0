/// How sure a predicted change is.
public enum Certainty: String, Sendable, Comparable {
  /// It may happen, or nothing may.
  case maybe
  /// It happens.
  case certain

  /// Orders `maybe` before `certain`.
  public static func < (left: Certainty, right: Certainty) -> Bool { left == .maybe && right == .certain }
}
