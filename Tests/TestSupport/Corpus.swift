import Foundation

/// The real inputs that tests read where `STOCKADE_CORPUS` points; tests skip, saying so, where it points nowhere.
public enum Corpus {
  /// The corpus folder, when the environment names one that is there.
  public static let folder: URL? = {
    guard let path = ProcessInfo.processInfo.environment["STOCKADE_CORPUS"], !path.isEmpty else { return nil }
    let url = URL(fileURLWithPath: path, isDirectory: true)
    return FileManager.default.fileExists(atPath: url.path) ? url : nil
  }()

  /// The files of a corpus subfolder whose names end in `.ext`, sorted by name; none where there is no corpus.
  public static func files(in subfolder: String, withExtension ext: String) -> [URL] {
    guard let folder = folder?.appendingPathComponent(subfolder, isDirectory: true) else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix("." + ext) }.sorted().map { folder.appendingPathComponent($0) }
  }
}

/// The folder of the repository, found from this file.
public enum Repository {
  /// The root, which holds Package.swift.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
