import Documents

/// The candidate that somebody probably meant; nil when none is near.
func nearestName(to name: String, in candidates: [String]) -> String? {
  var best: (name: String, distance: Int)?
  let wanted = Array(name.utf8)
  for candidate in candidates {
    let distance = editDistance(wanted, Array(candidate.utf8))
    if distance <= max(1, max(wanted.count, candidate.utf8.count) / 3), distance < best?.distance ?? .max {
      best = (candidate, distance)
    }
  }
  return best?.name
}

private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  guard left.count < 64, right.count < 64 else { return .max }
  var row = Array(0...right.count)
  for (i, byte) in left.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in right.enumerated() {
      let above = row[j + 1]
      row[j + 1] = min(above + 1, row[j] + 1, diagonal + (byte == other ? 0 : 1))
      diagonal = above
    }
  }
  return row[right.count]
}
