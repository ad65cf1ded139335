import SessionCodecs
import SessionModel

extension Dialect {
  /// Symfony's `PdoSessionHandler`.
  ///
  /// `sess_lifetime` is the moment of expiry since 4.4, in spite of its name; `sess_time` is the last save. A save is
  /// `INSERT OR REPLACE`. Clearing keeps `_sf2_meta`, which holds the times Symfony checks.
  ///
  /// Source: symfony/http-foundation Session/Storage/Handler/PdoSessionHandler.php, Session/Storage/MetadataBag.php.
  public static let symfony = Dialect(
    name: "symfony",
    framework: "Symfony, PdoSessionHandler",
    tables: ["sessions"],
    required: ["sess_id", "sess_data", "sess_lifetime", "sess_time"],
    id: IDColumn(
      column: "sess_id",
      shape: .init(IDColumn.Shape.digits + IDColumn.Shape.lowercase + IDColumn.Shape.uppercase + "-,", 22...256)),
    payload: PayloadColumn(
      column: "sess_data", isBlob: true, looksRight: looksEncoded, codec: { _, _ in PHPSessionCodec() }),
    expiry: .at(TimeColumn(column: "sess_lifetime", kind: .unixSeconds)),
    user: .paths([
      Path(keys: "_sf2_attributes", "_security.last_username"), Path(keys: "_sf2_attributes", "user_id"),
      Path(keys: "_sf2_attributes", "user"), Path(keys: "user_id"),
    ]),
    seen: TimeColumn(column: "sess_time", kind: .unixSeconds),
    keptOnClear: ["_sf2_meta"],
    protectedKeys: ["_sf2_meta"],
    exampleSchema: [
      """
      CREATE TABLE sessions (sess_id TEXT NOT NULL PRIMARY KEY, sess_data BLOB NOT NULL, \
      sess_lifetime INTEGER NOT NULL, sess_time INTEGER NOT NULL)
      """,
      "CREATE INDEX sess_lifetime_idx ON sessions (sess_lifetime)",
    ])

  /// `key|value` of PHP's own session format, or nothing for a session without entries.
  private static func looksEncoded(_ payload: [UInt8]) -> Bool {
    payload.isEmpty || payload.prefix(256).contains(UInt8(ascii: "|"))
  }
}
