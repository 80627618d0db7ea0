// swift-tools-version: 6.2
import PackageDescription

/// One row of the pipeline: a target, and the rows above it that it imports.
struct Row {
  let name: String
  let imports: [String]
  var exclude: [String] = []
}

// Bytes go in at the top, reports come out at the bottom; a row imports only rows above it.
let pipeline: [Row] = [
  Row(name: "Documents", imports: []),
  Row(name: "Catalog", imports: ["Documents"], exclude: ["Data/embed.py"]),
  Row(name: "PolicyLanguage", imports: ["Documents"]),
  Row(name: "Organizations", imports: ["Documents", "Catalog", "PolicyLanguage"]),
  Row(name: "CloudFormation", imports: ["Documents", "Catalog", "PolicyLanguage"]),
  Row(name: "PolicyValidation", imports: ["Documents", "Catalog", "PolicyLanguage", "CloudFormation"]),
  Row(name: "Evaluation", imports: ["Documents", "PolicyLanguage"]),
  Row(
    name: "Simulation",
    imports: ["Documents", "Catalog", "PolicyLanguage", "Organizations", "CloudFormation", "Evaluation"]),
  Row(
    name: "ActionStreams",
    imports: ["Documents", "Catalog", "PolicyLanguage", "CloudFormation", "Evaluation", "Simulation"]),
  Row(name: "SyntheticStreams", imports: ["Documents", "Catalog", "PolicyLanguage", "CloudFormation"]),
  Row(name: "Replay", imports: ["Documents", "PolicyLanguage", "Evaluation", "Simulation", "ActionStreams"]),
  Row(
    name: "PolicyDiff",
    imports: [
      "Documents", "Catalog", "PolicyLanguage", "CloudFormation", "Evaluation", "Simulation", "ActionStreams",
      "Replay",
    ]),
  Row(
    name: "Scenarios",
    imports: [
      "Documents", "Catalog", "PolicyLanguage", "Organizations", "CloudFormation", "Evaluation", "Simulation",
      "ActionStreams",
    ]),
  Row(
    name: "Reporting",
    imports: [
      "Documents", "Catalog", "PolicyLanguage", "PolicyValidation", "Organizations", "CloudFormation",
      "Evaluation", "Simulation", "ActionStreams", "Replay", "PolicyDiff", "Scenarios",
    ]),
  Row(
    name: "CommandLineTool",
    imports: [
      "Documents", "Catalog", "PolicyLanguage", "PolicyValidation", "Organizations", "CloudFormation",
      "Evaluation", "Simulation", "ActionStreams", "SyntheticStreams", "Replay", "PolicyDiff", "Scenarios",
      "Reporting",
    ]),
]

/// What a row's tests need beyond the row's own imports: the decisions on a made-up workload are part of its contract.
let testImports = ["SyntheticStreams": ["Evaluation", "ActionStreams", "Replay"]]

let everything = pipeline.map(\.name)
let library = everything.filter { $0 != "CommandLineTool" }

func dependencies(_ names: [String]) -> [Target.Dependency] { names.map { .target(name: $0) } }

let package = Package(
  name: "stockade",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "stockade", targets: ["StockadeTool"]),
    .library(name: "Stockade", targets: ["Stockade"]),
  ],
  targets: pipeline.map { .target(name: $0.name, dependencies: dependencies($0.imports), exclude: $0.exclude) }
    + [
      .target(name: "Stockade", dependencies: dependencies(library)),
      .executableTarget(name: "StockadeTool", dependencies: ["CommandLineTool"]),
      .target(name: "TestSupport", dependencies: ["Documents"], path: "Tests/TestSupport"),
      .target(
        name: "ReferenceEvaluator", dependencies: ["Documents", "PolicyLanguage"], path: "Tests/ReferenceEvaluator"),
      .executableTarget(
        name: "benchmark", dependencies: dependencies(library + ["ReferenceEvaluator"]), path: "Benchmarks",
        exclude: ["Peers", "count-instructions.sh", "measure-everything.sh"]),
    ]
    + pipeline.map {
      .testTarget(name: $0.name + "Tests", dependencies: dependencies(everything + ["TestSupport"]))
    }
    + [
      .testTarget(
        name: "DifferentialTests", dependencies: dependencies(everything + ["ReferenceEvaluator", "TestSupport"]),
        exclude: ["README.md"]),
      .testTarget(name: "StockadeTests", dependencies: ["Stockade", "TestSupport"]),
    ],
  swiftLanguageModes: [.v6]
)
