/// Measurements as a table for people and as CSV for later comparison.
enum BenchmarkReport {
  /// The columns of the CSV form, of which `compare` reads name and median.
  static let csvHeader =
    "name,unit,items,bytes,samples,median_seconds,minimum_seconds,spread_percent,items_per_second,"
    + "megabytes_per_second,instructions_per_item,peak_memory_bytes,answer"

  /// A measurement as one line of CSV.
  static func csv(_ measurement: Measurement) -> String {
    let fields = [
      measurement.name, measurement.unit, String(measurement.items), measurement.bytes.map(String.init) ?? "",
      String(measurement.seconds.count), String(measurement.median), String(measurement.minimum),
      decimal(measurement.spreadPercent, 2), decimal(measurement.itemsPerSecond, 1),
      measurement.megabytesPerSecond.map { decimal($0, 1) } ?? "",
      measurement.instructionsPerItem.map { decimal($0, 1) } ?? "", measurement.peakMemory.map(String.init) ?? "",
      measurement.answer.description,
    ]
    return fields.joined(separator: ",")
  }

  /// The head of the table.
  static let tableHeader = [
    padded("benchmark", 44), padded("per second", 16, left: false), padded("MB/s", 9, left: false),
    padded("ns/item", 11, left: false), padded("instr/item", 12, left: false), padded("spread", 8, left: false),
    padded("peak MB", 9, left: false), padded("vs", 8, left: false),
  ].joined(separator: " ")

  /// A measurement as one line of the table.
  ///
  /// - Parameter before: the median of an earlier run in seconds an item; above 1.00 in the last column is faster now.
  static func row(_ measurement: Measurement, before: Double?) -> String {
    let now = measurement.items > 0 ? measurement.median / Double(measurement.items) : 0
    return [
      padded(measurement.name, 44),
      padded(rate(measurement.itemsPerSecond) + " " + measurement.unit.prefix(4), 16, left: false),
      padded(measurement.megabytesPerSecond.map { decimal($0, 0) } ?? "", 9, left: false),
      padded(decimal(measurement.nanosecondsPerItem, 1), 11, left: false),
      padded(measurement.instructionsPerItem.map { decimal($0, 0) } ?? "", 12, left: false),
      padded("±" + decimal(measurement.spreadPercent, 1) + "%", 8, left: false),
      padded(measurement.peakMemory.map { decimal(Double($0) / 1_048_576, 1) } ?? "", 9, left: false),
      padded(before.map { now > 0 ? decimal($0 / now, 2) + "x" : "" } ?? "", 8, left: false),
    ].joined(separator: " ")
  }

  /// Reads seconds an item by name from a file that an earlier run wrote with `--csv`.
  static func baseline(_ path: String) throws -> [String: Double] {
    guard let bytes = TextFile.bytes(path) else { throw BenchmarkError("cannot read \(path)") }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard lines.contains(where: { $0 == csvHeader }) else {
      throw BenchmarkError("\(path) is no CSV that this program wrote")
    }
    var baseline: [String: Double] = [:]
    for line in lines where !line.hasPrefix("#") && line != csvHeader {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count >= 6, let items = Double(fields[2]), let median = Double(fields[5]), items > 0 else {
        throw BenchmarkError("\(path): cannot read the line \(line)")
      }
      baseline[String(fields[0])] = median / items
    }
    return baseline
  }

  /// A number with a number of decimals, without Foundation.
  static func decimal(_ value: Double, _ places: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = Int64((value * scale).rounded())
    guard places > 0 else { return String(scaled) }
    let digits = String(abs(scaled))
    let filled = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return (scaled < 0 ? "-" : "") + filled.dropLast(places) + "." + filled.suffix(places)
  }

  /// A rate with a unit of thousands: `12.3 M`.
  static func rate(_ value: Double) -> String {
    switch value {
    case 1e9...: decimal(value / 1e9, 2) + " G"
    case 1e6...: decimal(value / 1e6, 2) + " M"
    case 1e3...: decimal(value / 1e3, 1) + " k"
    default: decimal(value, 1)
    }
  }

  private static func padded(_ text: String, _ width: Int, left: Bool = true) -> String {
    let fill = String(repeating: " ", count: max(0, width - text.count))
    return left ? text + fill : fill + text
  }
}
