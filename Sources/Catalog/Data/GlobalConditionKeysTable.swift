// swift-format-ignore-file

/// Global condition key, type; from "AWS global condition context keys" in the IAM User Guide. Kept by hand, in folded order.
enum GlobalConditionKeysTable {
  static let text: StaticString = #"""
aws:AssumedRoot	Bool
aws:CalledVia	ArrayOfString
aws:CalledViaAWSMCP	String
aws:CalledViaFirst	String
aws:CalledViaLast	String
aws:ChatbotSourceArn	ARN
aws:CurrentTime	Date
aws:Ec2InstanceSourcePrivateIPv4	IPAddress
aws:Ec2InstanceSourceVpc	String
aws:EpochTime	Date
aws:FederatedProvider	String
aws:MultiFactorAuthAge	Numeric
aws:MultiFactorAuthPresent	Bool
aws:PrincipalAccount	String
aws:PrincipalArn	ARN
aws:PrincipalIsAWSService	Bool
aws:PrincipalOrgID	String
aws:PrincipalOrgPaths	ArrayOfString
aws:PrincipalServiceName	String
aws:PrincipalServiceNamesList	ArrayOfString
aws:PrincipalTag/${TagKey}	String
aws:PrincipalType	String
aws:referer	String
aws:RequestedRegion	String
aws:RequestTag/${TagKey}	String
aws:ResourceAccount	String
aws:ResourceOrgID	String
aws:ResourceOrgPaths	ArrayOfString
aws:ResourceTag/${TagKey}	String
aws:SecureTransport	Bool
aws:SourceAccount	String
aws:SourceArn	ARN
aws:SourceIdentity	String
aws:SourceIp	IPAddress
aws:SourceOrgID	String
aws:SourceOrgPaths	ArrayOfString
aws:SourceVpc	String
aws:SourceVpcArn	ARN
aws:SourceVpce	String
aws:TagKeys	ArrayOfString
aws:TokenIssueTime	Date
aws:UserAgent	String
aws:userid	String
aws:username	String
aws:ViaAWSMCPService	Bool
aws:ViaAWSService	Bool
aws:VpceAccount	String
aws:VpceOrgID	String
aws:VpceOrgPaths	ArrayOfString
aws:VpcSourceIp	IPAddress

"""#
}
