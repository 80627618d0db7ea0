import Catalog
import Documents

/// The API action whose denial keeps a resource of a type from being deleted (ruling 15).
public enum DeleteAction {
  /// The type's delete action; nil where the catalog has none, so that nobody can say.
  ///
  /// Among the permissions of the type's delete handler: of access level Write, beginning with Delete, Terminate,
  /// ScheduleKeyDeletion or Remove, and naming the type.
  public static func of(_ type: ByteString) -> ByteString? {
    guard let published = Catalog.resourceType(ServerlessType.provisionedType(of: type)) else { return nil }
    let words = published.name.bytes.split(separator: UInt8(ascii: ":")).map { ByteString(copying: $0) }
    guard let noun = words.last?.asciiLowercased, words.count >= 3 else { return nil }
    let service = words[1].asciiLowercased
    var best: (score: Int, action: ByteString)?
    for permission in published.deletePermissions {
      guard let action = Catalog.action(permission), action.accessLevel == .write,
        let score = score(action, of: noun, service: service)
      else { continue }
      if let known = best, known.score >= score { continue }
      best = (score, action.name)
    }
    return best?.action
  }

  private static let verbs: [ByteString] = ["delete", "terminate", "schedulekeydeletion", "remove"]

  /// How well an action names the type: its exact name best, then the longest shared part; nil when it does not.
  private static func score(_ action: Action, of noun: ByteString, service: ByteString) -> Int? {
    let name = ByteString(copying: action.name.bytes.drop { $0 != UInt8(ascii: ":") }.dropFirst()).asciiLowercased
    guard let verb = verbs.first(where: { name.hasPrefix($0) }) else { return nil }
    var object = ByteString(copying: name.bytes.dropFirst(verb.count))
    if verb == "schedulekeydeletion" { object = "key" }
    let ownService = action.prefix.asciiLowercased == service ? 1 : 0
    if isSame(object, noun) || isSame(object, ByteString(service.bytes + noun.bytes)) { return 1000 + ownService }
    let singular = object.bytes.last == UInt8(ascii: "s") ? ByteString(copying: object.bytes.dropLast()) : object
    if singular.count >= 3, noun.hasSuffix(singular) { return 500 + singular.count * 2 + ownService }
    if noun.count >= 3, object.bytes.starts(with: noun.bytes) || singular.hasSuffix(noun) {
      return 400 - object.count * 2 + ownService
    }
    return singular.count >= 5 && noun.hasPrefix(singular) ? 200 + singular.count * 2 + ownService : nil
  }

  /// Whether one is the other or its plural.
  private static func isSame(_ object: ByteString, _ noun: ByteString) -> Bool {
    object == noun || object.bytes == noun.bytes + [UInt8(ascii: "s")]
      || object.bytes == noun.bytes + Array("es".utf8)
      || (noun.bytes.last == UInt8(ascii: "y") && object.bytes == noun.bytes.dropLast() + Array("ies".utf8))
  }
}
