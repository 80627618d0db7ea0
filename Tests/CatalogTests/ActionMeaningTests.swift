import Catalog
import Documents
import Testing

@Suite struct ActionMeaningTests {
  private static let all = Catalog.services.flatMap { Catalog.actions(of: $0) }

  @Test("what only reads or lists takes nothing away")
  func readingTakesNothing() {
    let reading = Self.all.filter { $0.accessLevel == .read || $0.accessLevel == .list }
    #expect(reading.count > 8_000)
    #expect(!reading.contains { $0.deletes || $0.detaches || $0.untags })
  }

  /// Words that say that something is taken away, wherever they stand in the name of an action.
  private static let words = [
    "Delet", "DELETE", "Terminat", "Remov", "Purg", "Destroy", "Eras", "Wip", "Drop", "Dispos", "Discard", "Detach",
    "Disassociat", "Dissociat", "Deregister", "Revo", "Releas", "Retire", "Unassign", "Unlink", "Unshare", "Ungroup",
    "Unpeer", "Unsubscribe", "Deprovision", "Forget", "Untag", "UnTag",
  ]

  /// What bears such a word and takes nothing away: it protects from deletion, undoes it, sets how things end, or tells
  /// of it.
  private static let exceptions: Set<ByteString> = [
    "chime:PutVoiceConnectorTermination", "chime:PutVoiceConnectorTerminationCredentials",
    "cloudformation:UpdateTerminationProtection", "codedeploy:SkipWaitTimeForInstanceTermination",
    "ec2:ImportClientVpnClientCertificateRevocationList", "elasticloadbalancing:AddTrustStoreRevocations",
    "elasticmapreduce:PutAutoTerminationPolicy", "elasticmapreduce:SetTerminationProtection",
    "fsx:ReleaseFileSystemNfsV3Locks", "kms:CancelKeyDeletion", "logs:PutLogGroupDeletionProtection",
    "network-firewall:UpdateFirewallDeleteProtection", "qldb:PartiQLUndropTable",
    "servicecatalog:NotifyTerminateProvisionedProductEngineWorkflowResult", "ssm-incidents:UpdateDeletionProtection",
    "vendor-insights:UpdateSecurityProfileSnapshotReleaseConfiguration",
  ]

  @Test("every action whose name says so takes something away, and the exceptions are named")
  func noneIsMissing() {
    let missing = Self.all.filter { action in
      guard action.accessLevel != .read, action.accessLevel != .list else { return false }
      let name = action.nameInService.string
      return Self.words.contains { name.contains($0) } && !(action.deletes || action.detaches || action.untags)
    }
    #expect(Set(missing.map(\.name)).subtracting(Self.exceptions) == [])
    #expect(Self.exceptions.allSatisfy { Catalog.action($0) != nil })
    #expect(Self.all.filter { Self.exceptions.contains($0.name) }.allSatisfy { !$0.deletes && !$0.detaches })
  }

  @Test("every action that takes something away bears a verb of that, or is one of a few names")
  func noneIsTooMuch() {
    let others: Set<ByteString> = [
      "account:CloseAccount", "iam:DeactivateMFADevice", "neptune-db:ResetDatabase", "neptune-graph:ResetGraph",
      "organizations:CloseAccount",
    ]
    let chosen = Self.all.filter { $0.deletes || $0.detaches || $0.untags }
    #expect(chosen.count > 3_200)
    let strange = chosen.filter { action in
      let name = action.nameInService.string
      return !Self.words.contains { name.contains($0) }
    }
    #expect(Set(strange.map(\.name)) == others)
    for word in [
      "Create", "Update", "Put", "Add", "Set", "Enable", "Disable", "Stop", "Cancel", "Describe", "Get", "List",
    ] {
      let begun = chosen.filter { $0.nameInService.string.hasPrefix(word) && !$0.deletes }
      #expect(begun.isEmpty, "\(begun.map(\.name))")
    }
  }

  @Test(
    "permissions are taken away as things are",
    arguments: [
      "iam:DeleteRole", "iam:DeleteUserPermissionsBoundary", "s3:DeleteBucketPolicy", "kms:ScheduleKeyDeletion",
      "ec2:TerminateInstances", "sqs:PurgeQueue", "lambda:RemovePermission", "organizations:CloseAccount",
    ])
  func deletes(_ name: ByteString) throws {
    #expect(try #require(Catalog.action(name)).deletes)
  }

  @Test(
    "what is taken from something else is detached",
    arguments: [
      "iam:DetachRolePolicy", "ec2:DetachVolume", "ec2:ReleaseAddress", "kms:RetireGrant", "ec2:DisassociateAddress",
      "backup:DisassociateRecoveryPoint", "ec2:RevokeSecurityGroupIngress", "iam:DeactivateMFADevice",
    ])
  func detaches(_ name: ByteString) throws {
    let action = try #require(Catalog.action(name))
    #expect(action.detaches)
    #expect(!action.deletes)
  }

  @Test("the removals of a role are those that can name a role")
  func removalsOfARole() {
    let names = Set(Catalog.removals(of: "arn:aws:iam::111122223333:role/R").map(\.name))
    #expect(
      names.isSuperset(of: [
        "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DeleteRolePermissionsBoundary", "iam:DetachRolePolicy",
        "iam:UntagRole",
      ]))
    #expect(!names.contains("iam:DeleteUser"))
  }
}
