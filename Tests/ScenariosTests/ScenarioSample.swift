import Documents
import PolicyLanguage
import Simulation
import Testing

@testable import Scenarios

/// Scenarios over one environment in memory: an organization with an SCP that keeps volumes of a tag, a stack, and
/// principals in a member account and in the management account.
enum ScenarioSample {
  static let scp = """
    {"Version":"2012-10-17","Statement":[
     {"Sid":"KeepVolumes","Effect":"Deny","Action":"ec2:DeleteVolume","Resource":"*",
      "Condition":{"StringEquals":{"aws:ResourceTag/keep":"yes"}}},
     {"Sid":"KeepBucket","Effect":"Deny","Action":"s3:DeleteBucket","Resource":"arn:aws:s3:::data"}]}
    """
  static let stackPolicy = """
    {"Statement":[
     {"Effect":"Allow","Principal":"*","Action":"Update:*","Resource":"*"},
     {"Sid":"KeepDatabase","Effect":"Deny","Principal":"*","Action":"Update:Delete","Resource":"LogicalResourceId/Database"},
     {"Sid":"KeepVolumeType","Effect":"Deny","Principal":"*","Action":"Update:Replace","Resource":"*",
      "Condition":{"StringEquals":{"ResourceType":"AWS::EC2::Volume"}}}]}
    """
  static let template = """
    Resources:
      Database: {Type: AWS::RDS::DBInstance}
      Volume: {Type: AWS::EC2::Volume}
    """
  static let environment = """
    {"organization":{"id":"o-1","managementAccount":"999988887777","root":{"id":"r-1","organizationalUnits":[
      {"id":"ou-1","accounts":[{"id":"111122223333","serviceControlPolicies":["FullAWSAccess","scp.json"]}]},
      {"id":"ou-2"}]}},
     "principals":[{"arn":"arn:aws:iam::111122223333:role/Admin","identityPolicies":["admin.json"]}],
     "resources":[
      {"arn":"arn:aws:ec2:us-east-1:111122223333:volume/vol-1","tags":{"keep":"yes"}},
      {"arn":"arn:aws:s3:::data","account":"111122223333"}],
     "stacks":[{"name":"prod","account":"111122223333","region":"us-east-1","template":"template.yaml",
       "stackPolicy":"stack-policy.json","terminationProtection":true,
       "physicalResources":{"Volume":"arn:aws:ec2:us-east-1:111122223333:volume/vol-1"}}]}
    """
  static let files = [
    "environment.json": environment, "scp.json": scp, "stack-policy.json": stackPolicy, "template.yaml": template,
    "admin.json": #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
    "deny-untag.json":
      #"{"Version":"2012-10-17","Statement":{"Sid":"NoUntag","Effect":"Deny","Action":"ec2:DeleteTags","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":"keep"}}}}"#,
    "change-set.json": """
    {"ChangeSetName":"resize","StackName":"prod","Changes":[{"Type":"Resource","ResourceChange":{"Action":"Modify",
     "LogicalResourceId":"Volume","ResourceType":"AWS::EC2::Volume","Replacement":"True","Scope":["Properties"]}}]}
    """,
    "after.yaml": """
    Resources:
      Database: {Type: AWS::RDS::DBInstance, Properties: {AllocatedStorage: "20"}}
    """,
    "allow-all.json": #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"Update:*","Resource":"*"}}"#,
  ]
  static let admin = "arn:aws:iam::111122223333:role/Admin"
  static let volume = "arn:aws:ec2:us-east-1:111122223333:volume/vol-1"

  /// The text of a scenario of steps.
  static func text(_ steps: String) -> String {
    #"{"name":"Sample","environment":"environment.json","steps":[\#(steps)]}"#
  }

  /// A step that asks for the deletion of the volume.
  static func deleteVolume(_ expect: String) -> String {
    #"{"request":{"principal":"\#(admin)","action":"ec2:DeleteVolume","resource":"\#(volume)"},"expect":\#(expect)}"#
  }

  static func read(
    _ steps: String, _ more: [String: String] = [:], options: ScenarioReader.Options = .init()
  ) -> ScenarioReading {
    readText(text(steps), more, options: options)
  }

  static func readText(
    _ text: String, _ more: [String: String] = [:], options: ScenarioReader.Options = .init()
  ) -> ScenarioReading {
    ScenarioReader.read(
      SourceText(name: "sample.scenario.json", text: text),
      files: FileReader(files: files.merging(more) { $1 }), options: options)
  }

  /// The errors of a scenario, as `code message`.
  static func errors(_ steps: String, _ more: [String: String] = [:]) -> [String] {
    read(steps, more).diagnostics.filter { $0.severity == .error }.map { "\($0.code): \($0.message)" }
  }

  /// The results of the steps of a scenario without errors.
  static func run(_ steps: String, _ more: [String: String] = [:]) throws -> [StepResult] {
    let reading = read(steps, more)
    let errors = reading.diagnostics.filter { $0.severity == .error }
    #expect(errors.isEmpty, "\(errors.map { "\($0.code) \($0.message)" })")
    var runner = ScenarioRunner(try #require(reading.scenario), measuresCoverage: false)
    return runner.run()
  }

  /// The run of a scenario file in memory.
  static func result(
    _ steps: String, _ more: [String: String] = [:], configure: (inout ScenarioRun) -> Void = { _ in }
  ) -> ScenarioRun.Result {
    var all = files.merging(more) { $1 }
    all["sample.scenario.json"] = text(steps)
    var run = ScenarioRun(files: FileReader(files: all))
    configure(&run)
    return run.run(["sample.scenario.json"])
  }
}
