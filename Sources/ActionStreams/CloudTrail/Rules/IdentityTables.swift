extension ServiceTable {
  /// IAM: only creations say an entity's path, and calls on oneself name nobody.
  static let iam = ServiceTable(
    kinds: """
      user => response.user.arn|userName:entity|self:caller
      role => response.role.arn|roleName:entity|roleArn
      group => response.group.arn|groupName:entity
      policy => response.policy.arn|policyArn|policyName:entity
      instance-profile => response.instanceProfile.arn|instanceProfileName:entity
      mfa => response.virtualMFADevice.serialNumber|serialNumber|virtualMFADeviceName:entity
      sms-mfa => serialNumber
      saml-provider => response.sAMLProviderArn|sAMLProviderArn|name
      oidc-provider => response.openIDConnectProviderArn|openIDConnectProviderArn
      server-certificate => response.serverCertificateMetadata.arn|serverCertificateName:entity
      """,
    events: """
      CreateServiceLinkedRole => = role=response.role.arn|aWSServiceName:serviceLinked
      DeleteServiceLinkedRole => = role=roleName:entity
      GetServiceLinkedRoleDeletionStatus => = role!
      GetAccessKeyLastUsed => = user!=-
      AddRoleToInstanceProfile => = instance-profile; iam:PassRole? role=roleName:entity
      GenerateServiceLastAccessedDetails,ListPoliciesGrantingServiceAccess => = user=arn role=arn group=arn policy=arn
      SimulatePrincipalPolicy,GetContextKeysForPrincipalPolicy => = user=policySourceArn role=policySourceArn group=policySourceArn
      CreateVirtualMFADevice => = mfa
      """,
    context: """
      iam:PolicyARN => policyArn => - => AttachRolePolicy,DetachRolePolicy,AttachUserPolicy,DetachUserPolicy,AttachGroupPolicy,DetachGroupPolicy
      iam:PermissionsBoundary => permissionsBoundary => absent => CreateRole,CreateUser,PutRolePermissionsBoundary,PutUserPermissionsBoundary
      iam:AWSServiceName => aWSServiceName => - => CreateServiceLinkedRole
      """)

  /// STS: what a call passes on into the session it makes is asked for by actions of their own.
  static let sts = ServiceTable(
    kinds: """
      role => roleArn
      federated-user => FederatedUserName=name
      root-user => targetPrincipal
      """,
    events: """
      AssumeRole,AssumeRoleWithSAML,AssumeRoleWithWebIdentity => = role; TagSession?tags role; SetSourceIdentity?sourceIdentity role
      GetFederationToken => = federated-user; TagSession?tags federated-user
      """,
    context: """
      sts:RoleSessionName => roleSessionName => - => AssumeRole,AssumeRoleWithWebIdentity
      sts:ExternalId => externalId => absent => AssumeRole
      sts:SourceIdentity => sourceIdentity => absent => AssumeRole
      sts:TransitiveTagKeys => transitiveTagKeys => absent => AssumeRole
      sts:DurationSeconds => durationSeconds => - => AssumeRoot
      sts:TaskPolicyArn => taskPolicyArn.arn => - => AssumeRoot
      """)

  /// Organizations: identifiers carry their kind, ARNs the organization's id, which no call names.
  static let organizations = ServiceTable(
    kinds: """
      account => AccountId=accountId:account|childId:account|targetId:account|resourceId:account
      organizationalunit => OrganizationalUnitId=organizationalUnitId:-ou-|parentId:-ou-|targetId:-ou-|childId:-ou-|resourceId:-ou-
      root => RootId=rootId:-r-|parentId:-r-|targetId:-r-|resourceId:-r-
      policy => PolicyId=policyId:-p-|resourceId:-p-
      handshake => HandshakeId=handshakeId:-h-
      """,
    events: """
      AttachPolicy,DetachPolicy => = policy account=AccountId=targetId:account organizationalunit=OrganizationalUnitId=targetId:-ou- root=RootId=targetId:-r-
      MoveAccount => = account organizationalunit=OrganizationalUnitId=sourceParentId:-ou- root=RootId=sourceParentId:-r- organizationalunit=OrganizationalUnitId=destinationParentId:-ou- root=RootId=destinationParentId:-r-
      """,
    context: """
      organizations:PolicyType => type|policyType|filter => - => CreatePolicy,EnablePolicyType,DisablePolicyType,ListPolicies
      organizations:ServicePrincipal => servicePrincipal => - => EnableAWSServiceAccess,DisableAWSServiceAccess,RegisterDelegatedAdministrator,DeregisterDelegatedAdministrator
      """)
}
