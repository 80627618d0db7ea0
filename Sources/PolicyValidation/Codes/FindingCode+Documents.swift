import Documents

extension FindingCode {
  /// Files that cannot be read.
  static let fileReading: [FindingCode] = [
    FindingCode(
      "file.notFound", .error, "There is no file of that name.",
      help: "The run ends with status 2. Correct the path; the nearest name in the folder is suggested."),
    FindingCode(
      "file.isFolder", .error, "A folder stands where a file is expected.",
      help: "The run ends with status 2. Name the files in it, or list them with --files-from."),
    FindingCode(
      "file.unreadable", .error, "The file cannot be read.",
      help: "The run ends with status 2. The message holds the reason that the system gave."),
  ]

  /// Files of no kind that is known.
  static let checkedKinds: [FindingCode] = [
    FindingCode(
      "check.kind", .error, "The document is of no kind that is known.",
      help: """
        Nothing in it could be checked. Say with --kind what it is meant to be; then the findings say what keeps it \
        from being that.
        """,
      example: Example(
        arguments: ["check", "policy.json"], file: "policy.json", wrong: "{\"Statements\": []}\n", right: fullAccess))
  ]

  private static let fullAccess =
    #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"# + "\n"

  /// Faults of JSON texts.
  static let jsonReading: [FindingCode] = JSONError.Reason.allCases.filter { $0 != .recordShape }.map { reason in
    let (help, wrong, right) = jsonGuidance(reason)
    return FindingCode(
      "json." + reason.rawValue, .error, reason.summary, help: help + " A document with a fault is never evaluated.",
      example: wrong.map { .document(.scp, wrong: $0, right: right) })
  }

  /// How a fault of JSON is mended, with texts that have it and have it not.
  private static func jsonGuidance(_ reason: JSONError.Reason) -> (help: String, wrong: String?, right: String) {
    let good = #"{"Version": "2012-10-17", "Statement": []}"#
    switch reason {
    case .syntax:
      return ("Correct the text at the mark.", #"{"Version": "2012-10-17" "Statement": []}"#, good)
    case .truncated:
      return ("Complete the text; most often a bracket is missing.", #"{"Version": "2012-10-17", "Statement": ["#, good)
    case .byteOrderMark:
      return ("Save the file as UTF-8 without a byte order mark.", "\u{FEFF}" + good, good)
    case .comment:
      return (
        "Take the comment out; a Sid or Id can say what it said.",
        "{\"Version\": \"2012-10-17\", // all of it\n\"Statement\": []}", good
      )
    case .trailingComma:
      return ("Take the comma out.", #"{"Version": "2012-10-17", "Statement": [],}"#, good)
    case .depth:
      return (
        "No policy or template needs such depth.",
        String(repeating: "[", count: 600) + String(repeating: "]", count: 600), good
      )
    case .utf8:
      return ("Save the file as UTF-8.", nil, good)
    case .control:
      return (#"Write it as an escape, such as \t."#, "{\"Version\": \"2012-10-17\t\"}", good)
    case .escape: return (#"Write \\ for a backslash."#, #"{"Version": "\x32012-10-17"}"#, good)
    case .surrogate:
      return ("Write both halves, or the character itself.", #"{"Version": "\ud83d"}"#, good)
    case .number: return ("Write the number without leading zeros or a plus sign.", #"{"Version": 012}"#, good)
    case .duplicateKey:
      return (
        """
        JSON readers keep one of the two without a word, most often the last; AWS refuses the document. Merge the two, \
        or make two statements of them.
        """,
        #"{"Version": "2012-10-17", "Statement": [], "Statement": []}"#, good
      )
    case .trailingContent:
      return ("Take out what stands behind the document, or write it as a second file.", good + " {}", good)
    case .recordShape: return ("Write the record in the shape of its format.", "[]", good)
    }
  }

  /// Faults of YAML texts; the codes are those of the reader's errors.
  static let yamlReading: [FindingCode] = [
    yaml(
      "syntax", "Something else stands where YAML's grammar expects a value, a key or a mark.",
      help: "Correct the text at the mark.", wrong: "Resources: ]"),
    yaml("unterminated", "A quote or bracket is not closed.", help: "Close it.", wrong: "Resources: \"open"),
    yaml("utf8", "The bytes of a YAML document are not UTF-8.", help: "Save the file as UTF-8.", wrong: nil),
    yaml(
      "control", "A control character stands in the text.", help: "Take it out, or escape it in double quotes.",
      wrong: "Resources: a\u{1}b"),
    yaml("encoding", "The text is UTF-16 or UTF-32.", help: "Save the file as UTF-8.", wrong: nil),
    yaml("tab", "A tab indents a line.", help: "Indent with blanks.", wrong: "Resources:\n\tBucket: 1"),
    yaml(
      "indentation", "A line is indented like none of the blocks it could belong to.",
      help: "Align it with its neighbours.", wrong: "Resources:\n    Bucket: 1\n  Queue: 1"),
    yaml("depth", "Collections are nested too deep.", help: "No template needs such depth.", wrong: nil),
    yaml("key", "A key is no plain text.", help: "Write a text before the colon.", wrong: "[a]: 1"),
    yaml(
      "duplicateKey", "A mapping has two members of one name.",
      help: "CloudFormation refuses it, while YAML readers keep one of the two without a word. Rename or merge them.",
      wrong: "Resources: {}\nResources: {}"),
    yaml(
      "mergeKey", "CloudFormation takes no merge keys.", help: "Write the members out.", wrong: "Resources:\n  <<: {}"),
    yaml(
      "anchor", "CloudFormation takes no anchors.", help: "Write the value out where it is needed.",
      wrong: "Resources: &all {}"),
    yaml(
      "alias", "CloudFormation takes no aliases.", help: "Write the value out where it is needed.",
      wrong: "Resources: *all"),
    yaml("tag", "A tag is none of CloudFormation's.", help: "Write the tag that was meant, or none.", wrong: nil),
    yaml(
      "escape", "Double quotes know no such escape.", help: #"Write \\ for a backslash, or use single quotes."#,
      wrong: #"Resources: "\q""#),
    yaml(
      "blockScalar", "The header of a block scalar is malformed.", help: "Write | or >, with + or - behind it.",
      wrong: "Resources: |x\n  a"),
    yaml(
      "directive", "CloudFormation takes no YAML directives.", help: "Take the line out.",
      wrong: "%TAG ! !aws\n---\nResources: {}"
    ),
    yaml(
      "documents", "The file holds a second document.", help: "Write it as a second file.",
      wrong: "Resources: {}\n---\nResources: {}"),
  ]

  private static func yaml(_ reason: String, _ title: String, help: String, wrong: String?) -> FindingCode {
    FindingCode(
      "yaml." + reason, .error, title, help: help,
      example: wrong.map {
        .template(wrong: $0, right: "Resources:\n  Queue:\n    Type: AWS::SQS::Queue")
      })
  }
}
