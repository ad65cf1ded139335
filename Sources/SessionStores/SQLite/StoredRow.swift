import SessionCodecs
import SessionModel

/// A row of a session table as `SessionTable.rowColumns` reads it.
struct StoredRow: Sendable {
  var locator: FieldValue
  var id: SessionID
  var expiry: FieldValue
  var seen: FieldValue
  var created: FieldValue
  var user: FieldValue
  var client: FieldValue
  var payload: [UInt8]

  /// Reads the columns from `first` on.
  init(_ statement: SQLiteStatement, from first: Int32 = 0) {
    locator = statement.value(first)
    id = SessionID(statement.text(first + 1))
    expiry = statement.value(first + 2)
    seen = statement.value(first + 3)
    created = statement.value(first + 4)
    user = statement.value(first + 5)
    client = statement.value(first + 6)
    payload = Array(statement.bytes(first + 7))
  }

  func decoded(by table: SessionTable) -> Decoded { table.codec.decode(payload) }

  func session(in table: SessionTable, _ decoded: Decoded) -> Session {
    let dialect = table.dialect
    return Session(
      id: id,
      user: table.user(column: user, data: decoded.value),
      client: client.isNull ? nil : String(decoding: client.bytes, as: UTF8.self),
      created: dialect.created.flatMap { $0.kind.timestamp(created) },
      seen: dialect.seen.flatMap { $0.kind.timestamp(seen) },
      expires: table.expires(expiry),
      size: payload.count,
      keyCount: decoded.keyCount,
      revision: payload.withUnsafeBufferPointer { table.revision(payload: $0, expiry: expiry) })
  }

  func session(in table: SessionTable) -> Session { session(in: table, decoded(by: table)) }

  func content(in table: SessionTable) -> SessionContent {
    let decoded = decoded(by: table)
    let isEditable = table.dialect.operations.contains(.edit)
    return SessionContent(
      session: session(in: table, decoded), data: decoded.value, payload: payload, codec: decoded.codec,
      editObstacle: decoded.editObstacle ?? (isEditable ? nil : .notSupported))
  }
}

extension Decoded {
  /// Top-level keys; nil for what cannot be read, which a codec shows as bytes or as an object without members.
  var keyCount: Int? {
    guard let members = value.members, editObstacle == nil || !members.isEmpty else { return nil }
    return members.count
  }
}
