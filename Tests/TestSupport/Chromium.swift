import Foundation

/// A headless Chromium, where one is installed: pages are loaded by it and their elements dumped.
public enum Chromium {
  /// The program; nil where there is none.
  public static let program: URL? = {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["STOCKADE_CHROMIUM"], !named.isEmpty { return URL(fileURLWithPath: named) }
    let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    for name in ["chromium", "chromium-browser", "google-chrome"] {
      for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
        return URL(fileURLWithPath: "\(folder)/\(name)")
      }
    }
    return nil
  }()

  /// What loading a page gave.
  public struct Outcome {
    /// The elements after scripts ran.
    public let page: PageElements
    /// What the browser logged of the page: refused styles and scripts, errors.
    public let log: [String]
  }

  /// Loads a page, with a fragment of its address, and returns what it holds once its script ran; nil without Chromium.
  public static func load(_ page: String, fragment: String = "") throws -> Outcome? {
    guard let program else { return nil }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stockade-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("page.html")
    let output = folder.appendingPathComponent("dom.html")
    let log = folder.appendingPathComponent("log.txt")
    for (url, content) in [(file, page), (output, ""), (log, "")] {
      try content.write(to: url, atomically: false, encoding: .utf8)
    }
    let process = Process()
    process.executableURL = program
    // The sandbox does not start for root, which tests in containers are.
    process.arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
      "--user-data-dir=\(folder.appendingPathComponent("profile").path)", "--enable-logging=stderr",
      "--virtual-time-budget=5000", "--timeout=30000", "--dump-dom", file.absoluteString + fragment,
    ]
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: log)
    try process.run()
    process.waitUntilExit()
    let messages = try String(contentsOf: log, encoding: .utf8).split(separator: "\n").map(String.init)
    return Outcome(
      page: PageElements(try String(contentsOf: output, encoding: .utf8)),
      log: messages.filter { $0.contains("CONSOLE") })
  }
}
