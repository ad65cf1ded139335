import SessionCodecs
import SessionModel

/// What the stores of express-session have in common: JSON with a `cookie` object that must never be lost, since the
/// middleware makes the session's expiry from it; ids of 24 random bytes in base64url (uid-safe).
///
/// Source: expressjs/session index.js, session/session.js, session/cookie.js.
enum Express {
  static let idShape = Dialect.IDColumn.Shape(
    Dialect.IDColumn.Shape.digits + Dialect.IDColumn.Shape.lowercase + Dialect.IDColumn.Shape.uppercase + "-_", 20...64)

  static func id(_ column: String) -> Dialect.IDColumn {
    Dialect.IDColumn(column: column, shape: idShape, cookie: .expressSigned)
  }

  static func payload(_ column: String) -> Dialect.PayloadColumn {
    Dialect.PayloadColumn(column: column, looksRight: hasCookie, codec: { _, _ in JSONCodec() })
  }

  /// Where apps and Passport keep the user.
  static let user = Dialect.User.paths([
    Path(keys: "passport", "user"), Path(keys: "passport", "user", "id"), Path(keys: "user", "id"),
    Path(keys: "userId"),
    Path(keys: "user_id"), Path(keys: "user", "username"), Path(keys: "user", "name"), Path(keys: "user"),
    Path(keys: "username"),
  ])

  /// JSON that has `"cookie": {` within its first 4 kB.
  private static func hasCookie(_ payload: [UInt8]) -> Bool {
    guard payload.first == UInt8(ascii: "{") else { return false }
    let head = payload.prefix(4096).filter { $0 != 0x20 }
    return head.firstRange(of: Array("\"cookie\":{".utf8)) != nil
  }
}
