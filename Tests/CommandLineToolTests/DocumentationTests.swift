import CommandLineTool
import Foundation
import TestSupport
import Testing

/// What the README shows is what the program prints, and what the pages link to is there.
@Suite struct DocumentationTests {
  private static let readme: String = text("README.md")

  private static func text(_ path: String) -> String {
    (try? String(contentsOf: Repository.root.appendingPathComponent(path), encoding: .utf8)) ?? ""
  }

  /// The commands of the README with the output shown under each.
  static let commands: [[String]] = readme.components(separatedBy: "\n```\n$ ").dropFirst().compactMap { part in
    let block = part.components(separatedBy: "\n```")[0]
    let lines = block.components(separatedBy: "\n")
    let command = lines[0].replacingOccurrences(of: "swift run -c release stockade", with: "stockade")
    guard command.hasPrefix("stockade ") else { return nil }
    return [String(command.dropFirst(9)), lines.dropFirst().joined(separator: "\n") + "\n"]
  }

  @Test func theREADMEShowsCommands() {
    #expect(Self.commands.count >= 4)
    #expect(Self.commands.first?.first?.hasPrefix("evaluate --stack-policy scenarios/quickstart/") == true)
    // Issue 5, must show 4.
    #expect(Self.commands.contains { $0[0].hasPrefix("plan --before scenarios/plan/renamed-table/before.yaml") })
  }

  @Test(arguments: commands)
  func theREADMEShowsWhatIsPrinted(_ command: [String]) {
    let words = command[0].split(separator: " ").map(String.init)
    var files: [String: String] = [:]
    for word in words where word.contains("/") {
      files[word] = Self.text(word)
      // A folder with all that is in it.
      let folder = FileManager.default.enumerator(atPath: Repository.root.appendingPathComponent(word).path)
      for path in folder?.compactMap({ $0 as? String }) ?? [] {
        files.removeValue(forKey: word)
        files[word + "/" + path] = Self.text(word + "/" + path)
      }
    }
    let outcome = CapturedConsole(files: files).run(words)
    #expect(outcome.output == command[1], "\(outcome.error)")
  }

  @Test func linksLeadSomewhere() throws {
    let root = Repository.root.path
    var pages = ["README.md", "scenarios/README.md"]
    let docs = FileManager.default.enumerator(atPath: root + "/docs")?.compactMap { $0 as? String } ?? []
    pages += docs.filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
    #expect(pages.count > 6)
    for page in pages {
      for link in Self.text(page).matches(of: /\]\(([^)#]+)(?:#[^)]*)?\)/).map({ String($0.1) })
      where !link.contains("://") {
        let folder = (page as NSString).deletingLastPathComponent
        let target = (root as NSString).appendingPathComponent((folder as NSString).appendingPathComponent(link))
        #expect(FileManager.default.fileExists(atPath: target), "\(page) links to \(link)")
      }
    }
  }

  @Test func theFilesThatArchitectureNamesAreThere() {
    let paths = Self.text("docs/architecture.md").matches(of: /`([A-Za-z]+\/[A-Za-z+\/]+(?:\.swift|\/))`/).map {
      String($0.1)
    }
    #expect(paths.count > 15)
    for path in paths {
      let found = ["", "Sources/"].contains {
        FileManager.default.fileExists(atPath: Repository.root.appendingPathComponent($0 + path).path)
      }
      #expect(found, "docs/architecture.md names \(path)")
    }
  }

  @Test func everyCommandIsDescribed() {
    let page = Self.text("docs/commands.md")
    let help = CapturedConsole.run("--help").output
    let names = help.components(separatedBy: "Commands:\n")[1].components(separatedBy: "\n\n")[0]
      .components(separatedBy: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(names.contains("evaluate"))
    for name in names { #expect(page.contains("| `\(name)` |"), "docs/commands.md lacks \(name)") }
  }
}
