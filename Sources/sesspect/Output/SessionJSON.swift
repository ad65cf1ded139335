import DebugProtocol
import SessionModel

/// The JSON of a session: the shape every command prints and the endpoint speaks.
///
/// Times are RFC 3339 in UTC; what is not known is absent. Ids are whole, for a script needs them.
enum SessionJSON {
  static let schema = Value.Member("schema", 1)

  /// `{"id","user","client","created","seen","last","hits","expires","size","keys","revision","pending"}`
  static func members(_ session: Session) -> [Value.Member] {
    var members: [Value.Member] = [.init("id", text(session.id.text))]
    func add(_ key: Text, _ value: Value?) {
      if let value { members.append(.init(key, value)) }
    }
    add("user", session.user.map(text))
    add("client", session.client.map(text))
    add("created", session.created.map(time))
    add("seen", session.seen.map(time))
    add("last", session.last?.json)
    add("hits", session.hits.map(count))
    add("expires", session.expires.map(time))
    add("size", .number(Number(session.size)))
    add("keys", session.keyCount.map { .number(Number($0)) })
    add("revision", text(session.revision.text))
    add("pending", .bool(session.isPending))
    return members
  }

  static func object(_ session: Session) -> Value { .object(members(session)) }

  static func text(_ string: String) -> Value { .string(Text(string)) }
  static func time(_ time: Timestamp) -> Value { text(time.rfc3339) }
  static func count(_ number: Int) -> Value { .number(Number(number)) }
}
