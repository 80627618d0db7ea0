import Documents
import Foundation
import TestSupport
import Testing

/// Issue 5, must show 5: mutated templates neither crash nor hang, and every refusal has a place.
@Suite("YAML: mutated templates")
struct YAMLMutationTests {
  @Test("5,000 mutations of templates that show every feature")
  func inlineTemplates() {
    var mutator = TemplateMutator(seed: 20_250_905)
    var tally = Tally()
    for round in 0..<5_000 { tally.add(mutator.mutated(Self.templates[round % Self.templates.count])) }
    #expect(tally.misplaced == 0)
    #expect(tally.read * 2 >= 5_000, "only \(tally.read) of 5,000 were read")
    // A mutator that changed nothing would also pass: a good part must be refused.
    #expect(tally.refused > 500)
  }

  @Test("mutations of the templates of the corpus", .enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS is not set"))
  func corpusTemplates() throws {
    let files = ["yaml", "yml", "template"].flatMap { Corpus.files(in: "templates", withExtension: $0) }
    var mutator = TemplateMutator(seed: 20_250_906)
    var tally = Tally()
    for file in files {
      let bytes = [UInt8](try Data(contentsOf: file))
      for _ in 0..<10 { tally.add(mutator.mutated(bytes)) }
    }
    #expect(tally.misplaced == 0)
    #expect(tally.read * 2 >= tally.read + tally.refused, "\(tally.read) read, \(tally.refused) refused")
  }

  private struct Tally {
    var read = 0
    var refused = 0
    var misplaced = 0

    mutating func add(_ bytes: [UInt8]) {
      let source = SourceText(name: "mutated", bytes: bytes)
      do throws(Diagnostic) {
        _ = try YAMLReader().read(source)
        read += 1
      } catch {
        refused += 1
        let range = error.range
        if error.position == nil || range.start < 0 || range.start > range.end || range.end > bytes.count {
          misplaced += 1
        }
      }
    }
  }

  private static let templates: [[UInt8]] = [
    """
    AWSTemplateFormatVersion: 2010-09-09
    Description: A bucket, a queue and what joins them
    Parameters:
      Size: # small or large
        Type: String
        Default: small
        AllowedValues: [small, large]
    Conditions:
      IsLarge: !Equals [!Ref Size, large]
    Resources:
      Bucket:
        Type: AWS::S3::Bucket
        DeletionPolicy: Retain
        Properties:
          BucketName: !Sub '${AWS::StackName}-data'
          Tags:
          - Key: size
            Value: !If
            - IsLarge
            - "big \\"one\\""
            - small
      Queue:
        Type: AWS::SQS::Queue
        Properties:
          VisibilityTimeout: 30
          RedrivePolicy:
            deadLetterTargetArn: !GetAtt DeadLetters.Arn
            maxReceiveCount: 5
      DeadLetters: { Type: AWS::SQS::Queue }
    Outputs:
      Url: {Value: !Ref Queue, Export: {Name: !Sub "${AWS::StackName}-url"}}

    """,
    """
    %YAML 1.1
    ---
    # A function with its code in the template
    Resources:
        Function:
            Type: AWS::Lambda::Function
            Properties:
                Handler: index.handler
                Runtime: python3.12
                Code:
                    ZipFile: !Sub |
                        import os

                        def handler(event, context):
                            # comment: with a colon
                            return "${Table}"
                Description: >-
                    folded text
                    over lines

                    and paragraphs
                Role:
                    Fn::GetAtt:
                        - Role
                        - Arn
                Layers:
                    !Split
                    - ","
                    - !ImportValue layers
        Table:
            Type: AWS::DynamoDB::Table
            Properties:
                KeySchema:
                - - nested
                  - list
                - AttributeName: 'it''s'
                  KeyType: HASH
    ...

    """,
    """
    Mappings:
      Regions:
        us-east-1: {ami: ami-1, zones: !GetAZs }
        "eu-west-1":
          ami: ami-2
          zones: !GetAZs
    Resources:
      Role:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            {
              "Version": "2012-10-17",
              "Statement": [
                { "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"},
                  "Action": ["sts:AssumeRole"] }
              ]
            }
          Path: /
          Description: a plain text
            that goes on
            for three lines
          ? ManagedPolicyArns
          : - arn:aws:iam::aws:policy/ReadOnlyAccess
            - !Join ['', ['arn:', !Ref 'AWS::Partition', ":iam::x"]]
      Instance:
        Type: AWS::EC2::Instance
        Properties:
          UserData:
            Fn::Base64: !Sub
              - |+
                #!/bin/bash
                echo ${Name}

              - Name: !FindInMap [Regions, !Ref AWS::Region, ami]
          Monitoring: yes
          Port: 0x1F

    """,
  ].map { Array($0.utf8) }
}
