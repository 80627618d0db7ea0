import Documents
import PolicyLanguage
import Testing

@Suite("PolicyReader: policies of IAM and Organizations")
struct IAMPolicyReaderTests {
  static let everything = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#

  /// A Deny that takes a condition, for the fixtures of section 3.
  static func deny(_ condition: String) -> String {
    #"{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":"# + condition + "}"
  }

  static let grammar = [
    PolicyFixture(.identity, everything),
    PolicyFixture(.identity, document: "{\"Version\":\"2012-10-17\",\"Statement\":\(everything)}"),
    PolicyFixture(.identity, document: "{\"Statement\":[\(everything)],\"Version\":\"2008-10-17\"}"),
    PolicyFixture(
      .identity, document: "{\"Version\":⟦⟧\"2012-10-7\",\"Statement\":[\(everything)]}", .versionValue,
      suggestion: "2012-10-17"),
    PolicyFixture(.identity, document: "{\"Version\":⟦⟧2012,\"Statement\":[\(everything)]}", .elementType),
    PolicyFixture(.identity, document: "⟦⟧{\"Version\":\"2012-10-17\"}", .statementMissing),
    PolicyFixture(.identity, document: "⟦⟧{}", .statementMissing),
    PolicyFixture(.identity, document: "⟦⟧null", .document),
    PolicyFixture(.identity, document: "{⟦⟧\"Id\":\"x\",\"Statement\":[\(everything)]}", .idUnsupported),
    PolicyFixture(.identity, document: "{\"Id\":⟦⟧7,\"Statement\":[\(everything)]}", .elementType),
    PolicyFixture(
      .identity, #"{"Effect":"Allow","Action":"*","Resource":"*",⟦⟧"Conditions":{}}"#, .elementUnknown,
      suggestion: "Condition"),
    PolicyFixture(.identity, #"{"Effect":⟦⟧"allow","Action":"*","Resource":"*"}"#, .effectValue, suggestion: "Allow"),
    PolicyFixture(
      .identity, #"{"Effect":"Allow","Action":"*",⟦⟧"NotAction":"s3:*","Resource":"*"}"#, .elementExclusive),
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":"*","Resource":"*",⟦⟧"NotResource":"*"}"#, .elementExclusive),
    PolicyFixture(.identity, #"⟦⟧{"Effect":"Allow","Resource":"*"}"#, .actionMissing),
    PolicyFixture(.identity, #"⟦⟧{"Effect":"Allow","Action":"*"}"#, .resourceMissing),
    PolicyFixture(.identity, #"{"Effect":"Allow",⟦⟧"Principal":"*","Action":"*","Resource":"*"}"#, .elementForbidden),
    PolicyFixture(
      .session, #"{"Effect":"Allow",⟦⟧"NotPrincipal":{"AWS":"*"},"Action":"*","Resource":"*"}"#, .elementForbidden),
    PolicyFixture(.scp, #"{"Effect":"Allow",⟦⟧"Principal":"*","Action":"*","Resource":"*"}"#, .elementForbidden),
    PolicyFixture(.identity, #"{"Sid":⟦⟧1,"Effect":"Allow","Action":"*","Resource":"*"}"#, .elementType),
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":⟦⟧5,"Resource":"*"}"#, .elementType),
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":"*","Resource":["*",⟦⟧["*"]]}"#, .elementType),
    PolicyFixture(.identity, #"{"Effect":"Allow","NotAction":"prowler:x","Resource":"*"}"#),
  ]

  @Test("section 1: the grammar of documents and statements", arguments: grammar)
  func readsGrammar(fixture: PolicyFixture) { fixture.check() }

  static let controlPolicies = [
    PolicyFixture(.scp, document: "⟦⟧{\"Statement\":[\(everything)]}", .versionOld),
    PolicyFixture(
      .scp, document: "{\"Version\":⟦⟧\"2008-10-17\",\"Statement\":[\(everything)]}", .versionOld,
      suggestion: "2012-10-17"),
    PolicyFixture(
      .scp,
      #"{"Effect":"Allow","NotAction":"iam:*","NotResource":"arn:aws:s3:::a*b","Condition":{"Bool":{"aws:SecureTransport":true}}}"#
    ),
    PolicyFixture(
      .rcp, #"{"Effect":"Deny","Principal":"*","Action":["s3:*","sts:AssumeRole"],"NotResource":"arn:aws:s3:::b/*"}"#),
    PolicyFixture(.rcp, #"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#),
    PolicyFixture(.rcp, #"{"Effect":⟦⟧"Allow","Principal":"*","Action":"s3:*","Resource":"*"}"#, .rcpEffect),
    PolicyFixture(.rcp, #"{"Effect":"Deny","Principal":"*","Action":⟦⟧"*","Resource":"*"}"#, .rcpActionStar),
    PolicyFixture(.rcp, #"{"Effect":"Deny","Principal":"*",⟦⟧"NotAction":"s3:*","Resource":"*"}"#, .elementForbidden),
    PolicyFixture(
      .rcp, #"{"Effect":"Deny","Principal":⟦⟧{"AWS":"*"},"Action":"s3:*","Resource":"*"}"#, .rcpPrincipal,
      suggestion: "*"),
    PolicyFixture(.rcp, #"⟦⟧{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#, .principalMissing),
  ]

  @Test("section 1: what SCPs and RCPs may hold", arguments: controlPolicies)
  func readsControlPolicies(fixture: PolicyFixture) { fixture.check() }

  @Test("section 1: an RCP takes no NotPrincipal, and then it has no Principal")
  func notPrincipalOfRCP() {
    PolicyFixture(
      .rcp, #"{"Effect":"Deny",⟦⟧"NotPrincipal":"*","Action":"s3:*","Resource":"*"}"#, .elementForbidden
    ).check()
  }

  static let ruling16 = [
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":⟦⟧"s3","Resource":"*"}"#, .actionForm),
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":⟦⟧"","Resource":"*"}"#, .actionForm),
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":⟦⟧"s3:","Resource":"*"}"#, .actionForm),
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":⟦⟧":GetObject","Resource":"*"}"#, .actionForm),
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":⟦⟧"**","Resource":"*"}"#, .actionForm),
    PolicyFixture(.scp, #"{"Effect":"Deny","NotAction":["iam:*",⟦⟧"arn:aws:s3:::b"],"Resource":"*"}"#, .actionForm),
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":⟦⟧" s3:GetObject","Resource":"*"}"#, .actionCharacters),
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":⟦⟧"s3:${aws:username}","Resource":"*"}"#, .actionForm),
    PolicyFixture(
      .identity, #"{"Effect":"Allow","Action":["s3:Get*","cloudFormation:DELETESTACK","a4b:?"],"Resource":"*"}"#),
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":"s3:*","Resource":⟦⟧"bucket"}"#, .resourceForm),
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":"s3:*","Resource":⟦⟧""}"#, .resourceForm),
    PolicyFixture(.scp, #"{"Effect":"Deny","Action":"s3:*","NotResource":⟦⟧"*:b"}"#, .resourceForm),
    PolicyFixture(
      .rcp, #"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":⟦⟧"ARN:aws:s3:::b"}"#, .resourceForm),
    PolicyFixture(
      .resource,
      #"{"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/prod/GET/x"}"#),
    PolicyFixture(
      .resource, #"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":⟦⟧"bucket"}"#, .resourceForm),
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs"}"#),
    PolicyFixture(
      .session, #"{"Effect":"Allow","Action":"sqs:*","Resource":⟦⟧"arn:aws:sqs"}"#, .resourceShortARN,
      suggestion: "arn:aws:sqs:*:*:*"),
    PolicyFixture(.scp, #"{"Effect":"Deny","Action":"sqs:*","Resource":⟦⟧"arn:aws:sqs:us-east-1"}"#, .resourceShortARN),
    PolicyFixture(.scp, #"{"Effect":"Deny","Action":"sqs:*","Resource":"arn:aws:sqs:us-east-1:*"}"#),
    PolicyFixture(
      .resource, #"{"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":⟦⟧"arn:aws:sqs"}"#, .resourceShortARN),
    PolicyFixture(.resource, #"{"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"arn:aws:sqs:*"}"#),
    PolicyFixture(
      .identity, #"{"Effect":"Allow","Action":"kms:*","Resource":⟦⟧"arn:*:kms:*:*:key/*"}"#, .resourceWildcard),
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":"s3:*","Resource":⟦⟧"arn:aws:s?:::b"}"#, .resourceWildcard),
    PolicyFixture(
      .identity, #"{"Effect":"Allow","Action":"ec2:*","Resource":["arn:aws:ec2:*:*:*/*","arn:aws:s3:::a:b/*"]}"#),
  ]

  @Test("ruling 16: actions and resources that are none are errors, odd ones warnings", arguments: ruling16)
  func readsRuling16(fixture: PolicyFixture) { fixture.check() }

  @Test(
    "ruling 16: SCPs and RCPs are measured without white space outside strings, and the rest is a warning",
    arguments: [(PolicyKind.scp, 10_240), (.rcp, 5_120)])
  func quotas(kind: PolicyKind, limit: Int) {
    let head =
      #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::"#
      .replacing(kind == .scp ? #""Principal":"*","# : "~", with: "")
    let tail = "\"}}"
    let padding = limit - head.utf8.count - tail.utf8.count
    let exact = head + String(repeating: " ", count: padding) + tail
    PolicyFixture(kind, document: exact).check()
    PolicyFixture(kind, document: "⟦⟧" + exact + " \n", .sizeWhitespace).check()
    PolicyFixture(kind, document: "⟦⟧" + head + String(repeating: "a", count: padding + 1) + tail, .size).check()
  }

  @Test(
    "ruling 16: other quotas are warnings",
    arguments: [(PolicyKind.identity, 6_144), (.session, 2_048), (.trust, 2_048), (.resource, 20_480)])
  func otherQuotas(kind: PolicyKind, limit: Int) {
    let rest = kind == .trust ? "\"sts:AssumeRole\"" : "\"s3:*\",\"Resource\":\"*\""
    let principal = kind == .trust || kind == .resource ? "\"Principal\":\"*\"," : ""
    let sid = String(repeating: "a", count: limit)
    PolicyFixture(
      kind, document: "⟦⟧{\"Statement\":{\"Sid\":\"\(sid)\",\"Effect\":\"Deny\",\(principal)\"Action\":\(rest)}}", .size
    ).check()
  }

  static let ruling18 = [
    PolicyFixture(.identity, deny(#"{"NumericLessThan":{"s3:max-keys":⟦⟧"ten"}}"#), .valueUnreadable),
    PolicyFixture(.identity, deny(#"{"NumericNotEquals":{"s3:max-keys":["7",⟦⟧"+7"]}}"#), .valueUnreadable),
    PolicyFixture(.identity, deny(#"{"DateGreaterThan":{"aws:CurrentTime":⟦⟧"tomorrow"}}"#), .valueUnreadable),
    PolicyFixture(.identity, deny(#"{"IpAddress":{"aws:SourceIp":⟦⟧"10.0.0.0/33"}}"#), .valueUnreadable),
    PolicyFixture(.identity, deny(#"{"NotIpAddress":{"aws:SourceIp":⟦⟧"<cidr>"}}"#), .valueUnreadable),
    PolicyFixture(.identity, deny(#"{"BinaryEquals":{"k:x":⟦⟧"QQ"}}"#), .valueUnreadable),
    PolicyFixture(.identity, deny(#"{"Bool":{"aws:SecureTransport":⟦⟧"yes"}}"#), .valueUnreadable),
    PolicyFixture(.identity, deny(#"{"ArnLike":{"aws:SourceArn":⟦⟧"arn:aws:logs:us-east-1:*"}}"#), .valueUnreadable),
    PolicyFixture(.identity, deny(#"{"ArnLike":{"aws:SourceArn":["arn:aws:logs:*:*:*","${aws:PrincipalArn}"]}}"#)),
    PolicyFixture(
      .identity,
      deny(#"{"BinaryEquals":{"k:x":"QUI="},"Bool":{"a:b":["TRUE",false]},"NumericEquals":{"a:b":[7,-1.5,"007"]}}"#)),
    PolicyFixture(
      .identity,
      deny(
        #"{"DateLessThan":{"aws:CurrentTime":["2026-01-31","2026-01-31T00:00Z","1767225600","2026"]},"IpAddress":{"aws:SourceIp":["::1","2001:db8::/32","10.0.0.1"]}}"#
      )),
    PolicyFixture(.identity, deny(#"{"Bool":{"aws:SecureTransport":⟦⟧"${aws:x}"}}"#), .variablePlace, .valueUnreadable),
    PolicyFixture(
      .identity, deny(#"{"NumericEquals":{"s3:max-keys":⟦⟧"${aws:x}"}}"#), .variablePlace, .valueUnreadable),
  ]

  @Test("ruling 18: values that cannot be parsed, and variables where none is substituted", arguments: ruling18)
  func readsRuling18(fixture: PolicyFixture) { fixture.check() }

  @Test("ruling 20: a policy with an error is no policy; with warnings alone it is one")
  func ruling20() {
    let faulty = PolicyFixture(.identity, #"{"Effect":⟦⟧"allow","Action":"*","Resource":"*"}"#, .effectValue).check()
    #expect(faulty.policy == nil && faulty.hasErrors)
    let odd = PolicyFixture(.identity, #"{"Effect":"Allow","Action":⟦⟧"s*:x","Resource":"*"}"#, .actionPrefixWildcard)
      .check()
    #expect(odd.policy != nil && !odd.hasErrors)
  }

  static let ruling23 = [
    PolicyFixture(.identity, deny(#"{"StringEquals":{"aws:TagKeys":⟦⟧[]}}"#), .valuesEmpty),
    PolicyFixture(.identity, deny(#"{"StringNotEquals":{"aws:TagKeys":⟦⟧[]}}"#), .valuesEmpty),
  ]

  @Test("ruling 23: an empty list of values is a warning", arguments: ruling23)
  func readsRuling23(fixture: PolicyFixture) { fixture.check() }

  @Test("ruling 25: characters above U+00FF are a warning, at the first of them")
  func ruling25() {
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::éÿ⟦⟧Āa€"}"#, .characters)
      .check()
    PolicyFixture(
      .identity, #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::\u00e9⟦⟧\u0100"}"#, .characters
    ).check()
    PolicyFixture(
      .identity, #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::\\u0100⟦⟧\u0001"}"#, .characters
    ).check()
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::\t\n\u00ff"}"#).check()
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::⟦⟧😀"}"#, .characters).check()
  }

  static let ruling26 = [
    PolicyFixture(
      .identity, #"{"Effect":"Allow","Action":⟦1⟧[],"Resource":⟦2⟧[],"Condition":⟦3⟧{}}"#, .listEmpty, .listEmpty,
      .conditionEmpty),
    PolicyFixture(.identity, #"{"Effect":"Allow","NotAction":⟦1⟧[],"NotResource":⟦2⟧[]}"#, .listEmpty, .listEmpty),
    PolicyFixture(
      .resource,
      #"{"Effect":"Allow","Principal":⟦1⟧{},"Action":"s3:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":⟦2⟧[]},"Action":"s3:*","Resource":"*"}"#,
      .listEmpty, .listEmpty),
    PolicyFixture(.identity, deny(#"{"StringEquals":⟦⟧{}}"#), .conditionEmpty),
    PolicyFixture(.identity, document: #"{"Statement":⟦⟧[]}"#, .statementEmpty),
    PolicyFixture(.identity, document: #"{"Statement":⟦⟧"x"}"#, .elementType),
  ]

  @Test("ruling 26: empty lists are warnings, an empty Statement an error", arguments: ruling26)
  func readsRuling26(fixture: PolicyFixture) { fixture.check() }

  static let ruling28 = [
    PolicyFixture(
      .identity,
      #"{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::b/${aws:username}/*","arn:aws:s3:::${aws:PrincipalTag/a, 'x'}${*}${?}${$}"]}"#
    ),
    PolicyFixture(
      .identity, #"{"Effect":"Allow","Action":"s3:*","Resource":⟦⟧"arn:aws:s3:::b/${aws:username"}"#, .variableMalformed
    ),
    PolicyFixture(
      .identity, #"{"Effect":"Allow","Action":"s3:*","Resource":⟦⟧"arn:aws:s3:::b/${}"}"#, .variableMalformed),
    PolicyFixture(
      .identity, #"{"Effect":"Allow","Action":"s3:*","Resource":⟦⟧"arn:aws:s3:::b/${aws:user name}"}"#,
      .variableMalformed),
    PolicyFixture(.identity, deny(#"{"StringEquals":{"aws:username":⟦⟧"${a,'b'}"}}"#), .variableMalformed),
    PolicyFixture(
      .identity, #"{"Effect":"Allow","Action":"s3:*","Resource":⟦⟧"arn:aws:s3:${aws:RequestedRegion}::b"}"#,
      .variablePlace),
    PolicyFixture(
      .identity,
      document: #"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":⟦⟧"arn:aws:s3:::${aws:username}"}}"#,
      .variableVersion),
    PolicyFixture(
      .identity,
      document:
        #"{"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::$x${"}}"#),
    PolicyFixture(.identity, deny(#"{"IpAddress":{"aws:SourceIp":⟦⟧"10.0.0.1/8"}}"#), .valueHostBits),
    PolicyFixture(.identity, deny(#"{"NumericEquals":{"a:b":⟦⟧".5"}}"#), .valueUnreadable),
    PolicyFixture(.identity, deny(#"{"NumericEquals":{"a:b":⟦⟧"1e3"}}"#), .valueUnreadable),
  ]

  @Test("ruling 28: malformed variables, numbers and CIDRs", arguments: ruling28)
  func readsRuling28(fixture: PolicyFixture) { fixture.check() }

  static let ruling29 = [
    PolicyFixture(.identity, #"{"Effect":"Allow","Action":⟦⟧"*:*","Resource":"*"}"#, .actionPrefixWildcard),
    PolicyFixture(.scp, #"{"Effect":"Deny","NotAction":["sts:*",⟦⟧"s?:Get*"],"Resource":"*"}"#, .actionPrefixWildcard),
  ]

  @Test("ruling 29: a wildcard in a service prefix is a warning", arguments: ruling29)
  func readsRuling29(fixture: PolicyFixture) { fixture.check() }

  static let ruling30 = [
    PolicyFixture(
      .identity, #"{"Sid":⟦⟧"my sid","Effect":"Allow","Action":"*","Resource":"*"}"#, .sidCharacters,
      suggestion: "mysid"),
    PolicyFixture(
      .resource, #"{"Sid":⟦⟧"my sid","Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}"#, .sidCharacters),
    PolicyFixture(
      .scp,
      #"{"Sid":"A1","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":⟦⟧"A1","Effect":"Allow","Action":"*","Resource":"*"}"#,
      .sidDuplicate),
    PolicyFixture(
      .resource,
      #"{"Sid":"A","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"},{"Sid":⟦⟧"A","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#,
      .sidDuplicate),
    PolicyFixture(
      .identity,
      #"{"Sid":"","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"a","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"A","Effect":"Allow","Action":"*","Resource":"*"}"#
    ),
    PolicyFixture(.identity, deny(#"{"Null":{"aws:TokenIssueTime":⟦⟧"yes"}}"#), .valueNull),
    PolicyFixture(.identity, deny(#"{"Null":{"aws:TokenIssueTime":["true",false]}}"#)),
    PolicyFixture(
      .identity, deny(#"{⟦⟧"NullIfExists":{"aws:TokenIssueTime":"true"}}"#), .operatorNullIfExists, suggestion: "Null"),
    PolicyFixture(.identity, deny(#"{⟦⟧"ForAnyValue:Null":{"aws:TagKeys":"true"}}"#), .operatorSetOnNull),
    PolicyFixture(
      .identity, deny(#"{⟦⟧"ForAllValues:NullIfExists":{"aws:TagKeys":"true"}}"#), .operatorNullIfExists,
      .operatorSetOnNull),
    PolicyFixture(
      .resource, #"{"Effect":"Allow","Principal":{"AWS":⟦⟧"arn:aws:iam::*:role/x"},"Action":"s3:*","Resource":"*"}"#,
      .principalWildcard),
    PolicyFixture(
      .trust,
      #"{"Effect":"Allow","Principal":{"AWS":["*",⟦⟧"arn:aws:iam::111122223333:role/x*"]},"Action":"sts:AssumeRole"}"#,
      .principalWildcard),
    PolicyFixture(.scp, #"⟦⟧{"Effect":"Deny","Action":"s3:*"}"#, .resourceMissing),
    PolicyFixture(.rcp, #"⟦⟧{"Effect":"Deny","Principal":"*","Action":"s3:*"}"#, .resourceMissing),
    PolicyFixture(
      .identity, #"{"Effect":"Allow","Action":"*","Resource":⟦⟧"arn:aws:S3:::b"}"#, .resourceServiceCase,
      suggestion: "s3"),
    PolicyFixture(
      .trust, #"{"Effect":"Allow","Principal":{"AWS":⟦⟧"arn:aws:IAM::111122223333:root"},"Action":"sts:AssumeRole"}"#,
      .resourceServiceCase),
    PolicyFixture(
      .resource, #"{"Effect":"Allow",⟦⟧"NotPrincipal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"}"#,
      .principalAllowNot),
  ]

  @Test("ruling 30: errors and warnings of IAM documents", arguments: ruling30)
  func readsRuling30(fixture: PolicyFixture) { fixture.check() }

  static let conditions = [
    PolicyFixture(.identity, deny(#"{⟦⟧"stringEquals":{"aws:x":"y"}}"#), .operatorUnknown, suggestion: "StringEquals"),
    PolicyFixture(
      .identity, deny(#"{⟦⟧"ForAnyValue:Stringlike":{"aws:x":"y"}}"#), .operatorUnknown,
      suggestion: "ForAnyValue:StringLike"),
    PolicyFixture(.identity, deny(#"{⟦⟧"ForAllValues:ForAnyValue:StringLike":{"aws:x":"y"}}"#), .operatorUnknown),
    PolicyFixture(.identity, deny(#"{⟦⟧"StringEqualsIfExistsIfExists":{"aws:x":"y"}}"#), .operatorUnknown),
    PolicyFixture(.identity, deny(#"{⟦⟧"IfExists":{"aws:x":"y"}}"#), .operatorUnknown),
    PolicyFixture(.identity, deny(#"{"StringEquals":{"aws:x":"y",⟦⟧"AWS:X":"y"}}"#), .keyDuplicate),
    PolicyFixture(.identity, deny(#"{"StringEquals":{"aws:x":"y"},"StringLike":{"AWS:X":"y"}}"#)),
    PolicyFixture(.identity, deny(#"⟦⟧"x""#), .conditionForm),
    PolicyFixture(.identity, deny(#"{"StringEquals":⟦⟧"x"}"#), .conditionForm),
    PolicyFixture(.identity, deny(#"{"StringEquals":{"aws:x":⟦⟧null}}"#), .valueType),
    PolicyFixture(.identity, deny(#"{"StringEquals":{"aws:x":["y",⟦⟧{}]}}"#), .valueType),
    PolicyFixture(.identity, deny(#"{"StringEquals":{⟦⟧"RequestedRegion":"x"}}"#), .keyForm),
    PolicyFixture(
      .identity, deny(#"{"StringEquals":{"accounts.google.com":"x","aws:ResourceTag/codeocean:protected":"true"}}"#)),
  ]

  @Test("sections 1 and 3: operators, keys and values of conditions", arguments: conditions)
  func readsConditions(fixture: PolicyFixture) { fixture.check() }

  static let principals = [
    PolicyFixture(
      .trust,
      #"{"Effect":"Allow","Principal":{"AWS":⟦⟧"arn:aws:iam::111122223333:user/${aws:username}"},"Action":"sts:AssumeRole"}"#,
      .variablePlace),
    PolicyFixture(
      .resource,
      #"{"Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:root","AROAABCDEFGHIJKLMNOPQ"],"Service":"s3.amazonaws.com","Federated":"accounts.google.com","CanonicalUser":"79a5"},"Action":"s3:*","Resource":"*"}"#
    ),
    PolicyFixture(.resource, #"⟦⟧{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#, .principalMissing),
    PolicyFixture(.trust, #"⟦⟧{"Effect":"Allow","Action":"sts:AssumeRole"}"#, .principalMissing),
    PolicyFixture(
      .trust, #"{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole",⟦⟧"Resource":"*"}"#, .elementForbidden),
    PolicyFixture(
      .resource, #"{"Effect":"Allow","Principal":⟦⟧"111122223333","Action":"s3:*","Resource":"*"}"#, .principalForm),
    PolicyFixture(.resource, #"{"Effect":"Allow","Principal":⟦⟧["*"],"Action":"s3:*","Resource":"*"}"#, .principalForm),
    PolicyFixture(
      .resource, #"{"Effect":"Allow","Principal":{⟦⟧"aws":"*"},"Action":"s3:*","Resource":"*"}"#, .principalType,
      suggestion: "AWS"),
    PolicyFixture(
      .resource, #"{"Effect":"Allow","Principal":{"AWS":⟦⟧7},"Action":"s3:*","Resource":"*"}"#, .elementType),
    PolicyFixture(
      .resource, #"{"Effect":"Allow","Principal":{"AWS":⟦⟧"bob"},"Action":"s3:*","Resource":"*"}"#, .principalValue),
    PolicyFixture(
      .resource, #"{"Effect":"Allow","Principal":{"Service":⟦⟧"*.amazonaws.com"},"Action":"s3:*","Resource":"*"}"#,
      .principalValue),
    PolicyFixture(
      .resource, #"{"Effect":"Deny","Principal":"*",⟦⟧"NotPrincipal":"*","Action":"s3:*","Resource":"*"}"#,
      .elementExclusive),
  ]

  @Test("section 2.4: principals", arguments: principals)
  func readsPrincipals(fixture: PolicyFixture) { fixture.check() }

  @Test("section 1: booleans and numbers without quotation marks become their text, Null's values lower case")
  func values() throws {
    let reading = PolicyFixture(
      .identity,
      Self.deny(#"{"StringEquals":{"a:b":[true,false,7,-0.50,1.5e3,25E-3,0e9,1e999]},"Null":{"c:d":"TRUE"}}"#)
    ).check()
    let conditions = try #require(reading.policy?.statements.first?.conditions)
    #expect(conditions[0].values.map(\.text) == ["true", "false", "7", "-0.50", "1500", "0.025", "0", "1e999"])
    #expect(conditions[1].values.map(\.text) == ["true"])
  }

  @Test("statements keep their order, index, ranges and elements")
  func model() throws {
    let text =
      #"{"Version":"2012-10-17","Id":"i","Statement":[{"Sid":"A","Effect":"Allow","Principal":{"AWS":"*"},"Action":["s3:Get*","s3:Put*"],"NotResource":"arn:aws:s3:::b"},{"Effect":"Deny","NotPrincipal":{"Service":"x.amazonaws.com"},"NotAction":"s3:*","Resource":"*","Condition":{"ForAnyValue:StringLikeIfExists":{"aws:TagKeys":["a","b"]}}}]}"#
    let source = SourceText(name: "policy.json", text: text)
    let policy = try #require(PolicyReader(kind: .resource).read(source, name: "mine").policy)
    func slice(_ range: SourceRange) -> String {
      String(decoding: source.bytes[range.start..<range.end], as: UTF8.self)
    }
    #expect(policy.name == "mine" && policy.kind == .resource && policy.version == .v2012 && policy.id == "i")
    #expect(slice(policy.range) == text)
    #expect(policy.statements.map(\.index) == [0, 1])
    let (first, second) = (policy.statements[0], policy.statements[1])
    #expect(first.sid == "A" && first.effect == .allow && second.sid == nil && second.effect == .deny)
    #expect(slice(first.range).hasPrefix("{\"Sid\"") && slice(first.range).hasSuffix("b\"}"))
    #expect(first.action.patterns.map { slice($0.range) } == ["\"s3:Get*\"", "\"s3:Put*\""])
    #expect(first.resource?.isNegated == true && first.principal?.entries.first?.type == .aws)
    #expect(second.action.isNegated && second.principal?.isNegated == true)
    let condition = try #require(second.conditions.first)
    #expect(condition.operator == ConditionOperator(setOperator: .forAnyValue, base: .stringLike, ifExists: true))
    #expect(slice(condition.range) == #""aws:TagKeys":["a","b"]"#)
    #expect(StatementReference(policy, 1).position.description == "1:\(1 + second.range.start)")
  }
}
