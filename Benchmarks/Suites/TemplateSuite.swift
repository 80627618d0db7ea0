import CloudFormation
import Documents

/// CloudFormation templates in YAML: what `plan` and `check` read before they compare anything.
enum TemplateSuite {
  static var benchmarks: [Benchmark] {
    [
      Benchmark(
        name: "template/read", unit: "lines", about: "read a YAML template of 1,000 lines, short forms expanded"
      ) {
        let template = template(resources: 62)
        let count = try read(template).resources.count
        return Benchmark.Prepared(
          items: lines(template), bytes: template.bytes.count, expected: Benchmark.Answer("resources=\(count)")
        ) {
          Benchmark.Answer("resources=\(try read(template).resources.count)")
        }
      },
      Benchmark(
        name: "template/changes", unit: "lines",
        about: "read two YAML templates of 1,000 lines, resolve and compare them"
      ) {
        let before = template(resources: 62)
        let after = template(resources: 62, name: "renamed")
        return Benchmark.Prepared(
          items: 2 * lines(before), bytes: 2 * before.bytes.count, expected: Benchmark.Answer("replaced=62")
        ) {
          let changes = StackChanges(from: ResolvedTemplate(try read(before)), to: ResolvedTemplate(try read(after)))
          return Benchmark.Answer("replaced=\(changes.resources.filter { $0.change == .replace }.count)")
        }
      },
    ]
  }

  private static func lines(_ template: SourceText) -> Int { template.bytes.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) } }

  private static func read(_ source: SourceText) throws -> Template {
    guard let template = TemplateReader.read(source).template else { throw BenchmarkError("the template is not read") }
    return template
  }

  /// A template of sixteen lines for each resource, with what real ones are made of: short forms, quoted and literal
  /// scalars, flow collections, sequences at their parent's indent.
  private static func template(resources: Int, name: String = "orders") -> SourceText {
    var text = """
      AWSTemplateFormatVersion: '2010-09-09'
      Parameters:
        Stage: {Type: String, Default: test}
      Conditions:
        IsLive: !Equals [!Ref Stage, live]
      Resources:

      """
    for index in 0..<resources {
      text += """
          Table\(index):
            Type: AWS::DynamoDB::Table
            DeletionPolicy: Retain # until nobody asks for it
            Metadata:
              Notes: |
                what the table \(index) is for,
                and who reads it
            Properties:
              TableName: !Sub '${Stage}-\(name)-\(index)'
              BillingMode: !If [IsLive, PROVISIONED, PAY_PER_REQUEST]
              AttributeDefinitions:
              - AttributeName: "id"
                AttributeType: S
              KeySchema:
              - {AttributeName: id, KeyType: HASH}
              Tags: [{Key: next, Value: !Join ['-', [!Ref Stage, table, '\(index + 1)']]}]

        """
    }
    return SourceText(name: "template.yaml", text: text)
  }
}
