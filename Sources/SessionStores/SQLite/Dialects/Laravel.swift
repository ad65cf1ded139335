import SessionCodecs
import SessionModel

extension Dialect {
  /// Laravel's `database` session driver.
  ///
  /// A session is over when it was idle for `SESSION_LIFETIME` minutes (120 unless told); the row stays until the
  /// lottery collects it. Editing leaves `last_activity` alone. Clearing does what `flush()` does: everything goes, and
  /// Laravel makes a new `_token` with the next request.
  ///
  /// Source: laravel/framework src/Illuminate/Session/DatabaseSessionHandler.php, Store.php.
  public static let laravel = Dialect(
    name: "laravel",
    framework: "Laravel, database driver",
    tables: ["sessions"],
    required: ["id", "user_id", "ip_address", "user_agent", "payload", "last_activity"],
    id: IDColumn(
      column: "id",
      shape: .init(IDColumn.Shape.digits + IDColumn.Shape.lowercase + IDColumn.Shape.uppercase, 40...40)),
    payload: PayloadColumn(
      column: "payload", looksRight: looksEncoded,
      codec: { secrets, _ in
        let keys = secrets.map { SecretKey(laravel: String(decoding: $0.bytes, as: UTF8.self)) ?? $0 }
        return LaravelPayloadCodec(appKey: keys.first, previousKeys: Array(keys.dropFirst()))
      }),
    expiry: .idle(since: TimeColumn(column: "last_activity", kind: .unixSeconds), defaultLifetime: .seconds(120 * 60)),
    user: .column("user_id"),
    client: "ip_address",
    seen: TimeColumn(column: "last_activity", kind: .unixSeconds),
    protectedKeys: ["_token"],
    notes: [
      "the lifetime is SESSION_LIFETIME of the app, 120 minutes unless told",
      "encrypted sessions need APP_KEY, to be read as well",
    ],
    exampleSchema: [
      """
      CREATE TABLE "sessions" ("id" varchar not null, "user_id" integer, "ip_address" varchar, "user_agent" text, \
      "payload" text not null, "last_activity" integer not null, primary key ("id"))
      """,
      "CREATE INDEX \"sessions_user_id_index\" on \"sessions\" (\"user_id\")",
      "CREATE INDEX \"sessions_last_activity_index\" on \"sessions\" (\"last_activity\")",
    ])

  /// Base64 of a PHP array, of a JSON object or list, or of the base64 of an encrypter's `{"iv":`.
  private static func looksEncoded(_ payload: [UInt8]) -> Bool {
    guard let inner = Base64.decode(payload.prefix(payload.count - payload.count % 4).prefix(64)) else { return false }
    return inner.starts(with: "a:".utf8) || inner.first == UInt8(ascii: "{") || inner.starts(with: "[]".utf8)
      || inner.starts(with: "eyJpdiI6".utf8)
  }
}
