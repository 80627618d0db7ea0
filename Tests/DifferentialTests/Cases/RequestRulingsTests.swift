import Documents
import PolicyLanguage
import Testing

/// The rulings on requests that concern evaluation, through both evaluators.
@Suite struct RequestRulingsTests {

  /// Conditions on `k` of an identity policy's only Allow, what the request says of `k`, and whether they hold.
  static let conditions: [(ruling: String, condition: String, value: ContextValue, holds: Bool)] = [
    ("18: a negated operator on what cannot be parsed", #""NumericNotEquals":{"k":"5"}"#, .single("x"), true),
    ("18: so on the policy's side", #""NumericNotEquals":{"k":"x"}"#, .single("5"), true),
    ("18: a positive one does not match", #""NumericEquals":{"k":"x"}"#, .single("x"), false),
    ("18: addresses", #""NotIpAddress":{"k":"10.0.0.0/8"}"#, .single("here"), true),
    ("18: addresses", #""IpAddress":{"k":"10.0.0.0/8"}"#, .single("here"), false),
    ("18: dates", #""DateNotEquals":{"k":"2020-01-01"}"#, .single("soon"), true),
    ("18: ARNs", #""ArnNotLike":{"k":"arn:aws:s3:::b"}"#, .single("b"), true),
    ("18: variables in Bool are literal", #""Bool":{"k":"${aws:flag}"}"#, .single("true"), false),
    ("18: substituted wildcards are literal", #""StringLike":{"k":"${aws:star}"}"#, .single("x"), false),
    ("18: substituted wildcards are literal", #""StringLike":{"k":"${aws:star}"}"#, .single("*"), true),
    ("19: IgnoreCase folds ASCII", #""StringEqualsIgnoreCase":{"k":"ABC"}"#, .single("abc"), true),
    ("19: and ASCII only", #""StringEqualsIgnoreCase":{"k":"É"}"#, .single("é"), false),
    ("19: composed is not decomposed", #""StringEquals":{"k":"\u00e9"}"#, .single("e\u{301}"), false),
    ("19: composed is not decomposed", #""StringEquals":{"k":"\u00e9"}"#, .single("\u{e9}"), true),
    ("23: a list without a set operator", #""StringEquals":{"k":"a"}"#, .list(["a"]), false),
    ("23: nor negated", #""StringNotEquals":{"k":"b"}"#, .list(["a"]), false),
    ("23: no values, positive", #""StringEquals":{"k":[]}"#, .single("a"), false),
    ("23: no values, negated", #""StringNotEquals":{"k":[]}"#, .single("a"), true),
    ("25: ? is one scalar", #""StringLike":{"k":"?"}"#, .single("\u{1F600}"), true),
    ("25: ? is one scalar", #""StringLike":{"k":"?"}"#, .single("e\u{301}"), false),
    ("25: ? is one scalar", #""StringLike":{"k":"??"}"#, .single("e\u{301}"), true),
    ("25: not none", #""StringLike":{"k":"a?"}"#, .single("a"), false),
    ("27: ForAnyValue on one of a list", #""ForAnyValue:StringEquals":{"k":"a"}"#, .list(["a"]), true),
    ("27: an empty list is absent", #""Null":{"k":"true"}"#, .list([]), true),
    ("27: ForAnyValue…IfExists on absent", #""ForAnyValue:StringEqualsIfExists":{"k":"a"}"#, .absent, true),
    ("27: an empty string is a value", #""StringEquals":{"k":""}"#, .single(""), true),
    ("27: an empty string is a value", #""Null":{"k":"false"}"#, .single(""), true),
    ("27: ForAllValues takes it as absent", #""ForAllValues:StringEquals":{"k":"a"}"#, .single(""), true),
    ("27: ForAllValues takes them as absent", #""ForAllValues:StringEquals":{"k":"a"}"#, .list(["", ""]), true),
    ("27: not beside others", #""ForAllValues:StringEquals":{"k":"a"}"#, .list(["", "a"]), false),
    ("27: ForAnyValue does not", #""ForAnyValue:StringNotEquals":{"k":"a"}"#, .list([""]), true),
    ("27: an empty default", #""StringEquals":{"k":"x${aws:none, ''}"}"#, .single("x"), true),
    ("28: a malformed variable is literal", #""StringEquals":{"k":"${aws:star"}"#, .single("${aws:star"), true),
    ("28: empty braces are literal", #""StringEquals":{"k":"${}"}"#, .single("${}"), true),
    ("28: leading zeros", #""NumericEquals":{"k":"007"}"#, .single("7"), true),
    ("28: fractions", #""NumericLessThan":{"k":"1.25"}"#, .single("1.2"), true),
    ("28: minus", #""NumericLessThan":{"k":"-1"}"#, .single("-1.5"), true),
    ("28: no plus", #""NumericEquals":{"k":"5"}"#, .single("+5"), false),
    ("28: no exponent", #""NumericEquals":{"k":"1000"}"#, .single("1e3"), false),
    ("28: no bare fraction", #""NumericLessThan":{"k":"1"}"#, .single(".5"), false),
    ("28: host bits are masked", #""IpAddress":{"k":"10.1.2.3/8"}"#, .single("10.9.9.9"), true),
    ("28: midnight UTC", #""DateEquals":{"k":"2020-04-01"}"#, .single("2020-04-01T00:00:00Z"), true),
    ("28: UTC without zone", #""DateEquals":{"k":"2020-04-01T10:00:00"}"#, .single("2020-04-01T12:00:00+02:00"), true),
    ("28: four digits are seconds", #""DateEquals":{"k":"2020"}"#, .single("1970-01-01T00:33:40Z"), true),
  ]

  @Test("rulings 18, 19, 23, 25, 27, 28: what a condition holds on", arguments: Engine.all, conditions.indices)
  func holds(engine: Engine, index: Int) throws {
    let row = Self.conditions[index]
    let stack = try MemberAccount.stack(identity: HardCasesConditionsTests.allow(row.condition))
    let request = Request.api(
      "x:Y", ["k": row.value, "aws:star": .single("*"), "aws:flag": .single("true")])
    #expect(engine.decide(request, under: stack).result == (row.holds ? .allowed : .implicitDeny), "\(row.ruling)")
  }

  /// Elements of an identity policy's only Allow, the action and resource asked, and whether it is allowed.
  static let elements: [(ruling: String, elements: String, action: ByteString, resource: ByteString, isAllowed: Bool)] =
    [
      ("17: * within a field", #""Action":"*","Resource":"arn:aws:s*s:us:1:q""#, "x:Y", "arn:aws:sqs:us:1:q", true),
      ("17: keeps to it", #""Action":"*","Resource":"arn:aws:s*s:1:q:x""#, "x:Y", "arn:aws:s:s:1:q:x", false),
      ("17: * ending it does not", #""Action":"*","Resource":"arn:aws:s*:q:1:x""#, "x:Y", "arn:aws:sqs:us:q:1:x", true),
      ("17: a short ARN", #""Action":"*","Resource":"arn:aws:sqs""#, "x:Y", "arn:aws:sqs:us:1:q", true),
      (
        "24: a missing variable in NotResource", #""Action":"*","NotResource":"arn:aws:s3:::${aws:none}""#, "x:Y",
        "arn:aws:s3:::b", true
      ),
      ("24: and in Resource", #""Action":"*","Resource":"arn:aws:s3:::${aws:none}""#, "x:Y", "arn:aws:s3:::", false),
      ("26: empty lists", #""Action":[],"Resource":"*""#, "x:Y", "*", false),
      ("26: empty lists", #""Action":"*","Resource":[]"#, "x:Y", "*", false),
      ("26: empty Not-lists", #""NotAction":[],"NotResource":[]"#, "x:Y", "*", true),
      ("29: a wildcard in a prefix", #""Action":"s*:Get","Resource":"*""#, "s3:Get", "*", false),
      ("29: and in NotAction", #""NotAction":"*:*","Resource":"*""#, "s3:Get", "*", true),
      ("29: * alone", #""Action":"*","Resource":"*""#, "s3:Get", "*", true),
    ]

  @Test("rulings 17, 24, 26, 29: what actions and resources match", arguments: Engine.all, elements.indices)
  func reaches(engine: Engine, index: Int) throws {
    let row = Self.elements[index]
    let stack = try MemberAccount.stack(identity: #"{"Effect":"Allow",\#(row.elements)}"#)
    let decision = engine.decide(.api(row.action, on: row.resource), under: stack)
    #expect(decision.result == (row.isAllowed ? .allowed : .implicitDeny), "\(row.ruling)")
  }

  @Test("ruling 18: a substituted value holds no wildcard in a resource either", arguments: Engine.all)
  func ruling18(engine: Engine) throws {
    let stack = try MemberAccount.stack(
      identity: HardCasesConditionsTests.allow(resource: "arn:aws:s3:::b/${aws:PrincipalTag/home}/*"))
    let star: [ByteString: ContextValue] = ["aws:PrincipalTag/Home": .single("*")]
    #expect(engine.decide(.api("x:Y", on: "arn:aws:s3:::b/bob/x", star), under: stack).result == .implicitDeny)
    #expect(engine.decide(.api("x:Y", on: "arn:aws:s3:::b/*/x", star), under: stack).result == .allowed)
  }

  @Test("ruling 21: keys that are not given are absent, or unknown where that is asked", arguments: Engine.all)
  func ruling21(engine: Engine) throws {
    let stack = try MemberAccount.stack(
      scp: HardCasesConditionsTests.deny(#""StringNotEquals":{"AWS:requestedregion":"eu-west-1"}"#))
    #expect(engine.decide(.api("x:Y"), under: stack).result == .explicitDeny)
    let open = engine.decide(.api("x:Y", missingIsUnknown: true), under: stack)
    #expect(open.result == .unknown)
    #expect(open.missing == ["AWS:requestedregion"])
    #expect(open.by == nil)
  }

  @Test("ruling 30: Allow with NotPrincipal is evaluated", arguments: Engine.all)
  func ruling30(engine: Engine) throws {
    let others =
      #"{"Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:role/Y"},"Action":"*","Resource":"*"}"#
    var stack = PolicyStack(resourcePolicies: [try MemberAccount.policy(.resource, others)], identityPolicies: [])
    stack.resourcePolicyRole = .sameAccount
    #expect(engine.decide(.api("x:Y"), under: stack).result == .allowed)
    let y = Principal("arn:aws:iam::111122223333:role/Y")
    #expect(engine.decide(.api("x:Y", by: y), under: stack).result == .implicitDeny)
  }

  @Test("ruling 31: across accounts no resource policy allows nobody", arguments: Engine.all)
  func ruling31(engine: Engine) throws {
    var stack = try MemberAccount.stack()
    stack.resourcePolicies = []
    stack.resourcePolicyRole = .crossAccount
    let decision = engine.decide(HardCasesGatesTests.get, under: stack)
    #expect(decision.result == .implicitDeny)
    #expect(decision.summary.by == "resource")
  }

  @Test("section 5: a certain failure wins over what may be denied", arguments: Engine.all)
  func certainFailure(engine: Engine) throws {
    let mayDeny = HardCasesConditionsTests.deny(#""StringEquals":{"aws:RequestedRegion":"eu-west-1"}"#)
    let stack = try MemberAccount.stack(scp: mayDeny, identity: HardCasesGatesTests.allowEC2)
    let decision = engine.decide(.api("s3:ListBucket", missingIsUnknown: true), under: stack)
    #expect(decision.result == .implicitDeny)
    #expect(decision.summary.by == "identity")
  }
}
