import Documents
import PolicyLanguage
import Testing

@testable import Simulation

/// Environments read from files in memory; `policies` are there as `allow.json`, `deny.json` and so on.
enum EnvironmentSample {
  static let allow = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#
  static let deny = #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#
  static let files = [
    "allow.json": allow, "deny.json": deny, "scp.json": deny, "boundary.json": allow, "session.json": allow,
    "rcp.json":
      #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}"#,
    "bucket-policy.json":
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}}"#,
    "trust.json":
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}"#,
    "stack-policy.json": #"{"Statement":{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}}"#,
    "template.yaml": "Resources: {}",
  ]

  static func read(_ text: String, _ more: [String: String] = [:]) -> EnvironmentReading {
    EnvironmentReader.read(
      SourceText(name: "environment.json", text: text),
      files: FileReader(files: files.merging(more) { _, new in new }))
  }

  /// The environment of a text without errors.
  static func environment(_ text: String, _ more: [String: String] = [:]) throws -> Environment {
    let reading = read(text, more)
    let errors = reading.diagnostics.filter { $0.severity == .error }
    #expect(errors.isEmpty, "\(errors.map { "\($0.code) \($0.message)" })")
    return try #require(reading.environment)
  }

  static func world(_ text: String, _ more: [String: String] = [:], requiresIdentity: Bool = false) throws -> World {
    World(try environment(text, more), requiresIdentity: requiresIdentity)
  }

  /// An organization of a root, a unit and two member accounts; RCPs are switched on.
  static let organization = """
    "organization":{"id":"o-1","managementAccount":"999988887777","externalAccounts":["444455556666"],
      "root":{"id":"r-1","resourceControlPolicies":["rcp.json"],"accounts":[{"id":"222233334444"}],
       "organizationalUnits":[{"id":"ou-1","serviceControlPolicies":["FullAWSAccess","scp.json"],
         "accounts":[{"id":"111122223333"}]},{"id":"ou-2"}]}}
    """
}
