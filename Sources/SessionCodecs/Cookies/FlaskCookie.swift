public import SessionModel

/// Flask's own sessions: a `URLSafeTimedSerializer` with the salt `cookie-session` and a key derived by HMAC.
///
/// The JSON has sorted keys and Flask's tags for what JSON lacks (`{" t":[1,2]}` is a tuple), which are shown and
/// written as they stand.
/// Sources: pallets/flask src/flask/sessions.py (`SecureCookieSessionInterface`) and json/tag.py.
public struct FlaskCookie: CookieFormat {
  public init() {}
  public var name: String { "flask" }
  public var framework: String { "Flask" }
  public var defaultMaxAge: Int? { 2_678_400 }

  private static let signer = ItsDangerousSigner(salt: "cookie-session", keyDerivation: .hmac)

  public func recognises(_ cookie: [UInt8]) -> Bool { read(cookie) != nil }

  public func read(_ cookie: [UInt8]) -> CookieContent? {
    guard let token = URLSafeToken(cookie, isTimed: true), case .object = token.data else { return nil }
    return CookieContent(data: token.data, issued: token.issued)
  }

  public func isSigned(_ cookie: [UInt8], by secret: SecretKey) -> Bool { Self.signer.isSigned(cookie, by: secret) }

  public func sign(_ data: Value, by secret: SecretKey, at now: Timestamp) throws(EditObstacle) -> String {
    let json = try JSONCodec.write(data.withSortedKeys, style: .compactASCII, allowsNonFinite: true)
    let value = URLSafeToken.payload(json) + [UInt8(ascii: ".")] + URLSafeToken.time(now)
    return String(decoding: Self.signer.sign(value, by: secret), as: UTF8.self)
  }
}

extension Value {
  /// Members ordered by key at every level, as Python's `sort_keys` has them.
  var withSortedKeys: Value {
    switch self {
    case .array(let elements): .array(elements.map(\.withSortedKeys))
    case .object(let members):
      .object(
        members.map { Member($0.key, $0.value.withSortedKeys) }
          .sorted { $0.key.string.unicodeScalars.lexicographicallyPrecedes($1.key.string.unicodeScalars) })
    default: self
    }
  }
}
