import SessionCodecs
import SessionModel

extension Dialect {
  /// sesspect's own table: what the demo keeps its sessions in.
  ///
  /// `data` is JSON; the three times are milliseconds since 1970; `expires` NULL never expires.
  public static let sesspect = Dialect(
    name: "sesspect",
    framework: "sesspect's own store",
    tables: ["sesspect_sessions"],
    required: ["id", "data", "created", "seen", "expires", "user", "client"],
    id: IDColumn(
      column: "id",
      shape: .init(IDColumn.Shape.digits + IDColumn.Shape.lowercase + IDColumn.Shape.uppercase + "-_", 16...128)),
    payload: PayloadColumn(
      column: "data", looksRight: { $0.first == UInt8(ascii: "{") }, codec: { _, _ in JSONCodec() }),
    expiry: .at(TimeColumn(column: "expires", kind: .unixMilliseconds)),
    user: .column("user"),
    client: "client",
    seen: TimeColumn(column: "seen", kind: .unixMilliseconds),
    created: TimeColumn(column: "created", kind: .unixMilliseconds),
    exampleSchema: [
      """
      CREATE TABLE sesspect_sessions (id TEXT PRIMARY KEY, data TEXT NOT NULL, created INTEGER NOT NULL, \
      seen INTEGER NOT NULL, expires INTEGER, user TEXT, client TEXT)
      """,
      "CREATE INDEX sesspect_sessions_seen ON sesspect_sessions(seen)",
      "CREATE INDEX sesspect_sessions_expires ON sesspect_sessions(expires)",
    ])
}
