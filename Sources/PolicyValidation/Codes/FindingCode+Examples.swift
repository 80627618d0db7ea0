import PolicyLanguage

// How the examples of codes are written down: as little text as shows the fault.
extension FindingCode.Example {
  /// Statements of one kind of policy; the document around them is faultless.
  static func statements(_ kind: PolicyKind, wrong: String, right: String) -> Self {
    document(kind, wrong: wrapped(kind, wrong), right: wrapped(kind, right))
  }

  /// A whole policy document of one kind.
  static func document(_ kind: PolicyKind, wrong: String, right: String) -> Self {
    Self(
      arguments: ["check", "--kind", kind.rawValue, "policy.json"], file: "policy.json", wrong: wrong + "\n",
      right: right + "\n")
  }

  /// A template in YAML.
  static func template(wrong: String, right: String) -> Self {
    Self(arguments: ["check", "template.yaml"], file: "template.yaml", wrong: wrong + "\n", right: right + "\n")
  }

  /// Statements of a stack policy beside the template that it is about.
  static func stackPolicy(_ wrong: String, right: String, of template: String) -> Self {
    Self(
      arguments: ["check", "--template", "template.yaml", "policy.json"], file: "policy.json",
      wrong: wrapped(.stack, wrong) + "\n", right: wrapped(.stack, right) + "\n",
      companions: ["template.yaml": template + "\n"])
  }

  /// An environment file, beside the files that it names.
  static func environment(wrong: String, right: String, companions: [String: String] = [:]) -> Self {
    Self(
      arguments: ["check", "environment.json"], file: "environment.json", wrong: wrong + "\n", right: right + "\n",
      companions: companions)
  }

  /// A command line with the fault beside one without it, over the same few files.
  static func command(_ wrong: [String], right: [String]) -> Self {
    Self(
      arguments: right, file: "policy.json", wrong: anyPolicy, right: anyPolicy,
      companions: [
        "stream.ndjson": #"{"action": "s3:GetObject"}"# + "\n",
        "two.ndjson": #"{"action": "s3:GetObject"}"# + "\n" + #"{"action": "s3:PutObject"}"# + "\n",
        "template.yaml": "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n",
        "environment.json": #"{"stacks": [{"name": "prod", "template": "template.yaml"}, {"name": "bare"}]}"# + "\n",
        "rcp.json":
          #"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"}]}"#
          + "\n",
        "stack.json":
          #"{"Statement": [{"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}]}"# + "\n",
      ], wrongArguments: wrong)
  }

  private static let anyPolicy =
    #"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}]}"#
    + "\n"

  private static func wrapped(_ kind: PolicyKind, _ statements: String) -> String {
    let version = kind == .stack ? "" : "\"Version\": \"2012-10-17\", "
    let indented = statements.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    return "{\(version)\"Statement\": [\n\(indented)\n]}"
  }
}
