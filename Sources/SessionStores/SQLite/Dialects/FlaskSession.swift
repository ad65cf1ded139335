import SessionCodecs
import SessionModel

extension Dialect {
  /// Flask-Session with SQLAlchemy, every version; Airflow's table `session` is the same.
  ///
  /// Since 0.7 payloads are msgpack (or JSON), before they were pickles; rows change one by one as browsers come back,
  /// so the codec is told per row. The id has `session:` in front of what the cookie holds. `expiry` has no index and
  /// moves with every request.
  ///
  /// Source: pallets-eco/flask-session src/flask_session/sqlalchemy/sqlalchemy.py, base.py @bc2fe67.
  public static let flaskSession = Dialect(
    name: "flask-session",
    framework: "Flask-Session with SQLAlchemy",
    tables: ["sessions", "session"],
    required: ["id", "session_id", "data", "expiry"],
    forbidden: ["payload", "user_agent"],
    id: IDColumn(
      column: "session_id",
      shape: .init(IDColumn.Shape.digits + IDColumn.Shape.lowercase + IDColumn.Shape.uppercase + "-_", 16...128),
      prefix: "session:"),
    payload: PayloadColumn(column: "data", isBlob: true, looksRight: looksEncoded, codec: { _, _ in FlaskCodec() }),
    expiry: .at(TimeColumn(column: "expiry", kind: .dateTimeUTC), nullIsExpired: true),
    user: .paths([Path(keys: "_user_id"), Path(keys: "user_id"), Path(keys: "user")]),
    keptOnClear: ["_permanent"],
    protectedKeys: ["_permanent", "_user_id", "_fresh", "_id"],
    notes: ["pickled sessions of Flask-Session before 0.7 are shown and can be deleted, not edited"],
    exampleSchema: [
      """
      CREATE TABLE sessions (id INTEGER NOT NULL, session_id VARCHAR(255), data BLOB, expiry DATETIME, \
      PRIMARY KEY (id), UNIQUE (session_id))
      """
    ])

  /// A msgpack map, a JSON object, or a pickle of protocol 2 or later.
  private static func looksEncoded(_ payload: [UInt8]) -> Bool {
    guard let first = payload.first else { return false }
    return (0x80...0x8f).contains(first) || first == 0xde || first == 0xdf || first == UInt8(ascii: "{")
  }
}
