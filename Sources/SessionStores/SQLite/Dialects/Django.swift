import SessionCodecs
import SessionModel

extension Dialect {
  /// Django's database sessions: `django.contrib.sessions.backends.db` and `cached_db`.
  ///
  /// The payload is signed; a row signed with another key is loaded by Django as an empty session, so writing needs
  /// the `SECRET_KEY` that fits what is stored. `expire_date` moves with each save, by the cookie's age.
  ///
  /// Source: django/django django/contrib/sessions/base_session.py, backends/base.py.
  public static let django = Dialect(
    name: "django",
    framework: "Django, database sessions",
    tables: ["django_session"],
    required: ["session_key", "session_data", "expire_date"],
    forbidden: ["user_agent", "last_activity"],
    id: IDColumn(
      column: "session_key", shape: .init(IDColumn.Shape.digits + IDColumn.Shape.lowercase, 8...40)),
    payload: PayloadColumn(
      column: "session_data", looksRight: looksSigned, codec: { DjangoSignedCodec(secrets: $0, now: $1) },
      isSigned: true),
    expiry: .at(TimeColumn(column: "expire_date", kind: .dateTimeUTC)),
    user: .paths([Path(keys: "_auth_user_id")]),
    protectedKeys: ["_auth_user_id", "_auth_user_backend", "_auth_user_hash", "_session_expiry"],
    notes: ["edits need SECRET_KEY", "the cached_db backend keeps a copy in its cache until that expires"],
    exampleSchema: [
      """
      CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, \
      "expire_date" datetime NOT NULL)
      """,
      "CREATE INDEX \"django_session_expire_date_a5c62663\" ON \"django_session\" (\"expire_date\")",
    ])

  /// `[.]base64url:base62 time:base64url signature`, or the base64 of `sha1 hex:json` from before Django 3.1.
  private static func looksSigned(_ payload: [UInt8]) -> Bool {
    let parts = payload.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    if parts.count == 3 {
      return (5...8).contains(parts[1].count) && (27...64).contains(parts[2].count)
        && !parts[0].isEmpty && payload.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }
    guard parts.count == 1, let text = Base64.decode(payload.prefix(56)) else { return false }
    return text.count > 41 && text[40] == UInt8(ascii: ":")
      && text.prefix(40).allSatisfy { Set("0123456789abcdef".utf8).contains($0) }
  }
}
