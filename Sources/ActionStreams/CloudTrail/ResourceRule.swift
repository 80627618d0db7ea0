import Documents

/// What the rule table of one service says, in the text that `ServiceRules.parse` reads.
///
/// ```
/// kinds    volume => volumeId                          the kind's identifier stands at that path
///          object => BucketName=bucketName ObjectName=key
/// events   CopyObject => PutObject; GetObject object=x-amz-copy-source:copySource
///          RunInstances => = instance+ image subnet!
///          Query,Scan => = index~table
/// context  s3:prefix => prefix => absent               known to be absent where parameters are logged without it
///          iam:PolicyARN => policyArn => - => AttachRolePolicy,AttachUserPolicy
/// ```
/// A kind is one of the catalog's; its ARN format comes from there. Sources of a placeholder are tried in order, `|`
/// between them, a transform behind a colon. In `events`, several actions stand with `; ` between them, `=` is the
/// action of the event's own name, `~` stands between kinds of which the first found counts, `!` asks for the kind with
/// `*` where nothing names it, as AWS does for what is listed, `kind+` the same for what is being made, `kind[path:word]` asks for it only where
/// the parameter says that word, `kind@2` is the second one in the event's `resources`, `-` is no resource. `?` behind an
/// action leaves it out unless its resource is named, `?path` unless that parameter is there; `+key=value` adds a context
/// value.
struct ServiceTable {
  var kinds: StaticString = ""
  var events: StaticString = ""
  var context: StaticString = ""
}

/// How one placeholder of an ARN format is filled.
struct Assignment: Sendable {
  /// The placeholder; nil for the only free one.
  let placeholder: ByteString?
  let sources: [ValueSource]
}

/// A path and what is made of the text found there.
struct ValueSource: Sendable {
  let path: ParameterPath
  let transform: Transform
}

/// What is made of a parameter's text before it goes into an ARN.
enum Transform: Hashable, Sendable {
  /// The text as it is.
  case none
  /// What stands behind the last slash: `/hostedzone/Z1`.
  case last
  /// The text without a leading slash.
  case unslashed
  /// The text in ASCII lower case, as RDS keeps identifiers.
  case lower
  /// A queue URL, which holds region, account and name.
  case queueURL
  /// A secret's name, whose ARN ends in six characters that nobody else knows.
  case secret
  /// The name of an IAM entity, whose path only some calls carry.
  case entity
  /// The service of a service-linked role.
  case serviceLinked
  /// A function's name, partial ARN or ARN, with or without qualifier.
  case function
  /// `/bucket/key?versionId=x`, percent-encoded.
  case copySource
  /// A KMS key id or ARN; an alias names no key.
  case key
  /// `alias/x`.
  case alias
  /// A log group, which requests name with the stream behind it.
  case logGroup
  /// A Systems Manager document, which AWS owns when its name says so.
  case document
  /// A task definition, with or without revision.
  case revision
  /// A domain name in lower case, without its last dot.
  case domain
  /// An event bus, unless it is the default one.
  case customBus
  /// An account id.
  case account
  /// The caller, where it is an IAM user.
  case caller
  /// The text only where it begins with these bytes.
  case keep(ByteString)
  /// What stands behind these bytes, where the text begins with them.
  case drop(ByteString)

  /// Reads the word behind the colon of a source: `^mi-` keeps, `-ou-` drops.
  init(_ word: ByteString) {
    let rest = ByteString(copying: word.bytes.dropFirst())
    if word.hasPrefix("^") {
      self = .keep(rest)
    } else if word.hasPrefix("-") {
      self = .drop(rest)
    } else {
      self = Self.named[word] ?? .none
    }
  }

  private static let named: [ByteString: Transform] = [
    "last": .last, "unslashed": .unslashed, "lower": .lower, "queueURL": .queueURL, "secret": .secret,
    "entity": .entity, "serviceLinked": .serviceLinked, "function": .function, "copySource": .copySource,
    "key": .key, "alias": .alias, "logGroup": .logGroup, "document": .document, "revision": .revision,
    "domain": .domain, "customBus": .customBus, "account": .account, "caller": .caller,
  ]
}

/// One kind of resource that an action is asked about, with what its table says of it.
struct KindRule: Sendable {
  /// The kind as the catalog spells it, ASCII lower case.
  let kind: ByteString
  /// Where this action names it, instead of where the service's actions usually do.
  let assignments: [Assignment]?
  /// Whether it is asked with `*` where nothing names it.
  let isAskedUnnamed: Bool
  /// Whether the action makes it, so that it has the tags of the request.
  let isMade: Bool
  /// A parameter and the word it must say for the kind to be asked.
  let guarded: (path: ParameterPath, word: ByteString)?
  /// The place in `resources` of the event where it stands, for calls that log several of one kind.
  let loggedPlace: Int?
}

/// One action that an event asks.
struct ActionRule: Sendable {
  /// The action with its prefix.
  let action: ByteString
  /// The kinds that are asked, each as alternatives; nil for those that the catalog lists.
  let kinds: [[KindRule]]?
  /// Whether the action is asked only when a resource of it is named.
  let isOptional: Bool
  /// The parameter that must be there for the action to be asked.
  let needs: ParameterPath?
  /// Context values that follow from the call alone.
  let context: [(key: ByteString, value: ByteString)]
}

/// Where a service's context key stands in its calls.
struct ContextRule: Sendable {
  let key: ByteString
  let source: ValueSource
  let isMultivalued: Bool
  /// Whether the key is known to be absent where parameters are logged and this one is not.
  let isAbsentWhenMissing: Bool
  /// The events that carry it, in lower case; nil for all of the service.
  let events: Set<ByteString>?
}
