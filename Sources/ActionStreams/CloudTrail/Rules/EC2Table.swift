extension ServiceTable {
  /// Amazon EC2: identifiers tell their kind by their prefix (`EC2Identifier`), so the table holds only what they do not.
  static let ec2 = ServiceTable(
    kinds: """
      key-pair => keyName|instancesSet.items.keyName
      placement-group => groupName
      """,
    events: """
      RunInstances => = instance+ image=instancesSet.items.imageId|imageId|response.instancesSet.items.imageId subnet!=subnetId|networkInterfaceSet.items.subnetId|response.instancesSet.items.subnetId security-group!=groupSet.items.groupId|networkInterfaceSet.items.groupSet.items.groupId|response.instancesSet.items.groupSet.items.groupId network-interface+=networkInterfaceSet.items.networkInterfaceId volume+ key-pair launch-template=launchTemplate.launchTemplateId|launchTemplateSpecification.launchTemplateId snapshot=blockDeviceMapping.items.ebs.snapshotId placement-group=placement.groupName
      CreateImage => = image+ instance snapshot+
      CreateSnapshots => = snapshot+ instance volume
      CopySnapshot => = snapshot+=-
      CopyImage => = image+=-
      RegisterImage => = image+ snapshot
      RequestSpotInstances => = spot-instances-request+ image subnet security-group key-pair
      CreateFleet => = fleet+ instance+ launch-template subnet
      CreateFlowLogs => = vpc-flow-log+ vpc subnet network-interface transit-gateway transit-gateway-attachment; iam:PassRole? role=CreateFlowLogsRequest.DeliverLogsPermissionArn +iam:PassedToService=vpc-flow-logs.amazonaws.com
      CreateVpcPeeringConnection => = vpc=vpcId vpc-peering-connection+
      CreateReplaceRootVolumeTask => = instance replace-root-volume-task+ volume+
      AllocateAddress => = elastic-ip+ ipam-pool
      AllocateHosts => = dedicated-host+
      AssociateAddress => = elastic-ip!=allocationId|response.allocationId instance network-interface
      DisassociateAddress => = elastic-ip! network-interface
      ReleaseAddress => = elastic-ip!
      DisassociateRouteTable => = route-table! subnet!
      ReplaceRouteTableAssociation => = route-table! subnet!
      AuthorizeSecurityGroupIngress,AuthorizeSecurityGroupEgress,RevokeSecurityGroupIngress,RevokeSecurityGroupEgress,UpdateSecurityGroupRuleDescriptionsIngress,UpdateSecurityGroupRuleDescriptionsEgress => = security-group!=groupId|*.GroupId
      DeleteSecurityGroup => = security-group!=groupId
      CreateKeyPair,ImportKeyPair => = key-pair+=keyName
      DeleteKeyPair => = key-pair!=keyName
      AssociateIamInstanceProfile,ReplaceIamInstanceProfileAssociation => = instance!
      DisassociateIamInstanceProfile => = instance!
      ModifyInstanceAttribute => = instance
      PurchaseReservedInstancesOffering => = reserved-instances!
      """,
    context: """
      ec2:InstanceType => instanceType => - => RunInstances,ModifyInstanceAttribute
      ec2:Attribute => attribute => - => DescribeInstanceAttribute,ResetInstanceAttribute,DescribeImageAttribute,DescribeSnapshotAttribute
      ec2:EbsOptimized => ebsOptimized => - => RunInstances
      ec2:Tenancy => instanceTenancy|placement.tenancy => - => CreateVpc,RunInstances
      ec2:Encrypted => encrypted => - => CreateVolume,CopySnapshot
      ec2:VolumeType => volumeType => - => CreateVolume,ModifyVolume
      ec2:VolumeSize => size => - => CreateVolume
      ec2:VolumeIops => iops => - => CreateVolume
      ec2:AvailabilityZone => zone|availabilityZone => - => CreateVolume,CreateSubnet
      ec2:MetadataHttpTokens => metadataOptions.httpTokens => - => RunInstances
      ec2:MetadataHttpEndpoint => metadataOptions.httpEndpoint => - => RunInstances
      ec2:MetadataHttpPutResponseHopLimit => metadataOptions.httpPutResponseHopLimit => - => RunInstances
      ec2:VpceServiceName => serviceName|CreateVpcEndpointRequest.ServiceName => - => CreateVpcEndpoint
      """)
}

/// The prefixes that EC2 gives to identifiers, and the kinds they are of in the catalog.
enum EC2Identifier {
  /// A prefix and a kind a line, the longer of two that begin alike first.
  static let prefixes: StaticString = """
    tgw-attach- transit-gateway-attachment
    tgw-rtb- transit-gateway-route-table
    tgw-connect-peer- transit-gateway-connect-peer
    tgw-mcast-domain- transit-gateway-multicast-domain
    tgw- transit-gateway
    vpce-svc- vpc-endpoint-service
    vpce- vpc-endpoint
    vpcbpa-exclude- vpc-block-public-access-exclusion
    vpc-encryption-control- vpc-encryption-control
    vpc- vpc
    vpn- vpn-connection
    vgw- vpn-gateway
    cgw- customer-gateway
    cagw- carrier-gateway
    eigw- egress-only-internet-gateway
    igw- internet-gateway
    lgw-rtb- local-gateway-route-table
    lgw- local-gateway
    nat- natgateway
    rtb- route-table
    acl- network-acl
    sgr- security-group-rule
    sg- security-group
    subnet- subnet
    eni- network-interface
    eipalloc- elastic-ip
    i- instance
    vol- volume
    snap- snapshot
    ami- image
    aki- image
    ari- image
    afi- fpga-image
    lt- launch-template
    dopt- dhcp-options
    fl- vpc-flow-log
    pcx- vpc-peering-connection
    pl- prefix-list
    crf- capacity-reservation-fleet
    cr- capacity-reservation
    h- dedicated-host
    fleet- fleet
    sfr- spot-fleet-request
    sir- spot-instances-request
    ipam-pool- ipam-pool
    ipam-scope- ipam-scope
    ipam-res-disco-assoc- ipam-resource-discovery-association
    ipam-res-disco- ipam-resource-discovery
    ipam- ipam
    import-ami- import-image-task
    import-snap- import-snapshot-task
    export-ami- export-image-task
    export-i- export-instance-task
    cvpn-endpoint- client-vpn-endpoint
    tmfr- traffic-mirror-filter-rule
    tmf- traffic-mirror-filter
    tms- traffic-mirror-session
    tmt- traffic-mirror-target
    nip- network-insights-path
    nia- network-insights-analysis
    scr- subnet-cidr-reservation
    iew- instance-event-window
    eice- instance-connect-endpoint
    vagr- verified-access-group
    vai- verified-access-instance
    vae- verified-access-endpoint
    vatp- verified-access-trust-provider
    """
}
